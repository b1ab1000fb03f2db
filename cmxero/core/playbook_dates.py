"""Dates of entries: outside the periods that Xero has locked (xero-api.md 1.7, lock dates).

Xero refuses a document dated on or before either lock date. Case Manager's own entries are moved
too, since their period has been reported, except copies of Xero's payments, which keep the
payment's date (case-manager.md 3.4).
"""

from datetime import date, timedelta

from cmxero.core.organisation_facts import OrganisationFacts


def last_locked(organisation: OrganisationFacts | None) -> date | None:
    """The last day that is locked; None if none is, or the organisation was never asked."""
    if organisation is None:
        return None
    found = organisation.organisation
    return max(filter(None, (found.period_lock_date, found.end_of_year_lock_date)), default=None)


def outside_locks(day: date, organisation: OrganisationFacts | None) -> date:
    """The day itself, or the first one after the lock dates if it is locked."""
    locked = last_locked(organisation)
    return day if locked is None or day > locked else locked + timedelta(days=1)


def is_locked(day: date | None, organisation: OrganisationFacts | None) -> bool:
    """Whether Xero refuses to touch a document of this date."""
    locked = last_locked(organisation)
    return bool(day and locked and day <= locked)
