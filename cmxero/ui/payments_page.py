"""The Payments page: which of Xero's payments reached Case Manager (ui.md 8.2)."""

import ipywidgets

from cmxero.ui.action import Action, Notice
from cmxero.ui.chips import Chips
from cmxero.ui.grid import Grid, choose_columns
from cmxero.ui.hand_match_view import HandMatchView
from cmxero.ui.handover import DownloadButton, FileForBrowser
from cmxero.ui.jobs import PageJobs
from cmxero.ui.keyboard_help import keyboard_help
from cmxero.ui.masthead import last_checked
from cmxero.ui.news_line import NewsLine
from cmxero.ui.outbox_view import OutboxView
from cmxero.ui.outcome_line import OutcomeLine
from cmxero.ui.parts import share_layout, show
from cmxero.ui.payment_detail import Deeds, PaymentDetail
from cmxero.ui.payment_list import ALL, PaymentList
from cmxero.ui.payment_rows import COLUMNS, payments_file
from cmxero.ui.payment_source import PaymentSource
from cmxero.ui.payment_top import payments_top
from cmxero.ui.payment_views import VIEWS, is_valid
from cmxero.ui.pulling import PullNow
from cmxero.ui.saved_views import SavedViews, View
from cmxero.ui.view_bar import ViewBar
from cmxero.workflows.outbox import OutboxReport

LIST, MATCH, OUTBOX = "payments", "match", "outbox"
KEYS = (
    ("↑ ↓  PgUp PgDn  Home End", "move"),
    ("Space,  Shift+↑↓,  Ctrl+A", "tick one, a range, all shown"),
    ("Esc", "tick nothing"),
    ("Enter", "go to the button beside the list"),
    ("M,  B", "match the payment by hand, show its batch"),
    ("/", "search"),
    ("↑ on the first row", "go to the column heads; Enter sorts"),
    ("Ctrl+C", "copy the ticked rows for a spreadsheet"),
)


