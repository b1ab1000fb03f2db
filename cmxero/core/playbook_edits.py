"""Edits of an invoice in Xero that bring it to what Case Manager counts."""

from decimal import Decimal

from cmxero.core.documents import DraftLine, XeroInvoice
from cmxero.core.playbook_documents import is_editable, wanted_lines
from cmxero.core.playbook_lines import total_of
from cmxero.core.playbook_ways import Sheet
from cmxero.core.playbook_xero_entries import EditInvoice

INCLUSIVE = "Inclusive"


def edited_to_case_manager(sheet: Sheet, invoice: XeroInvoice) -> EditInvoice | None:
    """All lines as Case Manager has them; None where Xero or the mapping does not allow it."""
    lines = wanted_lines(sheet)
    is_whole = total_of(lines) - invoice.total == sheet.finding.effect
    if not (lines and is_whole and is_editable(sheet, invoice) and _is_inclusive(invoice)):
        return None
    return EditInvoice(
        xero_invoice_id=invoice.xero_invoice_id,
        invoice_number=invoice.number,
        set_lines=lines,
        total=total_of(lines),
    )


def with_lines_added(invoice: XeroInvoice, lines: tuple[DraftLine, ...]) -> EditInvoice | None:
    """Lines added to those there are; None where the invoice's amounts hold no tax."""
    if not _is_inclusive(invoice):
        return None
    total: Decimal = invoice.total + total_of(lines)
    return EditInvoice(
        xero_invoice_id=invoice.xero_invoice_id,
        invoice_number=invoice.number,
        add_lines=lines,
        total=total,
    )


def _is_inclusive(invoice: XeroInvoice) -> bool:
    return invoice.line_amount_types == INCLUSIVE
