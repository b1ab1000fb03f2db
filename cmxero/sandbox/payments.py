"""Payments and batch payments (xero-api.md 2.2, 2.3)."""

from datetime import datetime
from decimal import Decimal

import msgspec

from cmxero.core.money import ZERO, half_up
from cmxero.sandbox import refusals
from cmxero.sandbox.fields import (
    JsonObject,
    find_day,
    find_flag,
    find_list,
    find_number,
    find_object,
    find_text,
)
from cmxero.sandbox.invoice_rules import LIVE, lock_message
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import BatchPayment, Invoice, Payment
from cmxero.sandbox.refusals import RefusedError
from cmxero.sandbox.render_parts import credit_name
from cmxero.sandbox.settings_records import Account
from cmxero.sandbox.settling import settle_paid

_BATCH_TEXTS = {
    "Reference": ("reference", 255),
    "Particulars": ("particulars", 12),
    "Code": ("code", 12),
    "Details": ("details", 18),
    "Narrative": ("narrative", 18),
}


PAYMENT_TYPES = {
    "ACCREC": "ACCRECPAYMENT",
    "ACCPAY": "ACCPAYPAYMENT",
    "ACCRECCREDIT": "ARCREDITPAYMENT",
    "RECEIVE-OVERPAYMENT": "AROVERPAYMENTPAYMENT",
    "RECEIVE-PREPAYMENT": "ARPREPAYMENTPAYMENT",
}
"""What paying each kind of document makes (xero-api.md 2.1)."""

_PAYABLE = ("Invoice", "CreditNote", "Overpayment", "Prepayment")


def create_payment(state: OrganisationState, element: JsonObject, now_utc: datetime) -> Payment:
    """Pay one invoice, or refund one credit, wholly or in part.

    Raises:
        RefusedError: with every message; nothing was saved.
    """
    messages: list[str] = []
    account = _account(state, element, messages)
    invoice = _payable(state, element, messages)
    amount = _amount(element, invoice, messages)
    day = find_day(element, "Date") or state.today(now_utc)
    if message := lock_message(state.settings, day):
        messages.append(message.replace("document", "payment"))
    if messages or account is None or invoice is None:
        raise RefusedError(messages)
    payment = Payment(
        payment_id=state.new_id("payment"),
        payment_type=PAYMENT_TYPES[invoice.type],
        invoice_id=invoice.invoice_id,
        account_id=account.account_id,
        payment_date=day,
        amount=amount,
        updated_utc=state.stamp(now_utc),
        reference=find_text(element, "Reference") or "",
        is_reconciled=find_flag(element, "IsReconciled") or False,
    )
    state.save(payment)
    settle_paid(state, invoice.invoice_id, now_utc)
    return payment


def delete_payment(
    state: OrganisationState, payment: Payment, now_utc: datetime, *, by_batch: bool = False
) -> Payment:
    """Reverse a payment; it stays readable with status DELETED.

    Raises:
        RefusedError: already deleted, made by a batch, reconciled, or in a locked period.
    """
    message = _deletion_message(state, payment, by_batch=by_batch)
    if message:
        raise RefusedError([message], payment.payment_id)
    moved = state.settings.switches.deleted_payment_moves
    deleted = msgspec.structs.replace(
        payment,
        status="DELETED",
        updated_utc=state.stamp(now_utc) if moved else payment.updated_utc,
    )
    state.save(deleted)
    settle_paid(state, payment.invoice_id, now_utc)
    return deleted


def create_batch(state: OrganisationState, element: JsonObject, now_utc: datetime) -> BatchPayment:
    """Pay several invoices with one deposit: all of them or none.

    Raises:
        RefusedError: with every message; nothing was saved.
    """
    messages: list[str] = []
    account = _account(state, element, messages)
    day = find_day(element, "Date") or state.today(now_utc)
    if message := lock_message(state.settings, day):
        messages.append(message.replace("document", "payment"))
    texts = _batch_texts(element, messages)
    parts = _batch_parts(state, element, messages)
    if messages or account is None:
        raise RefusedError(messages)
    batch_id = state.new_id("batch")
    stamp = state.stamp(now_utc)
    payments = [
        Payment(
            payment_id=state.new_id("payment"),
            payment_type=f"{invoice.type}PAYMENT",
            invoice_id=invoice.invoice_id,
            account_id=account.account_id,
            payment_date=day,
            amount=amount,
            updated_utc=stamp,
            reference=find_text(part, "Reference") or texts["reference"],
            batch_payment_id=batch_id,
        )
        for part, invoice, amount in parts
    ]
    batch = BatchPayment(
        batch_payment_id=batch_id,
        type="RECBATCH" if parts[0][1].type == "ACCREC" else "PAYBATCH",
        account_id=account.account_id,
        payment_date=day,
        payment_ids=tuple(payment.payment_id for payment in payments),
        total_amount=sum((payment.amount for payment in payments), ZERO),
        updated_utc=stamp,
    )
    batch = msgspec.structs.replace(batch, **texts)
    state.save(batch, *payments)
    for payment in payments:
        settle_paid(state, payment.invoice_id, now_utc)
    return batch


