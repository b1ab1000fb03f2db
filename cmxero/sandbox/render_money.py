"""Payments and batch payments as Xero's JSON (xero-api.md 2.2, 2.3)."""

from decimal import Decimal

from cmxero.sandbox.dates import day_ms, day_text, instant_ms, instant_text
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import NO_ID, BatchPayment, Payment
from cmxero.sandbox.refusals import RefusedError
from cmxero.sandbox.render import View, hollow_invoice_json, invoice_json, messages_json
from cmxero.sandbox.render_parts import ONE


def payment_json(state: OrganisationState, payment: Payment, view: View) -> JsonObject:
    """A payment; in a list its invoice is hollow, by id and after a write it is whole.

    A refund's credit stands in the invoice's place, told by its Type and the PaymentType (2.1).
    """
    is_listed = view is View.THIN
    account = state.account(account_id=payment.account_id)
    paid = state.payable(payment)
    body: JsonObject = {
        "PaymentID": payment.payment_id,
        **_batch_of(state, payment),
        "Date": day_ms(payment.payment_date),
        "BankAmount": payment.amount,
        "Amount": payment.amount,
        "CurrencyRate": ONE,
        "PaymentType": payment.payment_type,
        "Status": payment.status,
        "UpdatedDateUTC": instant_ms(payment.updated_utc),
        "UpdatedDateUTCString": instant_text(payment.updated_utc),
        "HasAccount": True,
        "IsReconciled": payment.is_reconciled,
        "Account": {
            "AccountID": payment.account_id,
            "Code": account.code if account else "",
            **({"Name": account.name} if account and not is_listed else {}),
        },
        "Invoice": (
            hollow_invoice_json(state, paid) if is_listed else invoice_json(state, paid, view)
        ),
        "HasValidationErrors": False,
    }
    if payment.reference or is_listed:
        body["Reference"] = payment.reference
    return body


def failed_payment_json(element: JsonObject, refusal: RefusedError) -> JsonObject:
    """A payment that was not saved, as it comes back in its place (1.3)."""
    amount = element.get("Amount")
    return {
        "PaymentID": refusal.element_id or NO_ID,
        **({"Amount": amount} if isinstance(amount, (int, Decimal)) else {}),
        "HasAccount": False,
        "StatusAttributeString": "ERROR",
        "HasValidationErrors": True,
        "ValidationErrors": messages_json(refusal),
    }


def batch_json(state: OrganisationState, batch: BatchPayment) -> JsonObject:
    """A batch payment with its payments; NZ-only texts appear when they were given."""
    texts = {
        "Particulars": batch.particulars,
        "Code": batch.code,
        "Details": batch.details,
        "Narrative": batch.narrative,
    }
    return {
        "Account": {
            "AccountID": batch.account_id,
            "CurrencyCode": state.settings.currency_code,
        },
        "Reference": batch.reference,
        **{key: text for key, text in texts.items() if text},
        "BatchPaymentID": batch.batch_payment_id,
        "DateString": day_text(batch.payment_date),
        "Date": day_ms(batch.payment_date),
        "Payments": [_part_json(state, payment_id) for payment_id in batch.payment_ids],
        "Type": batch.type,
        "Status": batch.status,
        "TotalAmount": batch.total_amount,
        "UpdatedDateUTC": instant_ms(batch.updated_utc),
        "IsReconciled": batch.is_reconciled,
    }


def failed_batch_json(element: JsonObject, refusal: RefusedError) -> JsonObject:
    """A batch that was not saved."""
    reference = element.get("Reference")
    return {
        "BatchPaymentID": refusal.element_id or NO_ID,
        **({"Reference": reference[:255]} if isinstance(reference, str) else {}),
        "ValidationErrors": messages_json(refusal),
    }


def _part_json(state: OrganisationState, payment_id: str) -> JsonObject:
    payment = state.payments[payment_id]
    return {
        "Invoice": {
            "InvoiceID": payment.invoice_id,
            "CurrencyCode": state.settings.currency_code,
            "Payments": [],
            "CreditNotes": [],
            "Prepayments": [],
            "Overpayments": [],
            "HasErrors": False,
            "IsDiscounted": False,
            "LineItems": [],
        },
        "PaymentID": payment.payment_id,
        "Amount": payment.amount,
        "BankAmount": payment.amount,
    }


def _batch_of(state: OrganisationState, payment: Payment) -> JsonObject:
    if not payment.batch_payment_id:
        return {}
    batch = state.batches[payment.batch_payment_id]
    as_text = state.settings.switches.batch_amounts_as_text
    return {
        "BatchPaymentID": batch.batch_payment_id,
        "BatchPayment": {
            "Account": {"AccountID": batch.account_id},
            "BatchPaymentID": batch.batch_payment_id,
            "Date": day_ms(batch.payment_date),
            "Type": batch.type,
            "Status": batch.status,
            "TotalAmount": str(batch.total_amount) if as_text else batch.total_amount,
            "UpdatedDateUTC": instant_ms(batch.updated_utc),
            "IsReconciled": "false" if as_text else batch.is_reconciled,
        },
    }
