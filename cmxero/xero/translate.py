"""From the wire to our nouns.

A field we rely on that is missing or no amount or date raises ``XeroAnswerError`` naming the
document and the field; the rest may be null. Words we do not know are kept.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

import msgspec

from cmxero.core.credits import REFUND_PAYMENTS
from cmxero.core.documents import (
    ACCREC_PAYMENT,
    DEAD,
    XeroInvoice,
    XeroLine,
    XeroPayment,
)
from cmxero.core.errors import InexactAmountError, XeroAnswerError
from cmxero.core.money import UNIT, ZERO, half_up, money
from cmxero.xero import wire
from cmxero.xero.dates import read_day, read_instant

_IDS = (
    "InvoiceID",
    "PaymentID",
    "CreditNoteID",
    "OverpaymentID",
    "PrepaymentID",
    "BatchPaymentID",
    "ContactID",
    "OrganisationID",
    "InvoiceNumber",
    "Code",
    "TaxType",
    "Name",
    "tenantId",
)
_Struct = TypeVar("_Struct")


@dataclass(frozen=True, slots=True)
class Element:
    """One element of an answer; finds its name only when there is something to complain about.

    Each method reads one field; ``XeroAnswerError`` where it cannot, naming element and field.
    """

    raw: msgspec.Raw
    noun: str

    def fault(self, field: str, why: str) -> XeroAnswerError:
        """What to raise about a field."""
        what = _name_of(self.raw, self.noun)
        return XeroAnswerError(
            f"Xero's answer cannot be understood: {what}, field {field}: {why}. "
            "Look at the document in Xero, then try again; nothing of this answer was used."
        )

    def text(self, field: str, value: str | None) -> str:
        """Text that must be there."""
        if not value:
            raise self.fault(field, "it is missing")
        return value

    def cents(self, field: str, value: Decimal | None, default: Decimal | None = None) -> Decimal:
        """An exact amount in dollars and cents; without a default it must be there."""
        found = default if value is None else value
        if found is None:
            raise self.fault(field, "it is missing")
        try:
            return money(found)
        except InexactAmountError:
            raise self.fault(field, f"{found} is not an amount in dollars and cents") from None

    def places4(self, field: str, value: Decimal | None) -> Decimal:
        """A quantity or a price; 0 where there is none."""
        # Evidence only, and Xero's screens let people type more places than its API promises:
        # rounding here keeps one odd price from stopping every pull. The body has the original.
        try:
            return half_up(ZERO if value is None else value, UNIT)
        except ArithmeticError:
            raise self.fault(field, f"{value} is not a number") from None

    def day(self, field: str, *values: str | None) -> date | None:
        """The first date that is there."""
        for value in values:
            if value:
                try:
                    return read_day(value)
                except ValueError:
                    raise self.fault(field, f"{value[:40]!r} is not a date") from None
        return None

    def instant(self, field: str, *values: str | None) -> datetime:
        """The first instant that is there, naive UTC; one must be."""
        for value in values:
            if value:
                try:
                    return read_instant(value)
                except ValueError:
                    raise self.fault(field, f"{value[:40]!r} is not an instant") from None
        raise self.fault(field, "it is missing")


def decode_element(raw: msgspec.Raw, kind: type[_Struct], noun: str) -> tuple[_Struct, Element]:
    """One element decoded, and its name for complaints.

    Raises:
        XeroAnswerError: a field has a type that cannot be read; names element and field.
    """
    element = Element(raw, noun)
    try:
        return msgspec.json.decode(raw, type=kind), element
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        why, _, path = str(fault).partition(" - at `$")
        field = path.rstrip("`").lstrip(".") or "(whole element)"
        raise element.fault(field, why) from None


def _name_of(raw: msgspec.Raw, noun: str) -> str:
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return noun
    keys = found if isinstance(found, dict) else {}
    name = next((keys[key] for key in _IDS if isinstance(keys.get(key), str) and keys[key]), "")
    return f"{noun} {name[:60]}".strip()


def invoice_from(raw: msgspec.Raw) -> XeroInvoice:
    """An invoice with its lines and its JSON as received.

    Raises:
        XeroAnswerError: a field we rely on cannot be read.
    """
    found, it = decode_element(raw, wire.InvoiceWire, "invoice")
    contact = found.contact or wire.ContactWire()
    total, due = it.cents("Total", found.total), it.cents("AmountDue", found.amount_due)
    paid, credited = _settled(found, it, total, due)
    return XeroInvoice(
        xero_invoice_id=it.text("InvoiceID", found.invoice_id),
        number=found.invoice_number or "",
        type=it.text("Type", found.type),
        status=it.text("Status", found.status),
        contact_id=contact.contact_id or "",
        contact_name=contact.name or "",
        invoice_date=it.day("Date", found.date, found.date_string),
        due_date=it.day("DueDate", found.due_date, found.due_date_string),
        reference=found.reference or "",
        currency_code=found.currency_code or "",
        line_amount_types=found.line_amount_types or "",
        sub_total=it.cents("SubTotal", found.sub_total),
        total_tax=it.cents("TotalTax", found.total_tax),
        total=total,
        amount_due=due,
        amount_paid=paid,
        amount_credited=credited,
        updated_utc=it.instant(
            "UpdatedDateUTC", found.updated_date_utc, found.updated_date_utc_string
        ),
        lines=tuple(_line(line, it) for line in found.line_items or ()),
        body=bytes(raw),
    )


def _settled(
    found: wire.InvoiceWire, it: Element, total: Decimal, due: Decimal
) -> tuple[Decimal, Decimal]:
    """What was paid and what was credited; one that is missing is what the other amounts leave.

    Zero would be another amount, not none: credits change what the invoice is worth. With both
    missing it counts as paid; the payments themselves are pulled, so a check shows it if not.
    """
    credited = it.cents("AmountCredited", found.amount_credited, ZERO)
    paid = it.cents("AmountPaid", found.amount_paid, ZERO)
    if found.status not in DEAD:
        if found.amount_paid is None:
            paid = total - due - credited
        elif found.amount_credited is None:
            credited = total - due - paid
    return paid, credited


def _line(found: wire.LineWire, it: Element) -> XeroLine:
    return XeroLine(
        line_item_id=found.line_item_id or "",
        description=found.description or "",
        quantity=it.places4("LineItems.Quantity", found.quantity),
        unit_amount=it.places4("LineItems.UnitAmount", found.unit_amount),
        line_amount=it.cents("LineItems.LineAmount", found.line_amount, ZERO),
        tax_amount=it.cents("LineItems.TaxAmount", found.tax_amount, ZERO),
        tax_type=found.tax_type or "",
        account_code=found.account_code or "",
        item_code=found.item_code or "",
    )


def payment_from(raw: msgspec.Raw) -> XeroPayment:
    """A payment on a sales document, with its JSON as received.

    Only an ACCRECPAYMENT names an invoice. A refund (``AR…``) belongs to a credit document,
    which Xero may show under ``Invoice`` all the same (xero-api.md 2.1): its invoice fields
    stay empty. Where a refund does not name its credit, a check view says so.

    Raises:
        XeroAnswerError: a field we rely on cannot be read.
    """
    found, it = decode_element(raw, wire.PaymentWire, "payment")
    kind = it.text("PaymentType", found.payment_type)
    invoice = found.invoice or wire.DocumentWire()
    is_on_invoice = kind == ACCREC_PAYMENT
    batch = found.batch_payment or wire.BatchWire()
    paid_on = it.day("Date", found.date)
    if paid_on is None:
        raise it.fault("Date", "it is missing")
    return XeroPayment(
        xero_payment_id=it.text("PaymentID", found.payment_id),
        payment_type=kind,
        status=it.text("Status", found.status),
        payment_date=paid_on,
        amount=it.cents("Amount", found.amount),
        reference=found.reference or "",
        xero_invoice_id=it.text("Invoice.InvoiceID", invoice.invoice_id) if is_on_invoice else "",
        invoice_number=(invoice.invoice_number or found.invoice_number or "")
        if is_on_invoice
        else "",
        xero_batch_payment_id=batch.batch_payment_id or found.batch_payment_id or "",
        bank_account_code=(found.account.code or "") if found.account else "",
        is_reconciled=is_true(found.is_reconciled),
        updated_utc=it.instant(
            "UpdatedDateUTC", found.updated_date_utc, found.updated_date_utc_string
        ),
        xero_credit_id=_refunded_credit(found) if kind in REFUND_PAYMENTS else "",
        body=bytes(raw),
    )


def _refunded_credit(found: wire.PaymentWire) -> str:
    """Under its own name, or in the invoice's place."""
    nothing = wire.DocumentWire()
    ids = (
        (found.credit_note or nothing).credit_note_id,
        (found.overpayment or nothing).overpayment_id,
        (found.prepayment or nothing).prepayment_id,
        (found.invoice or nothing).invoice_id,
    )
    return next((one for one in ids if one), "")


def is_true(value: bool | str | None) -> bool:  # noqa: FBT001 - a field of Xero's
    """Whether a flag is set; Xero writes some as text (xero-api.md 2.3)."""
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")
