"""The Overview page: do the ledgers agree, and what needs a person? Every figure opens its rows."""

from collections.abc import Callable

import ipywidgets

from cmxero.core.moments import find_instant
from cmxero.ui.action import Action, Notice
from cmxero.ui.chart import BarChart, Chart, Strip
from cmxero.ui.figures import Figures
from cmxero.ui.html import Html, element
from cmxero.ui.jobs import PageJobs
from cmxero.ui.keyboard_help import keyboard_help
from cmxero.ui.masthead import headline, last_checked, page_top
from cmxero.ui.news_line import NewsLine
from cmxero.ui.overview_charts import (
    ageing_groups,
    ageing_table,
    cause_groups,
    run_marks,
    runs_words,
)
from cmxero.ui.overview_choice import CHARTS
from cmxero.ui.overview_custom import CustomPanel
from cmxero.ui.overview_desk import OverviewDesk
from cmxero.ui.overview_rows import RowsBehind
from cmxero.ui.overview_source import OverviewSource
from cmxero.ui.overview_statement import statement
from cmxero.ui.overview_tiles import TILE, tiles
from cmxero.ui.pages import OVERVIEW
from cmxero.ui.parts import share_layout, show, text_field
from cmxero.ui.rows_drawer import RowsDrawer
from cmxero.workflows.overview import OverviewFigures
from cmxero.workflows.tie_out import TieOutReport

KEYS = (
    ("Tab", "from part to part; Enter opens the rows behind a figure"),
    ("↑ ↓ ← →", "from bar to bar in a chart; Enter opens its rows"),
    ("↑ ↓  PgUp PgDn  Home End", "move in the rows"),
    ("/", "search the rows"),
    ("Ctrl+C", "copy the selected rows for a spreadsheet"),
)
READING = "Reading both ledgers…"
FIRST_YEAR = 1990
"""A browser sends each digit of a year as it is typed; nothing here is older."""


