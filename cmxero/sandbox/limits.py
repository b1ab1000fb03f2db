"""Rate limits: calls a minute, a day and at once (xero-api.md 6). Off unless switched on."""

from collections.abc import Iterable
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


class _OfTenant:
    """The calls of the app to one organisation."""

    def __init__(self) -> None:
        self.minute, self.day = _Window(_MINUTE), _Window(_DAY)
        self.running = 0


class Limits:
    """Counts the calls of one app: to each of its organisations, and to all of them.

    Args:
        tenant_ids: of the organisations.
    """

    def __init__(self, tenant_ids: Iterable[str]) -> None:
        self._tenants = {tenant_id: _OfTenant() for tenant_id in tenant_ids}
        self._app_minute = _Window(_MINUTE)

    def enter(self, tenant_id: str) -> None:
        """A call begins; one to no organisation of ours counts nowhere."""
        if tenant_id in self._tenants:
            self._tenants[tenant_id].running += 1

    def leave(self, tenant_id: str) -> None:
        """The call has ended."""
        if tenant_id in self._tenants:
            self._tenants[tenant_id].running -= 1

    def refusal(self, switches: Switches, tenant_id: str, now_utc: datetime) -> Answer | None:
        """The 429 for a call that is too many, or None, and then the call is counted.

        For the minute and the day of an organisation Retry-After tells the seconds; for the
        concurrent limit and that of the app a switch decides, as nobody documents it.
        """
        if not switches.limits:
            return None
        own = self._tenants[tenant_id]
        if own.running > switches.concurrent_limit:
            seconds = 1 if switches.concurrent_retry_after else None
            return _too_many(switches.concurrent_problem, seconds)
        for name, window, limit, tells in (
            ("day", own.day, switches.day_limit, True),
            ("minute", own.minute, switches.minute_limit, True),
            (
                switches.app_minute_problem,
                self._app_minute,
                switches.app_minute_limit,
                switches.app_minute_retry_after,
            ),
        ):
            if not window.left(now_utc, limit):
                return _too_many(name, window.seconds_left(now_utc) if tells else None)
        for window in (own.minute, own.day, self._app_minute):
            window.used += 1
        return None

    def headers(self, switches: Switches, tenant_id: str, now_utc: datetime) -> dict[str, str]:
        """What is left to an organisation; with limits off, everything is."""
        minute, day = switches.minute_limit, switches.day_limit
        app = switches.app_minute_limit
        if switches.limits:
            own = self._tenants.get(tenant_id) or _OfTenant()
            minute = own.minute.left(now_utc, minute)
            day = own.day.left(now_utc, day)
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
