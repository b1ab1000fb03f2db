"""Notebooks tell a story; the program is in the package (examples of thin notebooks)."""

import ast
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent.parent
NOTEBOOKS = sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("dashboards/*.ipynb")])
ALLOWED = (ast.Import, ast.ImportFrom, ast.Assign, ast.Expr)
HIDDEN_RULES = (
    ast.Lambda, ast.IfExp, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip
OPEN = "from cmxero import open_workbench\n\nwb = open_workbench()"


def code_cells(path):
    """The code of a notebook."""
    return [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]


def offences(code):
    """What a cell holds that belongs in the package."""
    for statement in ast.parse(code).body:
        if not isinstance(statement, ALLOWED):
            yield f"{type(statement).__name__} belongs in the package"
        if isinstance(statement, ast.Import):
            yield "only `from cmxero import ...`"
        if isinstance(statement, ast.ImportFrom) and statement.module != "cmxero":
            yield f"import from {statement.module}"
        for node in ast.walk(statement):
            if isinstance(node, HIDDEN_RULES):
                yield "a rule is hiding in this cell"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_cells_only_import_assign_and_call(path):
    """No definition, loop or condition; at most 12 code cells."""
    cells = code_cells(path)
    assert len(cells) <= 12
    for cell in cells:
        assert list(offences(cell.source)) == [], cell.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_stored_without_outputs(path):
    """Client data never reaches the repository through an output."""
    for cell in code_cells(path):
        assert cell.outputs == []
        assert cell.execution_count is None


@pytest.mark.parametrize(
    "path", [p for p in NOTEBOOKS if p.parent.name == "notebooks"], ids=lambda path: path.name
)
def test_the_first_cell_is_always_the_same(path):
    """Open the workbench; what a person edits stands alone in a cell tagged parameters."""
    first, *rest = code_cells(path)
    assert first.source == OPEN
    tagged = [cell.source for cell in rest if "parameters" in cell.metadata.get("tags", [])]
    assert all("(" not in source for source in tagged)


def test_writing_is_off_as_committed():
    """The export notebook starts as a dry run."""
    cells = code_cells(ROOT / "notebooks" / "02_export.ipynb")
    assert any("dry_run = True" in cell.source for cell in cells)
    assert not any("dry_run = False" in cell.source for cell in cells)


def test_a_dashboard_is_two_cells():
    """Open, show."""
    for path in ROOT.glob("dashboards/*.ipynb"):
        assert len(code_cells(path)) == 2
