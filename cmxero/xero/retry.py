"""What to do about a failed call, decided apart from doing it.

Writes are never repeated after a lost answer here: the export looks first (DESIGN 5). A 429 is
safe to wait for, a 401 is answered by one new token (xero-api.md 1.9, 5, 6).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from cmxero.core.errors import (
    XeroError,
    XeroRateLimitError,
    XeroSignInError,
    XeroUnreachableError,
)

Answered = TypeVar("Answered")
_EXPIRED = 401


class Verdict(StrEnum):
    """What to do about a failed call."""

    WAIT = "wait and try again"
    REFRESH_TOKEN = "get a new token and try again"  # noqa: S105
    LOOK_FIRST = "find out what Xero has before trying again"
    GIVE_UP = "give up"


_STOPS = frozenset({Verdict.LOOK_FIRST, Verdict.GIVE_UP})


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How patient a call is.

    Attributes:
        attempts: how often a request is sent at most, the first time included; a limit whose end
            Xero does not tell is bounded by ``budget_s`` alone, as it may last a minute (6).
        budget_s: seconds a call may spend waiting after refusals, all waits together; the wait
            for a turn under our own limiter may take as long again.
        first_wait_s: seconds before the second attempt where Xero does not say; doubles.
        longest_wait_s: ceiling of the doubling.
    """

    attempts: int = 5
    budget_s: float = 150.0
    first_wait_s: float = 1.0
    longest_wait_s: float = 30.0


def verdict(
    fault: XeroError, *, attempt: int, is_write: bool, refreshed: bool, policy: RetryPolicy
) -> Verdict:
    """What to do after the ``attempt``-th attempt failed. No clock, no sleeping, no network."""
    if attempt >= policy.attempts and not _ends_untold(fault):
        is_lost = is_write and isinstance(fault, XeroUnreachableError)
        return Verdict.LOOK_FIRST if is_lost else Verdict.GIVE_UP
    if isinstance(fault, XeroSignInError):
        return (
            Verdict.REFRESH_TOKEN if fault.status == _EXPIRED and not refreshed else Verdict.GIVE_UP
        )
    if isinstance(fault, XeroRateLimitError):
        return Verdict.GIVE_UP if fault.limit == "day" else Verdict.WAIT
    if isinstance(fault, XeroUnreachableError):
        return Verdict.LOOK_FIRST if is_write else Verdict.WAIT
    return Verdict.GIVE_UP


def _ends_untold(fault: XeroError) -> bool:
    return isinstance(fault, XeroRateLimitError) and fault.retry_after is None


def wait_s(fault: XeroError, *, attempt: int, spread: float, policy: RetryPolicy) -> float:
    """Seconds to wait before the next attempt: what Xero asked for, else doubling.

    Args:
        fault: a rate limit may say how long.
        attempt: the attempt that failed, from 1.
        spread: 0 to 1; sets apart processes that were refused together.
        policy: first wait and ceiling.
    """
    if isinstance(fault, XeroRateLimitError) and fault.retry_after is not None:
        return max(fault.retry_after, 1) + spread
    doubled = policy.first_wait_s * 2 ** (attempt - 1)
    return float(min(doubled, policy.longest_wait_s) * (1 + spread / 2))


def persevere(
    send: Callable[[float], Answered],
    *,
    is_write: bool,
    policy: RetryPolicy,
    sleep: Callable[[float], None],
    refresh: Callable[[], None],
    spread: Callable[[], float],
) -> Answered:
    """Send until it works, or until the verdict is to stop.

    Args:
        send: one attempt; gets the seconds of patience left.
        is_write: whether the request could change anything in Xero.
        policy: how patient we are.
        sleep: waits so many seconds.
        refresh: gets a new token.
        spread: gives a number from 0 to 1.

    Raises:
        XeroError: the last fault, unchanged.
    """
    left, attempt, refreshed = policy.budget_s, 0, False
    while True:
        attempt += 1
        try:
            return send(left)
        except XeroError as fault:
            pause = wait_s(fault, attempt=attempt, spread=spread(), policy=policy)
            what = verdict(
                fault, attempt=attempt, is_write=is_write, refreshed=refreshed, policy=policy
            )
            if what in _STOPS or (what is Verdict.WAIT and pause > left):
                raise
        if what is Verdict.REFRESH_TOKEN:
            refreshed = True
            refresh()
        else:
            left -= pause
            sleep(pause)
