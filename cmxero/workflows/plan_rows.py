"""What a plan shows: a row an invoice, and a row a line with where it goes and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from cmxero.core.casejournal import CaseInvoice, CaseLine
from cmxero.core.documents import DraftLine, InvoiceDraft
from cmxero.core.numbering import xero_number

READY = "ready"
HELD = "held back"
IN_XERO = "already in Xero"
UNKNOWN = "sent, answer not known yet"
STATES = (READY, HELD, IN_XERO, UNKNOWN)


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
    rounding: str = ""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of a draft: what Xero gets, from what, and why; amounts in dollars with tax."""

    number: str
    line: int
    description: str
    quantity: Decimal
    unit_amount: Decimal
    line_amount: Decimal
    case_total: Decimal | None
    account_code: str
    tax_type: str
    item_code: str
    tracking: str
    why: str


def plan_row(
    invoice: CaseInvoice, contact: str, draft: InvoiceDraft | None, state: str, note: str
) -> PlanRow:
    """The row of an invoice; without a draft its Case Manager side alone."""
    return PlanRow(
        case_invoice_number=invoice.number,
        number=draft.number if draft else xero_number(invoice.number),
        contact_name=draft.contact_name if draft else contact,
        invoice_date=invoice.transaction_date,
        due_date=draft.due_date if draft else invoice.due_date,
        lines=len(invoice.lines),
        case_total=invoice.total,
        xero_total=draft.total if draft else None,
        state=state,
        note=note,
        rounding=draft.rounding if draft else "",
    )


def plan_lines(invoice: CaseInvoice, draft: InvoiceDraft) -> Iterator[PlanLine]:
    """The lines of a draft beside the Case Manager lines they come from."""
    for place, (line, source) in enumerate(zip_longest(draft.lines, invoice.lines), start=1):
        if line is not None:
            yield _line(draft.number, place, line, source)


def _line(number: str, place: int, line: DraftLine, source: CaseLine | None) -> PlanLine:
    return PlanLine(
        number=number,
        line=place,
        description=line.description,
        quantity=line.quantity,
        unit_amount=line.unit_amount,
        line_amount=line.line_amount,
        case_total=source.total if source else None,
        account_code=line.account_code,
        tax_type=line.tax_type,
        item_code=line.item_code,
        tracking=", ".join(f"{category}: {option}" for category, option in line.tracking),
        why=_why(line, source),
    )


def _why(line: DraftLine, source: CaseLine | None) -> str:
    if source is None:
        return f"Cents that lines cannot carry, to the rounding account {line.account_code}."
    code = f"tax code {source.tax_code}" if source.tax_code else "no tax code"
    return (
        f"{source.cost_name} in Case Manager; account {line.account_code} is the option "
        f"mapping.account_code; {code} is {line.tax_type} in Xero."
    )
