"""The Mismatches page: the queue left, one finding on both sides right (ui.md 8.3)."""

from collections.abc import Mapping

import ipywidgets

from cmxero.core.findings import Finding, FindingDetail
from cmxero.core.playbook import Playbook
from cmxero.core.playbook_texts import playbook_text
from cmxero.ui.action import Action, Notice
from cmxero.ui.chips import Chips
from cmxero.ui.decision_bar import DecisionBar
from cmxero.ui.deep_link import follow
from cmxero.ui.finding_panel import both_sides, finding_head, several_head, why
from cmxero.ui.grid import Grid
from cmxero.ui.handover import CopyButton, DownloadButton, FileForBrowser
from cmxero.ui.html import element
from cmxero.ui.jobs import PageJobs
from cmxero.ui.keyboard_help import keyboard_help
from cmxero.ui.masthead import last_checked, masthead
from cmxero.ui.mismatch_files import mismatch_file
from cmxero.ui.mismatch_queue import MismatchQueue
from cmxero.ui.mismatch_rows import COLUMNS, columns_for
from cmxero.ui.mismatch_views import VIEWS, is_valid
from cmxero.ui.news_line import NewsLine
from cmxero.ui.parts import share_layout, show
from cmxero.ui.playbook_view import playbook_view
from cmxero.ui.queue_decisions import QueueDecisions
from cmxero.ui.queue_views import QueueViews
from cmxero.ui.saved_views import SavedViews
from cmxero.ui.sending_link import sending_link
from cmxero.ui.source import MismatchSource
from cmxero.ui.view_bar import ViewBar

KEYS = (
    ("↑ ↓  PgUp PgDn  Home End", "move"),
    ("Space,  Shift+↑↓,  Ctrl+A", "select one, a range, all shown"),
    ("Esc", "select nothing"),
    ("Enter", "go to the buttons"),
    ("/", "search"),
    ("↑ on the first row", "go to the column heads; Enter sorts"),
    ("X,  C,  A,  O", "did it in Xero, did it in Case Manager, accept, reopen"),
    ("L,  T,  S", "link what is selected, assign, snooze"),
    ("P,  D", "approve or decline what another person decided"),
    ("N", "write a note"),
    ("U", "undo the last decision, else that of the finding"),
    ("Ctrl+C", "copy the selected rows for a spreadsheet"),
)


