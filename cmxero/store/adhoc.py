"""An analyst's own questions: read-only SQL over the published snapshot, Decimals kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from cmxero.core.errors import NothingToDoError
from cmxero.store.late_arrow import pa
from cmxero.store.publish import open_snapshot


@dataclass(frozen=True, slots=True)
class Answer:
    """Column names and rows; money is ``Decimal``, instants are naive UTC."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    arrow: pa.Table


def ask(snapshot: Path, question: str) -> Answer:
    """Run one statement on the snapshot.

    Raises:
        NothingToDoError: nothing published yet, or the statement cannot run; says what is wrong.
    """
    if not snapshot.exists():
        raise NothingToDoError(
            "Nothing has been published yet. Run `cmxero publish` (every import, export, pull and "
            "reconcile does it too) and ask again."
        )
    con = open_snapshot(snapshot)
    try:
        table = con.sql(question).to_arrow_table()
    except (duckdb.Error, AttributeError) as fault:
        what = str(fault) if isinstance(fault, duckdb.Error) else "it answers with no rows."
        raise NothingToDoError(
            f"The question could not be answered: {what} "
            "The snapshot is read-only; `show tables` lists what it holds."
        ) from fault
    finally:
        con.close()
    names = tuple(table.column_names)
    columns = [column.to_pylist() for column in table.columns]
    return Answer(names, tuple(zip(*columns, strict=True)) if columns else (), table)
