"""Sixty a minute, five at once, and what the day keeps for the pulls."""

import threading
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmxero.core.errors import XeroRateLimitError
from cmxero.xero.allowance import TRUSTED_MS, Allowance
from cmxero.xero.limits import CallLimits


def take(limits, patience_s=120):
    with limits.turn(patience_s):
        pass


def test_turn_when_the_minute_is_used_up_then_the_next_waits_for_its_end(clock):
    """Sixty calls pass at once, the sixty-first when the first is surely over a minute old."""
    limits = CallLimits(clock=clock, sleep=clock.sleep)
    for _ in range(60):
        take(limits)
    assert clock.slept == []
    take(limits)
    assert clock.slept == [61]


def test_turn_when_many_calls_then_no_window_of_a_minute_holds_more_than_allowed(clock):
    """Whatever the rhythm, any sixty seconds hold at most the allowance."""
    limits = CallLimits(clock=clock, sleep=clock.sleep, a_minute=3)
    made = []
    for pause in (0, 10, 0, 49, 0, 0, 1, 70, 0, 0, 0, 5):
        clock.now += timedelta(seconds=pause)
        take(limits)
        made.append(clock.now)
    for begin in made:
        window = [at for at in made if begin <= at < begin + timedelta(seconds=60)]
        assert len(window) <= 3


def test_turn_when_the_wait_is_longer_than_patience_then_refused_without_waiting(clock):
    """A notebook is told when to come back."""
    limits = CallLimits(clock=clock, sleep=clock.sleep, a_minute=1)
    take(limits)
    with pytest.raises(XeroRateLimitError) as caught:
        take(limits, patience_s=10)
    assert clock.slept == []
    assert (caught.value.limit, caught.value.retry_after) == ("minute", 61)


def test_hold_when_xero_asked_for_a_pause_then_everyone_waits(clock):
    """The pause of one call is the pause of all."""
    limits = CallLimits(clock=clock, sleep=clock.sleep)
    limits.hold(30, "minute")
    limits.hold(5, "minute")
    take(limits)
    assert clock.slept == [30]


def test_hold_when_the_day_is_used_up_then_the_refusal_says_day(clock):
    """No call is wasted on a day that is over."""
    limits = CallLimits(clock=clock, sleep=clock.sleep)
    limits.hold(3600, "day")
    with pytest.raises(XeroRateLimitError) as caught:
        take(limits, patience_s=100)
    assert (caught.value.limit, caught.value.retry_after) == ("day", 3600)


def test_turn_when_the_clock_is_set_back_then_calls_go_on(clock):
    """A corrected clock neither breaks the order nor blocks for hours."""
    limits = CallLimits(clock=clock, sleep=clock.sleep, a_minute=2)
    take(limits)
    clock.now -= timedelta(hours=3)
    take(limits)
    assert clock.slept == []
    take(limits)
    assert clock.slept == [61]


