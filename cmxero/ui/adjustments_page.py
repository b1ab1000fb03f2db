"""The Adjustments & refunds page: what one system has and the other must be given (ui.md 8.2)."""

from collections.abc import Mapping

import ipywidgets

from cmxero.core.findings import Finding
from cmxero.core.resolutions import ResolutionAction
from cmxero.ui.action import Action, Notice
from cmxero.ui.adjustment_desk import AdjustmentDesk
from cmxero.ui.adjustment_detail import AdjustmentDetail, Deeds
from cmxero.ui.adjustment_rows import (
    COLUMNS,
    PROVEN_COLUMNS,
    findings_file,
    proven_data,
)
from cmxero.ui.adjustment_source import AdjustmentSource
from cmxero.ui.adjustment_top import KEYS, adjustments_top
from cmxero.ui.adjustment_views import VIEWS, is_valid
from cmxero.ui.chips import Chips
from cmxero.ui.deep_link import follow
from cmxero.ui.grid import Grid, choose_columns
from cmxero.ui.handover import DownloadButton, FileForBrowser
from cmxero.ui.jobs import PageJobs
from cmxero.ui.keyboard_help import keyboard_help
from cmxero.ui.masthead import last_checked
from cmxero.ui.mismatch_queue import Decided
from cmxero.ui.news_line import NewsLine
from cmxero.ui.outcome_line import OutcomeLine
from cmxero.ui.parts import share_layout, show
from cmxero.ui.pulling import PullNow
from cmxero.ui.queue_decisions import QueueDecisions
from cmxero.ui.queue_views import QueueViews
from cmxero.ui.saved_views import SavedViews, View
from cmxero.ui.settle_words import outcome
from cmxero.ui.view_bar import ViewBar
from cmxero.ui.work_list import WorkList
from cmxero.workflows.settle import SettleReport


