"""Xero's limits, obeyed before the call: 60 a minute, 5 at once, and its day (xero-api.md 6).

Who works elsewhere with the same app and organisation shares the allowance too: for that the
429 rules remain (``retry``).
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from cmxero.core.errors import XeroRateLimitError
from cmxero.xero.allowance import CALLS_A_MINUTE, CALLS_AT_ONCE, Allowance
from cmxero.xero.dates import when_over
from cmxero.xero.ledger import FileLedger, Ledger, MemoryLedger

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - instants are naive UTC everywhere
_MILLISECOND = timedelta(milliseconds=1)
DAY = "day"


class CallLimits:
    """The allowance of one app and organisation; threads of a process share one object.

    Args:
        clock: now, naive UTC; the same for all who share a folder.
        sleep: waits that many seconds.
        folder: where processes keep the count together (``ledger``); None counts for this
            process alone.
        a_minute: calls in any minute.
        at_once: calls under way at the same time.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        folder: Path | None = None,
        a_minute: int = CALLS_A_MINUTE,
        at_once: int = CALLS_AT_ONCE,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._a_minute = a_minute
        self._ledger: Ledger = (
            FileLedger(folder, at_once, sleep) if folder else MemoryLedger(at_once)
        )

    @contextmanager
    def turn(self, patience_s: float, *, kept_for_pulls: int = 0) -> Iterator[None]:
        """Wait for a turn, then hold one of the few places for the time of the call.

        No place is held while waiting for the minute, or those who wait would shut out the rest.

        Args:
            patience_s: seconds the caller is willing to wait.
            kept_for_pulls: calls of Xero's day that must remain after this one; 0 for any.

        Raises:
            XeroRateLimitError: the turn would come later than our patience allows, or the day's
                rest is kept for the pulls; nothing was sent.
        """
        left = patience_s
        while True:
            with self._ledger.place(left) as is_held:
                wait = self._begin(kept_for_pulls) if is_held else None
                if wait == 0:
                    yield
                    return
            if wait is None:
                raise _all_busy()
            if wait > left:
                raise self._too_late(wait)
            self._sleep(wait)
            left -= wait

    def hold(self, seconds: float, limit: str) -> None:
        """Xero refused a call: nobody calls for so many seconds."""
        with self._looking() as (allowance, now):
            allowance.hold(now + math.ceil(seconds * 1000), limit)

    def tell_day(self, remaining: int) -> None:
        """Xero told how many calls are left in its day (X-DayLimit-Remaining)."""
        with self._looking() as (allowance, now):
            allowance.tell_day(remaining, now)

    @property
    def day_remaining(self) -> int | None:
        """Calls left in Xero's day as last told; None while it has not been told."""
        with self._looking() as (allowance, _):
            return allowance.day_remaining

    def seconds_for(self, calls: int) -> float:
        """Seconds until the last of so many further calls can begin, if nobody else calls.

        A lower bound: what Xero takes to answer comes on top, and the day's limit is not in it.
        """
        if calls < 1:
            return 0.0
        with self._looking() as (allowance, now):
            return allowance.nth_call_ms(calls, now, self._a_minute) / 1000

    def _begin(self, kept_for_pulls: int) -> float:
        """Begin a call now and return 0, or return the seconds until one may begin."""
        with self._looking() as (allowance, now):
            if allowance.leaves_too_few(kept_for_pulls, now):
                raise _day_is_kept(allowance.day_remaining or 0, kept_for_pulls)
            wait = allowance.wait_ms(now, self._a_minute)
            if wait == 0:
                allowance.take(now)
            return wait / 1000

    @contextmanager
    def _looking(self) -> Iterator[tuple[Allowance, int]]:
        with self._ledger.open() as allowance:
            # Read under the lock, so that no one else's later instant is there already.
            now = (self._clock() - _EPOCH) // _MILLISECOND
            allowance.look(now)
            yield allowance, now

    def _too_late(self, wait: float) -> XeroRateLimitError:
        seconds = math.ceil(wait)
        with self._looking() as (allowance, now):
            limit = allowance.held_by if allowance.held_until > now else "minute"
        return XeroRateLimitError(
            f"Xero's limit of calls is reached (limit: {limit}). Nothing was sent. "
            f"Try again {when_over(seconds, self._clock())}.",
            limit=limit,
            retry_after=seconds,
        )


def _all_busy() -> XeroRateLimitError:
    return XeroRateLimitError(
        "Other programs on this machine have used every place for calls to Xero for too long. "
        "Nothing was sent. Wait until they are done and try again.",
        limit="concurrent",
        retry_after=None,
    )


def _day_is_kept(remaining: int, kept: int) -> XeroRateLimitError:
    return XeroRateLimitError(
        f"Xero allows {remaining} more calls today, and {kept} are kept for reading payments "
        "back. Nothing was sent by this call; what was done before is recorded. Run it again "
        "when Xero's day is over (24 h at most), or keep fewer calls in the settings.",
        limit=DAY,
        retry_after=None,
    )
