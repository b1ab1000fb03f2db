"""The protocol that makes an export exactly once (DESIGN 5).

The order of effects is the whole point:
1. settle what an earlier run left open: look it up by number, adopt, refuse or forget;
2. commit the batch that is about to be sent: its bytes, its key, an intent an element;
3. send the stored bytes; 4. commit every outcome with its link.
Killed between any two of them, the next run starts at 1 and nothing is created twice: Xero keeps
numbers unique, we look before we send again, and the link is unique in the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cmxero.core.documents import (
    ElementOutcome,
    ElementState,
    InvoiceDraft,
    XeroInvoice,
)
from cmxero.core.errors import XeroAnswerError, XeroUnreachableError
from cmxero.core.fingerprint import fingerprint_of_draft, fingerprint_of_xero_invoice
from cmxero.core.problems import Problem
from cmxero.store.exports import Intent, Outcome, OutcomeState
from cmxero.workflows.bench import Bench
from cmxero.workflows.holdings import held_in_xero
from cmxero.workflows.plan import ExportPlan
from cmxero.workflows.ports import XeroGateway

NUMBER_IN_XERO = "number-in-xero"
SENDS_A_BATCH = 3
"""How often one batch is sent in one run when answers are lost; then a person looks."""


@dataclass(frozen=True)
class Sender:
    """One run's way to Xero; each lane has its own.

    Attributes:
        left_behind: ids of Xero documents that a person gave up, so that they are never adopted.
    """

    bench: Bench
    gateway: XeroGateway
    run_id: str
    left_behind: frozenset[str]

    def settle_open(self, intents: Sequence[Intent]) -> tuple[Outcome, ...]:
        """Find out what became of intents nobody knows the outcome of."""
        if not intents:
            return ()
        outcomes = self._look_up(intents)
        self._commit(outcomes)
        return tuple(outcomes)

    def hold(self, plan: ExportPlan) -> tuple[Outcome, ...]:
        """Record the invoices the plan holds back, with every reason."""
        outcomes = tuple(_held(plan, number, found) for number, found in plan.held.items())
        if outcomes:
            self._commit(outcomes)
        return outcomes

    def send(self, drafts: Sequence[InvoiceDraft], journal_number: str) -> tuple[Outcome, ...]:
        """One batch through steps 2 to 4."""
        bench, batch_id = self.bench, f"batch-{self.bench.new_id()}"
        body = self.gateway.encode_drafts(drafts)
        intents = bench.exports.intend(
            bench.organisation,
            [(draft, fingerprint_of_draft(draft), journal_number) for draft in drafts],
            batch_id=batch_id,
            body=body,
            key=batch_id,
            run_id=self.run_id,
            now_utc=bench.clock(),
        )
        answer = self._create(batch_id, body, intents)
        outcomes = (
            self._translate(intents, answer) if answer is not None else self._look_up(intents)
        )
        self._commit(outcomes)
        return tuple(outcomes)

    def _create(
        self, batch_id: str, body: bytes, intents: Sequence[Intent]
    ) -> tuple[ElementOutcome, ...] | None:
        """Send the stored bytes; None when the answer was lost but Xero has some of them.

        Only when Xero shows none of the numbers are the same bytes sent again, under the same
        key, so that a request still on its way is answered, not repeated (xero-api.md 1.9).
        """
        numbers = [intent.invoice_number for intent in intents]
        for attempt in range(1, SENDS_A_BATCH + 1):
            if attempt > 1:
                now_utc = self.bench.clock()
                self.bench.exports.attempt(batch_id, run_id=self.run_id, now_utc=now_utc)
            try:
                return self.gateway.create_invoices(body, key=batch_id)
            except (XeroUnreachableError, XeroAnswerError):
                if self.gateway.find_invoices(numbers):
                    return None
                if attempt == SENDS_A_BATCH:
                    raise
        return None

    def _look_up(self, intents: Sequence[Intent]) -> list[Outcome]:
        found = self._found([intent.invoice_number for intent in intents])
        return [_verdict(intent, found.get(intent.invoice_number)) for intent in intents]

    def _found(self, numbers: Sequence[str]) -> dict[str, XeroInvoice]:
        """What Xero holds under these numbers; a live invoice before a voided or deleted one."""
        held = held_in_xero(self.gateway, numbers, self.left_behind)
        return {invoice.number: invoice for invoice in held}

    def _translate(
        self, intents: Sequence[Intent], answer: Sequence[ElementOutcome]
    ) -> list[Outcome]:
        """Outcomes of a batch; a number that Xero calls used is looked up before it is believed."""
        refused = [
            intent.invoice_number
            for intent, element in zip(intents, answer, strict=True)
            if element.state is ElementState.ERROR and _says_number_is_used(element.messages)
        ]
        found = self._found(refused) if refused else {}
        return [
            _verdict(intent, found[intent.invoice_number])
            if intent.invoice_number in found
            else _outcome(intent, element)
            for intent, element in zip(intents, answer, strict=True)
        ]

    def _commit(self, outcomes: Sequence[Outcome]) -> None:
        self.bench.exports.settle(
            self.bench.organisation, outcomes, run_id=self.run_id, now_utc=self.bench.clock()
        )


def _held(plan: ExportPlan, number: str, problems: Sequence[Problem]) -> Outcome:
    messages = tuple(f"{p.code}: {p.message} {p.remedy}" for p in problems)
    if plan.facts and any(p.code == NUMBER_IN_XERO for p in problems):
        found = plan.facts.numbers.get(plan.previews[number].number.casefold())
        return Outcome(number, OutcomeState.CONFLICT, None, found, messages)
    return Outcome(number, OutcomeState.HELD, messages=messages)


def _says_number_is_used(messages: Sequence[str]) -> bool:
    """Xero's texts are matched loosely, never by equality (xero-api.md 1.3)."""
    return any("unique" in message.lower() for message in messages)


def _outcome(intent: Intent, element: ElementOutcome) -> Outcome:
    state = {
        ElementState.OK: OutcomeState.CREATED,
        ElementState.WARNING: OutcomeState.WARNING,
        ElementState.ERROR: OutcomeState.ERROR,
    }[element.state]
    return Outcome(
        intent.case_invoice_number, state, intent.intent_id, element.invoice, element.messages
    )


def _verdict(intent: Intent, found: XeroInvoice | None) -> Outcome:
    """Adopt what is ours, refuse what is not, forget what never arrived."""
    number = intent.case_invoice_number
    if found is None:
        return Outcome(number, OutcomeState.NOT_SAVED, intent.intent_id)
    if fingerprint_of_xero_invoice(found) == intent.fingerprint:
        return Outcome(number, OutcomeState.ADOPTED, intent.intent_id, found)
    message = (
        f"Xero already holds a different invoice {found.number}: {found.contact_name}, "
        f"{found.total}, {found.status}. It was left as it is."
    )
    return Outcome(number, OutcomeState.CONFLICT, intent.intent_id, found, (message,))
