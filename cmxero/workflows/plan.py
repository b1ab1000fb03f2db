"""What an export would do, row for row, before anything is sent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cmxero.core.casejournal import CaseInvoice
from cmxero.core.documents import InvoiceDraft
from cmxero.core.errors import NothingToDoError
from cmxero.core.export_rules import ExportRules
from cmxero.core.mapping import contact_name
from cmxero.core.money import ZERO
from cmxero.core.numbering import xero_number
from cmxero.core.organisation_facts import OrganisationFacts
from cmxero.core.organisation_rules import check_against_facts, rules_for
from cmxero.core.problems import Problem
from cmxero.core.wording import counted, instant_words
from cmxero.store.reports import JournalState
from cmxero.workflows.batches import BATCH_SIZE, split_into_batches
from cmxero.workflows.bench import Bench
from cmxero.workflows.drafting import Rules, drafts_for, first_of_new_contacts
from cmxero.workflows.facts import gather_facts, with_numbers
from cmxero.workflows.plan_rows import (
    HELD,
    IN_XERO,
    READY,
    STATES,
    UNKNOWN,
    PlanLine,
    PlanRow,
    plan_lines,
    plan_row,
)
from cmxero.workflows.ports import XeroGateway

ALREADY_IN_XERO = "already-in-xero"
CALLS_A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """A dry run; the real run takes exactly these drafts.

    Attributes:
        rows: one an invoice asked for.
        drafts: what is ready, in the order of the journal.
        batches: the drafts as they will travel.
        previews: every draft that could be made, held ones too, by Case Manager's number.
        problems: everything a person should know, blocking or not.
        facts: what the organisation has; None where Xero was not asked.
        bytes_to_send: of all create requests; 0 where Xero was not asked.
        extra_calls: for contacts and history notes, where these are switched on.
    """

    journal_number: str
    state: JournalState
    rows: tuple[PlanRow, ...]
    drafts: tuple[InvoiceDraft, ...]
    batches: tuple[tuple[InvoiceDraft, ...], ...]
    invoices: Mapping[str, CaseInvoice]
    previews: Mapping[str, InvoiceDraft]
    problems: tuple[Problem, ...]
    held: Mapping[str, tuple[Problem, ...]]
    facts: OrganisationFacts | None
    bytes_to_send: int
    extra_calls: int

    @property
    def asked_xero(self) -> bool:
        """Whether accounts, rates, contacts and numbers were checked with the organisation."""
        return self.facts is not None

    @property
    def calls(self) -> int:
        """Requests needed to send what is ready."""
        return len(self.batches) + self.extra_calls

    @property
    def minutes(self) -> int:
        """Whole minutes that Xero's limit of 60 calls makes of it at least."""
        return -(-self.calls // CALLS_A_MINUTE)

    @property
    def total(self) -> Decimal:
        """Dollars, tax included, that Xero will compute over everything that is ready."""
        return sum((draft.total for draft in self.drafts), ZERO)

    def lines(self, *case_invoice_numbers: str) -> tuple[PlanLine, ...]:
        """The drafts line by line, where each goes and why; all of them if none is named."""
        wanted = case_invoice_numbers or tuple(self.previews)
        return tuple(
            line
            for number in wanted
            if number in self.previews
            for line in plan_lines(self.invoices[number], self.previews[number])
        )

    def __str__(self) -> str:
        counts = {state: sum(row.state == state for row in self.rows) for state in STATES}
        state, size = self.state, -(-self.bytes_to_send // 1000)
        text = (
            f"Journal {self.journal_number}: {counted(counts[READY], 'invoice')} ready "
            f"({self.total:,.2f}), "
            f"{counts[HELD]} held back, {counts[IN_XERO]} already in Xero. "
            f"{counted(self.calls, 'call')} to Xero, {self.minutes} min at least"
            f"{f', {size:,} kB' if self.asked_xero else ''}. "
            f"{stays_in_case_manager(state)}"
        )
        if counts[UNKNOWN]:
            text += (
                f" {counts[UNKNOWN]} were sent by an export that was interrupted; the next one "
                "first looks what Xero has of them."
            )
        if self.facts is None:
            text += " Accounts, tax rates, contacts and numbers were not checked with Xero."
        elif self.facts.numbers_known_utc:
            known = instant_words(self.facts.numbers_known_utc)
            text += f" Numbers in use were checked as the pull of {known} saw them."
        return text


def plan_export(
    bench: Bench,
    journal_number: str,
    rules: Rules,
    gateway: XeroGateway | None,
    *,
    only: Collection[str] | None = None,
) -> ExportPlan:
    """Map a journal's invoices and say what would happen to each.

    Args:
        gateway: asked for what the organisation has, when there is one; without it the plan goes
            by the options alone.
        only: Case Manager numbers to look at; None takes the whole journal.

    Raises:
        NothingToDoError: no such journal was imported, or none of the numbers is in it.
    """
    with bench.database.attached_once():
        state = _journal(bench, journal_number)
        every = bench.case_reading.invoices_of(bench.organisation, journal_number)
        links = bench.exports.links(bench.organisation)
        released = bench.export_decisions.released(bench.organisation)
        unknown = {i.case_invoice_number for i in bench.exports.open_intents(bench.organisation)}
    invoices = {each.number: each for each in every if only is None or each.number in only}
    if only and not invoices:
        raise NothingToDoError(f"Journal {journal_number} has no invoice {', '.join(only)}.")
    waiting = [i for number, i in invoices.items() if number not in links]
    facts = gather_facts(gateway, rules.mapping) if gateway else None
    drafts, problems = drafts_for(waiting, rules, facts, released.times)
    if gateway and facts:
        numbers = [draft.number for draft in drafts]
        facts = with_numbers(bench, gateway, facts, numbers, released.left_behind)
        problems += check_against_facts(
            drafts,
            facts,
            rules_for(rules.mapping, facts),
            today=bench.today(),
            reuse_number=rules.export.reuse_number,
        )
    held = _held(problems)
    ready = tuple(
        draft
        for draft in drafts
        if draft.case_invoice_number not in held and draft.case_invoice_number not in unknown
    )
    batches, size = split_into_batches(ready, gateway.encode_drafts if gateway else None)
    previews = {draft.case_invoice_number: draft for draft in drafts}
    notes = _notes(problems, previews)
    surname_first = rules.mapping.surname_first
    return ExportPlan(
        journal_number=journal_number,
        state=state,
        rows=tuple(
            plan_row(
                invoice,
                contact_name(invoice.contact, surname_first=surname_first),
                previews.get(number),
                _state(number, links, unknown, held),
                notes.get(number, ""),
            )
            for number, invoice in invoices.items()
        ),
        drafts=ready,
        batches=batches,
        invoices=invoices,
        previews=previews,
        problems=tuple(problems),
        held=held,
        facts=facts,
        bytes_to_send=size,
        extra_calls=_extra_calls(ready, rules.export, facts),
    )


def _journal(bench: Bench, journal_number: str) -> JournalState:
    journals = bench.reports.journals(bench.organisation)
    for journal in journals:
        if journal.journal_number == journal_number:
            return journal
    known = ", ".join(journal.journal_number for journal in journals) or "none yet"
    raise NothingToDoError(
        f"Journal {journal_number} has not been imported. Known journals: {known}. "
        "Import its export first (`cmxero import FILE`)."
    )


def stays_in_case_manager(state: JournalState) -> str:
    """What a journal holds that is never exported, in words, so that nobody thinks it went."""
    return (
        "Not exported, as Case Manager keeps them: "
        f"{counted(state.adjustments, 'adjustment')}, {counted(state.payments, 'payment')}, "
        f"{counted(state.refunds, 'refund')}."
    )


def _held(problems: Sequence[Problem]) -> dict[str, tuple[Problem, ...]]:
    held: dict[str, tuple[Problem, ...]] = {}
    for problem in problems:
        if problem.blocks:
            held[problem.subject] = (*held.get(problem.subject, ()), problem)
    return held


def _state(
    number: str,
    links: Collection[str],
    unknown: Collection[str],
    held: Collection[str],
) -> str:
    if number in links:
        return IN_XERO
    if number in unknown:
        return UNKNOWN
    return HELD if number in held else READY


def _notes(problems: Sequence[Problem], previews: Mapping[str, InvoiceDraft]) -> dict[str, str]:
    """What a person should read about an invoice: what blocks it, else what it warns of."""
    texts: dict[tuple[str, bool], list[str]] = {}
    for problem in problems:
        if problem.blocks or problem.warns or problem.code == ALREADY_IN_XERO:
            texts.setdefault((problem.subject, problem.blocks), []).append(problem.message)
    for number, draft in previews.items():
        if draft.number != xero_number(number):
            texts.setdefault((number, False), []).append(f"Sent again, as {draft.number}.")
    notes = {number: " ".join(said) for (number, blocks), said in texts.items() if not blocks}
    return notes | {number: " ".join(said) for (number, blocks), said in texts.items() if blocks}


def _extra_calls(
    drafts: Sequence[InvoiceDraft], export: ExportRules, facts: OrganisationFacts | None
) -> int:
    calls = len(drafts) if export.history_note else 0
    if export.create_contacts and facts:
        calls += -(-len(first_of_new_contacts(drafts, facts)) // BATCH_SIZE)
    return calls
