"""Batch payments: one deposit for several invoices (xero-api.md 2.3)."""

from datetime import datetime
from decimal import Decimal

import msgspec

from cmxero.core.money import ZERO
from cmxero.sandbox import refusals
from cmxero.sandbox.fields import JsonObject, find_day, find_flag, find_list, find_text
from cmxero.sandbox.invoice_rules import lock_message
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.payments import (
    account_of,
    amount_of,
    delete_payment,
    deletion_message,
    invoice_of,
    reference_of,
    text_of,
)
from cmxero.sandbox.records import BatchPayment, Invoice, Payment
from cmxero.sandbox.refusals import RefusedError
from cmxero.sandbox.settling import settle_paid

_FOR_NEW_ZEALAND, _FOR_BRITAIN = 12, 18
"""Characters of Particulars and Code, and of Narrative, which Australia does not have (2.3)."""


def create_batch(state: OrganisationState, element: JsonObject, now_utc: datetime) -> BatchPayment:
    """Pay several invoices with one deposit: all of them or none.

    Raises:
        RefusedError: with every message; nothing was saved.
    """
    messages: list[str] = []
    account = account_of(state, element, messages)
    day = find_day(element, "Date") or state.today(now_utc)
    if message := lock_message(state.settings, day):
        messages.append(message.replace("document", "payment"))
    texts = _batch_texts(state, element, messages)
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
            is_reconciled=find_flag(part, "IsReconciled") or False,
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
        is_reconciled=all(payment.is_reconciled for payment in payments),
        **texts,
    )
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
    messages = [deletion_message(state, payment, by_batch=True) for payment in live]
    if batch.status == "DELETED":
        messages.append("This batch payment has already been deleted.")
    elif batch.is_reconciled and not state.settings.switches.reconciled_batch_deletable:
        messages.append(refusals.RECONCILED)
    if any(messages):
        raise RefusedError(list(dict.fromkeys(filter(None, messages))), batch.batch_payment_id)
    deleted = msgspec.structs.replace(batch, status="DELETED", updated_utc=state.stamp(now_utc))
    state.save(deleted)
    for payment in live:
        delete_payment(state, payment, now_utc, by_batch=True)
    return deleted


def _batch_texts(
    state: OrganisationState, element: JsonObject, messages: list[str]
) -> dict[str, str]:
    switches = state.settings.switches
    longest = {
        "Reference": switches.batch_reference_limit,
        "Particulars": _FOR_NEW_ZEALAND,
        "Code": _FOR_NEW_ZEALAND,
        "Details": switches.batch_details_limit,
        "Narrative": _FOR_BRITAIN,
    }
    return {key.lower(): text_of(element, key, most, messages) for key, most in longest.items()}


def _batch_parts(
    state: OrganisationState, element: JsonObject, messages: list[str]
) -> list[tuple[JsonObject, Invoice, Decimal]]:
    listed = find_list(element, "Payments") or []
    if not listed:
        messages.append("One or more payments must be specified.")
    parts = []
    owed: dict[str, Decimal] = {}
    for part in listed:
        invoice = invoice_of(state, part, messages)
        amount = amount_of(part, invoice, messages)
        reference_of(state, part, messages)
        if invoice:
            owed[invoice.invoice_id] = owed.get(invoice.invoice_id, ZERO) + amount
            parts.append((part, invoice, amount))
    for invoice_id, amount in owed.items():
        if amount > state.invoices[invoice_id].amount_due:
            messages.append(refusals.TOO_MUCH)
    if len({invoice.type for _, invoice, _ in parts}) > 1:
        messages.append("A batch payment holds sales invoices or bills, not both.")
    return parts
