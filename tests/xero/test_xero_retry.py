"""The table of what to do after a failed call, and the loop around it."""

import pytest

from cmxero.core.errors import (
    XeroAnswerError,
    XeroRateLimitError,
    XeroRejectedError,
    XeroSignInError,
    XeroUnreachableError,
)
from cmxero.xero.retry import RetryPolicy, Verdict, persevere, verdict, wait_s

POLICY = RetryPolicy(attempts=3, budget_s=60)
EXPIRED = XeroSignInError("expired", status=401)
LOST = XeroUnreachableError("lost")


def limit(word, seconds=None):
    return XeroRateLimitError("limit", limit=word, retry_after=seconds)


@pytest.mark.parametrize(
    ("fault", "attempt", "is_write", "refreshed", "expected"),
    [
        (EXPIRED, 1, False, False, Verdict.REFRESH_TOKEN),
        (EXPIRED, 1, True, False, Verdict.REFRESH_TOKEN),
        (EXPIRED, 2, False, False, Verdict.REFRESH_TOKEN),
        (EXPIRED, 2, False, True, Verdict.GIVE_UP),
        (XeroSignInError("forbidden", status=403), 1, False, False, Verdict.GIVE_UP),
        (XeroSignInError("nobody signed in"), 1, False, False, Verdict.GIVE_UP),
        (limit("minute", 5), 1, True, False, Verdict.WAIT),
        (limit("concurrent"), 1, True, False, Verdict.WAIT),
        (limit("unknown"), 1, False, False, Verdict.WAIT),
        (limit("unknown"), 9, True, False, Verdict.WAIT),
        (limit("day", 5), 1, False, False, Verdict.GIVE_UP),
        (limit("minute", 5), 3, True, False, Verdict.GIVE_UP),
        (LOST, 1, False, False, Verdict.WAIT),
        (LOST, 3, False, False, Verdict.GIVE_UP),
        (LOST, 1, True, False, Verdict.LOOK_FIRST),
        (LOST, 3, True, False, Verdict.LOOK_FIRST),
        (XeroUnreachableError("503", status=503), 1, True, False, Verdict.LOOK_FIRST),
        (XeroRejectedError("no", status=400), 1, False, False, Verdict.GIVE_UP),
        (XeroAnswerError("odd"), 1, False, False, Verdict.GIVE_UP),
    ],
)
def test_verdict_when_a_call_failed_then_as_in_the_table(
    fault, attempt, is_write, refreshed, expected
):
    """One line a case; no clock, no sleeping, no network."""
    found = verdict(fault, attempt=attempt, is_write=is_write, refreshed=refreshed, policy=POLICY)
    assert found is expected


@pytest.mark.parametrize(
    ("fault", "attempt", "spread", "seconds"),
    [
        (limit("minute", 7), 1, 0, 7),
        (limit("minute", 7), 3, 1, 8),
        (limit("minute", 0), 1, 0, 1),
        (limit("concurrent"), 1, 0, 1),
        (LOST, 1, 0, 1),
        (LOST, 3, 0, 4),
        (LOST, 3, 1, 6),
        (LOST, 9, 0, 30),
    ],
)
def test_wait_when_computed_then_what_xero_asked_or_doubling(fault, attempt, spread, seconds):
    """Never shorter than Xero asked for; otherwise doubling up to the ceiling."""
    assert wait_s(fault, attempt=attempt, spread=spread, policy=POLICY) == seconds


def run(script, *, is_write=False, policy=POLICY):
    """Runs the loop over a script of faults and answers; gives what happened in order."""
    events, steps = [], iter(script)

    def send(patience_s):
        events.append(("send", patience_s))
        step = next(steps)
        if isinstance(step, Exception):
            raise step
        return step

    try:
        events.append(("answer", persevere(
            send, is_write=is_write, policy=policy, spread=lambda: 0,
            sleep=lambda s: events.append(("sleep", s)),
            refresh=lambda: events.append(("refresh",)),
        )))  # fmt: skip
    except Exception as fault:  # noqa: BLE001
        events.append(("raised", fault))
    return events


def test_loop_when_it_works_at_last_then_patience_shrinks_by_what_was_waited():
    """The budget is for all waits together."""
    assert run([limit("minute", 20), LOST, "done"]) == [
        ("send", 60), ("sleep", 20), ("send", 40), ("sleep", 2), ("send", 38), ("answer", "done"),
    ]  # fmt: skip


def test_loop_when_the_wait_is_over_budget_then_raised_without_waiting():
    """61 seconds are not waited for when 60 are allowed."""
    fault = limit("minute", 61)
    assert run([fault]) == [("send", 60), ("raised", fault)]


def test_loop_when_a_limit_does_not_say_how_long_then_a_minute_is_waited_out():
    """The limit of the app tells no time; only the budget ends the waiting."""
    untold = [limit("unknown")] * 6
    events = run([*untold, "done"], policy=RetryPolicy(attempts=3, budget_s=70))
    assert sum(event[1] for event in events if event[0] == "sleep") == 61
    assert events[-1] == ("answer", "done")
    fault = limit("unknown")
    assert run([fault] * 9)[-1] == ("raised", fault)


def test_loop_when_a_write_is_lost_then_raised_at_once():
    """The export looks first."""
    assert run([LOST, "never"], is_write=True) == [("send", 60), ("raised", LOST)]


def test_loop_when_expired_twice_then_refreshed_once():
    """A second 401 with a new token is not a matter of age."""
    assert run([EXPIRED, EXPIRED, "never"]) == [
        ("send", 60), ("refresh",), ("send", 60), ("raised", EXPIRED),
    ]  # fmt: skip
