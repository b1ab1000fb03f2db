"""Matching against a second telling of its rules, and what must hold whatever comes in."""

from datetime import date, timedelta
from decimal import Decimal
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from match_brute import CASE, EITHER, XERO, candidate, judge, verdicts_of

from cmxero.core.match_candidates import Nature
from cmxero.core.match_groups import match_all
from cmxero.core.match_search import smallest_zero_sums
from cmxero.core.matching import Verdict, match_group

WINDOW = 30
# Few different amounts, invoices and words, so that sets meet often and facts decide often.
CENTS = st.sampled_from([-300, -200, -150, -100, -50, 50, 100, 150, 200, 300])
WORDS = st.frozensets(st.sampled_from(["1001", "1002", "p1", "cn7"]), max_size=2)
CUSTOMERS = st.tuples(
    st.sampled_from(["", "Bluegum", "Wattle"]), st.sampled_from(["", "", "c-1", "c-2"])
)
ONE_CUSTOMER = st.just(("Bluegum", "c-1"))
DAYS = st.none() | st.integers(0, 40).map(lambda n: date(2026, 9, 1) + timedelta(days=n))


@st.composite
def groups(draw, most=9, natures=(Nature.DOCUMENT,), cents=CENTS, customers=CUSTOMERS):
    """Candidates with unique keys."""
    return [
        candidate(
            f"k{n:02}",
            draw(st.sampled_from([CASE, CASE, XERO, XERO, EITHER])),
            Decimal(draw(cents)).scaleb(-2),
            day=draw(DAYS.map(lambda day: day and day.isoformat())),
            invoice=draw(st.sampled_from(["", "1001", "1002"])),
            customer=draw(customers)[0],
            contact=draw(customers)[1],
            numbers=draw(WORDS),
            names=draw(WORDS),
            nature=draw(st.sampled_from(natures)),
        )
        for n in range(draw(st.integers(0, most)))
    ]


@settings(max_examples=250, deadline=None)
@given(groups())
def test_verdicts_are_those_of_a_brute_force_search(group):
    """Unique, ambiguous with each of its ways, or impossible: the same, found by trying all."""
    unique, ambiguous = judge(group, WINDOW)
    found = match_group(group, window_days=WINDOW)
    assert verdicts_of(found) == (unique, ambiguous)
    assert (found[0].verdict is Verdict.IMPOSSIBLE) == (not unique and not ambiguous)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_the_order_of_the_input_is_of_no_account(data):
    """Not only the same sets: the same answer to the last word."""
    group = data.draw(groups())
    shuffled = data.draw(st.permutations(group))
    assert match_group(shuffled, window_days=WINDOW) == match_group(group, window_days=WINDOW)
    assert match_all(shuffled, window_days=WINDOW) == match_all(group, window_days=WINDOW)


@settings(max_examples=100, deadline=None)
@given(groups(most=14, natures=tuple(Nature)))
def test_every_match_is_even_and_no_candidate_is_taken_twice(group):
    """To the cent, of one nature, and each unique match has its candidates to itself."""
    taken = []
    for found in match_all(group, window_days=WINDOW):
        for way in found.matching.ways:
            assert sum(part.effect for part in way.parts) == Decimal("0.00")
            assert len({part.nature for part in way.parts}) == 1
            assert len(set(way.keys)) == len(way.keys) >= 2
        if found.matching.verdict is Verdict.UNIQUE:
            taken += found.matching.ways[0].keys
    assert len(taken) == len(set(taken))


@settings(max_examples=150, deadline=None)
@given(
    groups(most=10, cents=st.sampled_from([-100, 100]), customers=ONE_CUSTOMER), st.integers(4, 8)
)
def test_searching_step_by_step_finds_the_matches_of_the_whole(group, limit):
    """A circle beyond the limit gives the unique matches that a search of it all would give.

    Only those that it says nothing about may be missing: in what was not searched.
    """
    whole = match_all(group, window_days=WINDOW)
    with (
        patch("cmxero.core.match_groups.MOST_CANDIDATES", limit),
        patch("cmxero.core.matching.MOST_CANDIDATES", limit),
    ):
        parts = match_all(group, window_days=WINDOW)
    expected = {found.matching.ways[0].keys for found in whole
                if found.matching.verdict is Verdict.UNIQUE}  # fmt: skip
    found = {each.matching.ways[0].keys for each in parts
             if each.matching.verdict is Verdict.UNIQUE}  # fmt: skip
    unsearched = {part.key for each in parts if each.matching.verdict is Verdict.NOT_SEARCHED
                  for part in each.matching.candidates}  # fmt: skip
    assert found <= expected
    assert all(set(keys) & unsearched for keys in expected - found)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-6, 6).filter(bool), max_size=9))
def test_the_smallest_sums_of_nothing(cents):
    """Bit masks of subsets that come to 0 and hold none that does."""
    even = [
        mask
        for mask in range(1, 1 << len(cents))
        if sum(each for place, each in enumerate(cents) if mask >> place & 1) == 0
    ]
    assert list(smallest_zero_sums(cents)) == [
        mask for mask in even if not any(other != mask and other & mask == other for other in even)
    ]
