"""What an export tells: how far it is, and what it did."""

from collections.abc import Callable
from dataclasses import dataclass

from cmxero.core.documents import DRAFT
from cmxero.core.wording import counted
from cmxero.store.exports import Outcome, OutcomeState
from cmxero.workflows.plan import ExportPlan, stays_in_case_manager


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """How far an export is.

    Attributes:
        settled: invoices whose outcome is known.
        to_settle: all that were ready.
        seconds_left: at the pace so far, and never less than Xero's limits make of it; None
            until the first batch has been answered.
    """

    settled: int
    to_settle: int
    seconds_left: int | None = None


Progress = Callable[[ExportProgress], None]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export did; every invoice of the journal is in exactly one count or in the plan.

    Attributes:
        settled: outcomes of what an earlier, interrupted run had left open.
        outcomes: outcomes of this run's invoices.
        remarks: what else a person should know, e.g. a contact that could not be created.
        was_cancelled: a person stopped it; the rest goes with the next export.
        dry_run: True when nothing was sent.
    """

    plan: ExportPlan
    settled: tuple[Outcome, ...]
    outcomes: tuple[Outcome, ...]
    dry_run: bool
    remarks: tuple[str, ...] = ()
    was_cancelled: bool = False

    def count(self, *states: OutcomeState) -> int:
        """How many invoices ended in one of these states, earlier open ones included."""
        return sum(outcome.state in states for outcome in (*self.settled, *self.outcomes))

    @property
    def exported(self) -> int:
        """Invoices that are in Xero because of this run."""
        return sum(outcome.state.is_linked for outcome in (*self.settled, *self.outcomes))

    @property
    def needs_a_person(self) -> bool:
        """Whether something did not go."""
        failed = any(not outcome.state.is_linked for outcome in self.outcomes)
        return failed or self.was_cancelled or bool(self.remarks)

    def __str__(self) -> str:
        if self.dry_run:
            return f"Dry run, nothing sent. {self.plan}"
        is_draft = all(draft.status == DRAFT for draft in self.plan.drafts)
        state, how = self.plan.state, "as drafts" if is_draft else "and approved"
        text = (
            f"Journal {self.plan.journal_number}: "
            f"{counted(self.exported, 'invoice')} exported {how}, "
            f"{self.count(OutcomeState.HELD)} held back, "
            f"{counted(self.count(OutcomeState.CONFLICT), 'number')} already used in Xero, "
            f"{self.count(OutcomeState.ERROR)} refused by Xero."
        )
        if adopted := self.count(OutcomeState.ADOPTED):
            text += f" {adopted} of them had reached Xero in an earlier, interrupted run."
        if lost := sum(o.state is OutcomeState.NOT_SAVED for o in self.outcomes):
            text += f" {lost} got lost on the way to Xero every time; export again."
        if self.was_cancelled:
            left = len(self.plan.drafts) - sum(o.intent_id is not None for o in self.outcomes)
            text += f" Stopped by {'you' if left else 'you, at the end'}: {left} not sent yet."
        if state.adjustments or state.payments or state.refunds:
            text += f" {stays_in_case_manager(state)}"
        return " ".join((text, *self.remarks))
