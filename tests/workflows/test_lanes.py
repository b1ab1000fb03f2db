"""Several requests at once: each done once, nothing begun after a fault or a cancel."""

import threading
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmxero.workflows.lanes import Lanes


class Tools:
    """Counts how many are open and how many were in use at once."""

    def __init__(self):
        self.opened = self.open = self.busy = self.most_busy = 0
        self.guard = threading.Lock()

    @contextmanager
    def __call__(self):
        with self.guard:
            self.opened += 1
            self.open += 1
        try:
            yield self
        finally:
            with self.guard:
                self.open -= 1

    def use(self, work):
        """Be busy with a piece of work."""
        with self.guard:
            self.busy += 1
            self.most_busy = max(self.most_busy, self.busy)
        with self.guard:
            self.busy -= 1
        return work


def lanes(work, do, tools, *, at_once=3, is_cancelled=lambda: False):
    """Lanes over a list of work."""
    return Lanes(work, do, tools, at_once=at_once, is_cancelled=is_cancelled)


@given(work=st.lists(st.integers(), max_size=30), at_once=st.integers(-1, 7))
def test_every_piece_is_done_once_and_every_tool_is_given_back(work, at_once):
    """However many lanes, with no more tools than lanes or work."""
    tools = Tools()
    done = list(lanes(work, Tools.use, tools, at_once=at_once).results())
    assert sorted(done) == sorted(work)
    assert tools.open == 0
    assert tools.opened == min(max(1, at_once), len(work))
    assert tools.most_busy <= max(1, at_once)


def test_the_first_fault_is_raised_when_all_lanes_have_ended():
    """Results before it still arrive; nothing new begins after it."""
    tools, begun = Tools(), []

    def do(_, work):
        begun.append(work)
        if work == 2:
            raise ValueError(work)
        return work

    with pytest.raises(ValueError, match="2"):
        list(lanes([1, 2, 3, 4], do, tools, at_once=1).results())
    assert (begun, tools.open) == ([1, 2], 0)


def test_a_tool_that_does_not_open_is_a_fault_too():
    """As when Xero cannot be reached at all."""

    @contextmanager
    def broken():
        raise ValueError("no way in")
        yield

    with pytest.raises(ValueError, match="no way in"):
        list(lanes([1], lambda *_: None, broken).results())


def test_a_cancel_lets_what_is_under_way_end():
    """Asked before each piece; what was done is handed over."""
    done = []
    made = lanes(
        [1, 2, 3, 4],
        lambda _, work: done.append(work) or work,
        Tools(),
        at_once=1,
        is_cancelled=lambda: len(done) == 2,
    )
    assert (list(made.results()), made.was_cancelled) == ([1, 2], True)
