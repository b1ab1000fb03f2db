"""Where the allowance is kept: in memory, or in a folder that several processes share.

A notebook, the page and a command on one machine use the same 60 calls a minute and the same 5
places. So in a home they keep the count together: one small file, locked by the kernel while it
is read and rewritten, and one lock file a place. A killed process leaves nothing behind, because
its locks go with it and the count is written in one piece. pyrate-limiter's SQLite bucket would
share the count as well, but neither the pause after a 429, nor the day, nor the places; and the
429 rules alone (``retry``) cost every process a refused call whenever two work at once.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import msgspec
import portalocker

from cmxero.xero.allowance import Allowance

_SIZE = 4096
"""Bytes of the file; a fixed size, so that one write replaces all of it."""
_AGAIN_S = 0.05
_AT_ONCE = portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING


class Ledger(Protocol):
    """Keeps the allowance and the places."""

    def open(self) -> AbstractContextManager[Allowance]:
        """Use the allowance, alone; what was changed is kept."""

    def place(self, patience_s: float) -> AbstractContextManager[bool]:
        """Hold one of the places; False if none became free within our patience."""


class MemoryLedger:
    """Kept by one process for its threads."""

    def __init__(self, at_once: int) -> None:
        self._allowance = Allowance()
        self._guard = threading.Lock()
        self._places = threading.BoundedSemaphore(at_once)

    @contextmanager
    def open(self) -> Iterator[Allowance]:
        """Use the allowance, alone."""
        with self._guard:
            yield self._allowance

    @contextmanager
    def place(self, patience_s: float) -> Iterator[bool]:
        """Hold a place; calls end by themselves, so a thread waits for one as long as it takes."""
        del patience_s
        with self._places:
            yield True


class FileLedger:
    """Kept in a folder for all processes of a machine that work for one organisation.

    Args:
        folder: made if it is missing; on this machine's own disk.
        at_once: how many places there are.
        sleep: waits that many seconds.
    """

    def __init__(self, folder: Path, at_once: int, sleep: Callable[[float], None]) -> None:
        self._count = folder / "calls.json"
        self._files = [folder / f"place-{number}.lock" for number in range(1, at_once + 1)]
        self._sleep = sleep
        # Threads queue here; only other processes have to be asked about again and again.
        self._here = threading.BoundedSemaphore(at_once)

    @contextmanager
    def open(self) -> Iterator[Allowance]:
        """Use the allowance, alone; what was changed is kept, unless it is left by a fault."""
        self._count.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._count, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+b", buffering=0) as file:
            portalocker.lock(file, portalocker.LockFlags.EXCLUSIVE)
            allowance = _decoded(file.read(_SIZE))
            yield allowance
            file.seek(0)
            file.write(msgspec.json.encode(allowance).ljust(_SIZE))

    @contextmanager
    def place(self, patience_s: float) -> Iterator[bool]:
        """Hold a place; False if other processes kept them all longer than our patience."""
        with self._here:
            left = patience_s
            while (held := self._free_place()) is None and left > 0:
                self._sleep(_AGAIN_S)
                left -= _AGAIN_S
            try:
                yield held is not None
            finally:
                if held is not None:
                    os.close(held)

    def _free_place(self) -> int | None:
        self._count.parent.mkdir(parents=True, exist_ok=True)
        for path in self._files:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                portalocker.lock(handle, _AT_ONCE)
            except portalocker.LockException:
                os.close(handle)
            else:
                return handle
        return None


def _decoded(content: bytes) -> Allowance:
    """What was kept; a file that is new or spoilt begins anew, the 429 rules cover the rest."""
    try:
        return msgspec.json.decode(content, type=Allowance)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Allowance()
