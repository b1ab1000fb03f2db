"""Locks between processes: kernel file locks, which vanish with a killed holder."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import portalocker


class LockHeldError(Exception):
    """The lock stayed with another process; ``holder`` says which, as it wrote itself."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


@contextmanager
def process_lock(path: Path, *, purpose: str, patience_s: int) -> Iterator[None]:
    """Hold an exclusive lock on a side file, queueing fairly for at most ``patience_s`` seconds.

    Waiting happens in the kernel's own queue (storage.md 2.2: polling instead starves writers).

    Raises:
        LockHeldError: somebody else kept it longer than our patience.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = _acquire(path, patience_s)
    try:
        file.seek(0)
        file.truncate()
        file.write(f"{purpose}, process {os.getpid()}")
        file.flush()
        yield
    finally:
        file.close()


def _acquire(path: Path, patience_s: int) -> IO[str]:
    file = path.open("a+", encoding="utf-8")
    try:
        portalocker.lock(file, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING)
    except portalocker.LockException:
        if patience_s <= 0:
            file.close()
            raise LockHeldError(_holder(path)) from None
        if not _queue(file, patience_s):  # the waiting thread closes the file when it gets it
            raise LockHeldError(_holder(path)) from None
    except BaseException:
        file.close()
        raise
    return file


def _queue(file: IO[str], patience_s: int) -> bool:
    """Wait in the kernel's queue from a thread, since a blocking lock cannot be timed out."""
    state = threading.Lock()
    got, gave_up = threading.Event(), threading.Event()

    def wait() -> None:
        portalocker.lock(file, portalocker.LockFlags.EXCLUSIVE)
        with state:
            if gave_up.is_set():
                file.close()  # too late: nobody waits any more
            else:
                got.set()

    threading.Thread(target=wait, daemon=True).start()
    if got.wait(patience_s):
        return True
    with state:
        if got.is_set():
            return True
        gave_up.set()
    return False


def _holder(path: Path) -> str:
    words = path.read_text("utf-8").strip()
    return words or "another process"
