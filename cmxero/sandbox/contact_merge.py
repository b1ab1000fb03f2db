"""Merging two contacts, which only a person on Xero's screens can do (xero-api.md 1.8)."""

from datetime import datetime

import msgspec

from cmxero.core.errors import SettingsError
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import Contact

_REMEDY = "Name two active contacts by ContactID, ContactNumber or Name."


def merge_contacts(
    state: OrganisationState, source: str, target: str, now_utc: datetime
) -> tuple[Contact, int | None]:
    """Move all that is a contact's to another; the first is archived and says where it went.

    Args:
        source: id, number or name of the contact that goes.
        target: of the contact that stays.

    Returns:
        The contact that stays, and how many documents moved; None when that was done before.

    Raises:
        SettingsError: no such contact, both the same, or one archived.
    """
    going, staying = _find(state, source), _find(state, target)
    if going.merged_to_id and going.merged_to_id == staying.contact_id:
        return staying, None
    if going.contact_id == staying.contact_id:
        raise SettingsError("merge-contacts", "a contact cannot merge with itself.", _REMEDY)
    for contact in (going, staying):
        if contact.status != "ACTIVE":
            raise SettingsError("merge-contacts", f"{contact.name} is archived.", _REMEDY)
    stamp = state.stamp(now_utc)
    staying = msgspec.structs.replace(
        staying,
        is_customer=staying.is_customer or going.is_customer,
        is_supplier=staying.is_supplier or going.is_supplier,
        updated_utc=stamp,
    )
    gone = msgspec.structs.replace(
        going, status="ARCHIVED", merged_to_id=staying.contact_id, updated_utc=stamp
    )
    state.save(gone, staying)
    return staying, _move_documents(state, going.contact_id, staying.contact_id, stamp)


def _move_documents(state: OrganisationState, source: str, target: str, stamp: datetime) -> int:
    tables = (state.invoices, state.credit_notes, state.bank_credits)
    found = [row for table in tables for row in table.values() if row.contact_id == source]
    moves = state.settings.switches.merge_moves_documents
    for row in found:
        changed = msgspec.structs.replace(
            row, contact_id=target, updated_utc=stamp if moves else row.updated_utc
        )
        state.save(changed)
    return len(found)


def _find(state: OrganisationState, ident: str) -> Contact:
    contact = (
        state.contacts.get(ident.lower())
        or state.contact_named(ident)
        or next((c for c in state.contacts.values() if ident and c.contact_number == ident), None)
    )
    if contact is None:
        raise SettingsError("merge-contacts", f"there is no contact '{ident}'.", _REMEDY)
    return contact