def test_turn_when_five_are_under_way_then_the_sixth_waits(clock):
    """The sixth begins only when one of the five has ended."""
    limits = CallLimits(clock=clock, sleep=clock.sleep)
    leave, inside = threading.Event(), threading.Semaphore(0)
    began = []

    def call(number):
        with limits.turn(10):
            began.append(number)
            inside.release()
            leave.wait(5)

    threads = [threading.Thread(target=call, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        assert inside.acquire(timeout=5)
    assert not inside.acquire(timeout=0.1)
    assert len(began) == 5
    leave.set()
    for thread in threads:
        thread.join()
    assert len(began) == 6


def test_turn_when_a_call_fails_then_its_place_is_free_again(clock):
    """A fault does not use up a place for good."""
    limits = CallLimits(clock=clock, sleep=clock.sleep, at_once=1)
    with pytest.raises(RuntimeError), limits.turn(1):
        raise RuntimeError
    take(limits)


def test_turn_when_waiting_for_the_minute_then_no_place_is_held(clock):
    """One who waits must not shut out another who may call."""
    places = []
    limits = CallLimits(clock=clock, sleep=lambda s: (places.append(free()), clock.sleep(s)),
                        a_minute=1, at_once=1)  # fmt: skip

    def free():
        with limits._ledger.place(0) as is_held:
            return is_held

    take(limits)
    take(limits)
    assert places == [True]


def test_turn_when_the_day_is_nearly_used_up_then_only_the_pulls_go_on(clock):
    """An export stops before the call that would leave fewer than the pulls need."""
    limits = CallLimits(clock=clock, sleep=clock.sleep)
    limits.tell_day(503)
    for _ in range(3):
        with limits.turn(1, kept_for_pulls=500):
            pass
    with (
        pytest.raises(
            XeroRateLimitError, match=r"500 more calls today, and 500 are kept"
        ) as caught,
        limits.turn(1, kept_for_pulls=500),
    ):
        pass
    assert caught.value.limit == "day"
    take(limits)
    assert limits.day_remaining == 499


def test_turn_when_xero_has_not_told_its_day_then_the_call_goes(clock):
    """Without a word of Xero's there is nothing to obey."""
    limits = CallLimits(clock=clock, sleep=clock.sleep)
    with limits.turn(1, kept_for_pulls=500):
        pass
    assert limits.day_remaining is None


def test_turn_when_the_word_is_an_hour_old_then_one_call_may_ask_again(clock):
    """Nobody says when Xero's day ends, so a stop must not outlast it."""
    limits = CallLimits(clock=clock, sleep=clock.sleep)
    limits.tell_day(10)
    clock.now += timedelta(milliseconds=TRUSTED_MS + 1)
    with limits.turn(1, kept_for_pulls=500):
        limits.tell_day(9)
    with pytest.raises(XeroRateLimitError), limits.turn(1, kept_for_pulls=500):
        pass


def test_tell_day_when_an_answer_is_late_then_the_lower_count_stays():
    """Five answers may overtake one another; only a much higher count is a new day."""
    allowance = Allowance()
    for told, known in ((100, 100), (97, 97), (99, 97), (102, 97), (103, 103), (5000, 5000)):
        allowance.tell_day(told, 0)
        assert allowance.day_remaining == known


def test_hold_when_the_day_is_over_then_said_when_it_begins_anew(clock):
    """The refusal names the time, not only a number of seconds."""
    limits = CallLimits(clock=clock, sleep=clock.sleep)
    limits.hold(30_000, "day")
    with pytest.raises(XeroRateLimitError, match=r"in 8 h 20 min, at 20:20 UTC on 1 July"):
        take(limits)


def test_seconds_for_when_calls_are_to_come_then_how_long_they_take_at_least(clock):
    """From what the last minute has used: 40 at once, 60 a window after that."""
    limits = CallLimits(clock=clock, sleep=clock.sleep)
    for _ in range(20):
        take(limits)
    clock.now += timedelta(seconds=10)
    found = [limits.seconds_for(calls) for calls in (0, 1, 40, 41, 60, 61, 100, 101, 161)]
    assert found == [0, 0, 0, 51, 51, 61, 61, 112, 173]
    limits.hold(80, "minute")
    assert [limits.seconds_for(calls) for calls in (1, 60, 61)] == [80, 80, 141]


@given(
    made=st.lists(st.integers(0, 30_000), max_size=8),
    pause=st.integers(0, 90_000),
    coming=st.integers(1, 20),
)
def test_nth_call_when_played_through_then_that_is_when_it_begins(made, pause, coming):
    """The arithmetic of the estimate is the rule of the turns."""
    allowance, now = Allowance(), 0
    for gap in made:
        now += gap
        allowance.look(now)
        if allowance.wait_ms(now, 3) == 0:
            allowance.take(now)
    allowance.hold(now + pause, "minute")
    said = now + allowance.nth_call_ms(coming, now, 3)
    for _ in range(coming):
        now += allowance.wait_ms(now, 3)
        allowance.look(now)
        assert allowance.wait_ms(now, 3) == 0
        allowance.take(now)
    assert now == said
