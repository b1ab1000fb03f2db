"""The protocol that settles a finding in Xero exactly once (DESIGN 5, adapted).

The order of effects is the whole point:
1. bring what an earlier run left open to its end: look it up, adopt it, go on, or forget it;
2. commit the settlement with the first step as it is about to be sent: its bytes, its key, and
   the decision to send it, which nobody can take back from then on;
3. send the stored bytes; 4. commit what came of it, with the link it makes;
5. the same for each further step; 6. read the documents once more and commit them with the end.
Killed between any two of them, the next run begins at 1. A credit note has a number of its own,
which Xero keeps unique and we look up before anything is sent again; the link is unique in the
database. How much of a credit was used before is stored with the step, so that its use is
recognised. An invoice is never edited: only a draft is deleted, which Xero refuses once approved.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cmxero.core.credits import XeroCredit
from cmxero.core.money import ZERO
from cmxero.core.playbook_xero_entries import DeleteDraft
from cmxero.store.settlement_rows import SentStep, Settlement, Step, StepOutcome, StepState
from cmxero.workflows.bench import Bench
from cmxero.workflows.ports import XeroGateway
from cmxero.workflows.settle_plan import PlannedDocument, SettlePlan, facts_of
from cmxero.workflows.settle_steps import Steps, used_for

FIRST = {Step.CREDIT_NOTE, Step.DELETION}
"""Steps that are forgotten when Xero shows nothing of them; they are planned anew."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one settlement.

    Attributes:
        state: DONE, or why it ended otherwise.
        allocated: dollars of the credit that are used for the invoice because of it.
        messages: what a person should read.
    """

    settlement: Settlement
    state: StepState
    allocated: Decimal
    messages: tuple[str, ...]

    @property
    def is_done(self) -> bool:
        """Whether all of it is in Xero."""
        return self.state is StepState.DONE


@dataclass(frozen=True)
class Settler:
    """One run's way to Xero."""

    bench: Bench
    gateway: XeroGateway
    run_id: str

    @property
    def _steps(self) -> Steps:
        return Steps(self.bench, self.gateway, self.run_id)

    def resume_open(self) -> tuple[Settled, ...]:
        """Bring to its end what earlier runs began."""
        found = self.bench.settlements.open(self.bench.organisation)
        return tuple(self._go_on(one, about_to_be_sent=None) for one in found)

    def send(self, plan: SettlePlan, document: PlannedDocument) -> Settled:
        """One document through steps 2 to 6.

        Raises:
            DecisionRefusedError: the decision to send it was taken back.
        """
        planned = self._settlement(plan, document)
        first = self._first_step(planned, document)
        settlement = self.bench.settlements.begin(planned, first)
        return self._go_on(settlement, about_to_be_sent=first.step)

    def _go_on(self, settlement: Settlement, *, about_to_be_sent: Step | None) -> Settled:
        """Every step that has no outcome yet, in order, and the end.

        Args:
            about_to_be_sent: the step that this run committed and has not sent; any other without
                an outcome may have been sent, and is looked up first.
        """
        bench, steps = self.bench, self._steps
        known = bench.settlements.outcomes(settlement.settlement_id)
        sent = bench.settlements.steps(settlement.settlement_id)
        for kind in _steps_of(settlement):
            if kind not in known:
                credit_id = _credit_id(settlement, known)
                step, outcome = sent.get(kind), None
                if step is None:
                    step, outcome = self._intend(settlement, kind, credit_id)
                elif kind is not about_to_be_sent:
                    outcome = steps.look_up(settlement, step, credit_id)
                    if outcome is None and kind in FIRST:
                        outcome = StepOutcome(kind, StepState.NOT_SAVED)
                if outcome is None and step is not None:
                    outcome = steps.send(settlement, step, credit_id)
                if outcome is not None:
                    known[kind] = outcome
                    self._commit(settlement, outcome)
            if kind is not Step.NOTE and not known[kind].state.is_good:
                return self._end(settlement, known, known[kind].state)
        return self._end(settlement, known, StepState.DONE)

    def _intend(
        self, settlement: Settlement, kind: Step, credit_id: str
    ) -> tuple[SentStep | None, StepOutcome | None]:
        """A further step committed as it is about to be sent; or skipped, where nothing is due."""
        if kind is Step.NOTE:
            step = SentStep(kind, ZERO, f"{settlement.settlement_id}/history", b"")
        else:
            credit = self._steps.credit(settlement.document_number, credit_id)
            invoice = self._steps.invoice(settlement)
            left = credit.remaining if credit else ZERO
            due = invoice.amount_due if invoice else ZERO
            amount = min(settlement.to_allocate, left, due)
            if amount <= ZERO:
                message = f"Nothing is due on {settlement.invoice_number} any more."
                return None, StepOutcome(kind, StepState.SKIPPED, messages=(message,))
            step = self._allocation(settlement, credit, amount)
        now_utc = self.bench.clock()
        self.bench.settlements.intend(
            settlement.settlement_id, step, run_id=self.run_id, now_utc=now_utc
        )
        return step, None

    def _end(
        self, settlement: Settlement, known: dict[Step, StepOutcome], state: StepState
    ) -> Settled:
        """Commit the end, with both documents as they are in Xero now."""
        credit, invoice = None, None
        if state is not StepState.NOT_SAVED:
            invoice = self._steps.invoice(settlement)
            if credit_id := _credit_id(settlement, known):
                credit = self._steps.credit(settlement.document_number, credit_id)
        messages = tuple(text for outcome in known.values() for text in outcome.messages)
        self.bench.settlements.settle(
            settlement,
            StepOutcome(Step.END, state, messages=messages),
            run_id=self.run_id,
            now_utc=self.bench.clock(),
            credit_notes=[credit] if credit else [],
            invoices=[invoice] if invoice else [],
        )
        used = known.get(Step.ALLOCATION)
        is_used = used is not None and used.state in {StepState.DONE, StepState.ADOPTED}
        return Settled(settlement, state, self._amount(settlement) if is_used else ZERO, messages)

    def _amount(self, settlement: Settlement) -> Decimal:
        return self.bench.settlements.steps(settlement.settlement_id)[Step.ALLOCATION].amount

    def _commit(self, settlement: Settlement, outcome: StepOutcome) -> None:
        self.bench.settlements.settle(
            settlement, outcome, run_id=self.run_id, now_utc=self.bench.clock()
        )

    def _settlement(self, plan: SettlePlan, document: PlannedDocument) -> Settlement:
        bench, draft, use = self.bench, document.draft, document.allocation
        note = document.note
        return Settlement(
            settlement_id=f"settlement-{bench.new_id()}",
            organisation=bench.organisation,
            finding_key=plan.finding.key,
            finding_facts=facts_of(plan.finding),
            operation=document.operation,
            document_number=document.number,
            case_invoice_number=document.case_invoice_number,
            xero_invoice_id=document.xero_invoice_id,
            invoice_number=document.invoice_number,
            xero_credit_id=use.xero_credit_id if use else "",
            contact_id=draft.contact_id if draft else "",
            document_date=draft.credit_date if draft else use.allocation_date if use else None,
            currency_code=draft.currency_code if draft else plan.finding.currency_code,
            total=draft.total if draft else ZERO,
            total_tax=draft.total_tax if draft else ZERO,
            to_allocate=document.to_allocate,
            note=f"cmxero, run {self.run_id}, by {bench.person}: {note}." if note else "",
            run_id=self.run_id,
            person=bench.person,
            created_utc=bench.clock(),
            what=str(document),
            documents_after=len(plan.documents) - 1 - plan.documents.index(document),
        )

    def _first_step(self, settlement: Settlement, document: PlannedDocument) -> SentStep:
        name, gateway = settlement.settlement_id, self.gateway
        if document.draft:
            body = gateway.encode_credit_note(document.draft)
            return SentStep(Step.CREDIT_NOTE, document.draft.total, f"{name}/note", body)
        if document.deletion:
            body = gateway.encode_deletion(settlement.xero_invoice_id)
            return SentStep(Step.DELETION, ZERO, f"{name}/deletion", body)
        credit = self._steps.credit(settlement.document_number, settlement.xero_credit_id)
        return self._allocation(settlement, credit, settlement.to_allocate)

    def _allocation(
        self, settlement: Settlement, credit: XeroCredit | None, amount: Decimal
    ) -> SentStep:
        day = settlement.document_date or date.min
        body = self.gateway.encode_allocation(settlement.xero_invoice_id, amount, day)
        before = used_for(credit, settlement.xero_invoice_id)
        key = f"{settlement.settlement_id}/use"
        return SentStep(Step.ALLOCATION, amount, key, body, before)


def _steps_of(settlement: Settlement) -> Iterator[Step]:
    if settlement.operation == DeleteDraft.operation:
        yield Step.DELETION
    elif not settlement.xero_credit_id:
        yield Step.CREDIT_NOTE
    if settlement.to_allocate:
        yield Step.ALLOCATION
    if settlement.note:
        yield Step.NOTE


def _credit_id(settlement: Settlement, known: dict[Step, StepOutcome]) -> str:
    """The credit note that is used: the one that was there, or the one that was created."""
    made = known.get(Step.CREDIT_NOTE)
    return settlement.xero_credit_id or (made.xero_id if made else "")
