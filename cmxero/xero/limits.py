"""Xero's limits, obeyed before the call: 60 a minute and 5 at once (xero-api.md 6).

Xero counts in fixed windows that begin when it likes; a sliding window of the same length never
passes more calls than any of them. Other processes share the allowance: for them the 429 rules
remain (``retry``).
"""

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from pyrate_limiter import Duration, InMemoryBucket, Rate, RateItem

from cmxero.core.errors import XeroRateLimitError

CALLS_A_MINUTE = 60
CALLS_AT_ONCE = 5
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - instants are naive UTC everywhere
_MILLISECOND = timedelta(milliseconds=1)


class CallLimits:
    """The allowance of one app and organisation; threads of a process share one object.

    Args:
        clock: now, naive UTC.
        sleep: waits that many seconds.
        a_minute: calls in any 60 seconds.
        at_once: calls under way at the same time.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        a_minute: int = CALLS_A_MINUTE,
        at_once: int = CALLS_AT_ONCE,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._bucket = InMemoryBucket([Rate(a_minute, Duration.MINUTE)])
        self._at_once = threading.BoundedSemaphore(at_once)
        self._guard = threading.Lock()
        self._latest_ms = 0
        self._set_back_ms = 0
        self._held_until_ms = 0
        self._held_by = "minute"

    @contextmanager
    def turn(self, patience_s: float) -> Iterator[None]:
        """Wait for a turn, then hold one of the few places for the time of the call.

        Raises:
            XeroRateLimitError: the turn would come later than ``patience_s``; nothing was sent.
        """
        with self._at_once:
            waited = 0.0
            while (wait := self._reserve()) > 0:
                if waited + wait > patience_s:
                    raise self._too_late(wait)
                self._sleep(wait)
                waited += wait
            yield

    def hold(self, seconds: float, limit: str) -> None:
        """Xero refused a call: nobody calls for so many seconds."""
        with self._guard:
            until = self._now_ms() + math.ceil(seconds * 1000)
            if until > self._held_until_ms:
                self._held_until_ms, self._held_by = until, limit

    def _reserve(self) -> float:
        """Take a turn now and return 0, or return the seconds until one may be free."""
        with self._guard:
            now = self._now_ms()
            if self._held_until_ms > now:
                return (self._held_until_ms - now) / 1000
            self._bucket.leak(now)
            item = RateItem("call", now)
            if self._bucket.put(item):
                return 0.0
            self._held_by = "minute"
            wait = self._bucket.waiting(item)
            return max(int(wait), 1) / 1000  # type: ignore[arg-type]  # awaitable only for async

    def _now_ms(self) -> int:
        # A clock set back must neither turn the window's order around nor stop us until it has
        # caught up: from then on it is read as that much later.
        told = (self._clock() - _EPOCH) // _MILLISECOND
        self._set_back_ms = max(self._set_back_ms, self._latest_ms - told)
        self._latest_ms = told + self._set_back_ms
        return self._latest_ms

    def _too_late(self, wait: float) -> XeroRateLimitError:
        seconds = math.ceil(wait)
        return XeroRateLimitError(
            f"Xero's limit of calls is reached (limit: {self._held_by}). Nothing was sent. "
            f"Try again in {seconds} s.",
            limit=self._held_by,
            retry_after=seconds,
        )
