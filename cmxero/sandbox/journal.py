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
from cmxero.sandbox.records import TABLES, Changes

FILE_NAME = "sandbox-journal.jsonl"
SNAPSHOT_CHUNK = 500
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
            for changes in _snapshot(state, now_utc):
                file.write(_line(changes))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)
        state.take_changes()


_REMEDY = "Move the file away to start with an empty sandbox, or restore it from a copy."


def _snapshot(state: OrganisationState, now_utc: datetime) -> Iterator[Changes]:
    """The whole state as changes, without what has expired; for a new, shorter journal."""
    first = Changes(serial=state.serial, stamp_utc=state.stamp_utc, settings=state.settings)
    first.tokens = [token for token in state.tokens.values() if token.expires_utc > now_utc]
    first.answers = [answer for answer in state.answers.values() if answer.expires_utc > now_utc]
    yield first
    for name in TABLES:
        rows = list(getattr(state, name).values())
        for start in range(0, len(rows), SNAPSHOT_CHUNK):
            chunk = Changes(serial=state.serial, stamp_utc=state.stamp_utc)
            setattr(chunk, name, rows[start : start + SNAPSHOT_CHUNK])
            yield chunk


def _line(changes: Changes) -> bytes:
    return _encoder.encode(changes) + b"\n"


def _size(changes: Changes) -> int:
    names = (*TABLES, "tokens", "answers")
    return sum(len(getattr(changes, name)) for name in names) + 1


def _documents(state: OrganisationState) -> int:
    return sum(len(getattr(state, name)) for name in TABLES) + 1000
