"""Sixty a minute and five at once."""

import threading
from datetime import timedelta

import pytest

from cmxero.core.errors import XeroRateLimitError
from cmxero.xero.limits import CallLimits


def take(limits, patience_s=120):
    with limits.turn(patience_s):
        pass


def test_turn_when_the_minute_is_used_up_then_the_next_waits_for_its_end(clock):
    """Sixty calls pass at once, the sixty-first when the first is a minute old."""
    limits = CallLimits(clock=clock, sleep=clock.sleep)
    for _ in range(60):
        take(limits)
    assert clock.slept == []
    take(limits)
    assert 60 <= sum(clock.slept) < 60.1


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
    assert 60 <= sum(clock.slept) < 60.1


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
