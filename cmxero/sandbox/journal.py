"""The state on disk: a journal of changes, one JSON line a call, all organisations in one file.

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
from cmxero.sandbox.app_state import AppState
from cmxero.sandbox.records import TABLES, Changes
from cmxero.sandbox.sandbox_state import Commit, SandboxState

FILE_NAME = "sandbox-journal.jsonl"
FORMAT = 2
"""What the first line says; the format before it held one organisation and said nothing."""

SNAPSHOT_CHUNK = 500
WORTH_SHORTENING = 4
"""Lines may outnumber the documents they leave by this factor before a rewrite."""

_decoder = msgspec.json.Decoder(Commit)
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

    def open_state(self, now_utc: datetime, seed: str) -> SandboxState:
        """The state as it was left, or a new one.

        Raises:
            SettingsError: the journal is damaged before its last line, or an older sandbox's.
        """
        sandbox = SandboxState(AppState(), [])
        written = 0
        for number, commit in enumerate(self._read(), start=1):
            if number == 1:
                self._check_first(commit)
            try:
                sandbox.replay(commit)
            except KeyError as fault:
                raise SettingsError(
                    str(self.path), f"line {number} names an unknown organisation.", _REMEDY
                ) from fault
            written += _size(commit)
        if sandbox.organisations:
            sandbox.add_missing()
        else:
            sandbox = SandboxState.new(now_utc, seed)
        if written == 0 or written > WORTH_SHORTENING * _documents(sandbox):
            self._rewrite(sandbox, now_utc + sandbox.default.settings.clock_shift)
        self._file = self.path.open("ab", buffering=0)
        return sandbox

    def write(self, commit: Commit | None) -> None:
        """Append what one call changed."""
        if commit is not None and self._file is not None:
            self._file.write(_line(commit))

    def close(self) -> None:
        """Close the file and let another process have it."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._lock.release()

    def _check_first(self, commit: Commit) -> None:
        if commit.format != FORMAT or not commit.organisations:
            raise SettingsError(
                str(self.path),
                "it was written by another version of the sandbox.",
                f"Delete the folder {self.path.parent} to start with empty organisations.",
            )

    def _read(self) -> Iterator[Commit]:
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

    def _rewrite(self, sandbox: SandboxState, now_utc: datetime) -> None:
        fresh = self.path.with_suffix(".new")
        with fresh.open("wb") as file:
            for commit in _snapshot(sandbox, now_utc):
                file.write(_line(commit))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)
        sandbox.take_changes()


_REMEDY = "Move the file away to start with an empty sandbox, or restore it from a copy."


def _snapshot(sandbox: SandboxState, now_utc: datetime) -> Iterator[Commit]:
    """The whole state as changes, without what has expired; for a new, shorter journal."""
    held = sandbox.organisations
    yield Commit(
        format=FORMAT,
        app=sandbox.app.snapshot(now_utc),
        organisations={
            tenant_id: Changes(serial=one.serial, stamp_utc=one.stamp_utc, settings=one.settings)
            for tenant_id, one in held.items()
        },
    )
    for tenant_id, one in held.items():
        for name in TABLES:
            rows = list(getattr(one, name).values())
            for start in range(0, len(rows), SNAPSHOT_CHUNK):
                chunk = Changes(serial=one.serial, stamp_utc=one.stamp_utc)
                setattr(chunk, name, rows[start : start + SNAPSHOT_CHUNK])
                yield Commit(organisations={tenant_id: chunk})


def _line(commit: Commit) -> bytes:
    return _encoder.encode(commit) + b"\n"


def _size(commit: Commit) -> int:
    app = commit.app
    records = len(app.tokens) + len(app.connections) + len(app.answers) if app else 0
    for changes in commit.organisations.values():
        records += sum(len(getattr(changes, name)) for name in TABLES)
    return records + 1


def _documents(sandbox: SandboxState) -> int:
    held = sandbox.organisations.values()
    return sum(len(getattr(one, name)) for one in held for name in TABLES) + 1000
