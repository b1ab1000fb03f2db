"""Whom an invoice bills: the contact's name in Xero, and its details (case-manager.md 2.4)."""

import re
from collections.abc import Iterable

from cmxero.core.casejournal import CaseContact, CaseInvoice
from cmxero.core.line_texts import tidy
from cmxero.core.organisation_facts import NewContact
from cmxero.core.problem_catalogue import problem
from cmxero.core.problems import Problem

_EMAIL = re.compile(r"[^@\s<>,;:\"()]+@[^@\s<>,;:\"()]+\.[^@\s<>,;:\"().]{2,}")
LONGEST = {
    "email": 255, "phone": 50, "address": 500, "suburb": 255, "state": 255, "postcode": 50,
}  # fmt: skip
"""Characters Xero takes in each detail; what is longer is not sent."""
_TELL_APART = ("title", "email", "phone", "address")


def contact_name(contact: CaseContact, *, surname_first: bool) -> str:
    """The Xero contact's name: the company, else the person (case-manager.md 2.4).

    Xero refuses doubled spaces and angle brackets in names (xero-api.md 1.8).
    """
    if company := _clean(contact.company_name):
        return company
    first, last = _clean(contact.first_name), _clean(contact.last_name)
    if surname_first:
        return ", ".join(part for part in (last, first) if part)
    return " ".join(part for part in (first, last) if part)


def new_contact(invoice: CaseInvoice, name: str) -> NewContact:
    """A contact to create with what Case Manager knows; what Xero would refuse is left out.

    Args:
        name: as the draft names the contact.
    """
    contact = invoice.contact
    details = {field: _clean(getattr(contact, field)) for field in LONGEST}
    kept = {field: text for field, text in details.items() if len(text) <= LONGEST[field]}
    if email_fault(contact):
        kept.pop("email", None)
    return NewContact(name=name, **kept)


def email_fault(contact: CaseContact) -> str | None:
    """The e-mail address as it stands, if Xero would not take it for one; else None."""
    email = _clean(contact.email)
    is_good = _EMAIL.fullmatch(email) and ".." not in email and len(email) <= LONGEST["email"]
    return email if email and not is_good else None


def check_shared_contacts(invoices: Iterable[CaseInvoice], *, surname_first: bool) -> list[Problem]:
    """Private clients of one name who are not one person: Xero keeps them in one contact (2.4)."""
    people: dict[str, list[CaseInvoice]] = {}
    for invoice in invoices:
        if not _clean(invoice.contact.company_name):
            name = contact_name(invoice.contact, surname_first=surname_first)
            people.setdefault(name.casefold(), []).append(invoice)
    found = []
    for shared in people.values():
        contacts = {invoice.contact for invoice in shared}
        differ = [field for field in _TELL_APART if _differs(contacts, field)]
        for invoice in shared if differ else ():
            name = contact_name(invoice.contact, surname_first=surname_first)
            what = " and ".join(differ)
            found.append(problem("contact-shared", invoice.number, value=name, what=what))
    return found


def _differs(contacts: Iterable[CaseContact], field: str) -> bool:
    values = {_clean(getattr(contact, field)).casefold() for contact in contacts}
    return len(values - {""}) > 1


def _clean(name: str) -> str:
    return " ".join(tidy(name).replace("<", "(").replace(">", ")").split())
