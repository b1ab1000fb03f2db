"""The webhook subscriptions on disk, beside the journal.

Each line is whole before the call that caused it is answered. A kill between the two files loses
no event: what the journal holds and this file has not seen is told again at the start.
"""

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec

from cmxero.core.errors import SettingsError
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.webhooks import Line, Webhooks

FILE_NAME = "sandbox-webhooks.jsonl"
_OWNER_ONLY = 0o600
_decoder = msgspec.json.Decoder(Line)
_encoder = msgspec.json.Encoder()


def open_webhooks(
    folder: Path, organisations: Mapping[str, OrganisationState], connected: Collection[str]
) -> Webhooks:
    """The subscriptions as they were left; the folder must be locked by the journal.

    Args:
        organisations: by tenant id.
        connected: tenant ids of those that the app may reach.

    Raises:
        SettingsError: the file is damaged before its last line.
    """
    file = _WebhookFile(folder / FILE_NAME)
    webhooks = Webhooks(organisations, file.keep)
    webhooks.replay(file.read(), connected)
    file.rewrite(webhooks)
    return webhooks


class _WebhookFile:
    """Appends lines; made only once there is something to keep."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, line: Line) -> None:
        with _open(self._path, os.O_APPEND) as file:
            file.write(_encoder.encode(line) + b"\n")

    def read(self) -> Iterator[Line]:
        if not self._path.exists():
            return
        for number, text in enumerate(self._path.read_bytes().splitlines(keepends=True), start=1):
            if not text.endswith(b"\n"):
                return  # cut by a kill; nothing was answered after it
            try:
                yield _decoder.decode(text)
            except msgspec.DecodeError as fault:
                raise SettingsError(
                    str(self._path),
                    f"line {number} is damaged: {fault}.",
                    "Move the file away to start without webhooks, or restore it from a copy.",
                ) from fault

    def rewrite(self, webhooks: Webhooks) -> None:
        if not self._path.exists():
            return
        fresh = self._path.with_suffix(".new")
        with _open(fresh, os.O_TRUNC) as file:
            for line in webhooks.snapshot():
                file.write(_encoder.encode(line) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)


def _open(path: Path, flag: int) -> BinaryIO:
    """Open for writing, readable by the owner only: it holds the keys of the signatures."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | flag, _OWNER_ONLY), "wb")
