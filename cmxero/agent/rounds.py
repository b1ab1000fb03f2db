"""What is due when: events gathered into one pull, sweep, recount, digest, the next try.

Pure: every method is told the instant (naive UTC).
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from cmxero.core.schedule import LocalTime, Schedule, is_over


class Duty(StrEnum):
    """What the worker does next."""

    FULL_RECOUNT = "full recount"
    SWEEP = "sweep"
    PULL = "pull after events"
    DIGEST = "digest"


_DOUBLINGS = 20


@dataclass(frozen=True, slots=True)
class Timing:
    """How long to wait for what.

    Attributes:
        quiet: after the last event, before the pull: a deposit rings for each of its invoices.
        longest: after the first event, however many follow.
        schedule: the sweep, the full recount, the day's digest.
        first_retry: after a failure; doubled up to ``last_retry`` while it goes on.
    """

    quiet: timedelta = timedelta(seconds=2)
    longest: timedelta = timedelta(seconds=10)
    schedule: Schedule = field(default_factory=Schedule)
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
        local: what the practice's clocks show; may be changed.
        last_full_utc: when everything was last recounted, before this process began.
        last_digest: the practice's day of the last digest, before this process began.
    """

    def __init__(
        self,
        timing: Timing,
        *,
        local: LocalTime,
        last_full_utc: datetime | None = None,
        last_digest: date | None = None,
    ) -> None:
        self._timing, self.local = timing, local
        self._first_ring: datetime | None = None
        self._last_ring: datetime | None = None
        self._last_pull: datetime | None = None
        self._last_full, self._last_digest = last_full_utc, last_digest

    def ring(self, now_utc: datetime) -> None:
        """An event came."""
        self._first_ring = self._first_ring or now_utc
        self._last_ring = now_utc

    def due(self, now_utc: datetime) -> Duty | None:
        """Which pull is to be done now. The first one of a process is due at once."""
        timing = self._timing
        if timing.schedule.is_recount_due(self._last_full, now_utc, self.local):
            return Duty.FULL_RECOUNT
        if is_over(self._last_pull, timing.schedule.sweep, now_utc):
            return Duty.SWEEP
        if self._first_ring and (
            is_over(self._last_ring, timing.quiet, now_utc)
            or is_over(self._first_ring, timing.longest, now_utc)
        ):
            return Duty.PULL
        return None

    def is_digest_due(self, now_utc: datetime) -> bool:
        """Whether the day's digest is to be made."""
        return self._timing.schedule.is_digest_due(self._last_digest, now_utc, self.local)

    def digest_made(self, day: date) -> None:
        """There is one for this day of the practice's."""
        self._last_digest = day

    def done(self, duty: Duty, began_utc: datetime) -> None:
        """It went well; what rang before it began is settled."""
        self._last_pull = began_utc
        if duty is Duty.FULL_RECOUNT:
            self._last_full = began_utc
        if self._last_ring and self._last_ring <= began_utc:
            self._first_ring = self._last_ring = None
