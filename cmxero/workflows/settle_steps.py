"""The single steps of a settlement: what is sent, and how it is recognised in Xero afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from cmxero.core.credits import CreditOutcome, XeroCredit
from cmxero.core.documents import DELETED, DRAFT, SUBMITTED, XeroInvoice
from cmxero.core.errors import XeroAnswerError, XeroRejectedError, XeroUnreachableError
from cmxero.core.money import ZERO
from cmxero.store.settlement_rows import SentStep, Settlement, Step, StepOutcome, StepState
from cmxero.workflows.bench import Bench
from cmxero.workflows.ports import XeroGateway
from cmxero.workflows.settle_plan import is_ours

SENDS_A_STEP = 3
"""How often one step is sent in one run when answers are lost; then a person looks."""


@dataclass(frozen=True)
class Steps:
    """Sends steps and looks them up."""

    bench: Bench
    gateway: XeroGateway
    run_id: str

    def send(self, settlement: Settlement, step: SentStep, credit_id: str) -> StepOutcome:
        """Send a stored step; a lost answer is looked up before the same bytes go again.

        Args:
            credit_id: of the credit note that is used; empty for other steps.

        Raises:
            XeroUnreachableError: every try got lost; the next run looks it up.
        """
        for attempt in range(1, SENDS_A_STEP + 1):
            if attempt > 1:
                now_utc = self.bench.clock()
                self.bench.settlements.attempt(
                    settlement.settlement_id, step.step, run_id=self.run_id, now_utc=now_utc
                )
            try:
                return self._sent(settlement, step, credit_id)
            except XeroRejectedError as fault:
                said = fault.messages or (str(fault),)
                return StepOutcome(step.step, StepState.REFUSED, messages=said)
            except (XeroUnreachableError, XeroAnswerError):
                if found := self.look_up(settlement, step, credit_id):
                    return found
                if attempt == SENDS_A_STEP:
                    raise
        return StepOutcome(step.step, StepState.NOT_SAVED)

    def look_up(self, settlement: Settlement, step: SentStep, credit_id: str) -> StepOutcome | None:
        """What Xero shows of a step; None if it shows nothing of it."""
        if step.step is Step.CREDIT_NOTE:
            return self._look_for_note(settlement)
        if step.step is Step.ALLOCATION:
            return self._look_for_use(settlement, step, credit_id)
        if step.step is Step.DELETION:
            return self._look_for_deletion(settlement)
        is_there = settlement.note in self.gateway.history_notes(settlement.xero_invoice_id)
        return StepOutcome(step.step, StepState.ADOPTED) if is_there else None

    def credit(self, number: str, credit_id: str = "") -> XeroCredit | None:
        """A credit note as Xero holds it, by number and, where it is known, by id."""
        found = self.gateway.find_credit_notes([number])
        same = (one for one in found if credit_id in {"", one.xero_credit_id})
        return next(same, None)

    def invoice(self, settlement: Settlement) -> XeroInvoice | None:
        """The invoice as Xero holds it."""
        found = self.gateway.find_invoices([settlement.invoice_number])
        same = (one for one in found if one.xero_invoice_id == settlement.xero_invoice_id)
        return next(same, None)

    def _sent(self, settlement: Settlement, step: SentStep, credit_id: str) -> StepOutcome:
        gateway = self.gateway
        if step.step is Step.CREDIT_NOTE:
            number = settlement.document_number
            made = gateway.create_credit_note(step.body, number=number, key=step.key)
            return self._outcome(settlement, made)
        if step.step is Step.ALLOCATION:
            used = gateway.allocate_credit_note(credit_id, step.body, key=step.key)
            state = StepState.REFUSED if used.messages else StepState.DONE
            return StepOutcome(step.step, state, used.xero_allocation_id, used.messages)
        if step.step is Step.DELETION:
            gateway.delete_draft(settlement.xero_invoice_id, step.body, key=step.key)
            return StepOutcome(step.step, StepState.DONE, settlement.xero_invoice_id)
        gateway.add_history_note(settlement.xero_invoice_id, settlement.note)
        return StepOutcome(step.step, StepState.DONE)

    def _outcome(self, settlement: Settlement, made: CreditOutcome) -> StepOutcome:
        """Of a created note; a number that Xero calls used is looked up before it is believed."""
        if (saved := made.credit) is not None:
            messages = (*made.messages, *_differences(settlement, saved))
            return StepOutcome(Step.CREDIT_NOTE, StepState.DONE, saved.xero_credit_id, messages)
        if any("unique" in message.lower() for message in made.messages) and (
            found := self._look_for_note(settlement)
        ):
            return found
        return StepOutcome(Step.CREDIT_NOTE, StepState.REFUSED, messages=made.messages)

    def _look_for_note(self, settlement: Settlement) -> StepOutcome | None:
        found = self.gateway.find_credit_notes([settlement.document_number])
        if not found:
            return None
        ours = next((one for one in found if _is_meant(one, settlement)), None)
        if ours:
            return StepOutcome(Step.CREDIT_NOTE, StepState.ADOPTED, ours.xero_credit_id)
        other = found[0]
        message = (
            f"Xero already holds a different credit note {other.number}: {other.contact_name}, "
            f"{other.total}, {other.status}. It was left as it is."
        )
        return StepOutcome(Step.CREDIT_NOTE, StepState.CONFLICT, other.xero_credit_id, (message,))

    def _look_for_use(
        self, settlement: Settlement, step: SentStep, credit_id: str
    ) -> StepOutcome | None:
        credit = self.credit(settlement.document_number, credit_id)
        used = used_for(credit, settlement.xero_invoice_id) - step.used_before
        if used == ZERO:
            return None
        if used == step.amount:
            return StepOutcome(step.step, StepState.ADOPTED)
        message = (
            f"Xero uses {used} of {settlement.document_number} for {settlement.invoice_number}, "
            f"not {step.amount}: somebody else did that meanwhile. It was left as it is."
        )
        return StepOutcome(step.step, StepState.CONFLICT, messages=(message,))

    def _look_for_deletion(self, settlement: Settlement) -> StepOutcome | None:
        invoice = self.invoice(settlement)
        if invoice is not None and invoice.status == DELETED:
            return StepOutcome(Step.DELETION, StepState.ADOPTED, invoice.xero_invoice_id)
        if invoice is not None and invoice.status in {DRAFT, SUBMITTED}:
            return None
        state = invoice.status if invoice else "no longer there under this number"
        message = f"{settlement.invoice_number} is {state} by now. It was left as it is."
        return StepOutcome(Step.DELETION, StepState.CONFLICT, messages=(message,))


def used_for(credit: XeroCredit | None, xero_invoice_id: str) -> Decimal:
    """Dollars of a credit that are used for an invoice."""
    uses = credit.allocations if credit else ()
    return sum(
        (
            use.amount
            for use in uses
            if use.xero_invoice_id == xero_invoice_id and not use.is_deleted
        ),
        ZERO,
    )


def _differences(settlement: Settlement, saved: XeroCredit) -> Iterator[str]:
    """What Xero computed otherwise than predicted; never a cent, or somebody has to look."""
    for what, got, wanted in (
        ("total", saved.total, settlement.total),
        ("tax", saved.total_tax, settlement.total_tax),
    ):
        if got != wanted:
            yield f"The {what} of {saved.number} is {got} in Xero; {wanted} was expected."


def _is_meant(credit: XeroCredit, settlement: Settlement) -> bool:
    return is_ours(
        credit,
        number=settlement.document_number,
        contact_id=settlement.contact_id,
        day=settlement.document_date,
        total=settlement.total,
        currency_code=settlement.currency_code,
    )
