"""Xero's three ways to write an instant, read into naive UTC (xero-api.md 7.2)."""

import math
import re
from datetime import UTC, date, datetime, timedelta

from cmxero.core.wording import month_name

_MICROSOFT = re.compile(r"^/Date\((-?\d{1,17})(?:[+-]\d{4})?\)/$")
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - instants are naive UTC everywhere
_SECOND = timedelta(seconds=1)
_SOON_S = 120


def read_instant(text: str) -> datetime:
    """An instant as naive UTC from ``/Date(ms+0000)/``, ``/Date(ms)/`` or an ISO string.

    The offset inside ``/Date()/`` is Xero's display hint; the milliseconds are UTC already.
    An ISO string without a zone is UTC.

    Raises:
        ValueError: none of the three.
    """
    if found := _MICROSOFT.match(text):
        try:
            return _EPOCH + timedelta(milliseconds=int(found[1]))
        except OverflowError as fault:
            raise ValueError(text) from fault
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        return instant
    return instant.astimezone(UTC).replace(tzinfo=None)


def read_day(text: str) -> date:
    """A date-only field: the UTC day of what Xero wrote.

    Raises:
        ValueError: not one of Xero's ways to write a date.
    """
    return read_instant(text).date()


def modified_since(instant: datetime | None) -> datetime | None:
    """The value of If-Modified-Since: aware, UTC, whole seconds, never later than asked.

    Raises:
        ValueError: an aware instant; instants are naive UTC here.
    """
    if instant is None:
        return None
    if instant.tzinfo is not None:
        message = f"{instant!r} must be naive UTC"
        raise ValueError(message)
    return instant.replace(microsecond=0, tzinfo=UTC)


def second_before(instant: datetime) -> datetime:
    """The whole second before an instant; a cursor that is safe whether or not Xero includes it."""
    return instant.replace(microsecond=0) - _SECOND


def since_header(instant: datetime | None) -> dict[str, datetime]:
    """The SDK's keyword argument for a change filter; none where everything is wanted."""
    value = modified_since(instant)
    return {} if value is None else {"if_modified_since": value}


def when_over(seconds: int, now_utc: datetime) -> str:
    """When a limit ends, in words: soon ones in seconds, later ones by the clock."""
    if seconds < _SOON_S:
        return f"in {seconds} s"
    end = now_utc + timedelta(seconds=seconds)
    hours, minutes = divmod(math.ceil(seconds / 60), 60)
    span = f"{hours} h {minutes} min" if hours else f"{minutes} min"
    return f"in {span}, at {end:%H:%M} UTC on {end.day} {month_name(end)}"