class AdjustmentsPage(QueueDecisions, QueueViews):
    """Shows an AdjustmentDesk and forwards what people do to it.

    Args:
        link: where to open it, as ``deep_link.read_link`` reads it from the page's address; with
            a finding also at which ``way`` out.
    """

    def __init__(self, source: AdjustmentSource, link: Mapping[str, str] | None = None) -> None:
        wanted = link or {}
        self.source = source
        self.notice = Notice()
        self.jobs = PageJobs(self.notice, self._show_busy)
        self.news = NewsLine(source, self._reload, lambda: self.grid, self.notice, [self.jobs])
        with self.news.reading():
            self.desk = AdjustmentDesk(source)
        self.queue = self.desk.queue
        follow(self.queue, wanted)
        self._make_widgets()
        self.box = self._layout()
        share_layout([self.box, self._undo_action.button])
        if not self.view_bar.begin(is_linked=bool(wanted)):
            self._show_all()
        self.panel.entries.turn_to(wanted.get("way", ""))
        self._is_sent_for = bool(wanted.get("finding"))
        self._listen()

    def _make_widgets(self) -> None:
        notice = self.notice
        self.top = ipywidgets.HTML()
        self.outcome = OutcomeLine()
        self.pull = PullNow(self.source, self.jobs, self.outcome, self._reload, notice)
        self.refresh_action = Action("Refresh", self._refresh, notice=notice)
        self.excel = DownloadButton("Excel", lambda: self._file("xlsx"))
        self.csv = DownloadButton("CSV", lambda: self._file("csv"))
        self.work = WorkList(self.source, self.jobs, self._to_work_on, notice)
        self.systems = Chips("Enter in")
        self.statuses = Chips("Status", self.queue.status)
        self.kinds = Chips("Kind", self.queue.kind)
        self.grid = Grid(COLUMNS, label="adjustments and refunds")
        self.grid.query = self.queue.query
        self.view_bar = ViewBar(
            SavedViews(self.source, "adjustments", VIEWS, is_valid),
            COLUMNS,
            self.grid,
            notice,
            apply=self._apply,
            filters=self._filters,
        )
        deeds = Deeds(self._step, self._decide, self._question, self._sent, self._reload)
        self.panel = AdjustmentDetail(self.desk, self.jobs, deeds, notice)
        self.decisions = self.panel.decisions
        self._undo_action = Action("Undo", self._undo, notice=notice)

    def _layout(self) -> ipywidgets.Widget:
        tools = ipywidgets.HBox(
            [self.pull.button, self.refresh_action.button, self.work.press.button, self.excel,
             self.csv]
        ).add_class("cmx-tools")  # fmt: skip
        tabs = (
            ipywidgets.HBox([self.systems, tools]).add_class("cmx-views").add_class("cmx-filters")
        )
        return ipywidgets.VBox(
            [
                self.top,
                self.news.box,
                self.outcome.box,
                self.work.box,
                tabs,
                self.statuses,
                self.kinds,
                self.view_bar.box,
                ipywidgets.Box([self.grid, self.panel.box]).add_class("cmx-split"),
                ipywidgets.HTML(keyboard_help(KEYS)),
                self.notice.box,
            ]
        ).add_class("cmx-page")

    def _listen(self) -> None:
        guarded = self.notice.guarded
        self.systems.observe(guarded("turn to the other system", self._turn), "value")
        self.statuses.observe(guarded("filter", self._filter), "value")
        self.kinds.observe(guarded("filter", self._filter), "value")
        self.grid.observe(guarded("show the finding", self._look), ["current", "selected"])
        self.grid.observe(guarded("search", self._search), ["query", "sort"])
        self.grid.on_shown(self._is_shown)
        self.grid.on_key(lambda key: self.notice.guard("use the key", lambda: self._key(key)))
        self.grid.on_open(lambda: self.notice.guard("go to the buttons", self._go_to_buttons))

    def _is_shown(self) -> None:
        self.jobs.background.is_shown()
        self.news.begin()
        if self._is_sent_for:  # whoever was led here came for it; once
            self._is_sent_for = False
            self.panel.settle.look.button.focus()

    # What is shown -----------------------------------------------------------------------

    def _show_all(self) -> None:
        header = self.queue.header
        self._show_counts()
        self.panel.forget()
        if self.desk.is_proven_shown:
            self.grid.empty = "Nothing was proven yet: a pull and a reconcile prove what was done."
            self.grid.show(proven_data(self.desk.proven), PROVEN_COLUMNS)
            self.grid.current = "0" if self.desk.proven else ""
        else:
            self.grid.empty = f"Nothing to enter. Last checked {last_checked(header)}."
            self.queue.forget_changed()
            columns = choose_columns(COLUMNS, self.view_bar.fields)
            self.grid.show(self.queue.data(), columns)
            self.grid.current = self.queue.current
        self._show_panel()
        self._show_busy()

    def _show_counts(self) -> None:
        self.top.value = adjustments_top(self.desk)
        self.systems.offer(self.desk.system_counts())
        self.statuses.offer(self.desk.status_counts())
        self.kinds.offer([] if self.desk.is_proven_shown else self.queue.kind_counts())
        show(self.kinds, visible=not self.desk.is_proven_shown)

    def _show_busy(self) -> None:
        is_free = not self.jobs.busy
        for action in (self.pull, self.refresh_action, self.work.press):
            action.allow(allowed=is_free)
        self.panel.settle.allow()

    def _show_panel(self) -> None:
        self.panel.show(self.grid.current, self.grid.empty)

    # What people do ----------------------------------------------------------------------

    def _turn(self) -> None:
        if self.systems.value == self.desk.queue.system:
            return  # a view was chosen, which says it all
        self.view_bar.changed()
        self.desk.queue.enter_in(self.systems.value)
        self._show_all()

    def _apply(self, view: View) -> None:
        self.grid.selected, self.queue.selected = [], ()
        self.desk.queue.enter_in(view.filter("system"))
        self.systems.value = self.desk.queue.system
        super()._apply(view)

    def _filters(self) -> Mapping[str, str]:
        return {**super()._filters(), "system": self.desk.queue.system}

    def _filter(self) -> None:
        if self.statuses.value != self.queue.status:  # what is proven has other ids
            self.grid.selected, self.queue.selected = [], ()
        super()._filter()

    def _look(self) -> None:
        if not self.desk.is_proven_shown:
            self.queue.current = self.grid.current
            self.queue.selected = tuple(self.grid.selected)
        self._show_panel()

    def _step(self, step: int) -> None:
        self.grid.selected = []
        if self.desk.is_proven_shown:
            self.grid.current = str(int(self.grid.current or "0") + step)
        else:
            self.grid.current = self.queue.neighbour(step)

    def _reload(self) -> None:
        with self.news.reading():
            self.desk.reload()
        self._show_all()

    def _refresh(self) -> str:
        self._reload()
        return f"Read again. Last pull from Xero {last_checked(self.queue.header)}."

    def _sent(self, report: SettleReport) -> None:
        self._reload()
        self.outcome.say(outcome(report), needs_a_person=report.needs_a_person)

    def _forget_panel(self) -> None:
        self.panel.forget()

    def _can_decide(self) -> bool:
        return not self.desk.is_proven_shown

    def _checked_by(self, decided: Decided) -> str:
        is_in_case = decided.action is ResolutionAction.DID_IN_CASE_MANAGER
        return "The next journal's import" if is_in_case else super()._checked_by(decided)

    def _to_work_on(self) -> tuple[Finding, ...]:
        return () if self.desk.is_proven_shown else self.queue.shown()

    def _file(self, ending: str) -> FileForBrowser | None:
        return self.notice.got(
            "download the list",
            lambda: findings_file(self._to_work_on(), self.queue.header, ending),
        )
