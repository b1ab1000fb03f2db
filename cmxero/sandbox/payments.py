"""Payments of invoices, refunds of credits, and their deletion (xero-api.md 2.2)."""

from datetime import datetime
from decimal import Decimal

import msgspec

from cmxero.core.money import ZERO, half_up
from cmxero.sandbox import refusals
from cmxero.sandbox.fields import (
    JsonObject,
    find_day,
    find_flag,
    find_number,
    find_object,
    find_text,
)
from cmxero.sandbox.invoice_rules import LIVE, lock_message
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import Invoice, Payment
from cmxero.sandbox.refusals import RefusedError
from cmxero.sandbox.render_parts import credit_name
from cmxero.sandbox.settings_records import Account
from cmxero.sandbox.settling import settle_paid

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
    account = account_of(state, element, messages)
    invoice = _payable(state, element, messages)
    amount = amount_of(element, invoice, messages)
    reference = reference_of(state, element, messages)
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
        reference=reference,
        is_reconciled=find_flag(element, "IsReconciled") or False,
    )
    state.save(payment)
    settle_paid(state, invoice.invoice_id, now_utc)
    return payment


def delete_payment(
    state: OrganisationState, payment: Payment, now_utc: datetime, *, by_batch: bool = False
) -> Payment:
    """Reverse a payment; it stays readable with status DELETED.

    Args:
        by_batch: its batch payment goes, and this payment with it.

    Raises:
        RefusedError: already deleted, made by a batch, reconciled, or in a locked period.
    """
    message = deletion_message(state, payment, by_batch=by_batch)
    if message:
        raise RefusedError([message], payment.payment_id)
    moved = state.settings.switches.deleted_payment_moves
    deleted = msgspec.structs.replace(
        payment,
        status="DELETED",
        updated_utc=state.stamp(now_utc) if moved else payment.updated_utc,
    )
    state.save(deleted)
    settle_paid(state, payment.invoice_id, now_utc, is_deletion=True)
    return deleted


def account_of(
    state: OrganisationState, element: JsonObject, messages: list[str]
) -> Account | None:
    """The bank account of a payment; what is wrong with it goes into ``messages``."""
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
        return invoice_of(state, element, messages)
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


def invoice_of(
    state: OrganisationState, element: JsonObject, messages: list[str]
) -> Invoice | None:
    """The invoice that a payment names by id or number; None with a message if there is none."""
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


def amount_of(element: JsonObject, invoice: Invoice | None, messages: list[str]) -> Decimal:
    """The amount in dollars; more than is due is refused."""
    amount = find_number(element, "Amount")
    if amount is None or amount <= 0 or half_up(amount) != amount:
        messages.append("The payment amount must be greater than zero, in whole cents.")
        return ZERO
    if invoice and invoice.status in LIVE and amount > invoice.amount_due:
        messages.append(refusals.TOO_MUCH)
    return half_up(amount)


def deletion_message(state: OrganisationState, payment: Payment, *, by_batch: bool) -> str | None:
    """Why a payment may not be deleted, or None."""
    if payment.status == "DELETED":
        return "This payment has already been deleted."
    if payment.batch_payment_id and not by_batch:
        return refusals.PAID_BY_BATCH
    switches = state.settings.switches
    alone, together = switches.reconciled_payment_deletable, switches.reconciled_batch_deletable
    if payment.is_reconciled and not (together if by_batch else alone):
        return refusals.RECONCILED
    message = lock_message(state.settings, payment.payment_date)
    return message.replace("document", "payment") if message else None


def reference_of(state: OrganisationState, element: JsonObject, messages: list[str]) -> str:
    """A payment's Reference, as long as a switch allows."""
    return text_of(element, "Reference", state.settings.switches.payment_reference_limit, messages)


def text_of(element: JsonObject, key: str, longest: int, messages: list[str]) -> str:
    """A text, refused where it is too long; ``longest`` 0 is no limit."""
    text = find_text(element, key) or ""
    if longest and len(text) > longest:
        messages.append(f"{key} must be {longest} characters or fewer.")
    return text
