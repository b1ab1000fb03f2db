"""The state on disk: a journal of changes, one JSON line a call.

A line is written before its call is answered, so a kill loses nothing that was acknowledged; a
last line that was cut is a call that was never answered, and is dropped. At the start a journal
that has grown well beyond its content is rewritten to a new file, which then takes its name.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import msgspec
import portalocker

from cmxero.core.errors import AlreadyRunningError, SettingsError
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import Changes

FILE_NAME = "sandbox-journal.jsonl"
WORTH_SHORTENING = 4
"""Lines may outnumber the documents they leave by this factor before a rewrite."""

_decoder = msgspec.json.Decoder(Changes)
_encoder = msgspec.json.Encoder()


class Journal:
    """The open journal of one state directory; one process at a time may hold it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / FILE_NAME
        self._lock = portalocker.Lock(
            folder / "sandbox.lock",
            mode="a",
            timeout=0,
            flags=portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING,
        )
        try:
            self._lock.acquire()
        except portalocker.LockException as fault:
            raise AlreadyRunningError("The sandbox", f"another one uses {folder}") from fault
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def open_state(self, now_utc: datetime, seed: str) -> OrganisationState:
        """The state as it was left, or a new one.

        Raises:
            SettingsError: the journal is damaged before its last line.
        """
        state = OrganisationState.new(now_utc, seed)
        written = 0
        for changes in self._read():
            if written == 0:
                if changes.settings is None:
                    raise SettingsError(
                        str(self.path), "the first line holds no settings.", _REMEDY
                    )
                state = OrganisationState(changes.settings)
            state.replay(changes)
            written += _size(changes)
        if written == 0 or written > WORTH_SHORTENING * _documents(state):
            self._rewrite(state, now_utc + state.settings.clock_shift)
        self._file = self.path.open("ab", buffering=0)
        return state

    def write(self, changes: Changes | None) -> None:
        """Append what one call changed."""
        if changes is not None and self._file is not None:
            self._file.write(_line(changes))

    def close(self) -> None:
        """Close the file and let another process have it."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._lock.release()

    def _read(self) -> Iterator[Changes]:
        if not self.path.exists():
            return
        good = 0
        with self.path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if not line.endswith(b"\n"):
                    break
                try:
                    yield _decoder.decode(line)
                except msgspec.DecodeError as fault:
                    raise SettingsError(
                        str(self.path), f"line {number} is damaged: {fault}.", _REMEDY
                    ) from fault
                good += len(line)
        if good != self.path.stat().st_size:
            os.truncate(self.path, good)

    def _rewrite(self, state: OrganisationState, now_utc: datetime) -> None:
        fresh = self.path.with_suffix(".new")
        with fresh.open("wb") as file:
            for changes in state.snapshot(now_utc):
                file.write(_line(changes))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)
        state.take_changes()


_REMEDY = "Move the file away to start with an empty sandbox, or restore it from a copy."


def _line(changes: Changes) -> bytes:
    return _encoder.encode(changes) + b"\n"


def _size(changes: Changes) -> int:
    return (
        len(changes.invoices)
        + len(changes.payments)
        + len(changes.contacts)
        + len(changes.batches)
        + len(changes.tokens)
        + len(changes.answers)
        + 1
    )


def _documents(state: OrganisationState) -> int:
    tables = (state.invoices, state.payments, state.contacts, state.batches)
    return sum(len(table) for table in tables) + 1000
