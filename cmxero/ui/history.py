"""The History page: who did what, when, and what it looked like before. Nothing is deleted here."""

from collections.abc import Callable
from dataclasses import replace

import ipywidgets

from cmxero.core.timeline import HistoryKind
from cmxero.core.timeline_words import KINDS
from cmxero.ui.action import Action, Notice
from cmxero.ui.chips import Chips
from cmxero.ui.formats import counted
from cmxero.ui.grid import Grid, choose_columns
from cmxero.ui.handover import DownloadButton, FileForBrowser
from cmxero.ui.history_list import MOST, STEP, HistoryList, Wanted
from cmxero.ui.history_panel import history_panel
from cmxero.ui.history_rows import COLUMNS, history_data, history_file
from cmxero.ui.history_source import HistorySource
from cmxero.ui.history_views import filters_of, is_valid, views, wanted_by
from cmxero.ui.html import element
from cmxero.ui.keyboard_help import keyboard_help
from cmxero.ui.masthead import page_top
from cmxero.ui.news_line import NewsLine
from cmxero.ui.pages import HISTORY
from cmxero.ui.parts import share_layout, show
from cmxero.ui.saved_views import SavedViews, View
from cmxero.ui.view_bar import ViewBar

EVERYBODY = ("everybody", "")
NOTHING_YET = "Nothing has happened yet. The first import or connection begins the history."
NOTHING_FITS = "Nothing in the history fits. Show everything, or search for less."
MOST_IN_EXCEL = 20_000
"""Entries a page writes into an Excel file while a person waits; a CSV file takes any number."""
KEYS = (
    ("↑ ↓  PgUp PgDn  Home End", "move"),
    ("Space,  Shift+↑↓,  Ctrl+A", "tick one, a range, all listed"),
    ("Esc", "tick nothing"),
    ("/", "search: number, case, customer, person, finding, amount, words"),
    ("↑ on the first row", "go to the column heads; Enter sorts"),
    ("I", "only the invoice of the entry"),
    ("Ctrl+C", "copy the ticked rows for a spreadsheet"),
)


