"""What a person does to contacts and settings on Xero's screens (see hands.py)."""

from datetime import date

import httpx

from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.hands_session import Played, UserSession, missing


class OfficeHands(UserSession):
    """Contacts, and what only an administrator's screens can do."""

    def rename_contact(self, name: str, new_name: str) -> Played:
        """Give a contact another name; its documents show it from then on."""
        contact, renamed = self._find_contact(name), self._find_contact(new_name)
        if contact is None:
            return Played(already=1) if renamed else missing(f"The contact {name}")
        if contact["Name"] == new_name:
            return Played(already=1)
        return self.post_one(f"Contacts/{contact['ContactID']}", {"Name": new_name})

    def archive_contact(self, name: str) -> Played:
        """Archive a contact; nothing new can be written for it."""
        return self._set_contact_status(name, "ARCHIVED")

    def restore_contact(self, name: str) -> Played:
        """Bring an archived contact back."""
        return self._set_contact_status(name, "ACTIVE")

    def merge_contacts(self, source: str, target: str) -> Played:
        """Merge a contact into another; its documents move. It goes by the control API."""
        response = self.control("POST", "merge-contacts", {"from": source, "into": target})
        if response.status_code == httpx.codes.BAD_REQUEST:
            return Played(not_done=[response.json()["error"]])
        return Played(already=1) if response.json()["moved"] is None else Played(done=1)

    def set_lock_dates(
        self, period_lock_date: date | None = None, end_of_year_lock_date: date | None = None
    ) -> Played:
        """Set both lock dates; None takes one away. It goes by the control API."""
        wanted = {
            "period_lock_date": period_lock_date and period_lock_date.isoformat(),
            "end_of_year_lock_date": end_of_year_lock_date and end_of_year_lock_date.isoformat(),
        }
        now = self.control("GET", "health").json()
        if all(now[key] == day for key, day in wanted.items()):
            return Played(already=1)
        self.control("POST", "lock-dates", wanted)
        return Played(done=1)

    def _set_contact_status(self, name: str, status: str) -> Played:
        contact = self._find_contact(name)
        if contact is None:
            return missing(f"The contact {name}")
        if contact["ContactStatus"] == status:
            return Played(already=1)
        return self.post_one(f"Contacts/{contact['ContactID']}", {"ContactStatus": status})

    def _find_contact(self, name: str) -> JsonObject | None:
        """The contact of a name, archived or not; names differ by more than case (1.8)."""
        rows = self.pages("Contacts", {"includeArchived": "true"})
        return next((row for row in rows if row["Name"].casefold() == name.casefold()), None)
