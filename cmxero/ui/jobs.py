"""Long work beside the page: a thread does it, the page's own thread shows what comes of it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context, copy_context
from threading import Thread
from typing import TypeVar

from cmxero.ui.action import Action, Notice

Result = TypeVar("Result")


class Background:
    """Work that must not keep a page waiting.

    Widgets are only touched in the page's own thread, and not before the browser shows them:
    what is sent while it is still building the page is lost on the way. Outside a kernel (a
    script) there is nobody to keep waiting, and everything happens at once.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._context: Context | None = None
        self._is_shown = False
        self._early: list[Callable[[], None]] = []

    def begin(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], None],
        failed: Callable[[Exception], None],
        *,
        outlives_page: bool = True,
    ) -> None:
        """Start; exactly one of the other two is called when it has ended.

        Args:
            outlives_page: an export goes on to its end after its page was closed; the server
                leaves the kernel the time for it (``voila_server.KERNEL_PATIENCE_S``).
        """
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None
            self._carry_out(work, done, failed)
            return
        self._context = copy_context()
        Thread(
            target=self._carry_out,
            args=(work, done, failed),
            name="cmxero-page",
            daemon=not outlives_page,
        ).start()

    def tell(self, act: Callable[[], None]) -> None:
        """Let the page do this, from within the work; never raises, whatever became of the page."""
        if self._loop is None:
            act()
            return
        with suppress(RuntimeError):  # the page is gone, and its loop with it
            self._loop.call_soon_threadsafe(self._show, act, context=self._context)

    def is_shown(self) -> None:
        """The browser shows the page: what was held back until now comes."""
        self._is_shown = True
        early, self._early = self._early, []
        for act in early:
            act()

    def _show(self, act: Callable[[], None]) -> None:
        if self._is_shown:
            act()
        else:
            self._early.append(act)

    def _carry_out(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], None],
        failed: Callable[[Exception], None],
    ) -> None:
        try:
            result = work()
        except Exception as fault:  # noqa: BLE001 - in a thread it would vanish
            found = fault
            self.tell(lambda: failed(found))
        else:
            self.tell(lambda: done(result))


class PageJobs:
    """One long thing at a time, with the manners of a page.

    Attributes:
        background: does it.
        busy: what is going on, in words; empty when nothing is.
    """

    def __init__(self, notice: Notice, show: Callable[[], None]) -> None:
        """``show`` draws the page anew, whenever something begins or has ended."""
        self.background = Background()
        self.busy = ""
        self._notice, self._show = notice, show

    def begin(
        self,
        doing: str,
        work: Callable[[], Result],
        done: Callable[[Result], None],
        *,
        failed: Callable[[], None] = lambda: None,
        pressed: Action | None = None,
        busy: str = "",
    ) -> None:
        """Do something long beside the page.

        Args:
            doing: what, as the card of a fault says it.
            done: gets the result, in the page's thread; it may begin the next thing.
            failed: called before the fault's card is shown.
            pressed: the button that says meanwhile that it goes on.
            busy: what it says.
        """
        button = pressed.button if pressed else None
        label = button.description if button else ""

        def ended(act: Callable[[], None]) -> None:
            self.busy = ""
            if button:
                button.description = label
            self._notice.guard(doing, act)
            self._notice.guard(doing, self._show)

        def fault(found: Exception) -> None:
            ended(failed)
            self._notice.fail(found, doing)

        self.busy = doing
        if button:
            button.description = busy
        self._show()
        self.background.begin(work, lambda result: ended(lambda: done(result)), fault)
