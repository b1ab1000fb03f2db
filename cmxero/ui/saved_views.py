"""Views of a list that a person keeps: what is filtered, how it is sorted, which columns.

Kept as JSON under a name of the page (``store.preferences``); what an older cmxero or another
hand wrote there and nobody understands is left out, never an error.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from cmxero.core.errors import DecisionRefusedError
from cmxero.ui.grid import DIRECTIONS, Column

LONGEST_NAME = 40
MOST_VIEWS = 50


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at a list.

    Attributes:
        filters: values by the names the page has for its filters; what is not named is not
            filtered.
        query, sort: as in ``Grid``.
        columns: fields shown, in their order; empty for the usual ones.
    """

    name: str
    filters: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    sort: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def filter(self, name: str) -> str:
        """A filter's value; empty where nothing is filtered."""
        return self.filters.get(name, "")


ViewRule = Callable[[View], bool]


def view_rule(
    filters: Mapping[str, Callable[[str], bool]],
    columns: Sequence[Column],
    *,
    also_sorted: Sequence[Column] = (),
) -> ViewRule:
    """Which views a page can show: those that only name what it has today.

    Args:
        filters: each filter's name, and whether a value is one of its.
        columns: those a person chooses from.
        also_sorted: others the list can be sorted by.
    """
    chosen = {column.field for column in columns}
    sorted_by = chosen | {column.field for column in also_sorted}

    def is_valid(view: View) -> bool:
        return (
            all(name in filters and filters[name](value) for name, value in view.filters.items())
            and chosen.issuperset(view.columns)
            and (not view.sort or _is_order(view.sort, sorted_by))
        )

    return is_valid


def _is_order(sort: Sequence[str], known: set[str]) -> bool:
    by, *direction = sort
    return by in known and direction in [[each] for each in DIRECTIONS]


class ViewKeeper(Protocol):
    """Where a person's choices are kept."""

    def preference(self, name: str) -> str:
        """A text, empty where nothing was kept."""

    def keep_preference(self, name: str, value: str) -> None:
        """Keep it in place of the one before."""


class SavedViews:
    """The views offered: those of the page, then the person's own.

    Attributes:
        own: the person's, in the order they were saved.
        opened: name of the view the person used last; empty for none.
    """

    def __init__(
        self,
        keeper: ViewKeeper,
        page: str,
        given: Sequence[View],
        is_valid: ViewRule = lambda _view: True,
    ) -> None:
        self._keeper, self._name = keeper, f"{page} views"
        self.given = tuple(given)
        kept = _read(keeper.preference(self._name))
        own = [_view(each) for each in kept.get("own", []) if isinstance(each, dict)]
        self.own = tuple(view for view in own if view is not None and is_valid(view))
        opened = kept.get("opened")
        self.opened = opened if isinstance(opened, str) and self.find(opened) else ""

    def offered(self) -> tuple[View, ...]:
        """All of them."""
        return (*self.given, *self.own)

    def find(self, name: str) -> View | None:
        """The view of a name, in any case; None if there is none."""
        wanted = name.strip().casefold()
        return next((one for one in self.offered() if one.name.casefold() == wanted), None)

    def open(self, name: str) -> None:
        """Remember which one was used, for the next visit; empty for none."""
        if name != self.opened:
            self.opened = name
            self._keep()

    def save(self, view: View) -> str:
        """Keep a view under its name, in place of one of the same name; what was done, in words.

        Raises:
            DecisionRefusedError: no name, too long, one of the page's own, or too many.
        """
        name = " ".join(view.name.split())
        if not name:
            raise DecisionRefusedError("A view needs a name. Type one and press Save again.")
        if len(name) > LONGEST_NAME:
            raise DecisionRefusedError(
                f"The name has {len(name)} letters, {LONGEST_NAME} is the most. Shorten it."
            )
        found = self.find(name)
        if found in self.given:
            raise DecisionRefusedError(
                f"'{name}' is a view that is always there. Choose another name."
            )
        if found is None and len(self.own) >= MOST_VIEWS:
            raise DecisionRefusedError(f"{MOST_VIEWS} views are the most. Remove one first.")
        others = tuple(one for one in self.own if one is not found)
        self.own, self.opened = (*others, replace(view, name=name)), name
        self._keep()
        return f"View '{name}' {'replaced' if found else 'saved'}."

    def remove(self, name: str) -> str:
        """Forget one of the person's own views.

        Raises:
            DecisionRefusedError: there is none of the name, or it belongs to the page.
        """
        found = self.find(name)
        if found is None or found in self.given:
            raise DecisionRefusedError("Only a view of your own can be removed. Choose one first.")
        self.own = tuple(one for one in self.own if one is not found)
        self.opened = ""
        self._keep()
        return f"View '{found.name}' removed."

    def _keep(self) -> None:
        kept = {"opened": self.opened, "own": [_kept(view) for view in self.own]}
        self._keeper.keep_preference(self._name, json.dumps(kept))


def _read(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _kept(view: View) -> Mapping[str, Any]:
    own = {"name": view.name, "query": view.query, "sort": view.sort, "columns": view.columns}
    return {**view.filters, **own}


def _view(kept: Mapping[str, Any]) -> View | None:
    """Whatever is not a view's own is a filter's."""
    texts = {name: value for name, value in kept.items() if name not in {"sort", "columns"}}
    if not all(isinstance(value, str) for value in texts.values()) or not texts.get("name"):
        return None
    name, query = texts.pop("name"), texts.pop("query", "")
    filters = {each: value for each, value in texts.items() if value}
    return View(name, filters, query, _texts(kept.get("sort")), _texts(kept.get("columns")))


def _texts(value: object) -> tuple[str, ...]:
    is_texts = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return tuple(value) if is_texts and isinstance(value, list) else ()
