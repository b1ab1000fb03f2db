"""Contacts: as an invoice names them, made if new, and written on their own (1.8)."""

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
    contact = find_contact(state, element) or _blank(state, element, now_utc)
    edited = _edited(contact, element)
    messages = _broken_rules(state, edited)
    if edited.status != "ACTIVE":
        messages.append(f"The contact {edited.name} is archived and cannot be used.")
    if messages:
        raise RefusedError(messages)
    if edited != contact:
        edited = msgspec.structs.replace(edited, updated_utc=state.stamp(now_utc))
    return edited


def create_contact(state: OrganisationState, element: JsonObject, now_utc: datetime) -> Contact:
    """Save a new contact; an existing name or number is no update but an error.

    Raises:
        RefusedError: with every message; nothing was saved.
    """
    contact = _edited(_blank(state, element, now_utc), element)
    if messages := _broken_rules(state, contact):
        raise RefusedError(messages)
    state.save(contact)
    return contact


def update_contact(
    state: OrganisationState, contact: Contact, element: JsonObject, now_utc: datetime
) -> Contact:
    """Save a changed contact; ContactStatus archives it or brings it back.

    Raises:
        RefusedError: with every message; nothing was saved.
    """
    edited = _edited(contact, element)
    status = find_text(element, "ContactStatus") or contact.status
    messages = _broken_rules(state, edited)
    if status not in {"ACTIVE", "ARCHIVED"}:
        messages.append("The ContactStatus must be ACTIVE or ARCHIVED.")
    elif contact.merged_to_id and status == "ACTIVE":
        messages.append(f"The contact {contact.name} was merged and cannot be brought back.")
    if messages:
        raise RefusedError(messages, contact.contact_id)
    edited = msgspec.structs.replace(edited, status=status, updated_utc=state.stamp(now_utc))
    state.save(edited)
    return edited


def find_contact(state: OrganisationState, element: JsonObject) -> Contact | None:
    """The contact that JSON means, by id, number or name; None if it is a new one.

    Raises:
        RefusedError: an id, or a number without a name, that does not exist.
    """
    name = find_text(element, "Name") or ""
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


def _blank(state: OrganisationState, element: JsonObject, now_utc: datetime) -> Contact:
    name = find_text(element, "Name")
    if not name:
        raise RefusedError([MISSING])
    return Contact(contact_id=state.new_id("contact"), name=name, updated_utc=state.stamp(now_utc))


def _edited(contact: Contact, element: JsonObject) -> Contact:
    name = find_text(element, "Name")
    changes = {"name": name} if name else {}
    for key, (field, longest) in _FIELDS.items():
        value = find_text(element, key)
        if value is not None:
            if len(value) > longest:
                raise RefusedError([f"{key} must be {longest} characters or fewer."])
            changes[field] = value
    return msgspec.structs.replace(contact, **changes)


def _broken_rules(state: OrganisationState, contact: Contact) -> list[str]:
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
    return messages
