"""CaseInvoice → InvoiceDraft, or the reasons why not (case-manager.md 2.3 to 2.6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cmxero.core.casejournal import CaseContact, CaseInvoice, CaseLine
from cmxero.core.documents import DraftLine, InvoiceDraft
from cmxero.core.money import UNIT, ZERO, half_up
from cmxero.core.numbering import xero_number
from cmxero.core.preflight import check_draft, check_invoice
from cmxero.core.problems import Problem
from cmxero.core.tax import HUNDRED, line_amount, line_tax
from cmxero.core.terms import find_due_date

ONE = Decimal("1.0000")
DESCRIPTION_PARTS = ("cost_name", "cost_date", "notes", "charge_code", "employee")
REFERENCE_PARTS = ("case_number", "claim_number", "client_name", "journal_number", "office")


@dataclass(frozen=True, slots=True)
class MappingRules:
    """How an invoice becomes a draft; every field is an option of ``cmxero.toml``.

    Attributes:
        tax_types: Case Manager tax code (blank is ``""``) → Xero TaxType.
        tax_rates: Xero TaxType → per cent, to predict the tax Xero will compute.
        surname_first: order of a person's name that stands in for a missing company name.
    """

    account_code: str = "200"
    currency_code: str = "AUD"
    surname_first: bool = True
    description_parts: tuple[str, ...] = ("cost_name", "cost_date", "charge_code")
    description_separator: str = " - "
    reference_parts: tuple[str, ...] = ("case_number",)
    reference_separator: str = " "
    send_item_code: bool = False
    tax_types: Mapping[str, str] = field(
        default_factory=lambda: {"GST": "OUTPUT", "FRE": "EXEMPTOUTPUT", "": "EXEMPTOUTPUT"}
    )
    tax_rates: Mapping[str, Decimal] = field(
        default_factory=lambda: {"OUTPUT": Decimal(10), "EXEMPTOUTPUT": Decimal(0)}
    )


@dataclass(frozen=True, slots=True)
class Mapped:
    """What came of mapping: the drafts that may go, and every problem found.

    Invariant: drafts + invoices with a blocking problem = invoices given.
    """

    drafts: tuple[InvoiceDraft, ...]
    problems: tuple[Problem, ...]

    @property
    def held(self) -> dict[str, tuple[Problem, ...]]:
        """Blocking problems by invoice number."""
        found: dict[str, tuple[Problem, ...]] = {}
        for problem in self.problems:
            if problem.blocks:
                found[problem.subject] = (*found.get(problem.subject, ()), problem)
        return found


def map_invoices(invoices: Iterable[CaseInvoice], rules: MappingRules) -> Mapped:
    """Turn every invoice into a draft, or say why not; never stops at the first fault."""
    drafts: list[InvoiceDraft] = []
    problems: list[Problem] = []
    for invoice in invoices:
        found = check_invoice(invoice, rules.tax_types)
        if not any(problem.blocks for problem in found):
            draft = draft_for(invoice, rules)
            found += check_draft(draft)
            if not any(problem.blocks for problem in found):
                drafts.append(draft)
        problems += found
    return Mapped(tuple(drafts), tuple(problems))


def draft_for(invoice: CaseInvoice, rules: MappingRules) -> InvoiceDraft:
    """The draft of an invoice that passed ``check_invoice``."""
    lines = tuple(_draft_line(line, rules) for line in invoice.lines)
    rates = rules.tax_rates
    return InvoiceDraft(
        case_invoice_number=invoice.number,
        number=xero_number(invoice.number),
        contact_name=contact_name(invoice.contact, surname_first=rules.surname_first),
        invoice_date=invoice.transaction_date,
        due_date=_due_date(invoice),
        reference=_joined(invoice, rules.reference_parts, rules.reference_separator),
        currency_code=rules.currency_code,
        lines=lines,
        total=sum((line.line_amount for line in lines), ZERO),
        total_tax=sum(
            (
                line_tax(line.line_amount, rates.get(line.tax_type, ZERO), inclusive=True)
                for line in lines
            ),
            ZERO,
        ),
        case_total=invoice.total,
        case_tax=invoice.tax,
    )


def contact_name(contact: CaseContact, *, surname_first: bool) -> str:
    """The Xero contact's name: the company, else the person (case-manager.md 2.4).

    Xero refuses doubled spaces and angle brackets in names (xero-api.md 1.8).
    """
    if company := _clean(contact.company_name):
        return company
    first, last = _clean(contact.first_name), _clean(contact.last_name)
    if surname_first:
        return ", ".join(part for part in (last, first) if part)
    return " ".join(part for part in (first, last) if part)


def _due_date(invoice: CaseInvoice) -> date:
    """Terms win over the stored due date, since Xero's due date comes from terms (2.4)."""
    found = find_due_date(invoice.terms, invoice.transaction_date) if invoice.terms else None
    return found or invoice.due_date or invoice.transaction_date


def _draft_line(line: CaseLine, rules: MappingRules) -> DraftLine:
    tax_type = rules.tax_types[line.tax_code]
    quantity, unit_amount, note = _price(line, rules.tax_rates.get(tax_type, ZERO))
    description = rules.description_separator.join(
        part for name in rules.description_parts if (part := _part(line, name))
    )
    return DraftLine(
        description=(description or line.cost_name) + note,
        quantity=quantity,
        unit_amount=unit_amount,
        line_amount=line_amount(quantity, unit_amount),
        tax_type=tax_type,
        account_code=rules.account_code,
        item_code=line.charge_code if rules.send_item_code else "",
    )


def _price(line: CaseLine, rate: Decimal) -> tuple[Decimal, Decimal, str]:
    """Quantity, tax-inclusive price and a note, so that Xero's total is Case Manager's.

    The plain rate first, then the price that the total implies, both with four places; one unit
    at the total where neither gives the cent (case-manager.md 2.6), the work then in words.
    """
    if line.quantity > 0:
        plain = half_up(line.rate * (HUNDRED + rate) / HUNDRED, UNIT)
        implied = half_up(line.total / line.quantity, UNIT)
        for price in (plain, implied):
            if line_amount(line.quantity, price) == line.total:
                return line.quantity, price, ""
    unit = f" {line.unit}" if line.unit else ""
    note = f" ({_plain(line.quantity)}{unit} at {_plain(line.rate)} plus GST)"
    return ONE, half_up(line.total, UNIT), note


def _part(line: CaseLine, name: str) -> str:
    value = getattr(line, name)
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(value or "").strip()


def _joined(invoice: CaseInvoice, parts: Iterable[str], separator: str) -> str:
    values = (str(getattr(invoice, name) or "").strip() for name in parts)
    return separator.join(value for value in values if value)


def _clean(name: str) -> str:
    return " ".join(name.replace("<", "(").replace(">", ")").split())


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
