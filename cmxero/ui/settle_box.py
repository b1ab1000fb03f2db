"""Let cmxero send what settles a finding: preview, question, send; nothing goes unseen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import ipywidgets

from cmxero.core.pages import PageHeader
from cmxero.ui.action import Action, Notice
from cmxero.ui.adjustment_source import AdjustmentSource
from cmxero.ui.html import element
from cmxero.ui.jobs import PageJobs
from cmxero.ui.parts import show
from cmxero.ui.settle_words import preview, question, ready
from cmxero.workflows.settle import SettleReport
from cmxero.workflows.settle_planner import NEEDS_APPROVAL

LEFT = "The preview is of findings you have left; open it again there."


@dataclass(frozen=True, slots=True)
class Chosen:
    """What would be sent: findings, and for a single one the way (from 1; None: the default)."""

    keys: tuple[str, ...] = ()
    way: int | None = None


class SettleBox:
    """Sends only what a person saw in a preview and confirmed.

    Attributes:
        box: the whole, to put on a page.
        look: asks Xero and shows the exact documents.
        send: asks; sure: sends what the question said.
        ask_approval: stores that cmxero is to create it, for another person to approve.
        with_note: whether a note goes into the invoice's history.
        report: the preview that is shown; None while there is none.
    """

    def __init__(
        self,
        source: AdjustmentSource,
        jobs: PageJobs,
        sent: Callable[[SettleReport], None],
        look_again: Callable[[], None],
        ask_approval: Callable[[], None],
        notice: Notice,
    ) -> None:
        self._source, self._jobs, self._notice = source, jobs, notice
        self._sent, self._look_again = sent, look_again
        self._chosen = Chosen()
        self._header: PageHeader | None = None
        self.report: SettleReport | None = None
        primary = ["cmx-primary"]
        self.look = Action("Preview what cmxero can send…", self._look, notice=notice)
        self.with_note = ipywidgets.Checkbox(
            value=True, description="Leave a note in the invoice's history", indent=False
        )
        self.preview = ipywidgets.HTML()
        self.send = Action("Send to Xero…", self._ask, notice=notice, classes=primary)
        self.ask_approval = Action("Ask for approval", ask_approval, notice=notice, classes=primary)
        self.question = ipywidgets.HTML()
        self.sure = Action("Yes, send it", self._send, notice=notice, classes=primary)
        self.dismiss = Action("No, send nothing", self._take_back, notice=notice)
        self.ask_form = ipywidgets.HBox(
            [self.question, self.sure.button, self.dismiss.button]
        ).add_class("cmx-form")
        buttons = ipywidgets.HBox([self.look.button, self.send.button, self.ask_approval.button])
        self.box = ipywidgets.VBox(
            [buttons.add_class("cmx-actions"), self.with_note, self.preview, self.ask_form]
        ).add_class("cmx-settle")
        self.with_note.observe(lambda _change: self.close(), "value")
        self.close()

    def offer(self, keys: Sequence[str], way: int | None, header: PageHeader) -> None:
        """Offer to send what settles these findings; a preview of others is put away."""
        chosen = Chosen(tuple(keys), way)
        if chosen != self._chosen:
            self.close()
        self._chosen, self._header = chosen, header
        show(self.box, visible=bool(keys))
        self.allow()

    def close(self) -> None:
        """Put preview and question away."""
        self.report = None
        self.preview.value = ""
        self._take_back()
        self._show()

    def allow(self) -> None:
        """Nothing may be pressed while something goes on."""
        is_free = not self._jobs.busy
        for action in (self.look, self.send, self.ask_approval, self.sure):
            action.allow(allowed=is_free)

    def _show(self) -> None:
        plans = self.report.plans if self.report else ()
        needs_approval = any(NEEDS_APPROVAL in plan.held for plan in plans)
        show(self.send.button, visible=bool(ready(self.report)))
        show(self.ask_approval.button, visible=needs_approval)
        show(self.with_note, visible=self.report is None)

    def _look(self) -> None:
        chosen, with_note = self._chosen, self.with_note.value

        def looked(report: SettleReport) -> None:
            if chosen != self._chosen:
                self._notice.say(LEFT)
                return
            self.report = report
            self.preview.value = preview(report)
            self._show()

        self.close()
        self._jobs.begin(
            "preview what goes to Xero",
            lambda: self._settle(chosen, dry_run=True, with_note=with_note),
            looked,
            pressed=self.look,
            busy="Asking Xero…",
        )

    def _ask(self) -> None:
        if self.report is None or self._header is None:
            return
        self.question.value = question(self.report, self._header, with_note=self.with_note.value)
        show(self.ask_form, visible=True)
        self.sure.button.focus()

    def _send(self) -> None:
        """Only what is ready goes; a finding held back in the preview is not tried again."""
        if self.report is None:
            return
        keys = tuple(plan.finding.key for plan in self.report.plans if plan.is_ready)
        chosen, with_note = Chosen(keys, self._chosen.way), self.with_note.value

        def done(report: SettleReport) -> None:
            self.close()
            self._sent(report)

        def failed() -> None:
            self.close()
            self._look_again()  # what was done before the fault is recorded

        self._jobs.begin(
            "send to Xero",
            lambda: self._settle(chosen, dry_run=False, with_note=with_note),
            done,
            failed=failed,
            pressed=self.sure,
            busy="Sending…",
        )

    def _settle(self, chosen: Chosen, *, dry_run: bool, with_note: bool) -> SettleReport:
        return self._source.settle(chosen.keys, dry_run=dry_run, way=chosen.way, note=with_note)

    def _take_back(self) -> None:
        show(self.ask_form, visible=False)
        self.question.value = element("p", "")
