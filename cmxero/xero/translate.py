"""From the wire to our nouns.

A field we rely on that is missing or no amount or date raises ``XeroAnswerError`` naming the
document and the field; the rest may be null. Words we do not know are kept.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

import msgspec

from cmxero.core.documents import (
    ACCREC_PAYMENT,
    XeroAccount,
    XeroInvoice,
    XeroLine,
    XeroOrganisation,
    XeroPayment,
    XeroTaxRate,
)
from cmxero.core.errors import InexactAmountError, XeroAnswerError
from cmxero.core.money import UNIT, ZERO, half_up, money
from cmxero.xero import wire
from cmxero.xero.dates import read_day, read_instant
from cmxero.xero.zones import find_iana_zone

_IDS = ("InvoiceID", "PaymentID", "OrganisationID", "InvoiceNumber", "Code", "TaxType", "tenantId")
_Struct = TypeVar("_Struct")


@dataclass(frozen=True, slots=True)
class _Element:
    """One element of an answer; finds its name only when there is something to complain about."""

    raw: msgspec.Raw
    noun: str

    def fault(self, field: str, why: str) -> XeroAnswerError:
        what = _name_of(self.raw, self.noun)
        return XeroAnswerError(
            f"Xero's answer cannot be understood: {what}, field {field}: {why}. "
            "Look at the document in Xero, then try again; nothing of this answer was used."
        )

    def text(self, field: str, value: str | None) -> str:
        if not value:
            raise self.fault(field, "it is missing")
        return value

    def cents(self, field: str, value: Decimal | None, default: Decimal | None = None) -> Decimal:
        found = default if value is None else value
        if found is None:
            raise self.fault(field, "it is missing")
        try:
            return money(found)
        except InexactAmountError:
            raise self.fault(field, f"{found} is not an amount in dollars and cents") from None

    def places4(self, field: str, value: Decimal | None) -> Decimal:
        # Evidence only, and Xero's screens let people type more places than its API promises:
        # rounding here keeps one odd price from stopping every pull. The body has the original.
        try:
            return half_up(ZERO if value is None else value, UNIT)
        except ArithmeticError:
            raise self.fault(field, f"{value} is not a number") from None

    def day(self, field: str, *values: str | None) -> date | None:
        for value in values:
            if value:
                try:
                    return read_day(value)
                except ValueError:
                    raise self.fault(field, f"{value[:40]!r} is not a date") from None
        return None

    def instant(self, field: str, *values: str | None) -> datetime:
        for value in values:
            if value:
                try:
                    return read_instant(value)
                except ValueError:
                    raise self.fault(field, f"{value[:40]!r} is not an instant") from None
        raise self.fault(field, "it is missing")


def decode_element(raw: msgspec.Raw, kind: type[_Struct], noun: str) -> tuple[_Struct, _Element]:
    """One element decoded, and its name for complaints.

    Raises:
        XeroAnswerError: a field has a type that cannot be read; names element and field.
    """
    element = _Element(raw, noun)
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
        total=it.cents("Total", found.total),
        amount_due=it.cents("AmountDue", found.amount_due),
        amount_paid=it.cents("AmountPaid", found.amount_paid, ZERO),
        amount_credited=it.cents("AmountCredited", found.amount_credited, ZERO),
        updated_utc=it.instant(
            "UpdatedDateUTC", found.updated_date_utc, found.updated_date_utc_string
        ),
        lines=tuple(_line(line, it) for line in found.line_items or ()),
        body=bytes(raw),
    )


def _line(found: wire.LineWire, it: _Element) -> XeroLine:
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
    stay empty.

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
        body=bytes(raw),
    )


def organisation_from(raw: msgspec.Raw, *, tenant_id: str, is_live: bool) -> XeroOrganisation:
    """The organisation; the sandbox counts as a demo whatever it says.

    Raises:
        XeroAnswerError: name, currency or time zone cannot be read.
    """
    found, it = decode_element(raw, wire.OrganisationWire, "organisation")
    word = it.text("Timezone", found.timezone)
    zone = find_iana_zone(word)
    if zone is None:
        raise it.fault("Timezone", f"{word[:60]!r} is not a time zone cmxero knows")
    return XeroOrganisation(
        tenant_id=tenant_id,
        name=it.text("Name", found.name),
        base_currency=it.text("BaseCurrency", found.base_currency),
        country_code=found.country_code or "",
        timezone=zone,
        is_demo=is_true(found.is_demo_company) or not is_live,
        period_lock_date=it.day("PeriodLockDate", found.period_lock_date),
        end_of_year_lock_date=it.day("EndOfYearLockDate", found.end_of_year_lock_date),
    )


def account_from(raw: msgspec.Raw) -> XeroAccount:
    """An account; a bank account may have no code and takes payments anyway (2.2)."""
    found, it = decode_element(raw, wire.AccountWire, "account")
    return XeroAccount(
        code=found.code or "",
        name=found.name or "",
        type=it.text("Type", found.type),
        status=found.status or "",
        tax_type=found.tax_type or "",
        takes_payments=found.type == "BANK" or is_true(found.enable_payments_to_account),
    )


def tax_rate_from(raw: msgspec.Raw) -> XeroTaxRate:
    """A tax rate; the effective rate is in per cent."""
    found, it = decode_element(raw, wire.TaxRateWire, "tax rate")
    rate = found.display_tax_rate if found.effective_rate is None else found.effective_rate
    if rate is None or not rate.is_finite():
        raise it.fault("EffectiveRate", "it is missing")
    return XeroTaxRate(
        tax_type=it.text("TaxType", found.tax_type),
        name=found.name or "",
        status=found.status or "",
        effective_rate=rate,
        can_apply_to_revenue=is_true(found.can_apply_to_revenue),
    )


def is_true(value: bool | str | None) -> bool:  # noqa: FBT001 - a field of Xero's
    """Whether a flag is set; Xero writes some as text (xero-api.md 2.3)."""
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")
