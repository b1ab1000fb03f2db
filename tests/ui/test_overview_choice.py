import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmxero.ui.overview_choice import CHARTS, DEFAULT, OPENINGS, TILES, Choice, read_choice

CHOICES = st.builds(
    Choice,
    tiles=st.lists(st.sampled_from(sorted(TILES)), unique=True).map(tuple),
    charts=st.lists(st.sampled_from(sorted(CHARTS)), unique=True).map(tuple),
    opens=st.sampled_from(sorted(OPENINGS)),
    rows=st.sampled_from(["", *sorted(TILES)]),
)


@given(CHOICES)
def test_what_was_kept_comes_back(choice):
    """Tiles and charts in their order, also none at all."""
    assert read_choice(choice.as_text()) == choice


TEXT = st.sampled_from(["", "open", "now", "tiles", "{", "é"])
ODD = st.none() | st.integers() | TEXT | st.lists(TEXT | st.integers(), max_size=4)


@given(st.dictionaries(st.sampled_from(["tiles", "charts", "opens", "rows", "x"]), ODD))
def test_whatever_else_was_kept_gives_a_view_that_can_be_shown(kept):
    """Another version's tiles, or a damaged text, never keep the page from opening."""
    read = read_choice(json.dumps(kept))
    assert set(read.tiles) <= set(TILES)
    assert set(read.charts) <= set(CHARTS)
    assert read.opens in OPENINGS


@pytest.mark.parametrize("kept", ["", "{", "[]", "null", "7"])
def test_nothing_kept_is_the_usual_view(kept):
    """The first visit, and after a reset."""
    assert read_choice(kept) == DEFAULT


def test_tiles_a_later_version_took_away_are_left_out():
    """The others stay in their order."""
    kept = json.dumps({"tiles": ["old", "gone", "open", "old"], "charts": []})
    assert read_choice(kept).tiles == ("old", "open")
    assert read_choice(kept).charts == ()
