"""Results as pandas frames for notebooks; money stays exact, never a float."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import pandas as pd

from cmxero.store.adhoc import Answer


def frame_of_rows(rows: Sequence[Any]) -> pd.DataFrame:
    """Dataclass instances as a frame, a column a field; Decimals stay Decimals."""
    if not rows:
        return pd.DataFrame()
    first = rows[0]
    if not is_dataclass(first):
        return pd.DataFrame(list(rows))
    names = [each.name for each in fields(first)]
    return pd.DataFrame(
        {name: pd.Series([getattr(row, name) for row in rows], dtype=object) for name in names}
    )


def frame_of_cells(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> pd.DataFrame:
    """Rows of cells as a frame; Decimals stay Decimals."""
    return pd.DataFrame(list(rows), columns=list(columns), dtype=object)


def frame_of_answer(answer: Answer) -> pd.DataFrame:
    """An answer as a frame backed by Arrow: decimal columns add up exactly."""
    frame: pd.DataFrame = answer.arrow.to_pandas(types_mapper=pd.ArrowDtype)
    return frame
