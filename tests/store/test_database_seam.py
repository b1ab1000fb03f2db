"""The seam: short transactions, nothing kept open, exact money."""

import subprocess
import sys
import threading
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmxero.core.errors import InexactAmountError, StoreBusyError
from cmxero.core.money import money
from cmxero.store import database as seam
from cmxero.store import schema, views
from cmxero.store.bulk import append_rows
from cmxero.store.database import Database, Parameters
from cmxero.store.locks import LockHeldError, process_lock

HOLD = """
import sys
from pathlib import Path
from cmxero.store.locks import process_lock
with process_lock(Path(sys.argv[1]), purpose="a stuck export", patience_s=0):
    print("held", flush=True)
    sys.stdin.read()
"""
KEEP_OPEN = """
import sys, duckdb
con = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def database(tmp_path):
    """A new database."""
    made = Database(tmp_path / "cmxero.duckdb")
    yield made
    made.close()


def held_by(script, path):
    """A process that holds something until its input is closed."""
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout.readline()
    return child


def end(child):
    """Let it go."""
    child.communicate("")
    assert child.returncode == 0


def event(con, subject):
    """One row somewhere."""
    con.execute(
        "insert into workbench.sync.event values ('r', 'k', ?, '', timestamp '2026-01-01')",
        [subject],
    )


def subjects(database):
    """What is stored."""
    with database.read() as con:
        return [
            row[0] for row in con.execute("select subject from workbench.sync.event").fetchall()
        ]


def test_a_write_is_kept_whole_or_not_at_all(database):
    """An exception inside the block leaves nothing behind."""
    with database.write() as con:
        event(con, "kept")

    def fail_half_way():
        with database.write() as con:
            event(con, "lost")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert subjects(database) == ["kept"]


def test_reading_changes_nothing_even_if_it_tries(database):
    """A read is rolled back."""
    with database.read() as con:
        event(con, "sneaked")
    assert subjects(database) == []


def test_nothing_stays_open_between_two_transactions(database):
    """Another process may open the file whenever no transaction runs."""
    with database.write() as con:
        event(con, "one")
    child = held_by(KEEP_OPEN, database.path)
    end(child)


def test_a_database_viewer_that_keeps_the_file_open_is_named(database, monkeypatch):
    """After a patient wait the error names the process and says what to do."""
    with database.write():
        pass
    monkeypatch.setattr(seam, "FOREIGN_PATIENCE_S", 0.3)
    child = held_by(KEEP_OPEN, database.path)
    try:
        with pytest.raises(StoreBusyError, match=rf"PID {child.pid}"), database.write():
            pass
    finally:
        end(child)


def test_a_stuck_process_of_ours_is_named(database, monkeypatch):
    """The side lock tells who holds it."""
    monkeypatch.setattr(seam, "PATIENCE_S", 0)
    child = held_by(HOLD, database.path.with_name("cmxero.duckdb.lock"))
    try:
        with pytest.raises(StoreBusyError, match="a stuck export, process"), database.read():
            pass
    finally:
        end(child)


def test_a_lock_is_waited_for_and_goes_with_a_killed_holder(tmp_path):
    """A kill -9 of the holder frees the lock; the waiting process goes on."""
    path = tmp_path / "x.lock"
    child = held_by(HOLD, path)
    timer = threading.Timer(0.2, child.kill)
    timer.start()
    with process_lock(path, purpose="next", patience_s=20):
        assert path.read_text().startswith("next")
    timer.join()
    child.communicate()


def test_a_lock_that_is_given_up_is_not_kept(tmp_path):
    """After our patience ended and the holder went, others get it at once."""
    path = tmp_path / "x.lock"
    child = held_by(HOLD, path)
    with pytest.raises(LockHeldError), process_lock(path, purpose="hasty", patience_s=1):
        pass
    end(child)
    with process_lock(path, purpose="later", patience_s=5):
        assert path.read_text().startswith("later")


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(st.decimals(-(10**9), 10**9, places=2, allow_nan=False), min_size=1, max_size=9))
def test_money_survives_the_store_to_the_cent(database, amounts):
    """Also amounts that came with a positive exponent, such as 1E+3 (storage.md 3.1)."""
    exact = [money(amount.normalize()) for amount in amounts]
    columns = ["organisation", "case_invoice_number", "run_id", "state", "xero_invoice_id",
               "xero_total", "messages", "at_utc", "sequence"]  # fmt: skip
    with database.write() as con:
        con.execute("delete from workbench.sync.outcome")
        at = con.execute("select timestamp '2026-01-01'").fetchall()[0][0]
        append_rows(
            con,
            "sync.outcome",
            columns,
            [("m", str(n), "r", "HELD", "", a, "[]", at, n) for n, a in enumerate(exact)],
        )
    with database.read() as con:
        rows = con.execute(
            "select xero_total from workbench.sync.outcome order by sequence"
        ).fetchall()
        total = con.execute("select sum(xero_total) from workbench.sync.outcome").fetchall()
    assert [row[0] for row in rows] == exact
    assert total[0][0] == sum(exact)


def test_a_part_of_a_cent_is_refused_and_not_rounded(database):
    """Whether one row comes, value by value, or more than a few do."""
    row = ("m", "1", "r", "HELD", "", Decimal("1.005"), "[]", datetime(2026, 1, 1), 1)
    columns = ("organisation", "case_invoice_number", "run_id", "state", "xero_invoice_id",
               "xero_total", "messages", "at_utc", "sequence")  # fmt: skip
    for rows, fault in (([row], InexactAmountError), ([row] * 9, pa.ArrowInvalid)):
        with pytest.raises(fault), database.write() as con:
            append_rows(con, "sync.outcome", columns, rows)


def test_an_old_database_is_copied_before_it_is_changed(tmp_path):
    """A migration leaves a copy of the file as it was, and records its revision."""
    path = tmp_path / "cmxero.duckdb"
    con = duckdb.connect(str(path))
    con.execute("create table keepsake as select 42 as answer")
    con.close()
    database = Database(path)
    with database.read() as con:
        assert schema.revision_of(con) == schema.newest_revision()
        assert con.execute("select answer from workbench.main.keepsake").fetchall() == [(42,)]
    database.close()
    (copy,) = (tmp_path / "backup").glob("*.duckdb")
    con = duckdb.connect(str(copy), read_only=True)
    assert con.execute("select table_name from duckdb_tables()").fetchall() == [("keepsake",)]
    con.close()


def test_every_revision_has_its_sql_file():
    """A migration is a numbered SQL file and a module that runs it."""
    folder = schema._sql("migrations")
    modules = {path.stem for path in (folder.parent.parent / "migrations" / "versions").glob("0*")}
    assert {path.stem for path in folder.glob("*.sql")} == modules


@pytest.mark.parametrize("name_and_text", views.view_files(), ids=lambda pair: pair[0])
def test_views_keep_to_the_manners(name_and_text):
    """A comment says the grain, money is never divided, columns are listed, no clock, 150 lines."""
    name, text = name_and_text
    code = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    assert text.startswith(f"-- {name.split('/')[0]}."), name
    for forbidden in (" / ", "current_date", "now()", "double", "float", "avg("):
        assert forbidden not in code.lower(), f"{name}: {forbidden}"
    assert len(text.splitlines()) <= 150


def test_checks_are_empty_for_an_empty_book(database):
    """Every check view runs, and finds nothing where there is nothing."""
    with database.read([Parameters("main", "AUD", None, 7, date(2026, 11, 22))]) as con:
        for name, _ in views.view_files():
            folder, file = name.split("/")
            if folder == "checks":
                view = file.split("_", 1)[1].removesuffix(".sql")
                assert con.sql(f"from checks.{view}").fetchall() == []


def test_decimals_come_out_as_decimals(database):
    """A sum in SQL is an exact Decimal in Python."""
    with database.read() as con:
        rows = con.execute("select sum(x) from (values (0.10::decimal(18,2)), (0.20)) t(x)")
        assert rows.fetchall() == [(Decimal("0.30"),)]


def test_many_rows_at_once_leave_the_engine_as_it_was(database):
    """A small database is worked on by one thread, before and after."""
    asked = (
        "select current_setting('threads'), current_setting('disabled_compression_methods') = ''"
    )
    with database.read() as con:
        before = con.execute(asked).fetchall()
    with database.write_many() as con:
        assert con.execute(asked).fetchall() == [(1, False)]
    with database.read() as con:
        assert con.execute(asked).fetchall() == before
    assert before == [(1, True)]
