"""Views a person keeps: offered, saved, replaced, removed, and read back by the next visit."""

import json

import pytest

from cmxero.core.errors import DecisionRefusedError
from cmxero.core.timeline import HistoryKind
from cmxero.ui.grid import Column
from cmxero.ui.history_views import is_valid as is_valid_history
from cmxero.ui.saved_views import MOST_VIEWS, SavedViews, View, view_rule

GIVEN = (View("All that is open", {"status": "open"}), View("Mine", {"part": "mine"}))
CHASE = View(
    "Bluegum to chase",
    {"status": "open", "kind": "totals differ", "part": "mine"},
    "bluegum",
    ("age", "descending"),
    ("age",),
)


class Keeper:
    """What one person chose."""

    def __init__(self, text=""):
        self.kept = {"queue views": text}

    def preference(self, name):
        return self.kept.get(name, "")

    def keep_preference(self, name, value):
        self.kept[name] = value


def views(keeper, is_valid=lambda _: True):
    return SavedViews(keeper, "queue", GIVEN, is_valid)


def test_a_saved_view_is_there_on_the_next_visit_and_opens_it():
    """Every part of it, under a name without needless spaces."""
    keeper = Keeper()
    first = views(keeper)
    assert (first.opened, first.own) == ("", ())
    assert first.save(View("  Bluegum   to chase ", *_rest(CHASE))) == (
        "View 'Bluegum to chase' saved."
    )
    again = views(keeper)
    assert again.own == (CHASE,)
    assert again.opened == "Bluegum to chase"
    assert again.offered() == (*GIVEN, CHASE)
    assert again.find("BLUEGUM to chase") == CHASE


def test_the_same_name_replaces_and_remove_forgets():
    """In any case of letters."""
    keeper = Keeper()
    found = views(keeper)
    found.save(CHASE)
    said = found.save(View("bluegum TO chase", {"status": "accepted"}))
    assert said == "View 'bluegum TO chase' replaced."
    assert views(keeper).own == (View("bluegum TO chase", {"status": "accepted"}),)
    assert found.remove("Bluegum to chase") == "View 'bluegum TO chase' removed."
    assert (views(keeper).own, views(keeper).opened) == ((), "")


def test_the_view_used_last_opens_next_time():
    """One of the page's own too; leaving every view is remembered as well."""
    keeper = Keeper()
    views(keeper).open("Mine")
    assert views(keeper).opened == "Mine"
    views(keeper).open("")
    assert views(keeper).opened == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("   ", "needs a name"),
        ("x" * 41, "41 letters, 40 is the most"),
        ("mine", "always there"),
    ],
)
def test_a_name_that_does_not_do_is_refused(name, words):
    """Nothing is kept then."""
    keeper = Keeper()
    with pytest.raises(DecisionRefusedError, match=words):
        views(keeper).save(View(name))
    assert keeper.kept == {"queue views": ""}


def test_the_pages_own_views_and_unknown_ones_cannot_be_removed():
    """And not more kept than anybody finds again."""
    found = views(Keeper())
    for name in ("Mine", "Never saved", ""):
        with pytest.raises(DecisionRefusedError, match="your own"):
            found.remove(name)
    for number in range(MOST_VIEWS):
        found.save(View(f"view {number}"))
    with pytest.raises(DecisionRefusedError, match="are the most"):
        found.save(View("one more"))
    found.save(View("view 7", {"status": "open"}))


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "[]",
        '{"own": [1, {"name": 5}, {"status": "open"}, {"name": "x", "kind": []}]}',
        '{"own": [], "opened": "gone"}',
        '{"opened": {}}',
    ],
)
def test_what_nobody_understands_is_left_out(text):
    """An older cmxero, or another hand."""
    found = views(Keeper(text))
    assert (found.own, found.opened) == ((), "")


def test_a_view_the_page_cannot_show_any_more_is_left_out():
    """A kind that is gone, say; half understood fields are the usual ones."""
    kept = {"own": [{"name": "a", "kind": "gone"}, {"name": "b", "sort": "age", "columns": [1]}]}
    found = views(Keeper(json.dumps(kept)), lambda view: not view.filter("kind"))
    assert found.own == (View("b"),)


@pytest.mark.parametrize(
    ("view", "can_be_shown"),
    [
        (View("a"), True),
        (View("a", {"status": "open"}, "any words", ("age", "ascending"), ("age",)), True),
        (View("a", {"status": "gone"}), False),
        (View("a", {"colour": "open"}), False),
        (View("a", sort=("age",)), False),
        (View("a", sort=("age", "sideways")), False),
        (View("a", sort=("gone", "ascending")), False),
        (View("a", sort=("proven", "descending")), True),
        (View("a", columns=("age", "gone")), False),
        (View("a", columns=("proven",)), False),
    ],
)
def test_a_page_shows_only_what_it_has(view, can_be_shown):
    """Filters, their values, columns and orders of today."""
    age, proven = Column("age", "Age", "int", 38), Column("proven", "Seen gone", "date", 90)
    rule = view_rule({"status": {"open"}.__contains__}, [age], also_sorted=[proven])
    assert rule(view) is can_be_shown


@pytest.mark.parametrize(
    ("filters", "can_be_shown"),
    [
        ({"since": "2026-11-01", "until": "2026-11-22", "kind": HistoryKind.RUN}, True),
        ({"since": "2026-11-22", "until": "2026-11-01"}, False),
        ({"since": "the first"}, False),
        ({"invoice": "1001", "person": "Bea"}, True),
    ],
)
def test_days_of_the_history_are_days_in_their_order(filters, can_be_shown):
    """Else the page would open with a fault."""
    assert is_valid_history(View("a", filters)) is can_be_shown


def _rest(view):
    return (view.filters, view.query, view.sort, view.columns)
