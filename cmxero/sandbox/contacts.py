"""Contacts as an invoice names them: by id, by number, or by name, made if new (1.8)."""

import re
from datetime import datetime

import msgspec

from cmxero.sandbox.fields import JsonObject, find_text
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import Contact
from cmxero.sandbox.refusals import RefusedError

MISSING = "A Contact must be specified for this type of transaction"
_BAD_NAME = re.compile(r"[<>]|^\s|\s$|\s\s")
_FIELDS = {
    "ContactNumber": ("contact_number", 50),
    "AccountNumber": ("account_number", 50),
    "FirstName": ("first_name", 255),
    "LastName": ("last_name", 255),
    "EmailAddress": ("email_address", 255),
}


def resolve_contact(state: OrganisationState, element: JsonObject, now_utc: datetime) -> Contact:
    """The contact an invoice's ``Contact`` means; new or edited ones are not saved yet.

    Raises:
        RefusedError: no such contact, or a name or number that Xero does not take.
    """
    name = find_text(element, "Name") or ""
    contact = _find(state, element, name)
    if contact is None:
        if not name:
            raise RefusedError([MISSING])
        contact = Contact(
            contact_id=state.new_id("contact"), name=name, updated_utc=state.stamp(now_utc)
        )
    edited = _edited(contact, element, name)
    _check(state, edited)
    if edited != contact:
        edited = msgspec.structs.replace(edited, updated_utc=state.stamp(now_utc))
    return edited


def _find(state: OrganisationState, element: JsonObject, name: str) -> Contact | None:
    contact_id = find_text(element, "ContactID")
    number = find_text(element, "ContactNumber")
    if contact_id:
        contact = state.contacts.get(contact_id.lower())
        if contact is None:
            raise RefusedError(["The contact with the specified contact details was not found."])
        return contact
    if number:
        for contact in state.contacts.values():
            if contact.contact_number == number:
                return contact
        if not name:
            raise RefusedError([f"No contact has the contact number {number}."])
    return state.contact_named(name) if name else None


def _edited(contact: Contact, element: JsonObject, name: str) -> Contact:
    changes = {"name": name} if name else {}
    for key, (field, longest) in _FIELDS.items():
        value = find_text(element, key)
        if value is not None:
            if len(value) > longest:
                raise RefusedError([f"{key} must be {longest} characters or fewer."])
            changes[field] = value
    return msgspec.structs.replace(contact, **changes)


def _check(state: OrganisationState, contact: Contact) -> None:
    messages = []
    if len(contact.name) > 255 or _BAD_NAME.search(contact.name):  # noqa: PLR2004
        messages.append(
            "The contact name must be 255 characters or fewer, without angle brackets, leading, "
            "trailing or doubled spaces."
        )
    holder = state.contact_named(contact.name)
    if holder and holder.contact_id != contact.contact_id:
        messages.append(
            f"The contact name {contact.name} is already assigned to another contact. "
            "The contact name must be unique across all active contacts."
        )
    if contact.contact_number and any(
        other.contact_number == contact.contact_number and other.contact_id != contact.contact_id
        for other in state.contacts.values()
    ):
        messages.append(
            f"The contact number {contact.contact_number} is already assigned to another contact. "
            "The contact number must be unique across all contacts."
        )
    if contact.status != "ACTIVE":
        messages.append(f"The contact {contact.name} is archived and cannot be used.")
    if messages:
        raise RefusedError(messages)
