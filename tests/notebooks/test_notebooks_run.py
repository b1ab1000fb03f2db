"""All notebooks run in order on a fresh home; afterwards the store is asked what they did."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from cmxero.config import HOME_VARIABLE, Home
from cmxero.demo_home import prepare_home
from cmxero.rehearsal import rehearsal_sandbox
from cmxero.workbench import open_workbench

NOTEBOOKS = Path(__file__).parent.parent.parent / "notebooks"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A demo home with sample journals and a running sandbox."""
    made = Home(tmp_path / "home")
    prepare_home(made)
    monkeypatch.setenv(HOME_VARIABLE, str(made.root))
    with rehearsal_sandbox(made):
        yield made


def run(name, **parameters):
    """Execute a notebook as a person would, with other values in its parameters cell."""
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            for key, value in parameters.items():
                changed = re.sub(
                    rf"^{key} = .*$", f"{key} = {value!r}", cell.source, flags=re.MULTILINE
                )
                assert changed != cell.source, f"{name} has no parameter {key}"
                cell.source = changed
    NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        resources={"metadata": {"path": str(NOTEBOOKS)}},
    ).execute()
    return "\n".join(
        output.get("text", "") + str(output.get("data", {}).get("text/plain", ""))
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    )


@pytest.mark.filterwarnings("ignore:.*over unencrypted:UserWarning")
@pytest.mark.filterwarnings("ignore:.*Proactor.*:RuntimeWarning")
def test_the_daily_round_in_notebooks(home):
    """Connect, import, dry run, export, pull, reconcile, ask: the store holds what they said."""
    assert "Southern Cross Rehabilitation" in run("00_first_run.ipynb")
    assert "journal 41" in run("01_import.ipynb")
    assert "Dry run, nothing sent" in run("02_export.ipynb")
    assert "exported as drafts" in run("02_export.ipynb", dry_run=False)
    assert "invoices seen" in run("03_pull.ipynb")
    assert "unexplained" in run("04_reconcile.ipynb")
    assert "Southern" not in run("05_ad_hoc_sql.ipynb")
    bench = open_workbench(home.root)
    kinds = [each.kind for each in bench.runs()]
    (journal,) = bench.journals()
    checks = bench.look().failing_checks
    findings = {finding.kind.value for finding in bench.findings()}
    bench.close()
    assert sorted(kinds) == ["export", "import", "pull", "reconcile"]
    assert journal.exported > 80
    assert "still a draft in Xero" in findings
    assert checks == {}
