"""What was called in Xero and what travelled, by day, against what a plan of Xero's includes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cmxero.core.wording import instant_words

MEGABYTE, GIGABYTE = 1_000_000, 1_000_000_000
DAYS_LOOKED_AT = 7
DAYS_A_MONTH = 30
INCLUDED_GB = {"Core": 10, "Plus": 50}
"""What a month includes of what Xero sends (xero-api.md 6); more is charged by the gigabyte."""


@dataclass(frozen=True, slots=True)
class DayUsage:
    """What one organisation's calls amounted to in a day.

    Attributes:
        day_utc: a day in UTC; Xero does not say when its own day begins.
        calls: requests to Xero's API, refused ones too.
        bytes_received: of the answers' bodies as they travelled, compressed or not; what is sent
            costs nothing.
        bytes_decoded: the same unpacked; a refusal counts as it travelled.
        day_remaining: calls left in Xero's day as it said last; None where it has not said.
        told_utc: when it said so, naive UTC.
    """

    day_utc: date
    calls: int = 0
    bytes_received: int = 0
    bytes_decoded: int = 0
    day_remaining: int | None = None
    told_utc: datetime | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Today and the seven days before.

    Attributes:
        days: newest first, days without a call too.
        day_remaining: calls left in Xero's day as it said last, if it did in these days.
        told_utc: when it said so, naive UTC.
        month_received: bytes a month would take at the rate of these days, as they travel.
        month_decoded: the same unpacked; Xero does not say which of the two it counts.
    """

    days: tuple[DayUsage, ...]
    day_remaining: int | None
    told_utc: datetime | None
    month_received: int
    month_decoded: int

    def __str__(self) -> str:
        today = self.days[0]
        text = (
            f"Today (UTC): {today.calls:,} calls to Xero, {megabytes(today.bytes_received)} MB "
            f"received. "
        )
        if self.told_utc is not None:
            text += (
                f"Xero's last word, {instant_words(self.told_utc)}: {self.day_remaining:,} "
                "calls left in its day. "
            )
        plans = ", ".join(f"{plan} {allowed} GB" for plan, allowed in INCLUDED_GB.items())
        return text + (
            f"At this rate a month takes {_gigabytes(self.month_received)} GB as it travels, "
            f"{_gigabytes(self.month_decoded)} GB unpacked; included are: {plans}."
        )


def usage_of(days: Sequence[DayUsage], today_utc: date) -> Usage:
    """Fill in the days without calls, and work out the rate of the whole days among them.

    Args:
        days: one each at most; older ones than seven days before today are left out.
    """
    by_day = {each.day_utc: each for each in days}
    shown = tuple(
        by_day.get(day, DayUsage(day))
        for day in (today_utc - timedelta(days=back) for back in range(DAYS_LOOKED_AT + 1))
    )
    told = [each for each in shown if each.told_utc is not None]
    first = min((each.day_utc for each in shown if each.calls), default=today_utc)
    # Today is not over yet, and days before the first call say nothing.
    counted = [each for each in shown if first <= each.day_utc < today_utc] or [shown[0]]
    return Usage(
        days=shown,
        day_remaining=told[0].day_remaining if told else None,
        told_utc=told[0].told_utc if told else None,
        month_received=_month([each.bytes_received for each in counted]),
        month_decoded=_month([each.bytes_decoded for each in counted]),
    )


def megabytes(count: int) -> str:
    """Bytes as megabytes with one place, half up."""
    tenths = (10 * count + MEGABYTE // 2) // MEGABYTE
    return f"{tenths // 10:,}.{tenths % 10}"


def _gigabytes(count: int) -> str:
    hundredths = (100 * count + GIGABYTE // 2) // GIGABYTE
    return f"{hundredths // 100:,}.{hundredths % 100:02}"


def _month(counts: Sequence[int]) -> int:
    return sum(counts) * DAYS_A_MONTH // len(counts)
