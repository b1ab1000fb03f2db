"""The contract as a table in words, from ``columns.py``: for the template and the page."""

from cmxero.casemanager.columns import COLUMNS, Column
from cmxero.core.casejournal import CaseKind

HEADINGS = ("Column", "Must be filled for", "Holds", "Meaning", "Also read under these headers")


def columns_table() -> tuple[tuple[str, ...], ...]:
    """One row a column of the contract, under ``HEADINGS``."""
    return tuple(
        (
            column.header,
            _needed(column),
            column.cell.value,
            column.meaning,
            ", ".join(column.aliases),
        )
        for column in COLUMNS
    )


def _needed(column: Column) -> str:
    if len(column.needed) == len(CaseKind):
        return "every row"
    return ", ".join(kind.value for kind in CaseKind if kind in column.needed)
