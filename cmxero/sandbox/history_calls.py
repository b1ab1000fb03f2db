"""Notes in a document's history, and the address of an invoice online (xero-api.md 3).

Of what Xero itself writes there only the use of credits is shown, and its end; all else are notes
that an app wrote.
"""

from collections.abc import Iterator
from uuid import NAMESPACE_URL, uuid5

import msgspec

from cmxero.sandbox.calls import Answer, Call, enveloped
from cmxero.sandbox.dates import instant_ms
from cmxero.sandbox.fields import JsonObject, find_text
from cmxero.sandbox.listing import Lister, Operation
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import HistoryNote
from cmxero.sandbox.refusals import NotHereError, RefusedError, bad_query
from cmxero.sandbox.render import messages_json
from cmxero.sandbox.writing import write_elements

LONGEST_NOTE = 2500
HOST = "https://in.sandbox.invalid"
"""Where online invoices would be; never Xero's own host, so that no click leaves the demo."""

_TABLES = {
    "invoices": "invoices",
    "creditnotes": "credit_notes",
    "overpayments": "bank_credits",
    "prepayments": "bank_credits",
    "banktransactions": "bank_credits",
    "payments": "payments",
    "batchpayments": "batches",
    "contacts": "contacts",
    "items": "items",
}


def _get_history(state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    document_id = _find(state, call, ident)
    notes = [note for note in state.notes.values() if note.document_id == document_id]
    records = sorted([*notes, *_uses(state, document_id)], key=lambda note: note.updated_utc)
    return enveloped(state, call, "HistoryRecords", [_note_json(one) for one in reversed(records)])


def _add_history(state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    document_id = _find(state, call, ident)

    def apply(element: JsonObject) -> JsonObject:
        details = find_text(element, "Details") or ""
        if not 0 < len(details) <= LONGEST_NOTE:
            raise RefusedError([f"The Details must have 1 to {LONGEST_NOTE} characters."])
        note = HistoryNote(
            note_id=state.new_id("note"),
            document_id=document_id,
            details=details,
            updated_utc=state.stamp(call.now_utc),
        )
        state.save(note)
        return _note_json(note) | {"ValidationErrors": []}

    return write_elements(state, call, "HistoryRecords", apply, _failed_note_json)


def _online_invoice(state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    invoice = state.invoices.get(ident.lower()) or state.invoice_numbered(ident)
    if invoice is None:
        raise NotHereError
    if invoice.type != "ACCREC" or invoice.status not in {"SUBMITTED", "AUTHORISED", "PAID"}:
        raise bad_query("An online invoice exists only of a sales invoice that is no draft.")
    token = uuid5(NAMESPACE_URL, f"online/{invoice.invoice_id}").hex
    return enveloped(state, call, "OnlineInvoices", [{"OnlineInvoiceUrl": f"{HOST}/{token}"}])


def _find(state: OrganisationState, call: Call, ident: str) -> str:
    """The id of the document of a path; invoices and credit notes go by number too."""
    endpoint = call.path.lower().split("/")[3]
    if ident.lower() in getattr(state, _TABLES[endpoint]):
        return ident.lower()
    numbered = {
        "invoices": state.invoice_numbered,
        "creditnotes": state.credit_note_numbered,
    }.get(endpoint)
    document = numbered(ident) if numbered else None
    if document is None:
        raise NotHereError
    return document.invoice_id


def _uses(state: OrganisationState, document_id: str) -> Iterator[HistoryNote]:
    """What the use of credits leaves in the history of both documents."""
    for one in state.allocations_ever(document_id):
        number = state.invoices[one.invoice_id].number
        applied = HistoryNote(
            note_id=one.allocation_id,
            document_id=document_id,
            details=f"Credit of {one.amount} applied to {number}",
            updated_utc=one.applied_utc or one.updated_utc,
            changes="Credit Applied",
        )
        yield applied
        if one.is_deleted:
            yield msgspec.structs.replace(
                applied,
                details=f"Credit of {one.amount} taken back from {number}",
                updated_utc=one.updated_utc,
                changes="Credit Removed",
            )


def _note_json(note: HistoryNote) -> JsonObject:
    return {
        "Changes": note.changes,
        "DateUTCString": note.updated_utc.replace(microsecond=0).isoformat(),
        "DateUTC": instant_ms(note.updated_utc),
        "User": "System Generated",
        "Details": note.details,
    }


def _failed_note_json(_: JsonObject, refusal: RefusedError) -> JsonObject:
    return {"ValidationErrors": messages_json(refusal)}


HISTORY_OPERATIONS: dict[tuple[str, str, str], Operation] = {
    **{("GET", endpoint, "history"): _get_history for endpoint in _TABLES},
    **{("PUT", endpoint, "history"): _add_history for endpoint in _TABLES},
    ("GET", "invoices", "onlineinvoice"): _online_invoice,
}
