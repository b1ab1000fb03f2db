"""The export log on the page: search in all of it, look at one outcome, take it as a file."""

from collections.abc import Callable
from typing import TypedDict

import ipywidgets

from cmxero.core.pages import PageHeader
from cmxero.ui.action import Notice
from cmxero.ui.chips import Chips
from cmxero.ui.export_files import log_file
from cmxero.ui.export_panel import outcome_detail
from cmxero.ui.export_rows import LOG_GRID_COLUMNS, log_data, log_key
from cmxero.ui.export_source import ExportSource
from cmxero.ui.grid import Grid
from cmxero.ui.handover import DownloadButton, FileForBrowser
from cmxero.ui.html import element
from cmxero.workflows.export_log import ExportLogRow

MOST_SHOWN = 2000
"""Rows that travel to the browser; search and files go through all of them."""
JOURNAL, FAILED, EVERY = "journal", "failed", "every"
NOTHING_YET = "Nothing was exported yet, so the log is empty."
NOTHING_FITS = "Nothing in the log fits. Search for less, or look at all journals."


class Wanted(TypedDict):
    """What is looked for in the log."""

    journal: str | None
    text: str
    failed_only: bool


class LogView:
    """The grid, its filter and its files.

    Attributes:
        box: the whole, to put on a page.
        scope: this journal, what of it is not in Xero now, or all journals.
        rows: what the grid shows.
        every: how many outcomes the journal's log has.
    """

    def __init__(self, source: ExportSource, notice: Notice) -> None:
        self._source, self._notice = source, notice
        self._journal = ""
        self._header: PageHeader | None = None
        self.rows: tuple[ExportLogRow, ...] = ()
        self.every = 0
        self.scope = Chips("Log of", JOURNAL)
        self.grid = Grid(LOG_GRID_COLUMNS, label="the export log")
        self.grid.asks_python = True
        self.found = ipywidgets.HTML()
        self.detail = ipywidgets.HTML()
        self.excel = DownloadButton("Log as Excel", lambda: self._file("xlsx"))
        self.csv = DownloadButton("Log as CSV", lambda: self._file("csv"))
        self.box = self._layout()
        self._listen(self.scope, "filter the log", self.reload, "value")
        self._listen(self.grid, "search the log", self.reload, "query")
        self._listen(self.grid, "show the outcome", self._look, "current")

    def show(self, journal: str, header: PageHeader) -> None:
        """Show the log of a journal."""
        self._journal, self._header = journal, header
        self.reload()

    def reload(self) -> None:
        """Read the log again."""
        wanted = self._wanted()
        self.rows = tuple(self._source.export_log(limit=MOST_SHOWN, **wanted))
        counts = {scope: self._count(scope) for scope in (JOURNAL, FAILED, EVERY)}
        self.every = counts[JOURNAL]
        self.scope.offer(
            [
                (JOURNAL, f"Journal {self._journal}", counts[JOURNAL]),
                (FAILED, "Not in Xero now", counts[FAILED]),
                (EVERY, "All journals", counts[EVERY]),
            ]
        )
        self.grid.empty = NOTHING_FITS if counts[EVERY] or wanted["text"] else NOTHING_YET
        self.grid.show(log_data(self.rows))
        keys = [log_key(row) for row in self.rows]
        if self.grid.current not in keys:
            self.grid.current = keys[0] if keys else ""
        self._say_how_many(counts[self.scope.value])
        self._look()

    def _wanted(self, scope: str = "") -> Wanted:
        chosen = scope or self.scope.value
        return Wanted(
            journal=None if chosen == EVERY else self._journal,
            text=self.grid.query.strip(),
            failed_only=chosen == FAILED,
        )

    def _count(self, scope: str) -> int:
        return self._source.count_export_log(**self._wanted(scope))

    def _say_how_many(self, every: int) -> None:
        shown = len(self.rows)
        said = (
            f"The newest {shown:,} of {every:,} are listed; search and files go through all."
            if shown < every
            else ""
        )
        self.found.value = element("p", said, class_="cmx-small") if said else ""

    def _look(self) -> None:
        current = next((row for row in self.rows if log_key(row) == self.grid.current), None)
        self.detail.value = (
            element("p", self.grid.empty, class_="cmx-empty")
            if current is None
            else outcome_detail(current)
        )

    def _file(self, ending: str) -> FileForBrowser | None:
        return self._notice.got("download the log", lambda: self._made(ending))

    def _made(self, ending: str) -> FileForBrowser | None:
        wanted = self._wanted()
        if self._header is None:
            return None
        rows = self._source.export_log(**wanted)
        return log_file(rows, self._header, wanted["journal"], ending)

    def _listen(
        self, widget: ipywidgets.Widget, doing: str, work: Callable[[], None], trait: str
    ) -> None:
        widget.observe(lambda _change: self._notice.guard(doing, work), trait)

    def _layout(self) -> ipywidgets.Widget:
        files = ipywidgets.HBox([self.excel, self.csv]).add_class("cmx-tools")
        filters = ipywidgets.HBox([self.scope, self.found, files]).add_class("cmx-filters")
        panel = ipywidgets.VBox([self.detail]).add_class("cmx-panel")
        split = ipywidgets.Box([self.grid, panel]).add_class("cmx-split")
        return ipywidgets.VBox([filters, split]).add_class("cmx-view")
