"""The payment and batch payment operations of the accounting API."""

from cmxero.sandbox.batches import create_batch, delete_batch
from cmxero.sandbox.calls import Answer, Call, enveloped
from cmxero.sandbox.fields import JsonObject, find_text
from cmxero.sandbox.listing import Lister
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.payments import create_payment, delete_payment
from cmxero.sandbox.refusals import NotHereError, RefusedError
from cmxero.sandbox.render import View
from cmxero.sandbox.render_money import (
    batch_json,
    failed_batch_json,
    failed_payment_json,
    payment_json,
)
from cmxero.sandbox.where import Getter
from cmxero.sandbox.writing import write_elements, write_one

ONLY_DELETED = "The only change that can be made is setting the Status to DELETED."


def _list_payments(state: OrganisationState, lister: Lister, call: Call, _: str) -> Answer:
    listing = lister.make(state, call, state.payments, payment_fields(state))
    rows = [payment_json(state, payment, View.THIN) for payment in listing.rows]
    return enveloped(state, call, "Payments", rows, pagination=listing.pagination)


def _get_payment(state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    payment = state.payments.get(ident.lower())
    if payment is None:
        raise NotHereError
    return enveloped(state, call, "Payments", [payment_json(state, payment, View.FULL)])


def _create_payments(state: OrganisationState, _: Lister, call: Call, __: str) -> Answer:
    def apply(element: JsonObject) -> JsonObject:
        payment = create_payment(state, element, call.now_utc)
        return payment_json(state, payment, View.WRITTEN)

    writer = write_elements if call.method == "PUT" else write_one
    return writer(state, call, "Payments", apply, failed_payment_json)


def _delete_payment(state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    found = state.payments.get(ident.lower())
    if found is None:
        raise NotHereError
    payment = found

    def apply(element: JsonObject) -> JsonObject:
        if find_text(element, "Status") != "DELETED":
            raise RefusedError([ONLY_DELETED], payment.payment_id)
        return payment_json(state, delete_payment(state, payment, call.now_utc), View.WRITTEN)

    return write_one(state, call, "Payments", apply, failed_payment_json)


def _list_batches(state: OrganisationState, lister: Lister, call: Call, _: str) -> Answer:
    # page and pageSize do not exist here (xero-api.md 2.3)
    asked = {k: v for k, v in call.query.items() if k.lower() not in {"page", "pagesize"}}
    unpaged = Call(
        call.method, call.path, asked, call.headers, call.body, call.now_utc, call.client_id
    )
    listing = lister.make(state, unpaged, state.batches, BATCH_FIELDS)
    rows = [batch_json(state, batch) for batch in listing.rows]
    return enveloped(state, call, "BatchPayments", rows)


def _get_batch(state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    batch = state.batches.get(ident.lower())
    if batch is None:
        raise NotHereError
    return enveloped(state, call, "BatchPayments", [batch_json(state, batch)])


def _create_batches(state: OrganisationState, _: Lister, call: Call, __: str) -> Answer:
    def apply(element: JsonObject) -> JsonObject:
        return batch_json(state, create_batch(state, element, call.now_utc))

    return write_elements(state, call, "BatchPayments", apply, failed_batch_json)


def _delete_batch(state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    def apply(element: JsonObject) -> JsonObject:
        batch_id = (ident or find_text(element, "BatchPaymentID") or "").lower()
        batch = state.batches.get(batch_id)
        if batch is None:
            raise NotHereError
        if find_text(element, "Status") != "DELETED":
            raise RefusedError([ONLY_DELETED], batch_id)
        return batch_json(state, delete_batch(state, batch, call.now_utc))

    return write_one(state, call, "BatchPayments", apply, failed_batch_json)


def payment_fields(state: OrganisationState) -> dict[str, Getter]:
    """What ``where`` and ``order`` may name of a payment, in lower case."""
    return {
        "id": lambda payment: payment.payment_id,
        "paymentid": lambda payment: payment.payment_id,
        "status": lambda payment: payment.status,
        "paymenttype": lambda payment: payment.payment_type,
        "date": lambda payment: payment.payment_date,
        "reference": lambda payment: payment.reference,
        "amount": lambda payment: payment.amount,
        "updateddateutc": lambda payment: payment.updated_utc,
        "invoice.invoiceid": lambda payment: payment.invoice_id,
        "invoice.invoicenumber": lambda payment: state.payable(payment).number,
    }


BATCH_FIELDS: dict[str, Getter] = {
    "id": lambda batch: batch.batch_payment_id,
    "batchpaymentid": lambda batch: batch.batch_payment_id,
    "status": lambda batch: batch.status,
    "type": lambda batch: batch.type,
    "date": lambda batch: batch.payment_date,
    "reference": lambda batch: batch.reference,
    "updateddateutc": lambda batch: batch.updated_utc,
}

MONEY_OPERATIONS = {
    ("GET", "payments", "many"): _list_payments,
    ("GET", "payments", "one"): _get_payment,
    ("PUT", "payments", "many"): _create_payments,
    ("POST", "payments", "many"): _create_payments,
    ("POST", "payments", "one"): _delete_payment,
    ("GET", "batchpayments", "many"): _list_batches,
    ("GET", "batchpayments", "one"): _get_batch,
    ("PUT", "batchpayments", "many"): _create_batches,
    ("POST", "batchpayments", "many"): _delete_batch,
    ("POST", "batchpayments", "one"): _delete_batch,
}
