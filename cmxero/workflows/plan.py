"""What an export would do, row for row, before anything is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cmxero.core.casejournal import CaseInvoice
from cmxero.core.documents import InvoiceDraft, XeroAccount, XeroTaxRate
from cmxero.core.errors import NothingToDoError
from cmxero.core.mapping import MappingRules, contact_name, map_invoices
from cmxero.core.money import ZERO
from cmxero.core.numbering import xero_number
from cmxero.core.organisation_rules import check_against_organisation
from cmxero.core.problems import Problem
from cmxero.store.reports import JournalState
from cmxero.workflows.bench import Bench
from cmxero.workflows.ports import XeroGateway

BATCH_SIZE = 50
"""Elements a create request; Xero's recommended working size (xero-api.md 1.2)."""

READY = "ready"
HELD = "held back"
IN_XERO = "already in Xero"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One invoice of the journal and what would become of it; amounts in dollars."""

    case_invoice_number: str
    number: str
    contact_name: str
    invoice_date: date
    due_date: date | None
    lines: int
    case_total: Decimal
    xero_total: Decimal | None
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """A dry run; the real run takes exactly these drafts.

    Attributes:
        problems: everything a person should know, blocking or not.
        asked_xero: whether accounts and tax rates were checked with the organisation itself.
    """

    journal_number: str
    state: JournalState
    rows: tuple[PlanRow, ...]
    drafts: tuple[InvoiceDraft, ...]
    problems: tuple[Problem, ...]
    held: dict[str, tuple[Problem, ...]]
    asked_xero: bool

    @property
    def calls(self) -> int:
        """Create requests needed, 50 invoices each."""
        return -(-len(self.drafts) // BATCH_SIZE)

    @property
    def total(self) -> Decimal:
        """Dollars, tax included, that Xero will compute over everything that is ready."""
        return sum((draft.total for draft in self.drafts), ZERO)

    def __str__(self) -> str:
        counts = {state: sum(row.state == state for row in self.rows) for state in _STATES}
        state = self.state
        return (
            f"Journal {self.journal_number}: {counts[READY]} invoices ready "
            f"({self.total:,.2f}, {self.calls} calls to Xero), {counts[HELD]} held back, "
            f"{counts[IN_XERO]} already in Xero. Not exported, as Case Manager keeps them: "
            f"{state.adjustments} adjustments, {state.payments} payments, "
            f"{state.refunds} refunds."
            + ("" if self.asked_xero else " Accounts and tax rates were not checked with Xero.")
        )


_STATES = (READY, HELD, IN_XERO)


def plan_export(
    bench: Bench, journal_number: str, rules: MappingRules, gateway: XeroGateway | None
) -> ExportPlan:
    """Map a journal's invoices and say what would happen to each.

    Args:
        gateway: asked for accounts and tax rates when there is one; without it the plan goes by
            the mapping options alone.

    Raises:
        NothingToDoError: no such journal was imported.
    """
    state = _journal(bench, journal_number)
    invoices = bench.case_reading.invoices_of(bench.organisation, journal_number)
    links = bench.exports.links(bench.organisation)
    waiting = [invoice for invoice in invoices if invoice.number not in links]
    accounts: Sequence[XeroAccount] = ()
    if gateway is not None:
        accounts, rates = gateway.accounts(), gateway.tax_rates()
        rules = _with_rates(rules, rates)
    mapped = map_invoices(waiting, rules)
    problems = list(mapped.problems)
    if gateway is not None:
        problems += check_against_organisation(mapped.drafts, accounts, rates)
    held: dict[str, tuple[Problem, ...]] = {}
    for problem in problems:
        if problem.blocks:
            held[problem.subject] = (*held.get(problem.subject, ()), problem)
    drafts = tuple(d for d in mapped.drafts if d.case_invoice_number not in held)
    by_number = {draft.case_invoice_number: draft for draft in mapped.drafts}
    warned = {p.subject: p.message for p in problems if not p.blocks}
    rows = [
        _row(
            invoice,
            contact_name(invoice.contact, surname_first=rules.surname_first),
            by_number.get(invoice.number),
            in_xero=invoice.number in links,
            why=" ".join(p.message for p in held.get(invoice.number, ())),
            warning=warned.get(invoice.number, ""),
        )
        for invoice in invoices
    ]
    asked = gateway is not None
    return ExportPlan(journal_number, state, tuple(rows), drafts, tuple(problems), held, asked)


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


def _with_rates(rules: MappingRules, rates: Sequence[XeroTaxRate]) -> MappingRules:
    """Tax is predicted with the organisation's own rates, not with assumed ones."""
    live = {rate.tax_type: rate.effective_rate for rate in rates}
    return replace(rules, tax_rates={**rules.tax_rates, **live})


def _row(
    invoice: CaseInvoice,
    contact: str,
    draft: InvoiceDraft | None,
    *,
    in_xero: bool,
    why: str,
    warning: str,
) -> PlanRow:
    state = IN_XERO if in_xero else HELD if why or draft is None else READY
    return PlanRow(
        case_invoice_number=invoice.number,
        number=xero_number(invoice.number),
        contact_name=contact,
        invoice_date=invoice.transaction_date,
        due_date=draft.due_date if draft else invoice.due_date,
        lines=len(invoice.lines),
        case_total=invoice.total,
        xero_total=draft.total if draft else None,
        state=state,
        note=why or warning,
    )
