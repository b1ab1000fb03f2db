"""Xero's dates on the wire: ``/Date(ms+0000)/`` out, that or ISO in (xero-api.md 7.2)."""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - all instants here are naive UTC
MILLISECOND = timedelta(milliseconds=1)
_DAYS = 4096
"""Remembered days: the documents of a list share a few hundred."""
_MS_DATE = re.compile(r"^/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/$")


def instant_ms(instant: datetime) -> str:
    """A naive UTC instant as Xero writes it, e.g. ``/Date(1573755038314+0000)/``."""
    return f"/Date({(instant - EPOCH) // MILLISECOND}+0000)/"


@lru_cache(maxsize=_DAYS)
def day_ms(day: date) -> str:
    """A date as Xero writes it: midnight UTC of that day."""
    return instant_ms(datetime(day.year, day.month, day.day))  # noqa: DTZ001


@lru_cache(maxsize=_DAYS)
def day_text(day: date) -> str:
    """A date as in ``DateString``."""
    return f"{day.isoformat()}T00:00:00"


def instant_text(instant: datetime) -> str:
    """An instant as in ``UpdatedDateUTCString``: to the second."""
    return f"{instant.replace(microsecond=0).isoformat()}Z"


def read_day(text: str) -> date:
    """The date in ``2026-11-22``, ``2026-11-22T00:00:00`` or ``/Date(ms+0000)/``.

    Raises:
        ValueError: none of these.
    """
    if found := _MS_DATE.match(text):
        return (EPOCH + int(found[1]) * MILLISECOND).date()
    return datetime.fromisoformat(text).date()


def read_instant(text: str) -> datetime:
    """The naive UTC instant in an ISO text, with or without offset, or an HTTP date.

    Raises:
        ValueError: neither.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = parsedate_to_datetime(text)
    return instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo else instant


def to_millisecond(instant: datetime) -> datetime:
    """An instant without what Xero does not keep."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
