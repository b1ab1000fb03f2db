"""Rows of any kind as a table: for the grid, and with cells of their own kind for a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, Literal, TypeVar

from cmxero.ui.formats import amount_text, date_words, instant_key, instant_words, minor_units
from cmxero.ui.grid import Column, Data

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Field(Generic[Row]):
    """One column.

    Attributes:
        value: a row's cell: a text, Decimal, int, date, naive UTC instant or None.
        total: for an amount, the field that holds its currency.
    """

    name: str
    title: str
    kind: Literal["text", "money", "int", "date", "tag"]
    width: int
    value: Callable[[Row], object]
    grow: int = 0
    shown_from: int = 0
    total: str = ""

    def column(self) -> Column:
        """As the grid takes it."""
        key = "" if self.kind in {"text", "tag"} else f"{self.name}_key"
        return Column(
            self.name,
            self.title,
            self.kind,
            self.width,
            key=self.name if self.kind == "int" else key,
            grow=self.grow,
            shown_from=self.shown_from,
            total=self.total,
        )


def grid_data(fields: Sequence[Field[Row]], rows: Sequence[Row], ids: Sequence[str]) -> Data:
    """Rows as the grid takes them: one list a column, sort keys beside amounts and dates."""
    data: Data = {"id": list(ids)}
    for field in fields:
        values = [field.value(row) for row in rows]
        if field.kind == "int":
            data[field.name] = values
            continue
        data[field.name] = [shown(value) for value in values]
        if field.kind in {"money", "date"}:
            data[f"{field.name}_key"] = [_sort_key(value) for value in values]
    return data


def file_cells(fields: Sequence[Field[Row]], rows: Sequence[Row]) -> list[tuple[object, ...]]:
    """Rows as a file takes them; amounts stay Decimals, dates dates."""
    return [tuple(field.value(row) for field in fields) for row in rows]


def shown(value: object) -> str:
    """A cell as people read it; nothing where there is none."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return amount_text(value)
    if isinstance(value, datetime):
        return instant_words(value)
    if isinstance(value, date):
        return date_words(value)
    return str(value)


def _sort_key(value: object) -> int | None:
    if isinstance(value, Decimal):
        return minor_units(value)
    if isinstance(value, datetime):
        return instant_key(value)
    return value.toordinal() if isinstance(value, date) else None
