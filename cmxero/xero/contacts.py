"""New contacts in Xero's spelling, and what became of them."""

from collections.abc import Sequence

import msgspec

from cmxero.core.errors import XeroAnswerError
from cmxero.core.organisation_facts import NewContact
from cmxero.xero import wire, wire_sent
from cmxero.xero.outcomes import is_refused, reasons_in
from cmxero.xero.translate import decode_element

POSTAL = "POBOX"
"""The address Xero prints on invoices, whatever the word says; STREET is for deliveries."""
PHONE = "DEFAULT"
_ENCODER = msgspec.json.Encoder()


def encode_contacts(contacts: Sequence[NewContact]) -> bytes:
    """The body of PUT /Contacts: equal contacts give equal bytes, empty fields are left out."""
    return _ENCODER.encode(wire_sent.SentContacts(contacts=[_sent(one) for one in contacts]))


def refusals_from(
    names: Sequence[str], elements: Sequence[msgspec.Raw], *, correlation_id: str | None
) -> tuple[str, ...]:
    """Which contacts were refused, each with every reason; not those whose name exists.

    Args:
        names: as sent, in order.
        elements: the answer's elements, as received.
        correlation_id: Xero's id of the answer, for complaints.

    Raises:
        XeroAnswerError: the answer does not fit the request; what was saved is unknown.
    """
    if len(elements) != len(names):
        raise XeroAnswerError(
            f"{len(names)} contacts were sent, but Xero's answer tells of {len(elements)}. "
            "It is not known which of them were saved. Run the export again: it looks up the "
            "contacts Xero has before it creates any.",
            correlation_id=correlation_id,
        )
    failed = []
    for name, raw in zip(names, elements, strict=True):
        found, _ = decode_element(raw, wire.ElementWire, f"answer to contact {name[:60]}:")
        reasons = reasons_in(raw)
        if is_refused(found, reasons) and not any(map(_says_name_exists, reasons)):
            why = " ".join(reasons) or "Xero gave no reason."
            failed.append(f"{found.name or name}: {why}")
    return tuple(failed)


def _says_name_exists(message: str) -> bool:
    """Xero's texts are matched loosely, never by equality (xero-api.md 1.3)."""
    text = message.lower()
    return "name" in text and ("already" in text or "unique" in text)


def _sent(contact: NewContact) -> wire_sent.SentNewContact:
    lines = (contact.address, contact.suburb, contact.state, contact.postcode)
    address = wire_sent.SentAddress(
        address_type=POSTAL,
        address_line1=contact.address or msgspec.UNSET,
        city=contact.suburb or msgspec.UNSET,
        region=contact.state or msgspec.UNSET,
        postal_code=contact.postcode or msgspec.UNSET,
    )
    phone = wire_sent.SentPhone(phone_type=PHONE, phone_number=contact.phone)
    return wire_sent.SentNewContact(
        name=contact.name,
        email_address=contact.email or msgspec.UNSET,
        addresses=[address] if any(lines) else msgspec.UNSET,
        phones=[phone] if contact.phone else msgspec.UNSET,
    )
