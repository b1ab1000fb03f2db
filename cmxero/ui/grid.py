"""The work queue's grid: what goes between Python and the browser (ui.md 8.5)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import anywidget
import msgspec
import traitlets

HERE = Path(__file__).parent
STYLE_SHEET = HERE / "share/jupyter/voila/templates/cmxero/static/cmxero.css"
ASCENDING, DESCENDING = DIRECTIONS = ("ascending", "descending")

Data = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        field: name of the column's texts in the data.
        kind: how it is aligned and copied; an ``int`` column holds integers, the others texts.
        width: least width in pixels.
        key: name of the sort keys in the data, integers or None; empty sorts by the text.
        grow: share of spare room it takes.
        shown_from: the grid's width in pixels from which the column is shown.
        total: for the amount to add up over the selection, the field that holds its currency.
    """

    field: str
    title: str
    kind: Literal["text", "money", "int", "date", "tag"]
    width: int
    key: str = ""
    grow: int = 0
    shown_from: int = 0
    total: str = ""

    def for_browser(self) -> dict[str, Any]:
        """As the script reads it, without what says nothing."""
        named = {name: value for name, value in asdict(self).items() if value}
        named["from"] = named.pop("shown_from", 0)
        return named


def choose_columns(columns: Sequence[Column], chosen: Sequence[str]) -> tuple[Column, ...]:
    """The columns a person wants to see, in this order, on every screen; all where none is named.

    Args:
        chosen: fields.
    """
    if not chosen:
        return tuple(columns)
    by_field = {column.field: replace(column, shown_from=0) for column in columns}
    return tuple(by_field[field] for field in chosen)


def arrange(
    columns: Sequence[Column], data: Mapping[str, Sequence[Any]], query: str, sort: Sequence[str]
) -> list[int]:
    """Row numbers in the order shown; the same rule as ``arrange`` in grid.js.

    Args:
        query: words that must all occur somewhere in a row, in any case.
        sort: field and ``ascending`` or ``descending``, or nothing for the order given. Missing
            values come last both ways; equals keep the order given.
    """
    words = [word for word in re.split(r"[ \t]+", query.lower()) if word]
    rows = [
        row for row in range(len(data["id"])) if not words or _matches(columns, data, row, words)
    ]
    column = next((column for column in columns if sort and column.field == sort[0]), None)
    if column is None:
        return rows
    keys = data[column.key] if column.key else [text.lower() for text in data[column.field]]
    known = [row for row in rows if keys[row] is not None]
    missing = [row for row in rows if keys[row] is None]
    return sorted(known, key=lambda row: keys[row], reverse=sort[1] == DESCENDING) + missing


def _matches(
    columns: Sequence[Column], data: Mapping[str, Sequence[Any]], row: int, words: Sequence[str]
) -> bool:
    line = "\n".join(str(data[column.field][row]) for column in columns).lower()
    return all(word in line for word in words)


def _packed(data: Data, _grid: object) -> dict[str, bytes]:
    """For the browser: bytes, as what is sent as lists is first walked through, cell by cell."""
    return {"json": msgspec.json.encode(data)}


class Grid(anywidget.AnyWidget):
    """A table of many rows to select, sort and search with mouse or keyboard.

    Texts are shown as text, whatever is in them. Selection is by id, never by position.

    Attributes:
        columns: what ``Column.for_browser`` gives.
        data: one list a column; ``id`` is required. Replace it whole, or use ``patch``.
        selected: ids ticked; ids no longer shown leave it.
        current: id of the row the cursor is on.
        query: what is in the search box.
        sort: field and direction, or empty.
        empty: what is said when there is no row.
        asks_python: the search box only sets ``query``; whoever made the grid answers with data.
        version: counts changes of the data, so that a late patch is not applied to newer data.
    """

    _esm = HERE / "grid.js"

    columns: Any = traitlets.List().tag(sync=True)
    data: Any = traitlets.Dict({"id": []}).tag(sync=True, to_json=_packed)
    selected = traitlets.List(traitlets.Unicode()).tag(sync=True)
    current = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode("rows").tag(sync=True)
    query = traitlets.Unicode().tag(sync=True)
    sort = traitlets.List(traitlets.Unicode()).tag(sync=True)
    empty = traitlets.Unicode("Nothing to show.").tag(sync=True)
    asks_python = traitlets.Bool(default_value=False).tag(sync=True)
    version = traitlets.Int(0).tag(sync=True)

    def __init__(self, columns: Sequence[Column], *, label: str) -> None:
        super().__init__(columns=[column.for_browser() for column in columns], label=label)
        self._shown: Callable[[], None] = lambda: None
        self._opened: Callable[[], None] = lambda: None
        self._pressed: Callable[[str], None] = lambda _key: None
        self.on_msg(self._received)

    def on_shown(self, act: Callable[[], None]) -> None:
        """Call this whenever a browser has drawn the grid."""
        self._shown = act

    def on_open(self, act: Callable[[], None]) -> None:
        """Call this when Enter was pressed on a row."""
        self._opened = act

    def on_key(self, act: Callable[[str], None]) -> None:
        """Call this with every letter the grid itself has no use for."""
        self._pressed = act

    def show(self, data: Data, columns: Sequence[Column] | None = None) -> None:
        """Replace the table; what is selected and current stays if it is still there."""
        known = set(data["id"])
        with self.hold_sync():
            self.version += 1
            if columns is not None:
                self.columns = [column.for_browser() for column in columns]
            self.selected = [key for key in self.selected if key in known]
            self.data = data

    def patch(self, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """Change some rows in place: only they travel, and nothing moves in the browser.

        Args:
            rows: for each id the fields to change; every row must name the same fields.

        Raises:
            KeyError: an id or field the grid does not have; nothing was changed.
        """
        if not rows:
            return
        place = {key: at for at, key in enumerate(self.data["id"])}
        fields = list(next(iter(rows.values())))
        changed = {field: [row[field] for row in rows.values()] for field in fields}
        targets = [(self.data[field], field) for field in fields]
        places = [place[key] for key in rows]
        for column, field in targets:
            for at, value in zip(places, changed[field], strict=True):
                column[at] = value
        self.send(
            {"type": "patch", "ids": list(rows), "data": changed, "version": self.version + 1}
        )
        self.version += 1

    def take_focus(self) -> None:
        """Put the keyboard's focus on the grid, without scrolling the page."""
        self.send({"type": "focus"})

    def say(self, text: str) -> None:
        """Tell people who hear the page what happened."""
        self.send({"type": "say", "text": text})

    def _received(self, _grid: object, message: dict[str, Any], _buffers: object) -> None:
        kind = message.get("type")
        if kind == "shown":
            self._shown()
        elif kind == "style":
            self.send({"type": "style", "text": STYLE_SHEET.read_text(encoding="utf-8")})
        elif kind in {"open", "key"}:
            # A message overtakes the traits' own, throttled way here; so it brings them along.
            self.current = message["current"]
            self.selected = message["selected"]
            if kind == "open":
                self._opened()
            else:
                self._pressed(message["key"])
