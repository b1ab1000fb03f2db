"""What DuckDB would load for nothing is not loaded, and is there for whoever wants it."""

import subprocess
import sys

import pytest

OPEN = """
import sys
from pathlib import Path
from cmxero import open_workbench
from cmxero.core.resolutions import ResolutionAction
bench = open_workbench(Path(sys.argv[1]))
"""
DECIDE = """
bench.resolve([bench.findings()[0].key], ResolutionAction.ACCEPT, reason="known")
assert bench.findings()[0].status == "accepted"
"""
LAND = """
from datetime import date, datetime
from decimal import Decimal
from cmxero.core.documents import XeroPayment
from cmxero.store.database import Database
from cmxero.store.payment_landing import PAYMENTS
from cmxero.store.xero_landing import XeroLanding
day, now = date(2026, 9, 1), datetime(2026, 9, 2)
paid = XeroPayment("p-1", "ACCRECPAYMENT", "AUTHORISED", day, Decimal("10.00"), "EFT", "i-1",
    "CM-1001", "", "090", False, now, "", b"{}")
landing = XeroLanding(Database(Path(sys.argv[1]) / "data" / "cmxero.duckdb"))
assert [landing.land(PAYMENTS, "main", [paid], run_id="r", now_utc=now) for _ in "ab"] == [1, 0]
"""
LOADED = (
    "assert {'numpy', 'pandas', 'pyarrow', 'pyarrow.compute', 'pyarrow.dataset'} "
    "& set(sys.modules) == %r, sorted(sys.modules)\n"
)


@pytest.fixture
def home(scene):
    """One invoice that nobody exported."""
    scene.journal("41", "invoice 1001 10.00 2026-09-01")
    scene.bench.close()
    return scene.home


def run(code, home):
    """In a Python of its own, where nothing is loaded yet."""
    ended = subprocess.run(
        [sys.executable, "-c", OPEN + code, str(home)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


def test_whoever_reads_and_decides_pays_for_no_data_frames(home):
    """With parameters of many kinds, and a row handed over value by value."""
    run("bench.tie_out()\nbench.page_header()\n" + DECIDE + LOADED % set(), home)


def test_whoever_lands_payments_pays_for_no_computing_with_arrow(home):
    """Seen for the first time, and once more."""
    run(LAND + LOADED % {"numpy", "pyarrow"}, home)


FRAMES = "import pandas; assert pandas.DataFrame({'a': [1]}).a.sum() == 1\n"


@pytest.mark.parametrize("code", [DECIDE + FRAMES + "bench.findings()", FRAMES + DECIDE])
def test_a_notebook_has_pandas_all_the_same(home, code):
    """By its own import, after the store was asked or before."""
    run(code, home)


def test_an_answer_comes_as_a_frame(home):
    """Of the sync history, as an analyst asks for it."""
    run(DECIDE + "bench.publish(); assert list(bench.sql('select 1 as one').one) == [1]", home)


def test_other_code_in_the_same_process_gives_duckdb_frames(home):
    """An analyst's own connection."""
    own = (
        "import duckdb\ncon = duckdb.connect()\n"
        "assert con.execute('select ? as a', ['x']).df().a[0] == 'x'\n"
    )
    run(DECIDE + own, home)


def test_a_list_of_thousands_loads_pandas(home):
    """Not to find it would take longer from then on."""
    found = "assert bench.findings(['none'] * 9000) == ()\n"
    run(found + LOADED % {"numpy", "pandas", "pyarrow", "pyarrow.compute"}, home)
