"""When a recount and a digest are due."""

from datetime import date, datetime, time, timedelta

import pytest

from cmxero.core.schedule import Schedule, read_time, reminder

NOON = datetime(2026, 11, 22, 12)
HOUR = timedelta(hours=1)


def east(at_utc):
    """A zone ten hours ahead."""
    return at_utc + 10 * HOUR


@pytest.mark.parametrize(
    ("hours_ago", "is_due"), [(None, True), (0, False), (23, False), (24, True), (-1, True)]
)
def test_a_recount_by_interval(hours_ago, is_due):
    """Never, after the interval, and after the clock was set back."""
    last = None if hours_ago is None else NOON - hours_ago * HOUR
    assert Schedule().is_recount_due(last, NOON, east) is is_due


@pytest.mark.parametrize(
    ("last", "now", "is_due"),
    [
        # 02:00 there is 16:00 UTC
        ("2026-11-21T16:00", "2026-11-22T15:59", False),
        ("2026-11-21T16:00", "2026-11-22T16:00", True),
        ("2026-11-22T15:00", "2026-11-22T15:59", False),
        ("2026-11-22T15:00", "2026-11-22T16:00", True),
        ("2026-11-22T16:01", "2026-11-23T15:00", False),
        ("2026-11-19T16:00", "2026-11-22T03:00", True),
    ],
)
def test_a_recount_by_time_of_day(last, now, is_due):
    """The last time of day counts, whatever the interval says."""
    schedule = Schedule(full_recount=HOUR, full_recount_at=time(2))
    moments = (datetime.fromisoformat(last), datetime.fromisoformat(now))
    assert schedule.is_recount_due(*moments, east) is is_due


@pytest.mark.parametrize(
    ("last_day", "now", "is_due"),
    [
        (None, "2026-11-21T20:59", False),
        (None, "2026-11-21T21:00", True),
        (date(2026, 11, 22), "2026-11-22T13:59", False),
        (date(2026, 11, 21), "2026-11-22T13:59", True),
        (date(2026, 11, 22), "2026-11-22T14:00", False),
        (date(2026, 11, 22), "2026-11-22T21:00", True),
        (date(2026, 11, 23), "2026-11-22T13:00", True),
    ],
)
def test_a_digest_once_a_day(last_day, now, is_due):
    """From seven o'clock there (21:00 UTC) until midnight there, unless it was made."""
    schedule = Schedule(digest_at=time(7))
    assert schedule.is_digest_due(last_day, datetime.fromisoformat(now), east) is is_due
    assert not Schedule().is_digest_due(last_day, datetime.fromisoformat(now), east)


def test_times_of_day_as_people_write_them():
    """Anything else is refused in words."""
    assert [read_time(text) for text in ("07:00", "7:05", "")] == [time(7), time(7, 5), None]
    for text in ("7", "24:00", "7 am"):
        with pytest.raises(ValueError, match="write it like 07:00"):
            read_time(text)


@pytest.mark.parametrize(
    ("ago", "words"),
    [(3 * 24, "3 days ago"), (47, "47 hours ago"), (1, "1 hour ago"), (48, "2 days ago")],
)
def test_a_reminder_says_how_long_ago(ago, words):
    """With the command that settles it."""
    said = reminder(NOON - ago * HOUR, NOON)
    assert said == f"The last full recount was {words}; run `cmxero pull --full`."
    assert "ever" in reminder(None, NOON)
