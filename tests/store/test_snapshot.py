"""Analysts ask the published snapshot; they block nobody and can change nothing."""

from contextlib import suppress
from decimal import Decimal

import duckdb
import pytest
from scene import Scene

from cmxero.core.errors import NothingToDoError
from cmxero.store.publish import PUBLISHED


@pytest.fixture
def book(scene):
    """One exported invoice, published."""
    scene.journal("41", "invoice 1001 110.10 2026-09-01", "invoice 1002 0.20 2026-09-01")
    scene.cycle("41")
    scene.bench.publish()
    return scene


def test_a_question_answers_with_exact_decimals(book):
    """Sums stay Decimal in rows and exact in the data frame."""
    answer = book.bench.ask("select sum(total) as total from case_transaction")
    assert answer.rows == ((Decimal("110.30"),),)
    frame = book.bench.sql("select total from xero_invoice order by total")
    assert str(frame["total"].dtype) == "decimal128(18, 2)[pyarrow]"
    assert frame["total"].sum() == Decimal("110.30")


@pytest.mark.parametrize(
    "question",
    [
        "delete from case_transaction",
        "create table x as select 1",
        "select * from read_csv('/etc/passwd')",
        "copy case_line to '/tmp/stolen.csv'",
        "attach 'other.duckdb'",
        "install httpfs",
        "set enable_external_access = true",
        "select nonsense",
        "",
    ],
)
def test_a_question_can_change_nothing_and_reach_nothing_else(book, question):
    """Refused in words; the snapshot is as it was."""
    with pytest.raises(NothingToDoError, match="could not be answered"):
        book.bench.ask(question)
    assert book.bench.ask("select count(*) from case_transaction").rows == ((2,),)


def test_an_open_query_blocks_no_run_and_the_next_one_sees_the_new(book):
    """An analyst holds the old file open while a pull publishes a new one."""
    path = book.home / "data" / "published" / "cmxero.duckdb"
    analyst = duckdb.connect(str(path), read_only=True)
    book.journal("42", "invoice 1003 5.00 2026-09-09")
    book.bench.publish()
    assert analyst.execute("select count(*) from case_transaction").fetchall() == [(2,)]
    analyst.close()
    assert book.bench.ask("select count(*) from case_transaction").rows == ((3,),)


def test_every_table_is_published_as_parquet_too(book):
    """For tools that do not speak DuckDB."""
    folder = book.home / "data" / "published" / "parquet"
    assert {path.stem for path in folder.glob("*.parquet")} == set(PUBLISHED)


def test_before_anything_is_published_it_says_so(scene):
    """A fresh home answers with what to do."""
    with pytest.raises(NothingToDoError, match="cmxero publish"):
        scene.bench.ask("select 1")


def test_several_runs_can_be_published_together(tmp_path, migrated_database):
    """One snapshot at the end; where one of the runs fails, with what was done before."""
    book = Scene(tmp_path / "home", settings="", template=migrated_database).connect()
    book.journal("41", "invoice 1001 110.10 2026-09-01")
    counted = "select count(*) from case_transaction"
    runs = (
        lambda: book.journal("42", "invoice 1002 0.20 2026-09-01"),
        lambda: book.bench.export("99", dry_run=False),
    )
    counts = []
    with suppress(NothingToDoError), book.bench.published_once():
        for run in runs:
            run()
            counts.append(book.bench.ask(counted).rows)
    assert counts == [((1,),)]
    assert book.bench.ask(counted).rows == ((2,),)
    book.journal("43", "invoice 1003 0.20 2026-09-01")
    assert book.bench.ask(counted).rows == ((3,),)
    book.close()


def test_a_snapshot_that_cannot_be_written_leaves_the_old_one(book, monkeypatch):
    """Whatever breaks half-way; the next one is whole."""
    book.journal("45", "invoice 1006 5.00 2026-09-09")
    counted = "select count(*) from case_transaction"
    with monkeypatch.context() as broken:
        broken.setitem(PUBLISHED, "finding", "recon.no_such_table")
        with pytest.raises(duckdb.CatalogException):
            book.bench.publish()
    assert book.bench.ask(counted).rows == ((2,),)
    assert book.bench.publish().rows["case_transaction"] == 3
    assert book.bench.ask(counted).rows == ((3,),)
