"""Export a journal's invoices to Xero, exactly once (DESIGN 5).

The order of effects is the whole point:
1. settle what an earlier run left open: look it up by number, adopt, refuse or forget;
2. commit the batch (bytes, key, an intent an element), then that it is about to be sent;
3. send the stored bytes; 4. commit every outcome with its link.
Killed between any two of them, the next run starts at 1 and nothing is created twice: Xero keeps
numbers unique, we look before we send again, and the link is unique in the database.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cmxero.core.documents import ElementOutcome, ElementState, InvoiceDraft, XeroInvoice
from cmxero.core.errors import XeroAnswerError, XeroUnreachableError
from cmxero.core.fingerprint import fingerprint_of_draft, fingerprint_of_xero_invoice
from cmxero.core.mapping import MappingRules
from cmxero.store.exports import Intent, Outcome, OutcomeState
from cmxero.workflows.bench import Bench
from cmxero.workflows.plan import BATCH_SIZE, ExportPlan, plan_export
from cmxero.workflows.ports import XeroGateway
from cmxero.workflows.runs import NEEDS_A_PERSON, recorded_run

SENDS_A_BATCH = 3
"""How often one batch is sent in one run when answers are lost; then a person looks."""

Progress = Callable[[int, int], None]
"""Called with (invoices settled, invoices to settle)."""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export did; every invoice of the journal is in exactly one count or in the plan.

    Attributes:
        settled: outcomes of what an earlier, interrupted run had left open.
        outcomes: outcomes of this run's invoices.
        dry_run: True when nothing was sent.
    """

    plan: ExportPlan
    settled: tuple[Outcome, ...]
    outcomes: tuple[Outcome, ...]
    dry_run: bool

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
        return self.count(OutcomeState.ERROR, OutcomeState.CONFLICT, OutcomeState.HELD) > 0

    def __str__(self) -> str:
        if self.dry_run:
            return f"Dry run, nothing sent. {self.plan}"
        text = (
            f"Journal {self.plan.journal_number}: {self.exported} invoices exported as drafts, "
            f"{self.count(OutcomeState.HELD)} held back, "
            f"{self.count(OutcomeState.CONFLICT)} numbers already used in Xero, "
            f"{self.count(OutcomeState.ERROR)} refused by Xero."
        )
        adopted = self.count(OutcomeState.ADOPTED)
        if adopted:
            text += f" {adopted} of them had reached Xero in an earlier, interrupted run."
        return text


def export_journal(
    bench: Bench,
    journal_number: str,
    rules: MappingRules,
    gateway: XeroGateway,
    *,
    dry_run: bool,
    progress: Progress | None = None,
) -> ExportReport:
    """Export what is ready of a journal; the caller holds the organisation's export lock.

    Raises:
        NothingToDoError: no such journal.
        XeroError: Xero cannot be reached or refuses; what was done is recorded, run it again.
    """
    if dry_run:
        plan = plan_export(bench, journal_number, rules, gateway)
        return ExportReport(plan, (), (), dry_run=True)
    with recorded_run(bench, "export", {"journal": journal_number}) as run:
        sender = _Sender(bench, gateway, run.run_id)
        settled = sender.settle_open()
        plan = plan_export(bench, journal_number, rules, gateway)
        outcomes = list(sender.hold(plan))
        for batch in _batches(plan.drafts):
            outcomes += sender.send(batch, journal_number)
            if progress:
                progress(len(outcomes) - len(plan.held), len(plan.drafts))
        report = ExportReport(plan, settled, tuple(outcomes), dry_run=False)
        run.summary |= {"journal": journal_number, "exported": report.exported}
        run.message = str(report)
        if report.needs_a_person:
            run.outcome = NEEDS_A_PERSON
    return report


@dataclass(frozen=True)
class _Sender:
    bench: Bench
    gateway: XeroGateway
    run_id: str

    def settle_open(self) -> tuple[Outcome, ...]:
        """Find out what became of intents nobody knows the outcome of."""
        intents = self.bench.exports.open_intents(self.bench.organisation)
        if not intents:
            return ()
        outcomes = self._look_up(intents)
        self._commit(outcomes)
        return tuple(outcomes)

    def hold(self, plan: ExportPlan) -> Sequence[Outcome]:
        """Record the invoices the plan holds back, with every reason."""
        outcomes = [
            Outcome(
                number,
                OutcomeState.HELD,
                messages=tuple(f"{p.code}: {p.message} {p.remedy}" for p in problems),
            )
            for number, problems in plan.held.items()
        ]
        if outcomes:
            self._commit(outcomes)
        return outcomes

    def send(self, drafts: Sequence[InvoiceDraft], journal_number: str) -> list[Outcome]:
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
        return outcomes

    def _create(
        self, batch_id: str, body: bytes, intents: Sequence[Intent]
    ) -> tuple[ElementOutcome, ...] | None:
        """Send the stored bytes; None when the answer was lost but Xero has some of them.

        Only when Xero shows none of the numbers are the same bytes sent again, under the same
        key, so that a request still on its way is answered, not repeated (xero-api.md 1.9).
        """
        numbers = [intent.invoice_number for intent in intents]
        for attempt in range(1, SENDS_A_BATCH + 1):
            self.bench.exports.attempt(batch_id, run_id=self.run_id, now_utc=self.bench.clock())
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
        dead = {"VOIDED", "DELETED"}
        invoices = self.gateway.find_invoices(numbers)
        ranked = sorted(invoices, key=lambda invoice: invoice.status not in dead)
        return {invoice.number: invoice for invoice in ranked}

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


def _batches(drafts: Sequence[InvoiceDraft]) -> Iterator[Sequence[InvoiceDraft]]:
    for start in range(0, len(drafts), BATCH_SIZE):
        yield drafts[start : start + BATCH_SIZE]


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
