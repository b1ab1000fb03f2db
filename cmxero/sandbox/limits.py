"""Rate limits: calls a minute, a day and at once (xero-api.md 6). Off unless switched on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cmxero.sandbox.calls import Answer
from cmxero.sandbox.switches import Switches

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(slots=True)
class _Window:
    """A fixed window; it opens with the first call after the last one closed."""

    length: timedelta
    opened_utc: datetime | None = None
    used: int = 0

    def left(self, now_utc: datetime, limit: int) -> int:
        if self.opened_utc is None or not timedelta() <= now_utc - self.opened_utc < self.length:
            self.opened_utc, self.used = now_utc, 0
        return max(limit - self.used, 0)

    def seconds_left(self, now_utc: datetime) -> int:
        opened = self.opened_utc or now_utc
        return max(-((now_utc - opened - self.length) // timedelta(seconds=1)), 1)


class Limits:
    """Counts the calls of one app: to its organisation, and to all of them.

    Attributes:
        running: calls being answered now, this one included.
    """

    def __init__(self) -> None:
        self._minute, self._day = _Window(_MINUTE), _Window(_DAY)
        self._app_minute = _Window(_MINUTE)
        self.running = 0

    def refusal(self, switches: Switches, now_utc: datetime) -> Answer | None:
        """The 429 for a call that is too many, or None, and then the call is counted.

        For the minute and the day of an organisation Retry-After tells the seconds; for the
        concurrent limit and that of the app a switch decides, as nobody documents it.
        """
        if not switches.limits:
            return None
        if self.running > switches.concurrent_limit:
            seconds = 1 if switches.concurrent_retry_after else None
            return _too_many(switches.concurrent_problem, seconds)
        for name, window, limit, tells in (
            ("day", self._day, switches.day_limit, True),
            ("minute", self._minute, switches.minute_limit, True),
            (
                switches.app_minute_problem,
                self._app_minute,
                switches.app_minute_limit,
                switches.app_minute_retry_after,
            ),
        ):
            if not window.left(now_utc, limit):
                return _too_many(name, window.seconds_left(now_utc) if tells else None)
        for window in (self._minute, self._day, self._app_minute):
            window.used += 1
        return None

    def headers(self, switches: Switches, now_utc: datetime) -> dict[str, str]:
        """What is left; with limits off, everything is."""
        minute, day = switches.minute_limit, switches.day_limit
        app = switches.app_minute_limit
        if switches.limits:
            minute = self._minute.left(now_utc, minute)
            day = self._day.left(now_utc, day)
            app = self._app_minute.left(now_utc, app)
        return {
            "X-DayLimit-Remaining": str(day),
            "X-MinLimit-Remaining": str(minute),
            "X-AppMinLimit-Remaining": str(app),
        }


def _too_many(problem: str, seconds: int | None) -> Answer:
    headers = {"X-Rate-Limit-Problem": problem}
    if seconds is not None:
        headers["Retry-After"] = str(seconds)
    return Answer(429, headers=headers)
