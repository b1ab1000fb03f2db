"""What would stop an invoice on its way to Xero, found before anything is sent.

Limits are Xero's (``limits``); the texts, in ``problem_catalogue``, say which system a person
mends it in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from cmxero.core.casejournal import CaseInvoice, CaseLine
from cmxero.core.contacts import contact_name, email_fault
from cmxero.core.documents import InvoiceDraft
from cmxero.core.limits import (
    LARGEST_AMOUNT,
    MAX_CONTACT_NAME,
    MAX_DESCRIPTION,
    MAX_ITEM_CODE,
    MAX_REFERENCE,
    MAX_TRACKING_OPTION,
    QUANTITY_TOO_LARGE,
)
from cmxero.core.line_texts import tidy
from cmxero.core.money import CENT, ZERO
from cmxero.core.numbering import number_fault
from cmxero.core.problem_catalogue import problem
from cmxero.core.problems import Problem
from cmxero.core.terms import find_due_date


def check_invoice(invoice: CaseInvoice, tax_types: Mapping[str, str]) -> list[Problem]:
    """Every problem of a Case Manager invoice that mapping would run into."""
    return [
        *_number(invoice),
        *_contact(invoice),
        *_due_date(invoice),
        *_tax_codes(invoice, tax_types),
        *_lines(invoice),
        *_sums(invoice),
        *_sizes(invoice),
        *_cost_dates(invoice),
        *_characters(invoice),
    ]


def check_draft(draft: InvoiceDraft) -> list[Problem]:
    """Every problem of a finished draft: Xero's limits, and totals that would not agree."""
    return [*_totals(draft), *_descriptions(draft), *check_texts(draft)]


def check_texts(draft: InvoiceDraft) -> list[Problem]:
    """Texts of a draft that are longer than Xero takes, each kind once."""
    options = (option for line in draft.lines for tracked in line.tracking for option in tracked)
    texts: Iterable[tuple[str, int, Iterable[str]]] = (
        ("contact name", MAX_CONTACT_NAME, [draft.contact_name]),
        ("reference", MAX_REFERENCE, [draft.reference]),
        ("line description", MAX_DESCRIPTION, (line.description for line in draft.lines)),
        ("item code", MAX_ITEM_CODE, (line.item_code for line in draft.lines)),
        ("tracking option", MAX_TRACKING_OPTION, options),
    )
    return [
        problem("text-too-long", draft.case_invoice_number, what=what, limit=limit)
        for what, limit, found in texts
        if any(len(text) > limit for text in found)
    ]


def named_lines(places: Sequence[int]) -> str:
    """Lines by their place: ``Line 2`` or ``Lines 2, 3``."""
    return ("Line " if len(places) == 1 else "Lines ") + ", ".join(map(str, places))


def _number(invoice: CaseInvoice) -> Iterator[Problem]:
    if fault := number_fault(invoice.number):
        yield problem("number-not-allowed", invoice.number, value=invoice.number, fault=fault)


def _contact(invoice: CaseInvoice) -> Iterator[Problem]:
    if not contact_name(invoice.contact, surname_first=True):
        yield problem("no-contact", invoice.number, row=invoice.row)
    if email := email_fault(invoice.contact):
        yield problem("bad-email", invoice.number, row=invoice.row, value=email)


def _due_date(invoice: CaseInvoice) -> Iterator[Problem]:
    number, terms = invoice.number, invoice.terms
    known = find_due_date(terms, invoice.transaction_date) if terms else None
    due = known or invoice.due_date
    if due is None:
        yield problem("unknown-terms", number, row=invoice.row, value=terms)
    elif terms and not known:
        yield problem("terms-not-understood", number, value=terms, due=due)
    if due and due < invoice.transaction_date:
        yield problem("due-before-date", number, due=due)


def _tax_codes(invoice: CaseInvoice, tax_types: Mapping[str, str]) -> Iterator[Problem]:
    for line in invoice.lines:
        if line.tax_code not in tax_types:
            yield problem("unknown-tax-code", invoice.number, row=line.row, value=line.tax_code)
        elif not line.tax_code:
            yield problem("blank-tax-code", invoice.number, row=line.row, cost=line.cost_name)


def _lines(invoice: CaseInvoice) -> Iterator[Problem]:
    number = invoice.number
    if not invoice.lines:
        yield problem("no-lines", number)
        return
    if invoice.total < ZERO:
        yield problem("negative-total", number, value=str(invoice.total))
    if invoice.total == ZERO:
        yield problem("zero-total", number)
    nothing = [place for place, line in enumerate(invoice.lines, 1) if line.total == ZERO]
    below = [place for place, line in enumerate(invoice.lines, 1) if line.total < ZERO]
    if nothing and invoice.total:
        yield problem("zero-line", number, lines=named_lines(nothing))
    if below:
        yield problem("negative-line", number, lines=named_lines(below))


def _sums(invoice: CaseInvoice) -> Iterator[Problem]:
    if not invoice.lines:
        return
    makes = sum((line.total for line in invoice.lines), ZERO)
    if makes != invoice.total:
        yield problem("case-totals-differ", invoice.number, value=str(invoice.total), makes=makes)
    tax = sum((line.tax for line in invoice.lines), ZERO)
    if tax != invoice.tax:
        yield problem("case-tax-differs", invoice.number, value=str(invoice.tax), makes=tax)


def _sizes(invoice: CaseInvoice) -> Iterator[Problem]:
    def too_large(what: str, amount: Decimal) -> Iterator[Problem]:
        if abs(amount) > LARGEST_AMOUNT:
            yield problem("amount-too-large", invoice.number, value=f"{amount:f}", what=what)

    yield from too_large("The total", invoice.total)
    for place, line in enumerate(invoice.lines, 1):
        yield from too_large(f"The total of line {place}", line.total)
        yield from too_large(f"The rate of line {place}", line.rate)
        if abs(line.quantity) >= QUANTITY_TOO_LARGE:
            value = f"{line.quantity:f}"
            yield problem("quantity-too-large", invoice.number, value=value, line=place)


def _cost_dates(invoice: CaseInvoice) -> Iterator[Problem]:
    for place, line in enumerate(invoice.lines, 1):
        if line.cost_date and line.cost_date > invoice.transaction_date:
            yield problem(
                "cost-after-invoice",
                invoice.number,
                row=line.row,
                line=place,
                cost=line.cost_name,
                day=line.cost_date,
            )


def _characters(invoice: CaseInvoice) -> Iterator[Problem]:
    for place, line in enumerate(invoice.lines, 1):
        if any(tidy(text) != text for text in _texts(line)):
            yield problem("control-characters", invoice.number, row=line.row, what=f"Line {place}")


def _texts(line: CaseLine) -> tuple[str, ...]:
    return line.cost_name, line.notes, line.charge_code, line.employee, line.unit


def _descriptions(draft: InvoiceDraft) -> Iterator[Problem]:
    if empty := [place for place, line in enumerate(draft.lines, 1) if not line.description]:
        yield problem("no-description", draft.case_invoice_number, lines=named_lines(empty))


def _totals(draft: InvoiceDraft) -> Iterator[Problem]:
    number, tax, case_tax = draft.case_invoice_number, draft.total_tax, draft.case_tax
    if draft.total != draft.case_total:
        yield problem("totals-would-differ", number, total=draft.total, case_total=draft.case_total)
    if tax != case_tax:
        is_rounding = abs(tax - case_tax) <= CENT * len(draft.lines)
        code = "gst-rounding" if is_rounding else "gst-differs"
        yield problem(code, number, tax=tax, case_tax=case_tax)
