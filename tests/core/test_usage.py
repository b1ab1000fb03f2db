"""Calls and bytes a day, and what a month would be."""

from datetime import date, datetime

from cmxero.core.usage import DayUsage, megabytes, usage_of

TODAY = date(2026, 11, 22)
MORNING, NOON = datetime(2026, 11, 21, 6), datetime(2026, 11, 21, 12)


def test_days_without_a_call_are_there_and_older_days_are_not():
    """Today and seven days back, newest first."""
    usage = usage_of([DayUsage(date(2026, 11, 20), 5), DayUsage(date(2026, 11, 14), 9)], TODAY)
    assert [(each.day_utc.day, each.calls) for each in usage.days] == [
        (22, 0), (21, 0), (20, 5), (19, 0), (18, 0), (17, 0), (16, 0), (15, 0),
    ]  # fmt: skip


def test_a_month_is_reckoned_from_whole_days_since_the_first_call():
    """Today is not over, and what lies before the first call is no rate."""
    days = [
        DayUsage(TODAY, 100, 10**9, 10**10),
        DayUsage(date(2026, 11, 21), 4, 3_000_000, 30_000_000),
        DayUsage(date(2026, 11, 19), 4, 6_000_000, 60_000_000),
    ]
    usage = usage_of(days, TODAY)
    assert (usage.month_received, usage.month_decoded) == (90_000_000, 900_000_000)
    assert "0.09 GB as it travels, 0.90 GB unpacked; included are: Core 10 GB, Plus 50" in str(
        usage
    )


def test_the_first_day_stands_for_itself():
    """Better than nothing; no calls at all are no bytes."""
    assert usage_of([DayUsage(TODAY, 1, 100, 200)], TODAY).month_decoded == 6_000
    empty = usage_of([], TODAY)
    assert (empty.month_received, empty.day_remaining, empty.told_utc) == (0, None, None)
    assert "left" not in str(empty)


def test_the_last_word_of_xero_counts():
    """Of the newest day on which it said anything."""
    days = [DayUsage(TODAY, 1), DayUsage(date(2026, 11, 21), 1, day_remaining=17, told_utc=NOON)]
    usage = usage_of(days, TODAY)
    assert (usage.day_remaining, usage.told_utc) == (17, NOON)
    assert "17 calls left" in str(usage)


def test_megabytes_are_rounded_half_up():
    """One place is enough to see what a day costs."""
    assert [megabytes(n) for n in (0, 49_999, 50_000, 1_950_000, 2_345_678_901)] == [
        "0.0", "0.0", "0.1", "2.0", "2,345.7",
    ]  # fmt: skip