class MismatchesPage(QueueDecisions, QueueViews):
    """Shows a MismatchQueue and forwards what people do to it.

    Args:
        link: where to open it, as ``deep_link.read_link`` reads it from the page's address.
    """

    def __init__(self, source: MismatchSource, link: Mapping[str, str] | None = None) -> None:
        self.notice = Notice()
        self.opening = PageJobs(self.notice, lambda: None)
        self.news = NewsLine(source, self._reload, lambda: self.grid, self.notice, [self.opening])
        with self.news.reading():
            self.queue = MismatchQueue(source)
        follow(self.queue, link or {})
        self._shown: tuple[Finding, ...] | None = None
        self._is_open = False
        self.top = ipywidgets.HTML()
        self.statuses = Chips("Status", self.queue.status)
        self.kinds = Chips("Kind", self.queue.kind)
        self.grid = Grid(COLUMNS, label="mismatches")
        self.grid.query = self.queue.query
        self.refresh_action = Action("Refresh", self._refresh, notice=self.notice)
        self.download = DownloadButton("Download CSV", lambda: self._file("csv"))
        self.excel = DownloadButton("Download Excel", lambda: self._file("xlsx"))
        self._undo_action = Action("Undo", self._undo, notice=self.notice)
        self.view_bar = ViewBar(
            SavedViews(source, "mismatches", VIEWS, is_valid),
            COLUMNS,
            self.grid,
            self.notice,
            apply=self._apply,
            filters=self._filters,
        )
        self._make_panel()
        self.box = self._layout()
        share_layout([self.box, self._undo_action.button])
        if not self.view_bar.begin(is_linked=bool(link)):
            self._show_all()
        self._listen()

    def _make_panel(self) -> None:
        self.previous = Action(
            "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK} Previous",
            lambda: self._step(-1),
            notice=self.notice,
        )
        self.next = Action(
            "Next \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
            lambda: self._step(1),
            notice=self.notice,
        )
        self.position = ipywidgets.HTML()
        self.head = ipywidgets.HTML()
        self.why = ipywidgets.HTML()
        self.copy = CopyButton("Copy what to do")
        self.send = ipywidgets.HTML()
        self.sides = ipywidgets.HTML()
        self.decisions = DecisionBar(self._decide, self._question, self.notice)
        self.decisions.owner.value = self.queue.header.person

    def _layout(self) -> ipywidgets.Widget:
        steps = ipywidgets.HBox([self.previous.button, self.position, self.next.button])
        panel = ipywidgets.VBox(
            [
                steps.add_class("cmx-steps"),
                self.head,
                self.decisions.box,
                self.send,
                self.why,
                self.copy,
                self.sides,
            ]
        ).add_class("cmx-panel")
        tools = ipywidgets.HBox([self.refresh_action.button, self.download, self.excel])
        tools.add_class("cmx-tools")
        filters = ipywidgets.HBox([self.statuses, tools]).add_class("cmx-filters")
        split = ipywidgets.Box([self.grid, panel]).add_class("cmx-split")
        return ipywidgets.VBox(
            [
                self.top,
                self.news.box,
                filters,
                self.kinds,
                self.view_bar.box,
                split,
                ipywidgets.HTML(keyboard_help(KEYS)),
                self.notice.box,
            ]
        ).add_class("cmx-page")

    def _listen(self) -> None:
        guarded = self.notice.guarded
        self.statuses.observe(guarded("filter", self._filter), "value")
        self.kinds.observe(guarded("filter", self._filter), "value")
        self.grid.observe(guarded("show the finding", self._look), ["current", "selected"])
        self.grid.observe(guarded("search", self._search), ["query", "sort"])
        self.grid.on_shown(self._is_shown)
        self.grid.on_key(lambda key: self.notice.guard("use the key", lambda: self._key(key)))
        self.grid.on_open(lambda: self.notice.guard("open the finding", self._go_to_buttons))

    def _is_shown(self) -> None:
        self.opening.background.is_shown()
        self.news.begin()

    def _show_all(self) -> None:
        header = self.queue.header
        self.grid.empty = f"Nothing to do. Last checked {last_checked(header)}."
        columns = columns_for(self.queue.findings, header.currency_code, self.view_bar.fields)
        self.queue.forget_changed()
        self.grid.show(self.queue.data(), columns)
        self.grid.current = self.queue.current
        self._show_counts()
        self._show_panel()

    def _show_counts(self) -> None:
        self.top.value = masthead(self.queue.header, self.queue.findings)
        self.statuses.offer(self.queue.status_counts())
        self.kinds.offer(self.queue.kind_counts())

    def _show_panel(self) -> None:
        targets = self.queue.targets()
        self._show_place()
        if targets == self._shown:
            return  # an open question stays open, and nothing is read for nothing
        self.decisions.close()
        self.decisions.allow(self.queue.allowed(), self.queue.withheld())
        self.copy.hidden = len(targets) != 1
        self._shown = targets
        try:
            self._show_targets(targets)
        except Exception:
            self._shown = None  # the next look tries again
            raise

    def _show_targets(self, targets: tuple[Finding, ...]) -> None:
        if len(targets) != 1:
            none = element("p", self.grid.empty, class_="cmx-empty")
            self.head.value = several_head(targets) if targets else none
            self.why.value = self.send.value = self.sides.value = self.copy.text = ""
            show(self.send, visible=False)
            self.decisions.follow(None)
        elif self._is_open:
            with self.queue.source.attached_once():
                self._show_sides(self._detail(targets[0]))
                self._show_playbook(targets[0], self._playbook(targets[0]))
        else:
            self._is_open = True
            self._open_with(targets[0])

    def _show_place(self) -> None:
        at, count = self.queue.shown_at(self.queue.current), len(self.queue.shown())
        total = f"{count:,}"
        place = f"{total} shown" if at is None else f"{at + 1:,} of {total}"
        self.position.value = element("span", place)
        self.previous.allow(allowed=bool(at))
        self.next.allow(allowed=at is not None and at + 1 < count)

    def _open_with(self, finding: Finding) -> None:
        """The list comes first: to read both sides of a finding takes as long as all the rest."""
        self.head.value = element("p", f"Reading {finding.subject} …", class_="cmx-empty")

        def read() -> tuple[FindingDetail, Playbook]:
            with self.queue.source.attached_once():
                return self._detail(finding), self._playbook(finding)

        def done(found: tuple[FindingDetail, Playbook]) -> None:
            if self._shown == (finding,):
                self._show_sides(found[0])
                self._show_playbook(finding, found[1])

        def failed() -> None:
            self._shown = None

        self.opening.begin("show the finding", read, done, failed=failed)

    def _detail(self, finding: Finding) -> FindingDetail:
        return self.queue.source.finding_detail(finding.key)

    def _playbook(self, finding: Finding) -> Playbook:
        return self.queue.source.playbook(finding.key, ask_xero=False)

    def _show_sides(self, detail: FindingDetail) -> None:
        self.head.value = finding_head(detail, self.queue.header.today)
        self.sides.value = both_sides(detail)

    def _show_playbook(self, finding: Finding, book: Playbook) -> None:
        self.decisions.follow(book.default)
        self.why.value = why(finding) + playbook_view(book)
        self.copy.text = playbook_text(book)
        self.send.value = sending_link(finding, book, self.queue.header.role)
        show(self.send, visible=bool(self.send.value))

    def _look(self) -> None:
        self.queue.current, self.queue.selected = self.grid.current, tuple(self.grid.selected)
        self._show_panel()

    def _step(self, step: int) -> None:
        self.grid.selected = []
        self.grid.current = self.queue.neighbour(step)

    def _reload(self) -> None:
        with self.news.reading():
            self.queue.reload()
        self._shown = None
        self._show_all()

    def _refresh(self) -> str:
        self._reload()
        return f"Read again. Last pull from Xero {last_checked(self.queue.header)}."

    def _file(self, ending: str) -> FileForBrowser | None:
        shown, header = self.queue.shown(), self.queue.header
        return self.notice.got("download the list", lambda: mismatch_file(shown, header, ending))
