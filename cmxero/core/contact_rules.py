"""Contacts of drafts against the organisation's, which Xero finds by name (xero-api.md 1.8)."""

from collections.abc import Iterable, Iterator

from cmxero.core.documents import InvoiceDraft
from cmxero.core.organisation_facts import XeroContact
from cmxero.core.problem_catalogue import problem
from cmxero.core.problems import Problem

ACTIVE, ERASED = "ACTIVE", "GDPRREQUEST"


class ContactRules:
    """An organisation's contacts by name, ready to check many drafts."""

    def __init__(self, contacts: Iterable[XeroContact]) -> None:
        self._by_id: dict[str, XeroContact] = {}
        self._by_name: dict[str, list[XeroContact]] = {}
        for contact in contacts:
            self._by_id[contact.contact_id] = contact
            self._by_name.setdefault(contact.name.casefold(), []).append(contact)

    def check(self, draft: InvoiceDraft) -> Iterator[Problem]:
        """What Xero would do with the contact of a draft."""
        number, name = draft.case_invoice_number, draft.contact_name
        named = self._by_name.get(name.casefold(), [])
        active = [contact for contact in named if contact.status == ACTIVE]
        if not named:
            if self._by_id:
                yield problem("contact-new", number, value=name)
        elif len(active) > 1:
            yield problem("contact-ambiguous", number, value=name, count=len(active))
        elif not active:
            yield self._unusable(number, name, named)

    def _unusable(self, number: str, name: str, named: list[XeroContact]) -> Problem:
        for contact in named:
            if into := self._end_of(contact):
                return problem("contact-merged", number, value=name, into=into)
        erased = any(contact.status == ERASED for contact in named)
        return problem("contact-erased" if erased else "contact-archived", number, value=name)

    def _end_of(self, contact: XeroContact) -> str:
        """The name of the contact a chain of mergers ends in; empty if it was never merged."""
        seen = {contact.contact_id}
        into = self._by_id.get(contact.merged_into)
        while into and into.merged_into and into.contact_id not in seen:
            seen.add(into.contact_id)
            into = self._by_id.get(into.merged_into, into)
        if into:
            return into.name
        return "a contact that is no longer listed" if contact.merged_into else ""
