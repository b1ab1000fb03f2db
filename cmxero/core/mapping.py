"""CaseInvoice → InvoiceDraft, or the reasons why not (case-manager.md 2.3 to 2.6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cmxero.core.casejournal import CaseInvoice, CaseLine
from cmxero.core.contacts import check_shared_contacts, contact_name
from cmxero.core.documents import DraftLine, InvoiceDraft
from cmxero.core.line_texts import description, reference, tidy, tracking
from cmxero.core.mapping_rules import MappingRules
from cmxero.core.money import ZERO
from cmxero.core.numbering import xero_number
from cmxero.core.preflight import check_draft, check_invoice
from cmxero.core.pricing import PricedInvoice, price_invoice, rounding_line
from cmxero.core.problems import Problem
from cmxero.core.rounding import LinePrice
from cmxero.core.tax import line_tax
from cmxero.core.terms import find_due_date

__all__ = ["Mapped", "MappingRules", "contact_name", "draft_for", "map_invoices"]


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
    given = list(invoices)
    drafts: list[InvoiceDraft] = []
    problems: list[Problem] = []
    for invoice in given:
        found = check_invoice(invoice, rules.tax_types)
        if not any(problem.blocks for problem in found):
            priced = price_invoice(invoice, rules)
            draft = _draft(invoice, rules, priced)
            found += priced.problems or check_draft(draft)
            if not any(problem.blocks for problem in found):
                drafts.append(draft)
        problems += found
    problems += check_shared_contacts(given, surname_first=rules.surname_first)
    return Mapped(tuple(drafts), tuple(problems))


def draft_for(invoice: CaseInvoice, rules: MappingRules) -> InvoiceDraft:
    """The draft of an invoice that passed ``check_invoice``."""
    return _draft(invoice, rules, price_invoice(invoice, rules))


def _draft(invoice: CaseInvoice, rules: MappingRules, priced: PricedInvoice) -> InvoiceDraft:
    lines = [
        _line(invoice, line, rules, price)
        for line, price in zip(invoice.lines, priced.prices, strict=True)
    ]
    if priced.left_over:
        lines.append(rounding_line(priced.left_over, rules))
    return InvoiceDraft(
        case_invoice_number=invoice.number,
        number=xero_number(invoice.number),
        contact_name=contact_name(invoice.contact, surname_first=rules.surname_first),
        invoice_date=invoice.transaction_date,
        due_date=_due_date(invoice),
        reference=tidy(
            reference(invoice, rules.reference_parts, rules.reference_separator)
        ).strip(),
        currency_code=rules.currency_code,
        lines=tuple(lines),
        total=sum((line.line_amount for line in lines), ZERO),
        total_tax=sum((_tax(line, rules) for line in lines), ZERO),
        case_total=invoice.total,
        case_tax=invoice.tax,
        rounding=priced.words,
    )


def _line(invoice: CaseInvoice, line: CaseLine, rules: MappingRules, price: LinePrice) -> DraftLine:
    text = description(line, rules.description_parts, rules.description_separator)
    if price.words and "quantity_and_rate" not in rules.description_parts:
        text += f" ({price.words})"
    return DraftLine(
        description=tidy(text).strip(),
        quantity=price.quantity,
        unit_amount=price.unit_amount,
        line_amount=price.line_amount,
        tax_type=rules.tax_types[line.tax_code],
        account_code=rules.account_code,
        item_code=tidy(line.charge_code).strip() if rules.send_item_code else "",
        tracking=tracking(invoice, line, rules.tracking, rules.tracking_options),
    )


def _tax(line: DraftLine, rules: MappingRules) -> Decimal:
    return line_tax(line.line_amount, rules.tax_rates.get(line.tax_type, ZERO), inclusive=True)


def _due_date(invoice: CaseInvoice) -> date:
    """Terms win over the stored due date, since Xero's due date comes from terms (2.4)."""
    found = find_due_date(invoice.terms, invoice.transaction_date) if invoice.terms else None
    return found or invoice.due_date or invoice.transaction_date
