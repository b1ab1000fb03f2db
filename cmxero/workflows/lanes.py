"""Several requests at once, none begun after a fault or a cancel, all of them ended at return."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from queue import SimpleQueue
from typing import Generic, TypeVar

Work = TypeVar("Work")
Tool = TypeVar("Tool")
Result = TypeVar("Result")


class Lanes(Generic[Work, Tool, Result]):
    """Works off a list in a few threads, each with a tool of its own.

    Results are handed over in the thread that asks for them, so that whoever shows progress
    need not be thread-safe. Ctrl-C (or a notebook's stop button) there begins nothing new and
    still waits for what is under way, because a request cut off in the middle would have to be
    looked up later; pressed a second time, it stops at once.
    """

    def __init__(
        self,
        work: Sequence[Work],
        do: Callable[[Tool, Work], Result],
        open_tool: Callable[[], AbstractContextManager[Tool]],
        *,
        at_once: int,
        is_cancelled: Callable[[], bool],
    ) -> None:
        self._waiting = iter(work)
        self._lanes = min(max(1, at_once), len(work))
        self._do, self._open_tool = do, open_tool
        self._is_cancelled = is_cancelled
        self._next = threading.Lock()
        self._stop = threading.Event()
        self._done: SimpleQueue[Result | BaseException | None] = SimpleQueue()
        self.was_cancelled = False

    def results(self) -> Iterator[Result]:
        """Results as they come.

        Raises:
            BaseException: the first fault of any lane, once every lane has ended.
        """
        threads = [threading.Thread(target=self._run, daemon=True) for _ in range(self._lanes)]
        for thread in threads:
            thread.start()
        fault: BaseException | None = None
        ended = 0
        while ended < len(threads):
            found = self._wait()
            if found is None:
                ended += 1
            elif isinstance(found, BaseException):
                fault = fault or found
            else:
                yield found
        if fault:
            raise fault

    def _wait(self) -> Result | BaseException | None:
        try:
            return self._done.get()
        except KeyboardInterrupt:
            if self.was_cancelled:
                raise
            self.was_cancelled = True
            self._stop.set()
            return self._done.get()

    def _run(self) -> None:
        try:
            with self._open_tool() as tool:
                while (work := self._take()) is not None:
                    self._done.put(self._do(tool, work))
        except BaseException as fault:  # noqa: BLE001  (it goes on in the thread that waits)
            self._stop.set()
            self._done.put(fault)
        finally:
            self._done.put(None)

    def _take(self) -> Work | None:
        with self._next:
            if self._stop.is_set():
                return None
            if self._is_cancelled():
                self.was_cancelled = True
                self._stop.set()
                return None
            return next(self._waiting, None)