class PaymentsPage:
    """Shows a PaymentList and forwards what people do to it."""

    def __init__(self, source: PaymentSource) -> None:
        self.source = source
        self.notice = Notice()
        self.jobs = PageJobs(self.notice, self._show_busy)
        self.news = NewsLine(source, self._reload, lambda: self.grid, self.notice, [self.jobs])
        with self.news.reading():
            self.payments = PaymentList(source)
        self._undo_versions: dict[str, int] = {}
        self._make_widgets()
        self.box = self._layout()
        share_layout([self.box, self._undo_action.button])
        if not self.view_bar.begin():
            self._show_all()
        self._listen()

    def _make_widgets(self) -> None:
        notice = self.notice
        self.top = ipywidgets.HTML()
        self.outcome = OutcomeLine()
        self.pull = PullNow(self.source, self.jobs, self.outcome, self._reload, notice)
        self.refresh_action = Action("Refresh", self._refresh, notice=notice)
        self.excel = DownloadButton("Excel", lambda: self._file("xlsx"))
        self.csv = DownloadButton("CSV", lambda: self._file("csv"))
        self.views = Chips("Part of the page", LIST)
        self.states = Chips("State")
        self.reasons = Chips("Why")
        self.grid = Grid(COLUMNS, label="payments")
        self.view_bar = ViewBar(
            SavedViews(self.source, "payments", VIEWS, is_valid),
            COLUMNS,
            self.grid,
            notice,
            apply=self._apply,
            filters=self.payments.filters,
        )
        deeds = Deeds(self._step, self._match_this, self._open_batch, lambda: self._turn(OUTBOX))
        self.panel = PaymentDetail(self.payments, deeds, notice)
        self.match = HandMatchView(self.source, self._matched, self._reload, notice)
        self.outbox = OutboxView(self.source, self._make_outbox, self._changed, notice)
        self._undo_action = Action("Undo", self._undo, notice=notice)

    def _layout(self) -> ipywidgets.Widget:
        tools = ipywidgets.HBox(
            [self.pull.button, self.refresh_action.button, self.excel, self.csv]
        ).add_class("cmx-tools")
        split = ipywidgets.Box([self.grid, self.panel.box]).add_class("cmx-split")
        filters = ipywidgets.HBox([self.states]).add_class("cmx-filters")
        self.list_box = ipywidgets.VBox(
            [filters, self.reasons, self.view_bar.box, split]
        ).add_class("cmx-view")
        views = ipywidgets.HBox([self.views, tools]).add_class("cmx-views").add_class("cmx-filters")
        return ipywidgets.VBox(
            [
                self.top,
                self.news.box,
                self.outcome.box,
                views,
                self.list_box,
                self.match.box,
                self.outbox.box,
                ipywidgets.HTML(keyboard_help(KEYS)),
                self.notice.box,
            ]
        ).add_class("cmx-page")

    def _listen(self) -> None:
        guarded = self.notice.guarded
        self.views.observe(guarded("turn to another view", self._show_view), "value")
        self.states.observe(guarded("filter", self._filter), "value")
        self.reasons.observe(guarded("filter", self._filter_reason), "value")
        self.grid.observe(guarded("show the payment", self._look), ["current", "selected"])
        self.grid.observe(guarded("search", self._search), ["query", "sort"])
        self.grid.on_shown(self._is_shown)
        self.grid.on_key(lambda key: self.notice.guard("use the key", lambda: self._key(key)))
        self.grid.on_open(lambda: self.notice.guard("go to the buttons", self._go_to_buttons))

    def _is_shown(self) -> None:
        self.jobs.background.is_shown()
        self.news.begin()

    # What is shown -----------------------------------------------------------------------

    def _show_all(self) -> None:
        payments = self.payments
        self.panel.forget()
        self.top.value = payments_top(payments)
        self.grid.empty = (
            "No payment fits. Choose another state, or search for less."
            if payments.board.rows
            else f"Xero has no payment on a CM- invoice. Last pull {last_checked(payments.header)}."
        )
        to_match = payments.to_match()
        self.match.offer(to_match, tuple(payments.findings.values()))
        self.outbox.show(payments.board, is_free=not self.jobs.busy)
        by_hand = sum(item.status == "to do" for item in payments.board.items)
        self.views.offer(
            [
                (LIST, "Payments", len(payments.board.rows)),
                (MATCH, "Match by hand", len(to_match)),
                (OUTBOX, "To Case Manager", payments.board.next_count + by_hand),
            ]
        )
        self._show_list()
        self._show_view()
        self._show_busy()

    def _show_list(self) -> None:
        self.states.offer(self.payments.state_counts())
        self.reasons.offer(self.payments.reason_counts())
        columns = choose_columns(COLUMNS, self.view_bar.fields)
        self.grid.show(self.payments.data(), columns)
        self.grid.current = self.payments.current
        self._show_panel()

    def _show_view(self) -> None:
        boxes = {LIST: self.list_box, MATCH: self.match.box, OUTBOX: self.outbox.box}
        for name, box in boxes.items():
            show(box, visible=self.views.value == name)
        if self.views.value == MATCH:
            self.match.look()

    def _show_busy(self) -> None:
        is_free = not self.jobs.busy
        for action in (self.pull, self.refresh_action):
            action.allow(allowed=is_free)
        self.outbox.allow(is_free=is_free)

    def _show_panel(self) -> None:
        self.panel.show(self.grid.empty)

    # What people do ----------------------------------------------------------------------

    def _apply(self, view: View) -> None:
        payments = self.payments
        payments.filter_by(state=view.filter("state"), reason=view.filter("reason"))
        payments.open_batch(view.filter("batch"))
        payments.query, payments.sort = view.query, view.sort
        self.states.value, self.reasons.value = payments.state, payments.reason
        self.grid.query, self.grid.sort = view.query, list(view.sort)
        self._show_list()

    def _filter(self) -> None:
        if self.states.value == self.payments.state:
            return  # a view was chosen, which says it all
        self.view_bar.changed()
        self.payments.batch = ALL
        self.payments.filter_by(state=self.states.value)
        self.reasons.value = self.payments.reason
        self._show_list()

    def _filter_reason(self) -> None:
        if self.reasons.value != self.payments.reason:
            self.view_bar.changed()
            self.payments.batch = ALL
            self.payments.filter_by(reason=self.reasons.value)
            self._show_list()

    def _search(self) -> None:
        if (self.grid.query, *self.grid.sort) != (self.payments.query, *self.payments.sort):
            self.view_bar.changed()
        self.payments.query, self.payments.sort = self.grid.query, tuple(self.grid.sort)
        self._show_panel()

    def _look(self) -> None:
        self.payments.current = self.grid.current
        self.payments.selected = tuple(self.grid.selected)
        self._show_panel()

    def _step(self, step: int) -> None:
        self.grid.selected = []
        self.grid.current = self.payments.neighbour(step)

    def _open_batch(self) -> None:
        row = self.payments.row()
        self.view_bar.changed()
        self.payments.open_batch(ALL if self.payments.batch or row is None else row.facts.batch_id)
        self._show_list()
        self.grid.take_focus()

    def _match_this(self) -> None:
        row = self.payments.row()
        if row is not None:
            self._turn(MATCH)
            self.match.turn_to(row.finding_key)

    def _turn(self, view: str) -> None:
        self.views.value = view

    def _reload(self) -> None:
        with self.news.reading():
            self.payments.reload()
        self._show_all()

    def _refresh(self) -> str:
        self._reload()
        return f"Read again. Last pull from Xero {last_checked(self.payments.header)}."

    def _changed(self, said: str) -> None:
        self._reload()
        self.notice.say(said)

    def _make_outbox(self, pressed: Action) -> None:
        def made(report: OutboxReport) -> None:
            self.outbox.close()
            self._reload()
            self.outcome.say(str(report), needs_a_person=report.needs_a_person)

        self.jobs.begin("make the outbox", self.source.make_outbox, made,
                        pressed=pressed, busy="Writing…")  # fmt: skip

    def _matched(self, keys: tuple[str, ...], said: str) -> None:
        self.payments.reload()
        found = self.payments.findings
        self._undo_versions = {key: found[key].version for key in keys if key in found}
        self._show_all()
        self.notice.say(said, self._undo_action.button)

    def _undo(self) -> None:
        versions, self._undo_versions = self._undo_versions, {}
        self.match.match.undo(versions)
        self._changed("The match is taken back; its findings are open again.")

    def _key(self, key: str) -> None:
        pressed, row = key.upper(), self.payments.row()
        if pressed == "M" and self.payments.can_match(row):
            self.panel.match.run()
        elif pressed == "B" and (self.payments.batch or (row and row.facts.batch_id)):
            self.panel.batch.run()

    def _go_to_buttons(self) -> None:
        can_match = self.payments.can_match(self.payments.row())
        (self.panel.match if can_match else self.panel.next).button.focus()

    def _file(self, ending: str) -> FileForBrowser | None:
        payments = self.payments
        return self.notice.got(
            "download the payments",
            lambda: payments_file(payments.shown(), payments.sizes, payments.header, ending),
        )
