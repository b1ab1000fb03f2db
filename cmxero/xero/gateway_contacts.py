"""Contacts: the whole list, and new ones; an existing contact is never edited.

Xero finds an invoice's contact by name or creates it bare (xero-api.md 1.8). Creating contacts
first, with what Case Manager knows of them, is what this room adds.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from cmxero.core.credits import XeroContactVersion
from cmxero.core.organisation_facts import NewContact, XeroContact
from cmxero.xero import wire
from cmxero.xero.calls import Answer
from cmxero.xero.contacts import encode_contacts, refusals_from
from cmxero.xero.credit_lists import contact_version_page
from cmxero.xero.dates import since_header
from cmxero.xero.lists import contact_page, decoded
from cmxero.xero.paging import Page, walk
from cmxero.xero.session import Session, check_key

PAGE_SIZE = 1000
CONTACTS_A_CALL = 50
"""Xero's recommended working size of a batch (xero-api.md 1.2)."""
_DIGEST = 16


class ContactCalls:
    """The part of the gateway about contacts."""

    _session: Session

    def contacts(self) -> tuple[XeroContact, ...]:
        """Every contact, archived and merged ones too; 1,000 a call.

        MergedToContactID comes with paged lists only (xero-api.md 1.8). ``summaryOnly`` leaves
        out what has to be computed (balances, persons, addresses), none of which is read here;
        an answer without ContactStatus is refused rather than read as active.
        """

        def fetch(changed_since: datetime | None, page: int) -> Page[XeroContact]:
            return contact_page(self._list_contacts(changed_since, page))

        # One that is changed while we read comes twice; the later word counts.
        found = {one.contact_id: one for page in walk(fetch, None) for one in page}
        return tuple(found.values())

    def contacts_since(
        self, since_utc: datetime | None
    ) -> Iterator[tuple[XeroContactVersion, ...]]:
        """Contacts changed at or after an instant (all if None), by page; as in ``contacts``."""

        def fetch(changed_since: datetime | None, page: int) -> Page[XeroContactVersion]:
            return contact_version_page(self._list_contacts(changed_since, page))

        return walk(fetch, since_utc)

    def _list_contacts(self, changed_since: datetime | None, page: int) -> Answer | None:
        return self._session.ask_list(
            "read contacts",
            self._session.sdk.accounting.get_contacts,
            {
                "page": page,
                "page_size": PAGE_SIZE,
                "include_archived": "true",
                "summary_only": "true",
                **since_header(changed_since),
            },
        )

    def create_contacts(self, contacts: Sequence[NewContact], *, key: str) -> tuple[str, ...]:
        """Create contacts, 50 a call, never edit one (PUT; xero-api.md 1.8).

        Args:
            contacts: what to create; empty fields are not sent.
            key: beginning of the Idempotency-Key; a digest of the body is added to it, so that
                the same contacts are never created twice within Xero's 6 minutes, and others
                are not taken for them (1.9).

        Returns:
            ``name: every reason`` of each contact that could not be made. A name that exists
            already is no failure: somebody was faster, or we were.

        Raises:
            XeroUnreachableError: it may or may not have been done; look with ``contacts``.
            XeroAnswerError: Xero answered, but not to this; look with ``contacts``.
            XeroRejectedError: the request as a whole was refused, with every message.
        """
        failed: list[str] = []
        for start in range(0, len(contacts), CONTACTS_A_CALL):
            failed += self._create(contacts[start : start + CONTACTS_A_CALL], key)
        return tuple(failed)

    def _create(self, contacts: Sequence[NewContact], key: str) -> tuple[str, ...]:
        body = encode_contacts(contacts)
        whole_key = f"{key}/{hashlib.sha256(body).hexdigest()[:_DIGEST]}"
        check_key(whole_key)
        answer = self._session.ask(
            "create contacts",
            self._session.sdk.accounting.create_contacts,
            {"contacts": body, "summarize_errors": "false", "idempotency_key": whole_key},
            is_write=True,
        )
        return refusals_from(
            [contact.name for contact in contacts],
            decoded(answer, wire.ContactsAnswer).contacts,
            correlation_id=answer.correlation_id,
        )
