"""Sales credit notes: create, update, and find (xero-api.md 2.4)."""

from datetime import datetime

from cmxero.sandbox.document_change import DocumentChange
from cmxero.sandbox.fields import JsonObject, find_text
from cmxero.sandbox.invoice_rules import LIVE
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import NO_ID, CreditNote, Invoice
from cmxero.sandbox.refusals import RefusedError

TYPE = "ACCRECCREDIT"


def create_credit_note(
    state: OrganisationState, element: JsonObject, now_utc: datetime, unitdp: int
) -> Invoice:
    """Save a new sales credit note; the supplier's mirror does not exist here.

    Raises:
        RefusedError: with every message; nothing was saved.
    """
    if find_text(element, "Type") != TYPE:
        raise RefusedError([f"The Type field must be {TYPE}; this sandbox holds no others."])
    blank = CreditNote(
        invoice_id="",
        type=TYPE,
        number="",
        contact_id="",
        invoice_date=state.today(now_utc),
        status="",
        updated_utc=now_utc,
    )
    return DocumentChange(state, blank, element, now_utc, unitdp).save()


def find_note_for_update(state: OrganisationState, element: JsonObject) -> CreditNote | None:
    """The credit note that an element of a POST means: by id, or by number.

    Raises:
        RefusedError: an id that does not exist.
    """
    note_id = find_text(element, "CreditNoteID")
    if note_id and note_id != NO_ID:
        note = state.credit_notes.get(note_id.lower())
        if note is None:
            raise RefusedError(
                ["An existing Credit Note with the specified CreditNoteID could not be found"]
            )
        return note
    found = state.credit_note_numbered(find_text(element, "CreditNoteNumber") or "")
    if found and found.status not in LIVE | {"DRAFT", "SUBMITTED"}:
        return None if state.settings.switches.number_reusable_after_void else found
    return found
