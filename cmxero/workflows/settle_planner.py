"""Plans what to send for a finding, and checks it with Xero itself before a byte leaves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from cmxero.core.deciding import amount_sent
from cmxero.core.documents import DRAFT, SUBMITTED, XeroInvoice
from cmxero.core.findings import Finding
from cmxero.core.ledger_rules import LedgerRules
from cmxero.core.organisation_facts import OrganisationFacts
from cmxero.core.playbook import Playbook, PlaybookFacts, Way, playbook_for
from cmxero.core.playbook_texts import key_in_words, sentence
from cmxero.core.preflight import check_texts
from cmxero.core.resolutions import ACCEPTED, FOR_APPROVAL, LINKED, TO_SEND, WAITING
from cmxero.core.shield import WITHHELD, ShieldMode, screen_text
from cmxero.workflows.bench import Bench
from cmxero.workflows.drafting import Rules
from cmxero.workflows.playbook import gather
from cmxero.workflows.ports import XeroGateway
from cmxero.workflows.settle_plan import (
    PlannedDocument,
    SettlePlan,
    amounts_of,
    documents_of,
    facts_of,
    is_draft_of,
    likeness,
)

NEEDS_APPROVAL = "Another person has to approve it first."
"""Held back until a person let cmxero create it and another one approved that."""
Approved = Callable[[str], bool]
"""Whether what cmxero would send for a finding (its key) may go."""


def may_be_sent(bench: Bench, key: str) -> bool:
    """Whether what settles a finding needs no second person, or one approved it."""
    finding = bench.reports.find_finding(bench.parameters, key)
    if finding is None or finding.status == TO_SEND:
        return True
    limit = bench.second_person_above
    size = amount_sent(finding.effect, finding.case_amount, finding.xero_amount)
    return limit is None or size <= limit


def anybody_may(_key: str) -> bool:
    """No second person is asked."""
    return True


@dataclass(frozen=True)
class Planner:
    """Plans against one organisation as Xero tells it now.

    Attributes:
        way: which way of the playbook, from 1; None takes the default, and no other by itself.
        with_note: leave a note in the history of the invoice; it can never be removed again.
    """

    bench: Bench
    gateway: XeroGateway
    rules: Rules
    organisation: OrganisationFacts
    is_approved: Approved = anybody_may
    way: int | None = None
    with_note: bool = True

    def plan(self, finding: Finding) -> SettlePlan:
        """What would be sent for a finding."""
        facts = gather(self.bench, finding, self.rules, self.organisation)
        book = playbook_for(finding, facts)
        way = self._way(book)
        if way is None or not way.can_be_sent:
            said = (_waits(book) if way else "") or self._nothing_to_send(book, way)
            return SettlePlan(finding, held=(said,))
        made = documents_of(way.sendable, finding.case_invoice_number)
        documents = tuple(self._found(one, finding, facts) for one in made)
        held = [*self._hindrances(finding, book)]
        for one in documents:
            held += self._faults(one, facts)
        left = tuple(sentence(entry) for entry in way.entries[len(way.sendable) :])
        held = list(dict.fromkeys(held))
        return SettlePlan(finding, way.name, documents, tuple(held), left, way.notes)

    def changed_since(self, document: PlannedDocument) -> str:
        """Says that the invoice is not in Xero what the last pull saw; empty if it is."""
        return self._changed(document, self._live(document))

    def _changed(self, document: PlannedDocument, live: XeroInvoice | None) -> str:
        if live is None:
            number = document.invoice_number
            return f"{number} was not found in Xero. Run `cmxero pull` and look again."
        seen = self.bench.settlements.seen_invoice(
            self.bench.organisation, document.xero_invoice_id
        )
        if amounts_of(live) == seen:
            return ""
        return (
            f"{live.number} was changed in Xero after the last pull. Run `cmxero pull` and look "
            "again."
        )

    def _way(self, book: Playbook) -> Way | None:
        place = 1 if self.way is None else self.way
        return book.ways[place - 1] if 0 < place <= len(book.ways) else None

    def _live(self, document: PlannedDocument) -> XeroInvoice | None:
        found = self.gateway.find_invoices([document.invoice_number])
        same = (one for one in found if one.xero_invoice_id == document.xero_invoice_id)
        return next(same, None)

    def _found(
        self, document: PlannedDocument, finding: Finding, facts: PlaybookFacts
    ) -> PlannedDocument:
        """The document with the invoice as Xero holds it, and the note it leaves there."""
        said = f"{document} ({finding.subject}: {finding.kind})"
        note, _ = screen_text(said, facts.case_invoice, facts.shield)
        return replace(document, invoice=self._live(document), note=note if self.with_note else "")

    def _hindrances(self, finding: Finding, book: Playbook) -> Iterator[str]:
        settlements, organisation = self.bench.settlements, self.bench.organisation
        if waits := _waits(book):
            yield waits
        if finding.status == FOR_APPROVAL or not self.is_approved(finding.key):
            yield NEEDS_APPROVAL
        if finding.status in {WAITING, LINKED, ACCEPTED}:
            yield (
                f"It is {finding.status}: '{finding.decision}' by {finding.decided_by}. Reopen it "
                "first if an entry is still needed."
            )
        if settlements.find_done(organisation, finding.key, facts_of(finding)):
            yield (
                "cmxero sent an entry for just this before, and the finding is still there. Look "
                "in Xero what became of that entry, then run `cmxero pull --full`."
            )

    def _faults(self, document: PlannedDocument, facts: PlaybookFacts) -> Iterator[str]:
        invoice = document.invoice
        if changed := self._changed(document, invoice):
            yield changed
            return
        if document.deletion and invoice and invoice.status not in {DRAFT, SUBMITTED}:
            yield f"{invoice.number} is {invoice.status}, no draft any more."
        draft = document.draft
        if draft is None or invoice is None:
            return
        if not draft.contact_id:
            yield "The invoice names no contact that Xero knows by an id."
        ledger = LedgerRules(self.organisation.accounts, self.organisation.tax_rates)
        same = likeness(draft, invoice.contact_name)
        for problem in (*ledger.check(same), *check_texts(same)):
            if problem.blocks:
                yield f"{problem.message} {problem.remedy}"
        texts = [document.note, *(line.description for line in draft.lines)]
        if facts.shield.mode is ShieldMode.BLOCK and any(WITHHELD in text for text in texts):
            yield "A text holds what must not leave; reword the adjustment in Case Manager."
        held = self.gateway.find_credit_notes([draft.number])
        if held and not any(is_draft_of(one, draft) for one in held):
            yield (
                f"Xero already holds another credit note {draft.number}, over {held[0].total}, "
                f"{held[0].status}. It was left as it is."
            )

    def _nothing_to_send(self, book: Playbook, way: Way | None) -> str:
        if way is None:
            return f"There is no way {self.way}; the playbook has {len(book.ways)}."
        if way.questions:
            return f"To be answered first: {' '.join(way.questions)}"
        steps = " ".join(sentence(entry) for entry in way.entries)
        others = [
            f"--way {place} ({other.name})"
            for place, other in enumerate(book.ways, start=1)
            if other is not way and other.can_be_sent
        ]
        offered = f" cmxero could send {', '.join(others)}." if others else ""
        return f"Nothing of it may cmxero send; a person does it: {steps}{offered}"


def _waits(book: Playbook) -> str:
    """Says what is to be settled before; empty if nothing is."""
    if not book.waits_for:
        return ""
    names = "; ".join(map(key_in_words, book.waits_for))
    return f"Settle this first, as it changes what is to be entered: {names}."
