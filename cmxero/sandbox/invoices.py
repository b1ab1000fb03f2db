"""Invoices: create, update, and find (xero-api.md 1.1 to 1.7)."""

from datetime import datetime

from cmxero.sandbox.document_change import DocumentChange
from cmxero.sandbox.fields import JsonObject, find_text
from cmxero.sandbox.invoice_rules import LIVE
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import NO_ID, Invoice
from cmxero.sandbox.refusals import RefusedError

TYPES = ("ACCREC", "ACCPAY")


def create_invoice(
    state: OrganisationState, element: JsonObject, now_utc: datetime, unitdp: int
) -> Invoice:
    """Save a new invoice.

    Raises:
        RefusedError: with every message; nothing was saved.
    """
    kind = find_text(element, "Type")
    if kind not in TYPES:
        raise RefusedError(["The Type field must be ACCREC or ACCPAY."])
    blank = Invoice(
        invoice_id="",
        type=kind,
        number="",
        contact_id="",
        invoice_date=state.today(now_utc),
        status="",
        updated_utc=now_utc,
    )
    return DocumentChange(state, blank, element, now_utc, unitdp).save()


def find_for_update(state: OrganisationState, element: JsonObject) -> Invoice | None:
    """The invoice that an element of a POST means: by id, or a sales invoice by number.

    Raises:
        RefusedError: an id that does not exist.
    """
    invoice_id = find_text(element, "InvoiceID")
    if invoice_id and invoice_id != NO_ID:
        invoice = state.invoices.get(invoice_id.lower())
        if invoice is None:
            raise RefusedError(["The invoice with the specified InvoiceID was not found."])
        return invoice
    number = find_text(element, "InvoiceNumber")
    if not number or find_text(element, "Type") == "ACCPAY":
        return None
    found = state.invoice_numbered(number)
    if found and found.status not in LIVE | {"DRAFT", "SUBMITTED"}:
        return None if state.settings.switches.number_reusable_after_void else found
    return found
