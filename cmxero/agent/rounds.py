"""What is due when: events gathered into one pull, the sweep, the full recount, the next try.

Pure: every method is told the instant (naive UTC).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Duty(StrEnum):
    """What the worker does next."""

    FULL_RECOUNT = "full recount"
    SWEEP = "sweep"
    PULL = "pull after events"


_DOUBLINGS = 20


@dataclass(frozen=True, slots=True)
class Timing:
    """How long to wait for what.

    Attributes:
        quiet: after the last event, before the pull: a deposit rings for each of its invoices.
        longest: after the first event, however many follow.
        sweep: between two pulls at most, even when no event comes.
        full_recount: between two recounts of everything.
        first_retry: after a failure; doubled up to ``last_retry`` while it goes on.
    """

    quiet: timedelta = timedelta(seconds=2)
    longest: timedelta = timedelta(seconds=10)
    sweep: timedelta = timedelta(minutes=15)
    full_recount: timedelta = timedelta(hours=24)
    first_retry: timedelta = timedelta(seconds=5)
    last_retry: timedelta = timedelta(minutes=5)


class Backoff:
    """When to try again after failures."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._next_try: datetime | None = None
        self._failures = 0

    def is_waiting(self, now_utc: datetime) -> bool:
        """Whether it is too early for another try."""
        return self._next_try is not None and now_utc < self._next_try

    def failed(self, now_utc: datetime, *, retry_after: timedelta = timedelta()) -> timedelta:
        """It did not go; how long to wait, at least as long as Xero asked for."""
        doubled = self._timing.first_retry * (1 << min(self._failures, _DOUBLINGS))
        wait = max(min(doubled, self._timing.last_retry), retry_after)
        self._failures += 1
        self._next_try = now_utc + wait
        return wait

    def worked(self) -> None:
        """It went well."""
        self._next_try, self._failures = None, 0


class Rounds:
    """Remembers what has rung and what was done.

    Args:
        last_full_utc: when everything was last recounted, before this process began.
    """

    def __init__(self, timing: Timing, *, last_full_utc: datetime | None = None) -> None:
        self._timing = timing
        self._first_ring: datetime | None = None
        self._last_ring: datetime | None = None
        self._last_pull: datetime | None = None
        self._last_full = last_full_utc

    def ring(self, now_utc: datetime) -> None:
        """An event came."""
        self._first_ring = self._first_ring or now_utc
        self._last_ring = now_utc

    def due(self, now_utc: datetime) -> Duty | None:
        """What is to be done now. The first pull of a process is due at once."""
        timing = self._timing
        if _is_over(self._last_full, timing.full_recount, now_utc):
            return Duty.FULL_RECOUNT
        if _is_over(self._last_pull, timing.sweep, now_utc):
            return Duty.SWEEP
        if self._first_ring and (
            _is_over(self._last_ring, timing.quiet, now_utc)
            or _is_over(self._first_ring, timing.longest, now_utc)
        ):
            return Duty.PULL
        return None

    def done(self, duty: Duty, began_utc: datetime) -> None:
        """It went well; what rang before it began is settled."""
        self._last_pull = began_utc
        if duty is Duty.FULL_RECOUNT:
            self._last_full = began_utc
        if self._last_ring and self._last_ring <= began_utc:
            self._first_ring = self._last_ring = None


def _is_over(since: datetime | None, length: timedelta, now_utc: datetime) -> bool:
    # A clock that was set back must not put off a pull until it has caught up.
    return since is None or not timedelta() <= now_utc - since < length
