"""What is left of Xero's allowance, as arithmetic: no clock, no waiting, no file (xero-api.md 6).

Xero counts in fixed windows that begin when it likes. A sliding window that is a second longer
never passes more calls than any of them, whatever the network does to the distances between
calls within that second, and 60 calls in 61 s are 98 % of what Xero allows.
"""

import msgspec

WINDOW_MS = 61_000
CALLS_A_MINUTE = 60
CALLS_AT_ONCE = 5
TRUSTED_MS = 3_600_000
"""How long a day's count is believed that Xero told us. Xero does not say when its day ends:
after an hour one call is let through to ask again, or a stop would outlast the day."""


class Allowance(msgspec.Struct):
    """The calls of the last minute, a pause that Xero asked for, and what is left of its day.

    All instants are milliseconds since 1970, UTC.

    Attributes:
        calls: when calls were begun, oldest first; older ones than the window are dropped.
        held_until: nobody calls before that.
        held_by: the limit that asked for the pause: "minute", "day", ...
        day_remaining: calls left in Xero's day, those since its last word taken off; None
            while Xero has not told.
        day_told_at: when Xero told it.
        latest: when this was last looked at.
    """

    calls: list[int] = []
    held_until: int = 0
    held_by: str = "minute"
    day_remaining: int | None = None
    day_told_at: int = 0
    latest: int = 0

    def look(self, now: int) -> None:
        """Begin to use it: drop what is over.

        A clock set back must neither free the window nor stop us until it has caught up, so
        everything known moves back with it.
        """
        back = max(0, self.latest - now)
        self.latest = now
        self.held_until -= back
        self.day_told_at -= back
        self.calls = [at - back for at in self.calls if at - back + WINDOW_MS > now]

    def wait_ms(self, now: int, a_minute: int) -> int:
        """How long until a call may begin; 0 is at once."""
        return self.nth_call_ms(1, now, a_minute)

    def nth_call_ms(self, number: int, now: int, a_minute: int) -> int:
        """How long until the ``number``-th call from now may begin at the earliest."""
        start = max(now, self.held_until)
        live = [at for at in self.calls if at + WINDOW_MS > start]
        rounds, place = divmod(number - 1, a_minute)
        free = a_minute - len(live)
        first = start if place < free else live[place - free] + WINDOW_MS
        return first + rounds * WINDOW_MS - now

    def take(self, now: int) -> None:
        """A call begins now."""
        self.calls.append(now)
        if self.day_remaining is not None:
            self.day_remaining -= 1

    def hold(self, until: int, limit: str) -> None:
        """Xero refused a call: nobody calls before that."""
        if until > self.held_until:
            self.held_until, self.held_by = until, limit

    def tell_day(self, remaining: int, now: int) -> None:
        """Xero told what is left of its day.

        Answers overtake one another, and one that is late knows nothing of the calls after it:
        a slightly higher count than ours is such an answer, a much higher one is a new day.
        """
        known = self.day_remaining
        if known is None or not known <= remaining <= known + CALLS_AT_ONCE:
            self.day_remaining = remaining
        self.day_told_at = now

    def leaves_too_few(self, kept: int, now: int) -> bool:
        """Whether a call would leave fewer calls of the day than are to be kept."""
        if self.day_remaining is None or now - self.day_told_at > TRUSTED_MS:
            return False
        return kept > 0 and self.day_remaining <= kept
