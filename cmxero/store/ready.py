"""An engine made ready ahead of its use, and what was read while nothing has changed since."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar, cast

from cmxero.store.database import Connection, Database, Parameters

Read = TypeVar("Read")
_READY: dict[Path, Database] = {}


def keep_ready(database: Database) -> None:
    """Hand the engine to whoever opens the same workbench next in this process."""
    _READY[database.path] = database


def database_at(path: Path) -> Database:
    """The workbench database of a path; the engine that was kept ready for it, if there is one."""
    return _READY.pop(path, None) or Database(path)


def remembered(
    database: Database,
    parameters: Sequence[Parameters],
    name: str,
    read: Callable[[Connection], Read],
) -> Read:
    """What was read of pairs and findings, as long as these have not changed.

    Args:
        name: of the question; one that has parts of its own names them too.
        read: asks the question; its answer is shared and must not be changed.
    """
    with database.read(parameters) as con:
        before = database.remembered.get(name)
        if before is None or before[0] is not database.judged:
            before = database.remembered[name] = (database.judged, read(con))
    return cast("Read", before[1])
