"""Bringing the database to the present form, and today's rules over it.

Tables change by Alembic revisions, run under the side lock after an automatic copy (storage.md
5). Views are not stored in the file at all: each process creates today's in its own memory.
"""

import re
import shutil
from functools import cache
from pathlib import Path

import duckdb

from cmxero.core.errors import MigrationError

VIEW_SCHEMAS = ("known", "stage", "recon", "report", "checks")
ATTACHED = "workbench"
TABLE = "create or replace table memory.recon."
"""Begins what is no view: worked out and kept in the process's memory (``judging``)."""
_TABLE_READ = re.compile(r"\bfrom (workbench\.[a-z]+\.[a-z_]+)")
_VIEW = re.compile(r"\b(?:known|stage|recon|report|checks)\.[a-z_]+")


def newest_revision() -> str:
    """The revision this version of cmxero needs."""
    return max(path.name.split("_")[0] for path in _sql("migrations").glob("*.sql"))


def revision_of(con: duckdb.DuckDBPyConnection) -> str | None:
    """The revision of the attached database, or None if it is empty."""
    found = con.execute(
        "select 1 from duckdb_tables() where database_name = ? and table_name = 'alembic_version'",
        [ATTACHED],
    ).fetchall()
    if not found:
        return None
    rows = con.execute("select version_num from workbench.main.alembic_version").fetchall()
    return str(rows[0][0]) if rows else None


def migrate(database: Path) -> None:
    """Upgrade the database file. The caller holds the side lock and has nothing attached.

    Raises:
        MigrationError: a revision failed; the file is as it was, and a copy lies beside it.
    """
    import sqlalchemy  # noqa: PLC0415  (half a second that only a migration should cost)
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from sqlalchemy.pool import NullPool  # noqa: PLC0415

    copy = _copy(database)
    config = Config()
    config.set_main_option("script_location", "cmxero.store:migrations")
    config.set_main_option("path_separator", "os")
    engine = sqlalchemy.create_engine(f"duckdb:///{database}", poolclass=NullPool)
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except Exception as fault:
        kept = f" A copy from before lies at {copy}." if copy else ""
        raise MigrationError(
            f"The workbench database {database.name} could not be upgraded: {fault}.{kept} "
            "Nothing was changed. Keep the file and ask for help."
        ) from fault
    finally:
        engine.dispose()


def create_views(con: duckdb.DuckDBPyConnection, *, as_known_then: bool = False) -> None:
    """Create the views over facts alone in this process's memory; the database is attached.

    They cost a hundredth of a second. The others follow with ``judging.judge``.

    Args:
        as_known_then: the variable known_utc leaves out what came later. Without it the ``known``
            views are their tables, which halves the planning of everything that stands on them.
    """
    for schema in VIEW_SCHEMAS:
        con.execute(f"create schema if not exists memory.{schema}")
    con.execute(
        "create table if not exists memory.stage.parameter (organisation varchar, "
        "currency_code varchar, payments_from date, forward_days integer, today date)"
    )
    con.execute(
        "create table if not exists memory.stage.payment_type (organisation varchar, "
        "bank_account_code varchar, payment_type varchar)"
    )
    judging = judging_views()
    for name, text in view_files():
        if name not in judging:
            is_table = name.startswith("known/") and not as_known_then
            con.execute(_table_itself(name, text) if is_table else text)


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


def _table_itself(name: str, text: str) -> str:
    """A ``known`` view without its condition: the first table it reads."""
    tables = _TABLE_READ.findall(text)
    return f"create or replace view {view_name(name)} as select * from {tables[0]}"


def view_name(file: str) -> str:
    """``recon.finding`` for ``recon/60_finding.sql``."""
    return re.sub(r"\.[0-9]+_", ".", file.replace("/", ".").removesuffix(".sql"))


@cache
def view_files() -> tuple[tuple[str, str], ...]:
    """Every view file as (``schema/name``, text), in the order they must be created."""
    found = []
    for schema in VIEW_SCHEMAS:
        paths = sorted((_sql("views") / schema).glob("*.sql"))
        found += [(f"{schema}/{path.name}", path.read_text("utf-8")) for path in paths]
    return tuple(found)


def _sql(folder: str) -> Path:
    return Path(__file__).parent / "sql" / folder


def _copy(database: Path) -> Path | None:
    if not database.exists():
        return None
    folder = database.parent / "backup"
    folder.mkdir(exist_ok=True)
    copies = len(list(folder.glob(f"{database.stem}-*.duckdb")))
    copy = folder / f"{database.stem}-{copies + 1:03}.duckdb"
    shutil.copy2(database, copy)
    wal = database.with_name(database.name + ".wal")
    if wal.exists():
        shutil.copy2(wal, copy.with_name(copy.name + ".wal"))
    return copy
