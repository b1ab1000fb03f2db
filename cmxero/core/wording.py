"""Words around figures, dates and instants."""

from datetime import date, datetime

_MONTHS = (
    "January February March April May June July August September October November December".split()
)
"""Written out, as strftime's follow the locale of whoever loads us."""


def counted(count: int, thing: str, things: str = "") -> str:
    """A count with its noun: ``1 invoice``, ``2,000 invoices``."""
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"


def month_name(day: date) -> str:
    """``November``."""
    return _MONTHS[day.month - 1]


def date_words(day: date) -> str:
    """A date as Australians read it without doubt: ``22 Nov 2026``."""
    return f"{day.day} {month_name(day)[:3]} {day.year}"


def minute_words(instant: datetime) -> str:
    """An instant whose time zone is told elsewhere: ``22 Nov 2026 08:14``."""
    return f"{date_words(instant)} {instant:%H:%M}"


def instant_words(instant_utc: datetime) -> str:
    """A naive UTC instant: ``22 Nov 2026 08:14 UTC``."""
    return f"{minute_words(instant_utc)} UTC"


def second_words(instant_utc: datetime) -> str:
    """A naive UTC instant by which facts are told apart: ``22 Nov 2026 08:14:05 UTC``."""
    return f"{minute_words(instant_utc)}:{instant_utc:%S} UTC"


def capitalised(words: str) -> str:
    """The words as they begin a sentence or stand on a button; all other letters stay."""
    return words[:1].upper() + words[1:]
