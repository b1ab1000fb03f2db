"""A database file and what was worked out of it, kept for tests that all begin there.

Working out pairs and findings costs a third of a second; copying the twelve small tables, 20 ms.
"""

import shutil

from cmxero.store.views import TABLE, view_files, view_name

WORKED_OUT = [view_name(name) for name, text in view_files() if TABLE in text]
TABLES = [*WORKED_OUT, "stage.parameter", "stage.payment_type"]


def parts_of(database):
    """A database file and the log beside it."""
    found = database.parent.glob(f"{database.name}*")
    return [part for part in found if part.suffix != ".lock"]


class KeptEngine:
    """Facts and findings of a bench, to go back to."""

    def __init__(self, bench, folder) -> None:
        bench.findings()
        self._database, self._folder = bench._database, folder
        self._engine, self._judged = self._database._con, self._database._judged
        for name in ("recon", "stage"):
            self._engine.execute(f"create schema memory.kept_{name}")
        for table in TABLES:
            self._engine.execute(f"create table memory.kept_{table} as from memory.{table}")
        folder.mkdir()
        for part in parts_of(self._database.path):
            shutil.copy(part, folder / part.name)

    def restore(self) -> None:
        """Everything as it was kept, in the same file: that is how the engine knows it."""
        live = self._database.path
        for part in parts_of(live):
            if part != live:
                part.unlink()
        for part in self._folder.iterdir():
            shutil.copyfile(part, live.with_name(part.name))
        if self._database._con is self._engine:  # a test that closed it begins anew
            for table in TABLES:
                self._engine.execute(
                    f"create or replace table memory.{table} as from memory.kept_{table}"
                )
            self._database._judged = self._judged