class OverviewPage:
    """Shows an OverviewDesk and forwards what people do to it."""

    def __init__(self, source: OverviewSource) -> None:
        self.notice = Notice()
        self.jobs = PageJobs(self.notice, self._show_buttons)
        self.opening = PageJobs(self.notice, lambda: None)
        jobs = [self.jobs, self.opening]
        self.news = NewsLine(source, self._look_again, lambda: self.drawer.grid, self.notice, jobs)
        with self.news.reading():
            self.desk = OverviewDesk(source)
        self.chosen = ""
        self._from: Figures | Chart | None = None
        self._make_widgets()
        self.box = self._layout()
        share_layout([self.box])
        self._listen()
        self._show_all()
        self._read(after=self._open_at_start)

    def _make_widgets(self) -> None:
        notice = self.notice
        self.top = ipywidgets.HTML()
        self.headline = ipywidgets.HTML()
        self.refresh = Action("Refresh", self._refresh, notice=notice)
        self.customise = Action("Customise", self._customise, notice=notice)
        self.custom = CustomPanel(self._change, self._reset, notice)
        self.tiles = Figures("What needs a person")
        self.day = ipywidgets.DatePicker(description="As of", value=self.desk.as_of)
        self.month_end = Action("End of last month", self._at_month_end, notice=notice)
        self.now = Action("Now", self._at_now, notice=notice)
        self.known = text_field("Known on (UTC)", "2026-07-05T09:00")
        self.fold = Action("Known on…", self._unfold, notice=notice)
        self.said = ipywidgets.HTML()
        self.lines = Figures("Tie-out", "statement")
        self.ageing = BarChart("Receivables by days overdue, Case Manager beside Xero")
        self.ageing_table = ipywidgets.HTML()
        self.causes = BarChart("Open findings by cause")
        self.strip = Strip("Last runs, oldest first")
        self.strip_words = ipywidgets.HTML()
        self.drawer = RowsDrawer(self._close, notice)

    def _layout(self) -> ipywidgets.Widget:
        tools = ipywidgets.HBox([self.refresh.button, self.customise.button])
        first = ipywidgets.HBox([self.headline, tools.add_class("cmx-tools")])
        when = ipywidgets.HBox(
            [self.day, self.month_end.button, self.now.button, self.fold.button, self.known]
        )
        show(self.known, visible=False)
        tie_out = ipywidgets.VBox(
            [_heading("Tie-out"), when.add_class("cmx-when"), self.said, self.lines]
        )
        self.cards = {
            "ageing": _card(CHARTS["ageing"], self.ageing, self.ageing_table),
            "causes": _card(CHARTS["causes"], self.causes),
            "runs": _card(CHARTS["runs"], self.strip, self.strip_words),
        }
        self.charts = ipywidgets.VBox(list(self.cards.values())).add_class("cmx-charts")
        split = ipywidgets.Box([tie_out.add_class("cmx-card-box"), self.charts])
        return ipywidgets.VBox(
            [
                self.top,
                self.news.box,
                first.add_class("cmx-first"),
                self.custom.box,
                self.tiles,
                split.add_class("cmx-overview"),
                ipywidgets.HTML(keyboard_help(KEYS)),
                self.notice.box,
                self.drawer.box,
            ]
        ).add_class("cmx-page")

    def _listen(self) -> None:
        for part in (self.tiles, self.lines, self.ageing, self.causes, self.strip):
            part.on_choose(self._chooser(part))
        self.day.observe(self.notice.guarded("choose the day", self._choose_day), "value")
        self.known.observe(self.notice.guarded("choose what was known", self._choose_day), "value")
        self.drawer.grid.on_shown(self._is_shown)

    def _is_shown(self) -> None:
        self.jobs.background.is_shown()
        self.opening.background.is_shown()
        self.news.begin()

    def _chooser(self, part: Figures | Chart) -> Callable[[str], None]:
        return lambda figure: self.notice.guard("open the rows", lambda: self._open(figure, part))

    # What is shown -----------------------------------------------------------------------

    def _show_all(self) -> None:
        desk = self.desk
        style = "cmx-headline cmx-alarm" if desk.header.unexplained else "cmx-headline"
        words = element("p", headline(desk.header, desk.findings), class_=style)
        self.top.value = element("header", page_top(desk.header, OVERVIEW), class_="cmx-masthead")
        self.headline.value = words
        self.causes.show(cause_groups(desk.findings))
        self.custom.show(self.desk.choice)
        self._show_chosen()
        self._show_tie_out()

    def _show_chosen(self) -> None:
        self.charts.children = [self.cards[each] for each in self.desk.choice.charts]
        self._show_figures()

    def _show_figures(self) -> None:
        figures, now_utc = self.desk.figures, self.desk.header.now_utc
        self.tiles.show(tiles(self.desk.choice.tiles, self.desk.counted))
        if figures is not None:
            self.strip.show(run_marks(figures.runs, now_utc))
            self.strip_words.value = _small(runs_words(figures.runs, now_utc))

    def _show_tie_out(self) -> None:
        report = self.desk.report
        if report is None:
            self.said.value = _small(READING)
            return
        self.said.value = _small(str(report))
        self.lines.show(statement(report))
        self.ageing.show(ageing_groups(report))
        self.ageing_table.value = ageing_table(report)

    def _show_buttons(self) -> None:
        self.refresh.allow(allowed=not self.jobs.busy)

    # What is read ------------------------------------------------------------------------

    def _read(self, after: Callable[[], None] = lambda: None) -> None:
        """Read both ledgers on the day asked for, and what the tiles count, beside the page."""
        source, as_of, known_utc = self.desk.source, self.desk.as_of, self.desk.known_utc

        def work() -> tuple[OverviewFigures, TieOutReport]:
            return source.overview_figures(), source.tie_out_report(as_of, known_utc)

        def done(found: tuple[OverviewFigures, TieOutReport]) -> None:
            self.desk.figures, self.desk.report = found
            if (as_of, known_utc) != (self.desk.as_of, self.desk.known_utc):
                self._read(after)  # another day was asked for meanwhile
                return
            self._show_figures()
            self._show_tie_out()
            after()

        self.said.value = _small(READING)
        self.jobs.begin(
            "read both ledgers", work, done, failed=self._show_tie_out,
            pressed=self.refresh, busy="Reading…",
        )  # fmt: skip

    def _look_again(self) -> None:
        with self.news.reading():
            self.desk.reload()
        self._show_all()
        self._read(after=self._open_again)

    def _refresh(self) -> str:
        self._look_again()
        return f"Read again. Last pull from Xero {last_checked(self.desk.header)}."

    def _choose_day(self) -> None:
        as_of, known_utc = self.day.value, find_instant(self.known.value)
        is_half_typed = as_of is not None and as_of.year < FIRST_YEAR
        if is_half_typed or (as_of, known_utc) == (self.desk.as_of, self.desk.known_utc):
            return
        self.desk.as_of, self.desk.known_utc = as_of, known_utc
        if not self.jobs.busy:
            self._read(after=self._open_again)

    def _at_month_end(self) -> None:
        self.day.value = self.desk.month_end()

    def _at_now(self) -> None:
        self.known.value = ""
        self.day.value = None

    def _unfold(self) -> None:
        show(self.known, visible=True)
        show(self.fold.button, visible=False)
        self.known.focus()

    # Rows --------------------------------------------------------------------------------

    def _open(self, figure: str, part: Figures | Chart | None, *, focus: bool = True) -> None:
        """Open the rows behind a figure, beside the page; pressed again, close them."""
        if figure == self.chosen and self.drawer.rows is not None and focus:
            self._close()
            return
        self._from = part
        self._mark(figure)
        if self.opening.busy:
            return  # what is being read looks at ``chosen`` when it comes

        def opened(rows: RowsBehind) -> None:
            if self.chosen == figure:
                self.drawer.open(rows, self.desk.header, focus=focus)
            elif self.chosen:
                self._open(self.chosen, self._from, focus=focus)

        self.opening.begin(
            "open the rows", lambda: self.desk.rows(figure), opened, failed=lambda: self._mark("")
        )

    def _open_again(self) -> None:
        if self.chosen:
            self._open(self.chosen, self._from, focus=False)

    def _open_at_start(self) -> None:
        if self.desk.choice.rows:
            self._open(TILE + self.desk.choice.rows, self.tiles, focus=False)

    def _close(self) -> None:
        figure, part = self.chosen, self._from
        self._mark("")
        self.drawer.shut()
        if part is not None:
            part.take_focus(figure)

    def _mark(self, figure: str) -> None:
        self.chosen = figure
        for part in (self.tiles, self.lines, self.ageing, self.causes, self.strip):
            part.chosen = figure

    # The person's own view ---------------------------------------------------------------

    def _customise(self) -> None:
        self.custom.toggle()
        words = "Done" if self.custom.is_open else "Customise"
        self.customise.button.description = words

    def _change(self, **changed: object) -> None:
        self.desk.choose(**changed)
        self._show_chosen()

    def _reset(self) -> str:
        self.desk.reset()
        self.custom.show(self.desk.choice)
        self._show_chosen()
        return "This page is as it came. Nothing else was changed."


def _heading(words: str) -> ipywidgets.HTML:
    return ipywidgets.HTML(element("h2", words))


def _small(words: str) -> Html:
    return element("p", words, class_="cmx-small")


def _card(words: str, *widgets: ipywidgets.Widget) -> ipywidgets.Widget:
    return ipywidgets.VBox([_heading(words), *widgets]).add_class("cmx-card-box")
