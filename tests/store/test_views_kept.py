"""The views kept ready beside the database: the same answers with that file and without it."""

from datetime import date, datetime

import duckdb
import pytest
from kept_engine import TABLES

from cmxero.store import views
from cmxero.store.database import Database, Parameters

PARAMETERS = (Parameters("main", "AUD", None, 7, date(2026, 11, 22)),)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder for a database, in a process that has not made the views yet."""
    monkeypatch.setattr(views, "_MADE", {})
    return tmp_path


def kept(home):
    """The files of views beside the database."""
    return sorted(home.glob("views-*"))


def shape(home, **options):
    """The views and tables in a new process's memory: (schema, name), judged ones included."""
    database = Database(home / "cmxero.duckdb", **options)
    with database.read(PARAMETERS) as con:
        found = con.execute(
            "select schema_name, view_name from duckdb_views() where not internal union "
            "select schema_name, table_name from duckdb_tables() where database_name = 'memory'"
        ).fetchall()
        for name, _ in views.view_files():
            con.execute(f"describe {views.view_name(name)}")  # every one can be asked
    database.close()
    return sorted(found)


def test_the_second_process_takes_over_what_the_first_one_made(home):
    """One file, written once; nothing differs."""
    first = shape(home)
    (file,) = kept(home)
    made = file.stat().st_mtime_ns
    assert shape(home) == first
    assert [(each, each.stat().st_mtime_ns) for each in kept(home)] == [(file, made)]
    names = {f"{schema}.{name}" for schema, name in first}
    assert {views.view_name(name) for name, _ in views.view_files()} < names


def test_the_file_holds_no_data(scene):
    """It may always be deleted, and copied anywhere."""
    scene.journal("41", "invoice 1001 100.00 2026-09-01")
    scene.cycle("41")
    scene.bench.findings()
    (file,) = (scene.home / "data").glob("views-*.duckdb")
    with duckdb.connect(str(file), read_only=True) as con:
        tables = con.execute("select table_name, estimated_size from duckdb_tables()").fetchall()
    assert {name for name, _ in tables} == {table.partition(".")[2] for table in TABLES}
    assert not any(rows for _, rows in tables)


@pytest.mark.parametrize("rubbish", [b"", b"no database", b"\0" * 20_000])
def test_a_damaged_file_is_made_anew(home, rubbish):
    """Whatever befell it, the answers come, and the next process finds a whole one."""
    first = shape(home)
    (file,) = kept(home)
    good = file.stat().st_size
    file.write_bytes(rubbish)
    assert shape(home) == first
    assert kept(home) == [file]
    assert file.stat().st_size == good


def test_the_file_of_another_version_goes(home):
    """Other texts have a file of another name."""
    first = shape(home)
    (today,) = kept(home)
    (home / "views-now-0123456789ab.duckdb").write_bytes(b"of an older cmxero")
    today.unlink()
    assert shape(home) == first
    assert kept(home) == [today]


def test_what_was_known_then_has_a_file_of_its_own(home):
    """Asking one after the other takes neither file away."""
    first = shape(home)
    assert shape(home, known_utc=datetime(2026, 11, 1)) == first
    assert shape(home) == first
    assert [each.name.split("-")[1] for each in kept(home)] == ["now", "then"]


def test_where_it_cannot_be_written_the_views_are_there_all_the_same(home, monkeypatch):
    """A full disk costs a third of a second, not the answer."""

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(views, "_put", full)
    first = shape(home)
    assert kept(home) == []
    monkeypatch.undo()
    assert shape(home) == first


def test_nothing_unjudged_is_an_answer(home):
    """Without judging, what is asked of pairs and findings is an error and not an empty table."""
    shape(home)
    database = Database(home / "cmxero.duckdb")
    for view in ("recon.finding", "report.tie_out", "checks.nothing_is_unexplained"):
        with database.read() as con, pytest.raises(duckdb.CatalogException):
            con.execute(f"from {view}")
    database.close()
