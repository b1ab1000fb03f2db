"""When a full recount and a digest are due, by the practice's clock.

Some changes in Xero move no timestamp (xero-api.md 2.5), so that only a recount of everything finds
them; and every reader of a morning's figures wants them once.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

LocalTime = Callable[[datetime], datetime]
"""What the practice's clocks show (naive) at an instant (naive UTC)."""
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is done how often.

    Attributes:
        sweep: between two pulls at most, even when no event comes.
        full_recount: between two recounts of everything.
        full_recount_at: time of day, in the practice's zone, of a recount a day instead.
        digest_at: time of day, in the practice's zone, from which a day's digest is due; None
            for no digest.
    """

    sweep: timedelta = timedelta(minutes=15)
    full_recount: timedelta = timedelta(hours=24)
    full_recount_at: time | None = None
    digest_at: time | None = None

    def changed(
        self,
        *,
        sweep_minutes: int | None = None,
        full_recount_hours: int | None = None,
        full_recount_at: str | None = None,
        digest_at: str | None = None,
    ) -> "Schedule":
        """The same except for what is given; an interval of recounts ends their time of day.

        Raises:
            ValueError: a text is no time of day.
        """
        made = self
        if sweep_minutes is not None:
            made = replace(made, sweep=timedelta(minutes=sweep_minutes))
        if full_recount_hours is not None:
            hours = timedelta(hours=full_recount_hours)
            made = replace(made, full_recount=hours, full_recount_at=None)
        if full_recount_at is not None:
            made = replace(made, full_recount_at=read_time(full_recount_at))
        if digest_at is not None:
            made = replace(made, digest_at=read_time(digest_at))
        return made

    def is_recount_due(
        self, last_utc: datetime | None, now_utc: datetime, local: LocalTime
    ) -> bool:
        """Whether everything is to be recounted.

        Args:
            last_utc: when the last recount that went well began; None before the first.
        """
        if self.full_recount_at is None:
            return is_over(last_utc, self.full_recount, now_utc)
        if last_utc is None or last_utc > now_utc:
            return True
        now = local(now_utc)
        newest = datetime.combine(now.date(), self.full_recount_at)
        return local(last_utc) < (newest if newest <= now else newest - _DAY)

    def next_recount(
        self, last_utc: datetime | None, now_utc: datetime, local: LocalTime
    ) -> datetime | None:
        """When the practice's clocks show that a recount is due next; None if it is due now."""
        if last_utc is None or self.is_recount_due(last_utc, now_utc, local):
            return None
        if self.full_recount_at is None:
            return local(last_utc + self.full_recount)
        now = local(now_utc)
        at = datetime.combine(now.date(), self.full_recount_at)
        return at if at > now else at + _DAY

    def is_digest_due(self, last_day: date | None, now_utc: datetime, local: LocalTime) -> bool:
        """Whether a digest is to be made: one a day, a missed morning's later that day.

        Args:
            last_day: the practice's day of the last digest; None before the first.
        """
        if self.digest_at is None:
            return False
        now = local(now_utc)
        return now.time() >= self.digest_at and last_day != now.date()


def is_over(since: datetime | None, length: timedelta, now_utc: datetime) -> bool:
    """Whether so much time has passed since an instant; always where there was none."""
    # A clock that was set back must not put off what is due until it has caught up.
    return since is None or not timedelta() <= now_utc - since < length


def reminder(last_utc: datetime | None, now_utc: datetime) -> str:
    """That a recount is due, in a sentence with the command that does it."""
    if last_utc is None:
        return "Nothing was ever recounted in full; run `cmxero pull --full`."
    return f"The last full recount was {_ago(now_utc - last_utc)} ago; run `cmxero pull --full`."


def read_time(text: str) -> time | None:
    """A time of day such as ``07:00``; None for an empty text.

    Raises:
        ValueError: it is neither.
    """
    if not text:
        return None
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
    except ValueError:
        message = f"{text!r} is no time of day; write it like 07:00, or leave it empty"
        raise ValueError(message) from None


def _ago(length: timedelta) -> str:
    unit, name = (_DAY, "day") if length >= 2 * _DAY else (_HOUR, "hour")
    count = max(1, length // unit)
    return f"{count} {name}{'' if count == 1 else 's'}"
