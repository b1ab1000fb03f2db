"""The operations of the accounting API, one function each, and the table that finds them."""

import re
from urllib.parse import unquote

from cmxero.sandbox.action_calls import ACTION_OPERATIONS
from cmxero.sandbox.bank_calls import BANK_OPERATIONS
from cmxero.sandbox.calls import (
    Answer,
    Call,
    bad_request,
    enveloped,
    flag,
    is_found,
    not_found,
    unit_places,
    words,
)
from cmxero.sandbox.contact_calls import CONTACT_OPERATIONS
from cmxero.sandbox.credit_calls import CREDIT_OPERATIONS
from cmxero.sandbox.document_change import update_document
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.history_calls import HISTORY_OPERATIONS
from cmxero.sandbox.invoices import create_invoice, find_for_update
from cmxero.sandbox.listing import Lister, Operation
from cmxero.sandbox.money_calls import MONEY_OPERATIONS
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import Contact, Invoice
from cmxero.sandbox.refusals import BadRequestError, NotHereError
from cmxero.sandbox.render import View, failed_invoice_json, invoice_json
from cmxero.sandbox.settings_calls import SETTINGS_OPERATIONS
from cmxero.sandbox.where import Getter, Predicate
from cmxero.sandbox.writing import write_elements, write_one

ROOT = "/api.xro/2.0"
_SUB_RESOURCE = re.compile(
    r"/(?:(?P<name>History|OnlineInvoice|Allocations)|Allocations(?P<id>/[^/]+))$", re.IGNORECASE
)
"""What a path asks for below one document; its operations get ``id`` or ``id/id``."""


def answer_call(state: OrganisationState, lister: Lister, call: Call) -> Answer:
    """Carry out one authorised call."""
    endpoint, _, rest = call.path.removeprefix(ROOT).strip("/").partition("/")
    found = _SUB_RESOURCE.search(rest)
    which = "one" if rest else "many"
    if found:
        which = (found["name"] or "allocation").lower()
        rest = rest[: found.start()] + (found["id"] or "")
    operation = OPERATIONS.get((call.method, endpoint.lower(), which))
    if operation is None:
        return not_found()
    try:
        return operation(state, lister, call, unquote(rest))
    except BadRequestError as fault:
        return bad_request(fault)
    except NotHereError:
        return not_found()


def _list_invoices(state: OrganisationState, lister: Lister, call: Call, _: str) -> Answer:
    statuses = words(call, "Statuses")
    listing = lister.make(
        state,
        call,
        state.invoices,
        invoice_fields(state),
        extra=_invoice_filters(state, call),
        paged=statuses is not None,
    )
    view = View.THIN if listing.pagination is None else View.FULL
    if flag(call, "summaryOnly"):
        view = View.SUMMARY
    unitdp = unit_places(call)
    rows = [invoice_json(state, invoice, view, unitdp) for invoice in listing.rows]
    return enveloped(state, call, "Invoices", rows, pagination=listing.pagination)


def _invoice_filters(state: OrganisationState, call: Call) -> list[Predicate]:
    extra = []
    for name, field in (("IDs", "invoice_id"), ("ContactIDs", "contact_id")):
        if found := words(call, name):
            extra.append(_among(field, {word.lower() for word in found}))
    if found := words(call, "Statuses"):
        extra.append(_among("status", set(found)))
    if found := words(call, "InvoiceNumbers"):
        keys = {state.number_key(word) for word in found}
        extra.append(lambda invoice: state.number_key(invoice.number) in keys)
    if call.query.get("searchTerm"):
        extra.append(lambda invoice: is_found(call, invoice.number, invoice.reference))
    return extra


def _get_invoice(state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    invoice = _find_invoice(state, ident)
    row = invoice_json(state, invoice, View.FULL, unit_places(call))
    return enveloped(state, call, "Invoices", [row])


def _write_invoices(state: OrganisationState, _: Lister, call: Call, __: str) -> Answer:
    unitdp = unit_places(call)

    def apply(element: JsonObject) -> JsonObject:
        found = find_for_update(state, element) if call.method == "POST" else None
        if found:
            invoice = update_document(state, found, element, call.now_utc, unitdp)
        else:
            invoice = create_invoice(state, element, call.now_utc, unitdp)
        return invoice_json(state, invoice, View.WRITTEN, unitdp)

    return write_elements(state, call, "Invoices", apply, failed_invoice_json)


def _update_invoice(state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    found = _find_invoice(state, ident)
    unitdp = unit_places(call)

    def apply(element: JsonObject) -> JsonObject:
        invoice = update_document(state, found, element, call.now_utc, unitdp)
        return invoice_json(state, invoice, View.WRITTEN, unitdp)

    return write_one(state, call, "Invoices", apply, failed_invoice_json)


def _find_invoice(state: OrganisationState, ident: str) -> Invoice:
    invoice = state.invoices.get(ident.lower()) or state.invoice_numbered(ident)
    if invoice is None:
        raise NotHereError
    return invoice


def _among(field: str, wanted: set[str]) -> Predicate:
    return lambda record: getattr(record, field) in wanted


def invoice_fields(state: OrganisationState) -> dict[str, Getter]:
    """What ``where`` and ``order`` may name of an invoice, in lower case."""

    def contact(invoice: Invoice) -> Contact:
        return state.contacts[invoice.contact_id]

    return {
        "id": lambda invoice: invoice.invoice_id,
        "invoiceid": lambda invoice: invoice.invoice_id,
        "status": lambda invoice: invoice.status,
        "type": lambda invoice: invoice.type,
        "invoicenumber": lambda invoice: invoice.number,
        "reference": lambda invoice: invoice.reference,
        "date": lambda invoice: invoice.invoice_date,
        "duedate": lambda invoice: invoice.due_date,
        "amountdue": lambda invoice: invoice.amount_due,
        "amountpaid": lambda invoice: invoice.amount_paid,
        "total": lambda invoice: invoice.total,
        "updateddateutc": lambda invoice: invoice.updated_utc,
        "contact.contactid": lambda invoice: invoice.contact_id,
        "contact.name": lambda invoice: contact(invoice).name,
        "contact.contactnumber": lambda invoice: contact(invoice).contact_number,
    }


OPERATIONS: dict[tuple[str, str, str], Operation] = {
    ("GET", "invoices", "many"): _list_invoices,
    ("GET", "invoices", "one"): _get_invoice,
    ("PUT", "invoices", "many"): _write_invoices,
    ("POST", "invoices", "many"): _write_invoices,
    ("POST", "invoices", "one"): _update_invoice,
    **SETTINGS_OPERATIONS,
    **ACTION_OPERATIONS,
    **CONTACT_OPERATIONS,
    **MONEY_OPERATIONS,
    **CREDIT_OPERATIONS,
    **BANK_OPERATIONS,
    **HISTORY_OPERATIONS,
}
