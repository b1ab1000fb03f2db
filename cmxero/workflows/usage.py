"""Count what gateways call and receive, and store the count when one is let go.

A transaction a call would cost more than the call. So a process that is killed takes with it what
its open gateways counted; the count that keeps Xero's limits is another (``xero.ledger``), and is
right whatever is killed.
"""

import threading
from dataclasses import replace
from datetime import date, timedelta

from cmxero.core.usage import DAYS_LOOKED_AT, DayUsage, Usage, usage_of
from cmxero.store.usage import UsageLog
from cmxero.workflows.bench import Bench
from cmxero.workflows.ports import Clock


class UsageCount:
    """What was called and not stored yet; the threads of a process share one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._days: dict[date, DayUsage] = {}

    def add(self, received: int, decoded: int, day_remaining: int | None) -> None:
        """One call ended now; bytes of its answer, and what Xero said is left of its day."""
        now = self._clock()
        told = None if day_remaining is None else now
        self._merge(DayUsage(now.date(), 1, received, decoded, day_remaining, told))

    def take(self) -> tuple[DayUsage, ...]:
        """What was counted, by day; counting begins anew."""
        with self._guard:
            taken, self._days = tuple(self._days.values()), {}
        return taken

    def give_back(self, days: tuple[DayUsage, ...]) -> None:
        """It could not be stored; it is counted again."""
        for each in days:
            self._merge(each)

    def _merge(self, more: DayUsage) -> None:
        with self._guard:
            known = self._days.get(more.day_utc, DayUsage(more.day_utc))
            newest = max((known, more), key=_told)
            self._days[more.day_utc] = replace(
                newest,
                calls=known.calls + more.calls,
                bytes_received=known.bytes_received + more.bytes_received,
                bytes_decoded=known.bytes_decoded + more.bytes_decoded,
            )


def store_usage(bench: Bench, count: UsageCount) -> None:
    """Store what was counted.

    Raises:
        StoreBusyError: it stays counted and is stored the next time.
    """
    days = count.take()
    try:
        UsageLog(bench.database).add(bench.organisation, days, now_utc=bench.clock())
    except BaseException:
        count.give_back(days)
        raise


def usage(bench: Bench) -> Usage:
    """Today (UTC) and the seven days before."""
    today = bench.clock().date()
    since = today - timedelta(days=DAYS_LOOKED_AT)
    return usage_of(UsageLog(bench.database).by_day(bench.organisation, since), today)


def _told(day: DayUsage) -> tuple[bool, object]:
    return (day.told_utc is not None, day.told_utc)
