"""Days and instants as people write them."""

from datetime import UTC, date, datetime

from cmxero.core.errors import SettingsError


def find_day(given: date | str | None) -> date | None:
    """A date, also from its text like ``2026-06-30``; None where nothing was given.

    Raises:
        SettingsError: no date.
    """
    if not isinstance(given, str):
        return given
    try:
        return date.fromisoformat(given.strip()) if given.strip() else None
    except ValueError:
        raise SettingsError(
            "as_of", f"'{given}' is not a date.", "Write it like 2026-06-30."
        ) from None


def find_instant(given: datetime | str | None) -> datetime | None:
    """An instant, naive and in UTC, also from its text; None where nothing was given.

    Raises:
        SettingsError: no date and time.
    """
    if not isinstance(given, str):
        return given
    try:
        at = datetime.fromisoformat(given.strip()) if given.strip() else None
    except ValueError:
        raise SettingsError(
            "known_on",
            f"'{given}' is not a date and time.",
            "Write it like 2026-07-05T09:00 (UTC), or with an offset: 2026-07-05T19:00+10:00.",
        ) from None
    return at.astimezone(UTC).replace(tzinfo=None) if at and at.tzinfo else at
