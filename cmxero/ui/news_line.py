"""A quiet line that says what came since the page was read; nothing moves until a person asks.

The kernel asks for counts now and then. Jupyter takes whatever a kernel sends for activity, and by
that decides which kernel to end; so asking sends nothing, and where nobody has done anything on the
page for a while, it is not asked any more: an abandoned page ends all the same (``culling``).
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import ipywidgets

from cmxero.core.news import Standing, news
from cmxero.ui.action import Action, Notice
from cmxero.ui.culling import IDLE_S
from cmxero.ui.faultlog import write_fault
from cmxero.ui.grid import Grid
from cmxero.ui.html import element
from cmxero.ui.jobs import Background, PageJobs
from cmxero.ui.parts import show
from cmxero.ui.source import NewsSource

EVERY_S = 30
QUIET_AFTER_S = IDLE_S // 2
"""A page that nobody used for so long asks no more until somebody does."""


class NewsLine:
    """Asks, and shows what came with a button that reads the page again.

    Attributes:
        box: the whole, to put on a page; it floats, so that nothing makes room for it.
        text: what came.
        show_them: the button.
    """

    def __init__(
        self,
        source: NewsSource,
        read_again: Callable[[], None],
        grid: Callable[[], Grid],
        notice: Notice,
        jobs: Sequence[PageJobs] = (),
        *,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make it; the page is read within ``reading``.

        Args:
            read_again: lets the page read everything anew, within ``reading`` again.
            grid: the page's list, once there is one: it speaks, and gets the focus.
            jobs: those of the page, which must not be disturbed.
            seconds: a clock that only goes forward.
        """
        self._source, self._read_again, self._grid = source, read_again, grid
        self._jobs, self._seconds = jobs, seconds
        self._background = Background()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_asking = False
        self._acted_at = seconds()
        self._before: Standing
        self.text = ipywidgets.HTML()
        self.show_them = Action("Show them", self._show_them, notice=notice)
        self.box = ipywidgets.HBox([self.text, self.show_them.button]).add_class("cmx-news")
        self._details = ""
        show(self.box, visible=False)
        notice.on_act = self._acted

    @contextmanager
    def reading(self) -> Iterator[None]:
        """What is stored now is read in the block, at one go: only what comes later is news."""
        with self._source.attached_once():
            self._before = self._source.standing()
            show(self.box, visible=False)
            self.text.value = ""
            yield

    def begin(self) -> None:
        """The browser shows the page: ask from now on, as long as the kernel lives.

        Outside a kernel (a script) there is nobody to tell.
        """
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._background.is_shown()
        self._ask_later()

    def ask(self) -> None:
        """Look whether something came, if the page is used and nothing else goes on."""
        self._timer = None
        if self._seconds() - self._acted_at > QUIET_AFTER_S:
            return
        if self._is_busy:
            self._ask_later()
            return
        self._is_asking = True
        self._background.begin(
            self._source.standing, self._answered, self._failed, outlives_page=False
        )

    @property
    def _is_busy(self) -> bool:
        return any(each.busy for each in self._jobs)

    def _ask_later(self) -> None:
        if self._loop is not None and self._timer is None and not self._is_asking:
            self._timer = self._loop.call_later(EVERY_S, self.ask)

    def _acted(self) -> None:
        was_quiet = self._seconds() - self._acted_at > QUIET_AFTER_S
        self._acted_at = self._seconds()
        if was_quiet and self._loop is not None and self._timer is None and not self._is_asking:
            self._timer = self._loop.call_later(0, self.ask)

    def _answered(self, now: Standing) -> None:
        self._is_asking = False
        came = news(self._before, now)
        if came.total and not self._is_busy:
            self._details = came.details
            line = element("p", came.headline, title=came.details)
            if line != self.text.value:
                self.text.value = line
                self._grid().say(came.headline)
            show(self.box, visible=True)
        self._ask_later()

    def _failed(self, fault: Exception) -> None:
        """A store that is busy now may answer next time; the page itself is none the worse."""
        self._is_asking = False
        write_fault("news not read", fault=fault)
        self._ask_later()

    def _show_them(self) -> str:
        said = self._details
        self._read_again()
        self._grid().take_focus()  # the button that had it is gone
        return f"Read again. Came meanwhile: {said}."
