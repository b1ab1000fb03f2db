"""Rate limits: calls a minute, a day and at once (xero-api.md 6). Off unless switched on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cmxero.sandbox.calls import Answer
from cmxero.sandbox.switches import Switches

APP_MINUTE_LIMIT = 10_000
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
    """Counts calls of one app and tenant."""

    def __init__(self) -> None:
        self._minute, self._day = _Window(_MINUTE), _Window(_DAY)
        self.running = 0

    def refusal(self, switches: Switches, now_utc: datetime) -> Answer | None:
        """The 429 for a call that is too many, or None, and then the call is counted."""
        if not switches.limits:
            return None
        if self.running > switches.concurrent_limit:
            return Answer(429, headers={"X-Rate-Limit-Problem": "concurrent"})
        for name, window, limit in (
            ("day", self._day, switches.day_limit),
            ("minute", self._minute, switches.minute_limit),
        ):
            if not window.left(now_utc, limit):
                seconds = str(window.seconds_left(now_utc))
                return Answer(429, headers={"X-Rate-Limit-Problem": name, "Retry-After": seconds})
        self._minute.used += 1
        self._day.used += 1
        return None

    def headers(self, switches: Switches, now_utc: datetime) -> dict[str, str]:
        """What is left; with limits off, everything is."""
        minute, day = switches.minute_limit, switches.day_limit
        app = APP_MINUTE_LIMIT
        if switches.limits:
            minute = self._minute.left(now_utc, minute)
            day = self._day.left(now_utc, day)
            app -= self._minute.used
        return {
            "X-DayLimit-Remaining": str(day),
            "X-MinLimit-Remaining": str(minute),
            "X-AppMinLimit-Remaining": str(app),
        }
