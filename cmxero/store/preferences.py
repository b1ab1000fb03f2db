"""What each person chose for the pages, kept from visit to visit."""

from datetime import datetime

from cmxero.store.database import Database


class Preferences:
    """The ``sync.preference`` table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, person: str, name: str) -> str:
        """The text kept under a name; empty where the person never chose."""
        with self._database.read() as con:
            rows = con.execute(
                "select value from workbench.sync.preference where person = ? and name = ?",
                [person, name],
            ).fetchall()
        return str(rows[0][0]) if rows else ""

    def keep(self, person: str, name: str, value: str, *, at_utc: datetime) -> None:
        """Keep a text in place of the one before; an empty one forgets it."""
        with self._database.write() as con:
            con.execute(
                "delete from workbench.sync.preference where person = ? and name = ?",
                [person, name],
            )
            if value:
                con.execute(
                    "insert into workbench.sync.preference values (?, ?, ?, ?)",
                    [person, name, value, at_utc],
                )
