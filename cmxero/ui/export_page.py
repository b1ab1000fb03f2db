"""The Export batches page: look at a journal's plan, send it, see what did not go and why."""

from collections.abc import Callable, Sequence
from threading import Event

import ipywidgets

from cmxero.core.roles import Role, role_fault
from cmxero.ui.action import Action, Notice
from cmxero.ui.chips import Chips
from cmxero.ui.export_bar import ExportBar
from cmxero.ui.export_causes import CausesView
from cmxero.ui.export_desk import ExportDesk, Sending
from cmxero.ui.export_log_view import LogView
from cmxero.ui.export_plan_view import PlanView
from cmxero.ui.export_source import ExportSource
from cmxero.ui.export_words import (
    KEYS,
    journal_words,
    masthead,
    only_words,
    released_words,
    result_words,
)
from cmxero.ui.html import element
from cmxero.ui.jobs import PageJobs
from cmxero.ui.keyboard_help import keyboard_help
from cmxero.ui.parts import share_layout, show
from cmxero.workflows.export_report import ExportProgress, ExportReport
from cmxero.workflows.plan import ExportPlan

PLAN, FAILED, LOG = "plan", "failed", "log"


class ExportPage:
    """Shows an ExportDesk and forwards what people do to it."""

    def __init__(self, source: ExportSource, journal: str | None = None) -> None:
        self.source = source
        self.desk = ExportDesk(source, journal)
        self.notice = Notice()
        self.jobs = PageJobs(self.notice, self._show_all)
        self._is_reading = False
        self._cancelled = Event()
        self._make_widgets()
        self.box = self._layout()
        share_layout([self.box])
        self._listen()
        self._say("")
        self._read()
        self._make_plan()

    def _make_widgets(self) -> None:
        notice = self.notice
        self.top = ipywidgets.HTML()
        self.journal = ipywidgets.Dropdown(description="Journal")
        self.check = Action("Check again", self._check, notice=notice)
        self.bar = ExportBar(self._send, self._cancelled.set, notice)
        self.result = ipywidgets.HTML()
        self.see_failed = Action("See what did not go", self._see_failed, notice=notice)
        self.only = ipywidgets.HTML()
        self.whole = Action("Show the whole journal", self._show_whole, notice=notice)
        self.views = Chips("View", PLAN)
        self.plan = PlanView(self.desk, self._show_buttons, self._release, notice)
        self.causes = CausesView(self._retry, notice)
        self.log = LogView(self.source, notice)

    def _layout(self) -> ipywidgets.Widget:
        chooser = ipywidgets.HBox([self.journal, self.check.button]).add_class("cmx-chooser")
        self.result_box = ipywidgets.HBox([self.result, self.see_failed.button])
        self.only_box = ipywidgets.HBox([self.only, self.whole.button])
        self.causes_box = ipywidgets.VBox([self.causes.box]).add_class("cmx-view")
        return ipywidgets.VBox(
            [
                self.top,
                ipywidgets.HBox([chooser, self.bar.press.button]).add_class("cmx-filters"),
                self.bar.ask_form,
                self.bar.running,
                self.result_box.add_class("cmx-outcome"),
                self.only_box.add_class("cmx-outcome"),
                ipywidgets.Box([self.views]).add_class("cmx-views"),
                self.plan.box,
                self.causes_box,
                self.log.box,
                ipywidgets.HTML(keyboard_help(KEYS)),
                self.notice.box,
            ]
        ).add_class("cmx-page")

    def _listen(self) -> None:
        self.journal.observe(self.notice.guarded("choose the journal", self._choose), "value")
        self.views.observe(self.notice.guarded("turn to another view", self._show_view), "value")
        self.plan.grid.on_shown(self.jobs.background.is_shown)
        self.plan.grid.on_open(self.bar.press.button.focus)

    # What is shown -----------------------------------------------------------------------

    def _read(self) -> None:
        """Read everything but the plan again."""
        self.desk.reload()
        options = [(journal_words(each), each.journal_number) for each in self.desk.journals]
        chosen = self.desk.journal
        self._is_reading = True  # new options move the value for a moment
        try:
            self.journal.options = options or [("none yet", "")]
            self.journal.value = chosen
        finally:
            self._is_reading = False
        self.log.show(self.desk.journal, self.desk.header)
        self.causes.show(self.desk.failures)

    def _show_all(self) -> None:
        self.top.value = masthead(self.desk)
        show(self.only_box, visible=self.desk.only is not None)
        self.only.value = element("p", only_words(self.desk))
        self.plan.show()
        self.views.offer(
            [
                (PLAN, "Plan", len(self.desk.plan.rows) if self.desk.plan else 0),
                (FAILED, "Did not go", self.desk.failures.count if self.desk.failures else 0),
                (LOG, "Export log", self.log.every),
            ]
        )
        self._show_view()
        self._show_buttons()

    def _show_view(self) -> None:
        views = {PLAN: self.plan.box, FAILED: self.causes_box, LOG: self.log.box}
        for name, view in views.items():
            show(view, visible=self.views.value == name)

    def _show_buttons(self) -> None:
        is_free = not self.jobs.busy
        self.journal.disabled = not is_free or not self.desk.journals
        for action in (self.check, self.whole):
            action.allow(allowed=is_free)
        self.causes.allow(is_free=is_free)
        self.plan.again.offer(
            self.desk.may_go_again(),
            is_free=is_free,
            why=role_fault(self.desk.header.role, Role.RESOLVE),
        )
        self.bar.offer(self.desk.sending(), self.desk.header, is_free=is_free)

    def _say(self, text: str, *, needs_a_person: bool = False) -> None:
        style = "cmx-attention" if needs_a_person else "cmx-good"
        self.result.value = element("p", text, class_=style) if text else ""
        show(self.result_box, visible=bool(text))
        show(self.see_failed.button, visible=needs_a_person)

    # What people do ----------------------------------------------------------------------

    def _choose(self) -> None:
        if self._is_reading or self.journal.value == self.desk.journal:
            return
        self._say("")
        self.desk.choose(self.journal.value)
        self.log.show(self.desk.journal, self.desk.header)
        self.causes.show(self.desk.failures)
        self._make_plan()

    def _check(self) -> None:
        self._read()
        self._make_plan()

    def _show_whole(self) -> None:
        self.desk.limit_to(None, "")
        self._make_plan()

    def _see_failed(self) -> None:
        self.views.value = FAILED

    def _retry(self, cause_code: str | None, words: str) -> None:
        numbers = self.source.failed_numbers(self.desk.journal, cause_code)
        if not numbers:
            self._read()
            self._show_all()
            self._say("All of these are in Xero by now; there is nothing to send again.")
            return
        self._say("")
        self.desk.limit_to(numbers, words)
        self.views.value = PLAN
        self._make_plan(after=self.bar.press.button.focus)

    def _make_plan(self, after: Callable[[], None] = lambda: None) -> None:
        """Make the plan anew; asks Xero, so it is not waited for."""
        journal, only = self.desk.journal, self.desk.only
        if not journal:
            self._show_all()
            return

        def planned(plan: ExportPlan) -> None:
            self.desk.take(plan)
            self._show_all()
            after()

        def not_planned() -> None:
            self.desk.is_checking = False

        self.desk.is_checking = True
        self.jobs.begin(
            f"plan journal {journal}",
            lambda: self.source.plan(journal, only=only),
            planned,
            failed=not_planned,
            pressed=self.check,
            busy="Checking…",
        )

    def _send(self, sending: Sending) -> None:
        journal = self.desk.journal
        self._cancelled.clear()
        self._say("")
        self.notice.say("")
        self.bar.start()
        self.jobs.begin(
            f"export journal {journal}",
            lambda: self.source.export(
                journal,
                dry_run=False,
                only=sending.numbers,
                progress=self._progress,
                is_cancelled=self._cancelled.is_set,
            ),
            self._exported,
            failed=self._look_again,
        )

    def _progress(self, progress: ExportProgress) -> None:
        """Called by the export's thread."""
        self.jobs.background.tell(lambda: self.bar.tell(progress))

    def _exported(self, report: ExportReport) -> None:
        self._look_again()
        said = result_words(report, self.desk.failures)
        self._say(said, needs_a_person=report.needs_a_person)
        self.plan.grid.say(said)

    def _look_again(self) -> None:
        """The export has ended, one way or the other: what is there now?"""
        self.bar.stop()
        self.desk.limit_to(None, "")
        self._read()
        self._make_plan()

    def _release(self, numbers: Sequence[str], reason: str) -> None:
        def released(count: int) -> None:
            self.plan.again.clear()
            self._read()
            self._say(released_words(count))
            self._make_plan()

        self.jobs.begin(
            "give free to be sent again",
            lambda: self.source.send_again(list(numbers), reason=reason),
            released,
            pressed=self.plan.again.sure,
            busy="Asking Xero…",
        )
