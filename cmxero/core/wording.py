"""Words around figures, dates and instants."""

from datetime import date, datetime


def counted(count: int, thing: str, things: str = "") -> str:
    """A count with its noun: ``1 invoice``, ``2,000 invoices``."""
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"


def date_words(day: date) -> str:
    """``22 Nov 2026``."""
    return f"{day.day} {day:%b %Y}"


def instant_words(instant_utc: datetime) -> str:
    """A naive UTC instant: ``22 Nov 2026 08:14 UTC``."""
    return f"{date_words(instant_utc)} {instant_utc:%H:%M} UTC"


def capitalised(words: str) -> str:
    """The words as they begin a sentence or stand on a button; all other letters stay."""
    return words[:1].upper() + words[1:]
