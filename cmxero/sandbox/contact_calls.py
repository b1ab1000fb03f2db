"""The operations on contacts (xero-api.md 1.8, 2.6)."""

from functools import partial

from cmxero.sandbox.calls import Answer, Call, enveloped, flag, is_found, words
from cmxero.sandbox.contacts import create_contact, find_contact, update_contact
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.listing import Lister, Operation
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import NO_ID, Contact
from cmxero.sandbox.refusals import NotHereError, RefusedError
from cmxero.sandbox.render import contact_json, messages_json
from cmxero.sandbox.where import Getter, Predicate
from cmxero.sandbox.writing import write_elements, write_one


def _list_contacts(state: OrganisationState, lister: Lister, call: Call, _: str) -> Answer:
    extra: list[Predicate] = []
    if not flag(call, "includeArchived"):
        extra.append(lambda contact: contact.status == "ACTIVE")
    if (ids := words(call, "IDs")) is not None:
        wanted = {word.lower() for word in ids}
        extra.append(lambda contact: contact.contact_id in wanted)
    if call.query.get("searchTerm"):
        extra.append(partial(_is_found, call))
    listing = lister.make(state, call, state.contacts, CONTACT_FIELDS, extra=extra)
    rows = [contact_json(contact) for contact in listing.rows]
    return enveloped(state, call, "Contacts", rows, pagination=listing.pagination)


def _get_contact(state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    return enveloped(state, call, "Contacts", [contact_json(_find(state, ident))])


def _write_contacts(state: OrganisationState, _: Lister, call: Call, __: str) -> Answer:
    def apply(element: JsonObject) -> JsonObject:
        found = find_contact(state, element) if call.method == "POST" else None
        if found:
            return contact_json(update_contact(state, found, element, call.now_utc))
        return contact_json(create_contact(state, element, call.now_utc))

    return write_elements(state, call, "Contacts", apply, failed_contact_json)


def _update_contact(state: OrganisationState, _: Lister, call: Call, ident: str) -> Answer:
    found = _find(state, ident)

    def apply(element: JsonObject) -> JsonObject:
        return contact_json(update_contact(state, found, element, call.now_utc))

    return write_one(state, call, "Contacts", apply, failed_contact_json)


def _is_found(call: Call, contact: Contact) -> bool:
    texts = (contact.name, contact.first_name, contact.last_name)
    return is_found(call, *texts, contact.contact_number, contact.email_address)


def _find(state: OrganisationState, ident: str) -> Contact:
    contact = state.contacts.get(ident.lower()) or next(
        (c for c in state.contacts.values() if c.contact_number == ident), None
    )
    if contact is None:
        raise NotHereError
    return contact


def failed_contact_json(element: JsonObject, refusal: RefusedError) -> JsonObject:
    """A contact that was not saved, as it comes back in its place (1.3)."""
    name = element.get("Name")
    return {
        "ContactID": refusal.element_id or NO_ID,
        **({"Name": name[:255]} if isinstance(name, str) else {}),
        "HasValidationErrors": True,
        "StatusAttributeString": "ERROR",
        "ValidationErrors": messages_json(refusal),
    }


CONTACT_FIELDS: dict[str, Getter] = {
    "id": lambda contact: contact.contact_id,
    "contactid": lambda contact: contact.contact_id,
    "name": lambda contact: contact.name,
    "contactnumber": lambda contact: contact.contact_number,
    "contactstatus": lambda contact: contact.status,
    "emailaddress": lambda contact: contact.email_address,
    "accountnumber": lambda contact: contact.account_number,
    "updateddateutc": lambda contact: contact.updated_utc,
}

CONTACT_OPERATIONS: dict[tuple[str, str, str], Operation] = {
    ("GET", "contacts", "many"): _list_contacts,
    ("GET", "contacts", "one"): _get_contact,
    ("PUT", "contacts", "many"): _write_contacts,
    ("POST", "contacts", "many"): _write_contacts,
    ("POST", "contacts", "one"): _update_contact,
}
