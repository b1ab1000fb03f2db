"""How the rows of each kind are read from one file: which cell, by which reader."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from cmxero.casemanager.cells import (
    LONG_TEXT,
    SHORT_TEXT,
    Dates,
    Kinds,
    Texts,
    amounts,
    numbers,
)
from cmxero.casemanager.columns import BY_FIELD, Cell
from cmxero.casemanager.fields import HEADER_FIELDS, LINE_FIELDS, LINED, LONG_FIELDS, fields_of
from cmxero.casemanager.layout import Layout, lacks, missing_columns
from cmxero.core.casejournal import CaseKind

CellReader = Mapping[str, Any]
"""From the text of a cell to its value; see ``cells.py``."""
Place = tuple[CellReader, int]
"""The reader of a cell, and the column it stands in."""


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """How one field is read."""

    name: str
    reader: CellReader
    at: int
    is_needed: bool


@dataclass(frozen=True, slots=True)
class RowPlan:
    """How the rows of one kind are read.

    Attributes:
        needed: picks the cells that may not be empty.
        header: what is the same on each row of a transaction, in the order of ``HEADER_FIELDS``.
        line: the cells of ``LINE_FIELDS``; none for kinds without lines.
        total: where the transaction's total stands.
        fields: all of them, one by one.
    """

    needed: Callable[[list[str]], tuple[str, ...]]
    header: tuple[Place, ...]
    line: tuple[Place, ...]
    total: int
    fields: tuple[FieldPlan, ...]


class Plans(dict[CaseKind, RowPlan]):
    """The plans of one file, each made when its kind is first met.

    Attributes:
        texts, kinds, dates, amounts: readers that remember what they have met.
    """

    def __init__(self, layout: Layout, file_name: str) -> None:
        super().__init__()
        self._layout, self._file_name = layout, file_name
        self.texts, self.kinds, self.dates, self.amounts = (
            Texts(SHORT_TEXT),
            Kinds(),
            Dates(),
            amounts(),
        )
        self._long_texts, self._numbers = Texts(LONG_TEXT), numbers()

    def __missing__(self, kind: CaseKind) -> RowPlan:
        """Make the plan of a kind.

        Raises:
            ExportFileError: the file lacks a column that this kind needs.
        """
        if lacks(self._layout, kind):
            raise missing_columns(self._layout, self._file_name)
        fields = tuple(self._field(name, kind) for name in fields_of(kind))
        by_name = {one.name: (one.reader, one.at) for one in fields}
        self[kind] = plan = RowPlan(
            needed=itemgetter(*(one.at for one in fields if one.is_needed)),
            header=tuple(by_name[name] for name in HEADER_FIELDS[kind]),
            line=tuple(by_name[name] for name in LINE_FIELDS) if kind in LINED else (),
            total=self.place("transaction_total"),
            fields=fields,
        )
        return plan

    def place(self, field: str) -> int:
        """The column of a field; the empty one behind the last if the file lacks it."""
        return self._layout.place.get(field, self._layout.width)

    def fields(self, kind: CaseKind | None) -> tuple[FieldPlan, ...]:
        """The fields of a row; of one whose kind cannot be told, only the type, needed by all."""
        if kind is None:
            return (self._field("transaction_type", CaseKind.INVOICE),)
        return self[kind].fields

    def _field(self, name: str, kind: CaseKind) -> FieldPlan:
        return FieldPlan(name, self._reader(name), self.place(name), kind in BY_FIELD[name].needed)

    def _reader(self, field: str) -> CellReader:
        if field == "transaction_type":
            return self.kinds
        by_cell: dict[Cell, CellReader] = {
            Cell.TEXT: self._long_texts if field in LONG_FIELDS else self.texts,
            Cell.DATE: self.dates,
            Cell.MONEY: self.amounts,
            Cell.NUMBER: self._numbers,
        }
        return by_cell[BY_FIELD[field].cell]
