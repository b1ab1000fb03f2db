"""Bringing the database to the present form.

Tables change by Alembic revisions, run under the side lock after an automatic copy (storage.md
5). Views are not stored in the file at all (``views``).
"""

import shutil
from pathlib import Path

import duckdb

from cmxero.core.errors import MigrationError

ATTACHED = "workbench"


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
