"""From the wire to our nouns: credits, their allocations, batch payments, contacts' versions.

As in ``translate``: a field we rely on that is missing raises ``XeroAnswerError``.
"""

from collections.abc import Callable

import msgspec

from cmxero.core.credits import (
    CreditKind,
    XeroAllocation,
    XeroBatchPayment,
    XeroContactVersion,
    XeroCredit,
)
from cmxero.core.money import ZERO
from cmxero.xero import wire
from cmxero.xero.translate import Element, decode_element, is_true
from cmxero.xero.translate_settings import contact_from
from cmxero.xero.wire_credits import AllocationWire, BatchPaymentWire, CreditStampWire, CreditWire

_ID_FIELDS: dict[CreditKind, tuple[str, Callable[[CreditWire], str | None]]] = {
    CreditKind.CREDIT_NOTE: ("CreditNoteID", lambda found: found.credit_note_id),
    CreditKind.OVERPAYMENT: ("OverpaymentID", lambda found: found.overpayment_id),
    CreditKind.PREPAYMENT: ("PrepaymentID", lambda found: found.prepayment_id),
}


def credit_from(raw: msgspec.Raw, kind: CreditKind) -> XeroCredit:
    """A customer's credit with what it was used for and its JSON as received.

    Raises:
        XeroAnswerError: a field we rely on cannot be read.
    """
    found, it = decode_element(raw, CreditWire, kind.value)
    contact = found.contact or wire.ContactWire()
    id_field, id_of = _ID_FIELDS[kind]
    return XeroCredit(
        kind=kind,
        xero_credit_id=it.text(id_field, id_of(found)),
        number=found.credit_note_number or "",
        type=it.text("Type", found.type),
        status=it.text("Status", found.status),
        contact_id=contact.contact_id or "",
        contact_name=contact.name or "",
        credit_date=it.day("Date", found.date, found.date_string),
        reference=found.reference or "",
        currency_code=found.currency_code or "",
        line_amount_types=found.line_amount_types or "",
        sub_total=it.cents("SubTotal", found.sub_total),
        total_tax=it.cents("TotalTax", found.total_tax),
        total=it.cents("Total", found.total),
        remaining=it.cents("RemainingCredit", found.remaining_credit),
        updated_utc=it.instant(
            "UpdatedDateUTC", found.updated_date_utc, found.updated_date_utc_string
        ),
        allocations=tuple(_allocation(one, it) for one in found.allocations or ()),
        body=bytes(raw),
    )


def _allocation(found: AllocationWire, it: Element) -> XeroAllocation:
    is_deleted = is_true(found.is_deleted)
    listed = found.invoice if isinstance(found.invoice, list) else [found.invoice]
    invoice = next((one for one in listed if one), wire.DocumentWire())
    return XeroAllocation(
        xero_allocation_id=found.allocation_id or found.deleted_id or "",
        # One that was taken back may come bare (xero-api.md 2.4) and counts for nothing.
        amount=it.cents("Allocations.Amount", found.amount, ZERO if is_deleted else None),
        allocation_date=it.day("Allocations.Date", found.date),
        xero_invoice_id=it.text("Allocations.Invoice.InvoiceID", invoice.invoice_id),
        invoice_number=invoice.invoice_number or "",
        is_deleted=is_deleted,
    )


def batch_payment_from(raw: msgspec.Raw) -> XeroBatchPayment:
    """A deposit for several invoices.

    Raises:
        XeroAnswerError: a field we rely on cannot be read.
    """
    found, it = decode_element(raw, BatchPaymentWire, "batch payment")
    return XeroBatchPayment(
        xero_batch_payment_id=it.text("BatchPaymentID", found.batch_payment_id),
        type=it.text("Type", found.type),
        status=it.text("Status", found.status),
        payment_date=it.day("Date", found.date, found.date_string),
        reference=found.reference or "",
        total_amount=it.cents("TotalAmount", found.total_amount),
        is_reconciled=is_true(found.is_reconciled),
        payment_count=len(found.payments or ()),
        updated_utc=it.instant(
            "UpdatedDateUTC", found.updated_date_utc, found.updated_date_utc_string
        ),
        body=bytes(raw),
    )


def contact_version_from(raw: msgspec.Raw) -> XeroContactVersion:
    """A contact with when it changed and its JSON as received.

    Raises:
        XeroAnswerError: a field we rely on cannot be read.
    """
    found, it = decode_element(raw, CreditStampWire, "contact")
    return XeroContactVersion(
        contact=contact_from(raw),
        updated_utc=it.instant(
            "UpdatedDateUTC", found.updated_date_utc, found.updated_date_utc_string
        ),
        body=bytes(raw),
    )
