"""Where a column is shown it has room, and no figure is cut, in every grid there is."""

import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest
from fake_workbench import FakeWorkbench

import cmxero.ui
from cmxero.ui import (
    adjustment_rows,
    export_rows,
    history_rows,
    mismatch_rows,
    overview_rows,
    payment_rows,
    settings_options,
)
from cmxero.ui.grid import Column

SCRIPT = (Path(cmxero.ui.__file__).parent / "grid.js").read_text(encoding="utf-8")
TICK = int(re.search(r"TICK = (\d+);", SCRIPT)[1])
"""Pixels for the ticks before the columns."""
LEAST = {"money": 86, "date": 96}
"""Pixels that hold ``123,456.78`` and ``22 Nov 2026`` in a wide font."""


def written_down():
    """Every tuple of columns that a module of ours keeps, by module and name."""
    for found in pkgutil.iter_modules(cmxero.ui.__path__):
        module = import_module(f"cmxero.ui.{found.name}")
        for name, value in vars(module).items():
            if isinstance(value, tuple) and value and all(isinstance(c, Column) for c in value):
                yield f"{found.name}.{name}", value


def behind_figures():
    """The columns of the rows behind each kind of figure of the Overview."""
    header = FakeWorkbench(1).page_header()
    for made in (
        overview_rows.findings_behind("findings", [], header),
        overview_rows.positions_behind("positions", [], "AUD"),
        overview_rows.owed_behind("owed", []),
        overview_rows.failures_behind("failures", []),
        overview_rows.payments_behind("payments", []),
        overview_rows.runs_behind("runs", []),
    ):
        yield made.title, made.columns


GRIDS = {columns: name for name, columns in (*written_down(), *behind_figures())}


def test_every_page_with_a_list_is_among_them():
    """Else a grid that is made in another way would be held to nothing."""
    pages = (adjustment_rows, history_rows, mismatch_rows, payment_rows, settings_options)
    assert {page.COLUMNS for page in pages} | {export_rows.PLAN_COLUMNS} <= set(GRIDS)


@pytest.mark.parametrize("columns", GRIDS, ids=GRIDS.values())
def test_a_column_that_comes_with_more_width_fits_into_it(columns):
    """Else a wider window would push the last column out of sight."""
    for width in {column.shown_from for column in columns} - {0}:
        needed = TICK + sum(column.width for column in columns if column.shown_from <= width)
        assert needed <= width


@pytest.mark.parametrize("columns", GRIDS, ids=GRIDS.values())
def test_no_amount_and_no_date_is_cut(columns):
    """A cut amount is read as another amount."""
    assert [column.title for column in columns if column.width < LEAST.get(column.kind, 0)] == []
