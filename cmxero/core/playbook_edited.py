"""Ways out where date, contact, tax or lines of an invoice were changed in Xero, and no amount."""

from collections.abc import Iterator

from cmxero.core.documents import XeroInvoice
from cmxero.core.playbook_dates import is_locked
from cmxero.core.playbook_documents import is_editable, wanted_lines
from cmxero.core.playbook_entries import AcceptDifference, Entry, FullPull
from cmxero.core.playbook_facts import SentFact
from cmxero.core.playbook_ways import CASE_RIGHT, XERO_RIGHT, Playbook, Sheet
from cmxero.core.playbook_xero_entries import EditInvoice


def edited(sheet: Sheet) -> Playbook:
    """Undo the edit, since Case Manager owns its invoices (case-manager.md 2.1), or accept it."""
    invoice, sent = sheet.facts.xero_invoice, sheet.facts.sent
    accept = sheet.way(
        XERO_RIGHT,
        "The change is right; a journaled invoice cannot follow it, and no amount differs.",
        [AcceptDifference(reason="Changed in Xero on purpose; no amount differs.")],
    )
    if invoice is None or sent is None:
        return sheet.playbook([accept], "It is not known how the invoice was sent.")
    hindrances = list(_hindrances(sheet, invoice, sent))
    if hindrances:
        return sheet.playbook([accept], f"It cannot be undone: {' '.join(hindrances)}")
    undo = sheet.way(CASE_RIGHT, "The change was a mistake.", _undone(sheet, invoice, sent))
    return sheet.playbook(
        [undo, accept], "Case Manager owns its invoices; Xero holds copies of them."
    )


def _is_of_lines(invoice: XeroInvoice, sent: SentFact) -> bool:
    """Whether the tax or, where nothing else was changed, the lines are others than sent."""
    if invoice.total != sent.total:
        return False
    return invoice.total_tax != sent.total_tax or (
        invoice.contact_name == sent.contact_name
        and invoice.invoice_date == sent.invoice_date
        and invoice.due_date == sent.due_date
    )


def _undone(sheet: Sheet, invoice: XeroInvoice, sent: SentFact) -> Iterator[Entry]:
    is_of_lines = _is_of_lines(invoice, sent)
    yield EditInvoice(
        xero_invoice_id=invoice.xero_invoice_id,
        invoice_number=invoice.number,
        contact_name=sent.contact_name if invoice.contact_name != sent.contact_name else "",
        invoice_date=sent.invoice_date if invoice.invoice_date != sent.invoice_date else None,
        due_date=sent.due_date if invoice.due_date != sent.due_date else None,
        set_lines=wanted_lines(sheet) if is_of_lines else (),
        total=invoice.total if is_of_lines else None,
    )
    if invoice.amount_paid or invoice.amount_credited:
        yield FullPull()  # a due date then moves no timestamp (xero-api.md 2.5)


def _hindrances(sheet: Sheet, invoice: XeroInvoice, sent: SentFact) -> Iterator[str]:
    """Why Xero does not take it back, in sentences (xero-api.md 1.6)."""
    organisation = sheet.facts.organisation
    if sheet.facts.contact_was_merged:
        yield f"the contact {sent.contact_name} was merged into {invoice.contact_name}."
    elif invoice.contact_name != sent.contact_name and invoice.amount_credited:
        yield "the contact of a credited invoice stays as it is."
    if is_locked(invoice.invoice_date, organisation):
        yield "the invoice is dated in a period that is locked."
    elif invoice.invoice_date != sent.invoice_date:
        if is_locked(sent.invoice_date, organisation):
            yield "its first date lies in a period that is locked."
        elif not is_editable(sheet, invoice):
            yield "the date of a paid or credited invoice stays as it is."
    if _is_of_lines(invoice, sent) and not (is_editable(sheet, invoice) and wanted_lines(sheet)):
        yield "its lines and their tax stay as they are."
