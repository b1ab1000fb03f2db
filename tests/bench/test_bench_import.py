"""Import of a 100,000-line journal, next to DuckDB's own read of the same file."""

import duckdb
import pytest
from scene import Scene

from cmxero.casemanager.headers import HeaderRules
from cmxero.casemanager.reader import read_journal_file
from cmxero.sample import write_sample

LINES = 100_000
INVOICES = 45_000
"""Enough for well over the lines wanted; the journal is cut to exactly LINES rows."""


@pytest.fixture(scope="module")
def journal(tmp_path_factory):
    """One journal of the sample's kind with 100,000 lines."""
    folder = tmp_path_factory.mktemp("large")
    write_sample(folder, invoices=INVOICES)
    files = sorted(folder.glob("journal-*.csv"))
    target = folder / "large.csv"
    with target.open("w", encoding="utf-8", newline="") as out:
        rows = 0
        for number, file in enumerate(files):
            with file.open(encoding="utf-8-sig", newline="") as lines:
                header = next(lines)
                if number == 0:
                    out.write(header)
                for line in lines:
                    if rows < LINES:
                        out.write(line)
                        rows += 1
    return target


def test_duckdb_reads_the_file(benchmark, journal):
    """The floor: every cell as text into a DuckDB table."""

    def read():
        con = duckdb.connect()
        con.execute(
            "create table t as select * from read_csv(?, all_varchar = true)", [str(journal)]
        )
        rows = con.execute("select count(*) from t").fetchall()[0][0]
        con.close()
        return rows

    assert benchmark.pedantic(read, rounds=5, warmup_rounds=1) > LINES // 2


def test_reader_reads_the_file(benchmark, journal):
    """Cells to checked transactions, every problem named."""
    file = benchmark.pedantic(
        lambda: read_journal_file(journal, headers=HeaderRules()), rounds=3, warmup_rounds=1
    )
    assert file.rows == file.rows_used + file.rows_held


def test_whole_import(benchmark, journal, tmp_path, migrated_database):
    """File to inbox, reader, fingerprints, landing: what a person waits for."""
    count = iter(range(100))

    def fresh():
        scene = Scene(tmp_path / f"home-{next(count)}", template=migrated_database)
        return (scene,), {}

    def import_file(scene):
        report = scene.bench.import_(journal)
        scene.close()
        return report

    report = benchmark.pedantic(import_file, setup=fresh, rounds=3)
    assert report.rows == report.rows_used + report.rows_held
