"""The operations on credit notes, and the allocations of every credit (xero-api.md 2.4)."""

from cmxero.sandbox.allocations import create_allocation, delete_allocation
from cmxero.sandbox.calls import Answer, Call, enveloped, json_answer, unit_places
from cmxero.sandbox.credit_notes import (
    create_credit_note,
    find_note_for_update,
)
from cmxero.sandbox.document_change import update_document
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.listing import Lister
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import CreditNote, Invoice
from cmxero.sandbox.refusals import NotHereError, RefusedError
from cmxero.sandbox.render import View
from cmxero.sandbox.render_credits import (
    credit_json,
    deleted_allocation_json,
    failed_allocation_json,
    failed_credit_note_json,
    written_allocation_json,
)
from cmxero.sandbox.render_parts import credit_name
from cmxero.sandbox.where import Getter
from cmxero.sandbox.writing import validation_answer, write_elements, write_one


def _list_notes(state: OrganisationState, lister: Lister, call: Call, _: str) -> Answer:
    listing = lister.make(state, call, state.credit_notes, credit_fields(state))
    view = View.THIN if listing.pagination is None else View.FULL
    rows = [credit_json(state, note, view, unit_places(call)) for note in listing.rows]
    return enveloped(state, call, "CreditNotes", rows, pagination=listing.pagination)


def _get_note(state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    row = credit_json(state, _find_note(state, ident), View.FULL, unit_places(call))
    return enveloped(state, call, "CreditNotes", [row])


def _write_notes(state: OrganisationState, _: Lister, call: Call, __: str) -> Answer:
    unitdp = unit_places(call)

    def apply(element: JsonObject) -> JsonObject:
        found = find_note_for_update(state, element) if call.method == "POST" else None
        if found:
            note = update_document(state, found, element, call.now_utc, unitdp)
        else:
            note = create_credit_note(state, element, call.now_utc, unitdp)
        return credit_json(state, note, View.WRITTEN, unitdp)

    return write_elements(state, call, "CreditNotes", apply, failed_credit_note_json)


def _update_note(state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    found = _find_note(state, ident)
    unitdp = unit_places(call)

    def apply(element: JsonObject) -> JsonObject:
        note = update_document(state, found, element, call.now_utc, unitdp)
        return credit_json(state, note, View.WRITTEN, unitdp)

    return write_one(state, call, "CreditNotes", apply, failed_credit_note_json)


def _find_note(state: OrganisationState, ident: str) -> CreditNote:
    note = state.credit_notes.get(ident.lower()) or state.credit_note_numbered(ident)
    if note is None:
        raise NotHereError
    return note


def _allocate(state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    credit_id = _find_credit(state, call, ident).invoice_id

    def apply(element: JsonObject) -> JsonObject:
        allocation = create_allocation(state, credit_id, element, call.now_utc)
        return written_allocation_json(state, allocation)

    return write_elements(state, call, "Allocations", apply, failed_allocation_json)


def _take_back(state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    credit_ident, _slash, allocation_id = ident.rpartition("/")
    credit = _find_credit(state, call, credit_ident)
    allocation = state.allocations.get(allocation_id.lower())
    if allocation is None or allocation.credit_id != credit.invoice_id:
        raise NotHereError
    try:
        deleted = delete_allocation(state, allocation, call.now_utc)
    except RefusedError as refusal:
        return validation_answer([failed_allocation_json({}, refusal)])
    return json_answer(deleted_allocation_json(deleted))


def _find_credit(state: OrganisationState, call: Call, ident: str) -> Invoice:
    """The credit of a path, which must be of the kind that the path names."""
    credit = state.document(ident.lower()) or state.credit_note_numbered(ident)
    endpoint = call.path.lower().split("/")[3]
    if credit is None or f"{credit_name(credit)}s".lower() != endpoint:
        raise NotHereError
    return credit


def credit_fields(state: OrganisationState) -> dict[str, Getter]:
    """What ``where`` and ``order`` may name of a credit, in lower case."""
    return {
        "id": lambda credit: credit.invoice_id,
        "creditnoteid": lambda credit: credit.invoice_id,
        "overpaymentid": lambda credit: credit.invoice_id,
        "prepaymentid": lambda credit: credit.invoice_id,
        "creditnotenumber": lambda credit: credit.number,
        "type": lambda credit: credit.type,
        "status": lambda credit: credit.status,
        "reference": lambda credit: credit.reference,
        "date": lambda credit: credit.invoice_date,
        "total": lambda credit: credit.total,
        "remainingcredit": lambda credit: credit.amount_due,
        "updateddateutc": lambda credit: credit.updated_utc,
        "contact.contactid": lambda credit: credit.contact_id,
        "contact.name": lambda credit: state.contacts[credit.contact_id].name,
    }


CREDIT_OPERATIONS = {
    ("GET", "creditnotes", "many"): _list_notes,
    ("GET", "creditnotes", "one"): _get_note,
    ("PUT", "creditnotes", "many"): _write_notes,
    ("POST", "creditnotes", "many"): _write_notes,
    ("POST", "creditnotes", "one"): _update_note,
    ("PUT", "creditnotes", "allocations"): _allocate,
    ("PUT", "overpayments", "allocations"): _allocate,
    ("PUT", "prepayments", "allocations"): _allocate,
    ("DELETE", "creditnotes", "allocation"): _take_back,
    ("DELETE", "overpayments", "allocation"): _take_back,
    ("DELETE", "prepayments", "allocation"): _take_back,
}