class HistoryPage:
    """Shows a HistoryList and forwards what people ask of it."""

    def __init__(self, source: HistorySource, invoice: str = "") -> None:
        self.notice = Notice()
        self.news = NewsLine(source, self._reload, lambda: self.grid, self.notice)
        with self.news.reading():
            saved = SavedViews(source, "history", views(source.person), is_valid)
            opened = None if invoice else saved.find(saved.opened)
            wanted = wanted_by(opened) if opened else Wanted(invoice=invoice)
            self.list = HistoryList(source, wanted)
        self._is_offering = False
        self._make_widgets(saved)
        self.box = self._layout()
        share_layout([self.box])
        self._listen()
        if not self.view_bar.begin(is_linked=bool(invoice)):
            self._show_all()

    def _make_widgets(self, saved: SavedViews) -> None:
        notice = self.notice
        self.top = ipywidgets.HTML()
        self.kinds = Chips("Kind")
        self.person = ipywidgets.Dropdown(description="Who", options=[EVERYBODY])
        self.since = ipywidgets.DatePicker(description="From")
        self.until = ipywidgets.DatePicker(description="To")
        self.everything = Action("Show everything", self._show_everything, notice=notice)
        self.refresh = Action("Refresh", self._refresh, notice=notice)
        self.excel = DownloadButton("Excel", lambda: self._file("xlsx"))
        self.csv = DownloadButton("CSV", lambda: self._file("csv"))
        self.grid = Grid(COLUMNS, label="the history")
        self.grid.asks_python = True
        self.view_bar = ViewBar(
            saved,
            COLUMNS,
            self.grid,
            notice,
            apply=self._apply,
            filters=lambda: filters_of(self.list.wanted),
        )
        self.found = ipywidgets.HTML()
        self.older = Action(f"List {STEP:,} older", self._look_further_back, notice=notice)
        self.panel = ipywidgets.HTML()
        self.only = Action("Only this invoice", self._only_this, notice=notice)

    def _layout(self) -> ipywidgets.Widget:
        days = [self.person, self.since, self.until, self.everything.button]
        chooser = ipywidgets.HBox(days).add_class("cmx-chooser")
        tools = ipywidgets.HBox([self.refresh.button, self.excel, self.csv]).add_class("cmx-tools")
        filters = ipywidgets.HBox([chooser, tools]).add_class("cmx-filters")
        panel = ipywidgets.VBox([self.only.button, self.panel]).add_class("cmx-panel")
        split = ipywidgets.Box([self.grid, panel]).add_class("cmx-split")
        more = ipywidgets.HBox([self.found, self.older.button]).add_class("cmx-more")
        return ipywidgets.VBox(
            [
                self.top,
                self.news.box,
                filters.add_class("cmx-history-filters"),
                self.kinds,
                self.view_bar.box,
                split,
                more,
                ipywidgets.HTML(keyboard_help(KEYS)),
                self.notice.box,
            ]
        ).add_class("cmx-page")

    def _listen(self) -> None:
        for widget in (self.kinds, self.person, self.since, self.until):
            widget.observe(self._guarded("filter the history", self._narrow), "value")
        self.grid.observe(self._guarded("search the history", self._search), "query")
        self.grid.observe(self._guarded("sort the history", self.view_bar.changed), "sort")
        self.grid.observe(self._guarded("show the entry", self._look), "current")
        self.grid.on_shown(self.news.begin)
        self.grid.on_key(lambda key: self.notice.guard("use the key", lambda: self._key(key)))

    def _guarded(self, doing: str, work: Callable[[], None]) -> Callable[[object], None]:
        def act(_change: object) -> None:
            if not self._is_offering:  # new options move a value for a moment
                self.notice.guard(doing, work)

        return act

    # What is shown -----------------------------------------------------------------------

    def _show_all(self) -> None:
        shown = self.list
        self.top.value = element(
            "header",
            page_top(shown.header, HISTORY),
            element("p", self._headline(), class_="cmx-headline"),
            class_="cmx-masthead",
        )
        self.grid.empty = NOTHING_FITS if shown.wanted.is_narrowed else NOTHING_YET
        self._offer()
        self._show_rows()

    def _headline(self) -> str:
        counts, wanted = self.list.counts, self.list.wanted
        said = counted(counts.found, "entry", "entries")
        about = f" of invoice {wanted.invoice}" if wanted.invoice else ""
        if not wanted.is_narrowed:
            return f"{said}, newest first. Nothing is ever taken away from here."
        return f"{said}{about} {'fits' if counts.found == 1 else 'fit'} what is asked for."

    def _offer(self) -> None:
        counts, wanted = self.list.counts, self.list.wanted
        kinds = [
            (kind.value, KINDS[kind], counts.by_kind.get(kind.value, 0))
            for kind in HistoryKind
            if kind.value in {*counts.by_kind, wanted.kind}
        ]
        people = [
            (f"{name} ({counts.by_person.get(name, 0):,})", name)
            for name in sorted({*counts.by_person, wanted.person} - {""}, key=str.casefold)
        ]
        self._is_offering = True
        try:
            self.kinds.offer([("", "All", sum(counts.by_kind.values())), *kinds])
            self.kinds.value = wanted.kind
            self.person.options = [EVERYBODY, *people]
            self.person.value = wanted.person
            self.since.value, self.until.value = wanted.since, wanted.until
        finally:
            self._is_offering = False
        show(self.everything.button, visible=wanted.is_narrowed)

    def _show_rows(self) -> None:
        shown = self.list
        columns = choose_columns(COLUMNS, self.view_bar.fields)
        self.grid.show(history_data(shown.entries, shown.source.local_time()), columns)
        self.grid.current = shown.current
        listed, found = len(shown.entries), shown.counts.found
        said = ""
        if listed < found:
            how = "search and files go through all"
            said = f"The newest {listed:,} of {found:,} are listed; {how}."
            if listed >= MOST:
                said = f"{said} Narrow the days to see older ones."
        self.found.value = element("p", said, class_="cmx-small") if said else ""
        show(self.older.button, visible=shown.may_look_further)
        self._show_panel()

    def _show_panel(self) -> None:
        entry, source = self.list.entry(), self.list.source
        show(self.only.button, visible=bool(entry and entry.case_invoice_number))
        if entry is None:
            self.panel.value = element("p", self.grid.empty, class_="cmx-empty")
            return
        is_run = entry.kind is HistoryKind.RUN and bool(entry.run_id)
        events = source.run_events(entry.run_id) if is_run else ()
        self.panel.value = history_panel(entry, events, source.local_time(), source.zone)

    # What people do ----------------------------------------------------------------------

    def _narrow(self) -> None:
        try:
            self.list.narrow(
                kind=self.kinds.value,
                person=self.person.value or "",
                since=self.since.value,
                until=self.until.value,
            )
            self.view_bar.changed()
        finally:
            self._show_all()

    def _search(self) -> None:
        self.list.narrow(text=" ".join(self.grid.query.split()))
        self.view_bar.changed()
        self._show_all()

    def _look(self) -> None:
        self.list.current = self.grid.current
        self._show_panel()

    def _only_this(self) -> None:
        entry = self.list.entry()
        if entry is not None and entry.case_invoice_number:
            self._ask_for(View("", filters_of(Wanted(invoice=entry.case_invoice_number))))

    def _key(self, key: str) -> None:
        if key.upper() == "I":
            self._only_this()

    def _show_everything(self) -> None:
        self._ask_for(View(""))

    def _ask_for(self, view: View) -> None:
        self.view_bar.changed()
        self._apply(replace(view, sort=tuple(self.grid.sort)))

    def _apply(self, view: View) -> None:
        self.list.narrow(**wanted_by(view).words())
        self._is_offering = True  # the search box changes for nobody to answer
        try:
            self.grid.query, self.grid.sort = view.query, list(view.sort)
        finally:
            self._is_offering = False
        self._show_all()

    def _reload(self) -> None:
        with self.news.reading():
            self.list.reload()
        self._show_all()

    def _refresh(self) -> str:
        self._reload()
        return "Read again."

    def _look_further_back(self) -> str:
        before = len(self.list.entries)
        self.list.look_further_back()
        self._show_rows()
        return f"{counted(len(self.list.entries) - before, 'older entry', 'older entries')} listed."

    def _file(self, ending: str) -> FileForBrowser | None:
        return self.notice.got("download the history", lambda: self._made(ending))

    def _made(self, ending: str) -> FileForBrowser:
        shown = self.list
        if ending == "xlsx" and shown.counts.found > MOST_IN_EXCEL:
            from cmxero.spreadsheets import SpreadsheetError  # noqa: PLC0415 - loads openpyxl

            raise SpreadsheetError(
                f"{shown.counts.found:,} entries are more than the {MOST_IN_EXCEL:,} that a page "
                "writes into an Excel file. Narrow the days or the search, or take CSV."
            )
        entries = shown.all_entries()
        return history_file(entries, shown.header, shown.source.local_time(), ending)
