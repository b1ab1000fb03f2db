"""The analysts' snapshot: a read-only DuckDB file and Parquet, swapped in one step (DESIGN 6).

An analyst's open query holds the old file and blocks nobody; the next connection sees the new.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cmxero.store.database import NOT_PLAINLY, PLAINLY, Connection, Database, Parameters
from cmxero.store.late_arrow import pa
from cmxero.store.published_causes import OUTCOMES_WITH_CAUSE, explained
from cmxero.store.views import FORM, quoted

PUBLISHED: dict[str, str] = {
    "case_transaction": "stage.case_transaction",
    "case_line": "stage.case_line",
    "xero_invoice": "stage.xero_invoice",
    "xero_invoice_line": "stage.xero_invoice_line",
    "xero_payment": "stage.xero_payment",
    "xero_credit": "stage.xero_credit",
    "xero_allocation": "stage.xero_allocation",
    "xero_batch_payment": "stage.xero_batch_payment",
    "xero_contact": "stage.xero_contact",
    "received_payment": "recon.received_payment",
    "mirrored_payment": "recon.mirrored_payment",
    "payment_change": "report.payment_change",
    "payment_pair": "recon.payment_pair",
    "credit": "recon.credit",
    "refund_pair": "recon.refund_pair",
    "invoice_pair": "recon.invoice_state",
    "finding": "recon.finding",
    "tie_out": "report.tie_out",
    "bridge": "report.bridge",
    "posting": "report.posting",
    "ageing": "report.ageing",
    "cent": "report.cent",
    "period_close": "workbench.sync.period_close",
    "journal": "report.journal",
    "receivable": "report.receivable",
    "export_log": "report.export_log",
    "export_cause": OUTCOMES_WITH_CAUSE,
    "run": "stage.run",
    "intent": "stage.intent",
    "problem": "stage.case_problem",
    "resolution": "workbench.recon.resolution",
    "proof": "workbench.recon.proof",
    "sending": "recon.sending",
    "event": "workbench.sync.event",
    "link": "workbench.sync.link",
    "released_link": "workbench.sync.released_link",
    "history_note": "workbench.sync.history_note",
    "usage": "workbench.sync.usage",
    "outbox_file": "workbench.sync.outbox_file",
    "outbox_payment": "workbench.sync.outbox_payment",
    "outbox_done": "workbench.sync.outbox_done",
    "xero_invoice_version": "workbench.landing.xero_invoice",
    "xero_payment_version": "workbench.landing.xero_payment",
    "xero_credit_version": "workbench.landing.xero_credit",
    "xero_allocation_version": "workbench.landing.xero_allocation",
    "xero_batch_payment_version": "workbench.landing.xero_batch_payment",
    "xero_contact_version": "workbench.landing.xero_contact",
}
"""Table an analyst sees → where it comes from. One flat schema: names an analyst can guess."""
DERIVED: dict[str, Callable[[pa.Table], pa.Table]] = {"export_cause": explained}
"""Tables that rules in Python make of what the views say."""
_COLUMNS = "columns(lambda name: name <> 'landing_row')"
"""Of what is published; a row's place in landing is of no use outside."""
SNAPSHOT = "snapshot"


@dataclass(frozen=True, slots=True)
class Published:
    """Where the snapshot lies, and how many rows each table has."""

    database: Path
    rows: dict[str, int]


def publish(database: Database, parameters: Sequence[Parameters], folder: Path) -> Published:
    """Write a new snapshot beside the old one, then swap them.

    A kill at any point leaves the old snapshot, and at most a file named ``.new`` that the next
    run replaces.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target, fresh = folder / "cmxero.duckdb", folder / "cmxero.duckdb.new"
    parquet, fresh_parquet = folder / "parquet", folder / "parquet.new"
    fresh.unlink(missing_ok=True)
    shutil.rmtree(fresh_parquet, ignore_errors=True)
    with database.read(parameters) as con, _written(con, fresh):
        for name, source in PUBLISHED.items():
            rows = f"select {_COLUMNS} from {source}"
            if name in DERIVED:
                con.register("derived", DERIVED[name](con.execute(rows).to_arrow_table()))
                rows = "select * from derived"
            con.execute(f"create table {SNAPSHOT}.{name} as {rows}")
        con.unregister("derived")  # the engine lives on, its rows need not
    fresh_parquet.mkdir()
    counts = {}
    with closing(duckdb.connect(str(fresh), read_only=True)) as out:
        for name in PUBLISHED:
            file = quoted(fresh_parquet / name)
            ((counts[name],),) = out.execute(f"copy {name} to '{file}.parquet'").fetchall()
    os.replace(fresh, target)  # noqa: PTH105  (atomic, also over an open file)
    old = folder / "parquet.old"
    shutil.rmtree(old, ignore_errors=True)
    if parquet.exists():
        parquet.rename(old)
    fresh_parquet.rename(parquet)
    shutil.rmtree(old, ignore_errors=True)
    return Published(target, counts)


@contextmanager
def _written(con: Connection, file: Path) -> Iterator[None]:
    """A database beside what is read, for one transaction; whole or not at all."""
    con.execute(PLAINLY)  # ids hardly compress, and trying costs as much as all the rest
    con.execute(f"attach '{quoted(file)}' as {SNAPSHOT} (storage_version '{FORM}')")
    try:
        yield
        con.execute("commit")
        con.execute(f"checkpoint {SNAPSHOT}")
    finally:
        with suppress(duckdb.Error):
            con.execute("rollback")
        con.execute(f"detach database if exists {SNAPSHOT}")
        con.execute(NOT_PLAINLY)


def open_snapshot(database: Path) -> Connection:
    """A read-only connection to a snapshot that can reach no other file and no network."""
    con = duckdb.connect(
        str(database), read_only=True, config={"autoinstall_known_extensions": "false"}
    )
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")
    return con