def delete_batch(state: OrganisationState, batch: BatchPayment, now_utc: datetime) -> BatchPayment:
    """Delete a batch payment and every payment it made.

    Raises:
        RefusedError: already deleted, reconciled, or in a locked period; nothing was changed.
    """
    payments = [state.payments[payment_id] for payment_id in batch.payment_ids]
    live = [payment for payment in payments if payment.status == "AUTHORISED"]
    messages = [_deletion_message(state, payment, by_batch=True) for payment in live]
    if batch.status == "DELETED":
        messages.append("This batch payment has already been deleted.")
    if any(messages):
        raise RefusedError(list(dict.fromkeys(filter(None, messages))), batch.batch_payment_id)
    deleted = msgspec.structs.replace(batch, status="DELETED", updated_utc=state.stamp(now_utc))
    state.save(deleted)
    for payment in live:
        delete_payment(state, payment, now_utc, by_batch=True)
    return deleted


def _account(state: OrganisationState, element: JsonObject, messages: list[str]) -> Account | None:
    sent = find_object(element, "Account") or {}
    code = find_text(sent, "Code") or find_text(element, "Code")
    account_id = find_text(sent, "AccountID")
    account = state.account(code=code, account_id=(account_id or "").lower())
    if not code and not account_id:
        messages.append("Account must be specified.")
    elif account is None or not (account.type == "BANK" or account.enable_payments):
        messages.append(f"Account code '{code or account_id}' is not a valid code for payments.")
        return None
    return account


def _payable(state: OrganisationState, element: JsonObject, messages: list[str]) -> Invoice | None:
    """The one document that a payment names; a credit is refunded."""
    named = [key for key in _PAYABLE if find_object(element, key)]
    named += [key for key in _PAYABLE[:2] if find_text(element, f"{key}Number")]
    if len(set(named)) > 1:
        messages.append("A payment is made against exactly one document.")
        return None
    if not named or named[0] == "Invoice":
        return _invoice(state, element, messages)
    return _credit(state, element, named[0], messages)


def _credit(
    state: OrganisationState, element: JsonObject, name: str, messages: list[str]
) -> Invoice | None:
    sent = find_object(element, name) or {}
    credit_id = (find_text(sent, f"{name}ID") or "").lower()
    credit = state.document(credit_id)
    if credit is None and not credit_id and name == "CreditNote":
        number = find_text(sent, "CreditNoteNumber") or find_text(element, "CreditNoteNumber")
        credit = state.credit_note_numbered(number or "")
    if credit is None or credit_name(credit) != name or credit.type == "ACCREC":
        messages.append(f"{name} could not be found.")
        return None
    if credit.status not in LIVE:
        messages.append(refusals.NOT_AUTHORISED)
    return credit


def _invoice(state: OrganisationState, element: JsonObject, messages: list[str]) -> Invoice | None:
    sent = find_object(element, "Invoice") or {}
    invoice_id = find_text(sent, "InvoiceID") or find_text(element, "InvoiceID")
    number = find_text(sent, "InvoiceNumber") or find_text(element, "InvoiceNumber")
    if invoice_id:
        invoice = state.invoices.get(invoice_id.lower())
    else:
        invoice = state.invoice_numbered(number) if number else None
    if invoice is None:
        messages.append("Invoice could not be found.")
    elif invoice.status not in LIVE:
        messages.append(refusals.NOT_AUTHORISED)
    return invoice


def _amount(element: JsonObject, invoice: Invoice | None, messages: list[str]) -> Decimal:
    amount = find_number(element, "Amount")
    if amount is None or amount <= 0 or half_up(amount) != amount:
        messages.append("The payment amount must be greater than zero, in whole cents.")
        return ZERO
    if invoice and invoice.status in LIVE and amount > invoice.amount_due:
        messages.append(refusals.TOO_MUCH)
    return half_up(amount)


def _deletion_message(state: OrganisationState, payment: Payment, *, by_batch: bool) -> str | None:
    if payment.status == "DELETED":
        return "This payment has already been deleted."
    if payment.batch_payment_id and not by_batch:
        return refusals.PAID_BY_BATCH
    if payment.is_reconciled and not state.settings.switches.reconciled_payment_deletable:
        return "This payment is reconciled and cannot be deleted."
    message = lock_message(state.settings, payment.payment_date)
    return message.replace("document", "payment") if message else None


def _batch_texts(element: JsonObject, messages: list[str]) -> dict[str, str]:
    texts = {}
    for key, (field, longest) in _BATCH_TEXTS.items():
        texts[field] = find_text(element, key) or ""
        if len(texts[field]) > longest:
            messages.append(f"{key} must be {longest} characters or fewer.")
    return texts


def _batch_parts(
    state: OrganisationState, element: JsonObject, messages: list[str]
) -> list[tuple[JsonObject, Invoice, Decimal]]:
    listed = find_list(element, "Payments") or []
    if not listed:
        messages.append("One or more payments must be specified.")
    parts = []
    owed: dict[str, Decimal] = {}
    for part in listed:
        invoice = _invoice(state, part, messages)
        amount = _amount(part, invoice, messages)
        if invoice:
            owed[invoice.invoice_id] = owed.get(invoice.invoice_id, ZERO) + amount
            parts.append((part, invoice, amount))
    for invoice_id, amount in owed.items():
        if amount > state.invoices[invoice_id].amount_due:
            messages.append(refusals.TOO_MUCH)
    if len({invoice.type for _, invoice, _ in parts}) > 1:
        messages.append("A batch payment holds sales invoices or bills, not both.")
    return parts
