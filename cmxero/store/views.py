"""Today's rules over the facts: views in files, ready in each process's own memory.

No view is stored in the workbench database, so a new version of cmxero never meets yesterday's.
DuckDB takes a third of a second to check the texts of ninety views, and five thousandths to copy
them checked: a small file beside the database keeps them. It holds no data and may always be
deleted; the next process makes it again.
"""

import hashlib
import re
from contextlib import suppress
from functools import cache
from pathlib import Path

import duckdb

FORM = "v1.2.0"
"""DuckDB's file format of a new file: attached in 4 ms, where the default takes 11."""
VIEW_SCHEMAS = ("known", "stage", "recon", "report", "checks")
TABLE = "create or replace table memory.recon."
"""Begins what is no view: worked out and kept in the process's memory (``judging``)."""
BLANK = "blank"
"""The schema in memory where each of these is kept without a row."""
_MADE: dict[str, bytes] = {}
"""The files this process made, for the next home it opens."""
_TABLE_READ = re.compile(r"\bfrom (workbench\.[a-z]+\.[a-z_]+)")
_KNOWN = re.compile(r"\bknown\.[a-z_]+\b")
_VIEW = re.compile(r"\b(?:known|stage|recon|report|checks)\.[a-z_]+")
_PARAMETERS = (
    (
        "create or replace table memory.stage.parameter (organisation varchar, "
        "currency_code varchar, payments_from date, forward_days integer, today date)"
    ),
    (
        "create or replace table memory.stage.payment_type (organisation varchar, "
        "bank_account_code varchar, payment_type varchar)"
    ),
)


def create_views(
    con: duckdb.DuckDBPyConnection, folder: Path, *, as_known_then: bool = False
) -> None:
    """Create every view in this process's memory, which has none yet.

    What stands on the tables of ``recon`` can be asked once ``judging.judge`` made those.

    Args:
        con: has the workbench database attached, in its newest form; nobody else has it now.
        folder: where the views are kept ready.
        as_known_then: the variable known_utc leaves out what came later. Without it the ``known``
            views are their tables.
    """
    files = view_texts(as_known_then=as_known_then)
    version = hashlib.sha256(repr((duckdb.__version__, files)).encode()).hexdigest()[:12]
    kept = folder / f"views-{'then' if as_known_then else 'now'}-{version}.duckdb"
    with suppress(OSError):
        if not kept.exists() and kept.name in _MADE:
            _put(kept, _MADE[kept.name])
    if kept.exists() and _copied(con, kept):
        return
    for schema in (*VIEW_SCHEMAS, BLANK):
        con.execute(f"create schema if not exists memory.{schema}")
    for text in _PARAMETERS:
        con.execute(text)
    tables = []
    for name, text in files:
        if TABLE in text:
            tables.append(view_name(name))
            con.execute(text.rstrip("; \n") + " with no data")
        else:
            con.execute(text)
    for table in tables:  # what was not worked out yet must be no answer
        con.execute(f"create or replace table {_blank(table)} as from memory.{table}")
        con.execute(f"drop table memory.{table}")
    with suppress(duckdb.Error, OSError):  # without it the next process takes a little longer
        _MADE[kept.name] = _as_file(con, folder / "views.part")
        _put(kept, _MADE[kept.name])


def blank_text(table: str) -> str:
    """The statement that makes a table in memory (``recon.credit``) with no row in it."""
    return f"create or replace table memory.{table} as from {_blank(table)}"


def _blank(table: str) -> str:
    return f"memory.{BLANK}.{table.partition('.')[2]}"


def view_name(file: str) -> str:
    """``recon.finding`` for ``recon/60_finding.sql``."""
    return re.sub(r"\.[0-9]+_", ".", file.replace("/", ".").removesuffix(".sql"))


@cache
def view_files() -> tuple[tuple[str, str], ...]:
    """Every view file as (``schema/name``, text), in the order they must be created."""
    found = []
    for schema in VIEW_SCHEMAS:
        paths = sorted((Path(__file__).parent / "sql" / "views" / schema).glob("*.sql"))
        found += [(f"{schema}/{path.name}", path.read_text("utf-8")) for path in paths]
    return tuple(found)


@cache
def judging_views() -> frozenset[str]:
    """Names of the view files that read ``stage.parameter`` or a table in memory, or make one."""
    judging: set[str] = set()
    known = {"stage.parameter"}
    for name, text in view_files():
        if TABLE in text or not known.isdisjoint(_VIEW.findall(text)):
            judging.add(name)
            known.add(view_name(name))
    return frozenset(judging)


@cache
def view_texts(*, as_known_then: bool) -> tuple[tuple[str, str], ...]:
    """The view files as they are created.

    Without their condition the ``known`` views are the first table they read, and every other view
    reads that table itself: a seventh of the time to check all texts goes by a view between.
    """
    if as_known_then:
        return view_files()
    tables = {
        view_name(name): _TABLE_READ.findall(text)[0]
        for name, text in view_files()
        if name.startswith("known/")
    }
    return tuple(
        (
            name,
            f"create or replace view {view_name(name)} as select * from {tables[view_name(name)]}"
            if view_name(name) in tables
            else _KNOWN.sub(lambda found: tables[found[0]], text),
        )
        for name, text in view_files()
    )


def _copied(con: duckdb.DuckDBPyConnection, kept: Path) -> bool:
    """Take over the views of the file; whether that could be done."""
    try:
        con.execute(f"attach '{quoted(kept)}' as kept (read_only)")
        con.execute("copy from database kept to memory (schema)")
    except duckdb.Error:
        for schema in (*VIEW_SCHEMAS, BLANK):
            con.execute(f"drop schema if exists memory.{schema} cascade")
        return False
    finally:
        con.execute("detach database if exists kept")
    return True


def _as_file(con: duckdb.DuckDBPyConnection, part: Path) -> bytes:
    """The views of this process's memory as a DuckDB file."""
    part.unlink(missing_ok=True)
    try:
        con.execute(f"attach '{quoted(part)}' as kept (storage_version '{FORM}')")
        con.execute("copy from database memory to kept (schema)")
    finally:
        con.execute("detach database if exists kept")
    made = part.read_bytes()
    part.unlink()
    return made


def _put(kept: Path, made: bytes) -> None:
    """Write the file, whole or not at all, in place of that of another version."""
    part = kept.with_suffix(".part")
    part.write_bytes(made)
    for old in kept.parent.glob(f"{kept.name.rsplit('-', 1)[0]}-*.duckdb"):
        old.unlink()
    part.replace(kept)


def quoted(path: Path) -> str:
    """A path inside the quotes of a statement."""
    return str(path).replace("'", "''")
