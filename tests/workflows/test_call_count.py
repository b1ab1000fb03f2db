"""What was called is counted in memory and stored when a gateway is let go."""

from datetime import date, datetime, timedelta

import pytest

from cmxero.core.errors import StoreBusyError
from cmxero.core.usage import DayUsage
from cmxero.store.usage import UsageLog
from cmxero.workflows.usage import UsageCount, store_usage, usage

LATE = datetime(2026, 11, 21, 23, 59, 59)


class Clock:
    """Shows what it is told."""

    now = LATE

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    """A second before midnight, UTC."""
    return Clock()


@pytest.fixture
def count(clock):
    """Nothing counted yet."""
    return UsageCount(clock)


def test_calls_are_added_up_by_day_and_the_last_word_counts(count, clock):
    """A refusal without the header leaves the word before it."""
    count.add(100, 900, 4998)
    count.add(10, 10, None)
    clock.now += timedelta(seconds=1)
    count.add(1, 2, 4997)
    assert count.take() == (
        DayUsage(date(2026, 11, 21), 2, 110, 910, 4998, LATE),
        DayUsage(date(2026, 11, 22), 1, 1, 2, 4997, clock.now),
    )
    assert count.take() == ()


def test_what_is_stored_adds_up_over_runs(scene, count, clock):
    """Each gateway adds a row; a day is their sum."""
    bench = scene.bench.bench
    scene.clock.now = datetime(2026, 11, 22, 2)
    store_usage(bench, count)
    count.add(100, 900, 4998)
    store_usage(bench, count)
    clock.now = datetime(2026, 11, 22, 1)
    count.add(1, 2, None)
    count.add(3, 5, 4000)
    store_usage(bench, count)
    today, yesterday, *rest = usage(bench).days
    assert (today.calls, today.bytes_received, today.bytes_decoded) == (2, 4, 7)
    assert (yesterday.calls, yesterday.day_remaining) == (1, 4998)
    assert usage(bench).day_remaining == 4000
    assert {each.calls for each in rest} == {0}


def test_a_busy_database_keeps_the_count_and_spoils_nothing(scene, monkeypatch):
    """It is stored with the next gateway."""
    scene.bench._counted.add(100, 900, None)

    def busy(*_args, **_words):
        raise StoreBusyError("a viewer", 30)

    with monkeypatch.context() as patch:
        patch.setattr(UsageLog, "add", busy)
        assert "Pull" in str(scene.bench.pull())
    assert usage(scene.bench.bench).days[0].calls == 0
    scene.bench.pull()
    assert usage(scene.bench.bench).days[0].calls == 1
