"""The receiver's own inbox: what came is on disk before it is answered.

The workbench database may be busy for half a minute and Xero waits 5 seconds (xero-api.md 4), so
deliveries wait here, in a small SQLite file, until the worker has taken them in.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cmxero.workflows.webhook_events import Delivery

FILE_NAME = "inbox.sqlite"
_PATIENCE_S = 2
"""Worker and receiver each hold the file for the length of one small commit."""
_OWNER_ONLY = 0o600


class Inbox:
    """Deliveries that the workbench has not taken in yet; any process may open it.

    One thread at a time may use an inbox; ``close`` lets go of the file.

    Args:
        folder: ``data/events`` of a home; made if it is missing.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / FILE_NAME
        self.path.touch(mode=_OWNER_ONLY)
        self._con = sqlite3.connect(self.path, timeout=_PATIENCE_S, check_same_thread=False)
        self._con.execute("pragma journal_mode = wal")
        self._con.execute("pragma synchronous = full")  # a commit returns once it is on the disk
        with self._con:
            self._con.execute(
                "create table if not exists delivery (place integer primary key autoincrement, "
                "body blob not null, received_utc text not null, signed_with text not null)"
            )

    def keep(self, deliveries: Sequence[Delivery]) -> None:
        """Store deliveries; they are on the disk, flushed, when this returns."""
        rows = [(d.body, d.received_utc.isoformat(), d.signed_with) for d in deliveries]
        with self._con:
            self._con.executemany(
                "insert into delivery (body, received_utc, signed_with) values (?, ?, ?)", rows
            )

    def waiting(self, limit: int = 500) -> tuple[tuple[int, Delivery], ...]:
        """The oldest deliveries with their places, in the order in which they came."""
        rows = self._con.execute(
            "select place, body, received_utc, signed_with from delivery order by place limit ?",
            [limit],
        ).fetchall()
        return tuple(
            (place, Delivery(body, datetime.fromisoformat(received), signed_with))
            for place, body, received, signed_with in rows
        )

    def remove(self, places: Sequence[int]) -> None:
        """Forget deliveries that the workbench holds."""
        with self._con:
            self._con.executemany(
                "delete from delivery where place = ?", [(each,) for each in places]
            )

    def close(self) -> None:
        """Let go of the file."""
        self._con.close()
