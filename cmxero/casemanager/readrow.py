"""A row of an export as read, before it is put together with its siblings."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cmxero.casemanager.fields import number_place
from cmxero.casemanager.layout import Layout
from cmxero.core.casejournal import CaseKind, CaseLine

SEPARATOR = "\x1f"

Header = tuple[str | date | None, ...]


@dataclass(slots=True)
class ReadRow:
    """A row as read.

    Attributes:
        row: as Excel counts.
        kind: None if it cannot be told.
        header: the fields of ``HEADER_FIELDS``; of a bad row, no more than the transaction
            number and the invoice number, as far as they can be read.
        total: the transaction's dollars with GST; 0.00 for a bad row.
        line: None for a kind without lines, and for a bad row.
        cells: the row as it came in, kept small: most rows are never asked for it again.
        is_bad: whether it has a blocking problem of its own.
    """

    row: int
    kind: CaseKind | None
    header: Header
    total: Decimal
    line: CaseLine | None
    cells: str | list[str]
    is_bad: bool = False

    @property
    def number(self) -> str:
        """The transaction's number; empty if it cannot be told."""
        return "" if self.kind is None else str(self.header[number_place(self.kind)])

    @property
    def subject(self) -> str:
        """What it belongs to, e.g. ``invoice 1001``; empty if it cannot be told."""
        return f"{self.kind} {self.number}" if self.number else ""


def keep_cells(cells: list[str]) -> str | list[str]:
    """The cells of a row as one small text, from which ``raw_json`` can restore them."""
    joined = SEPARATOR.join(cells)
    return joined if joined.count(SEPARATOR) < len(cells) else list(cells)


def raw_json(cells: str | list[str], layout: Layout) -> str:
    """A row as JSON: header to cell; cells beyond the header go by their number."""
    texts = cells.split(SEPARATOR) if isinstance(cells, str) else cells
    names = [*layout.keys, *(f"column {n}" for n in range(layout.width + 1, len(texts) + 1))]
    return json.dumps(dict(zip(names, texts, strict=False)), ensure_ascii=False)
