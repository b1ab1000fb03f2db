"""What the store knows about the connection: the organisation and how far each pull got."""

from cmxero.core.settings_report import ConnectedTo, ReadUpTo
from cmxero.store.database import Database


class SettingsFacts:
    """Read-only questions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def connected_to(self, organisation: str) -> ConnectedTo | None:
        """What an organisation key stands for, as it was when it was tied; None before."""
        with self._database.read() as con:
            rows = con.execute(
                "select tenant_id, name, country_code, base_currency, timezone, connected_utc "
                "from workbench.sync.organisation where organisation = ?",
                [organisation],
            ).fetchall()
        return ConnectedTo(*rows[0]) if rows else None

    def watermarks(self, organisation: str) -> tuple[ReadUpTo, ...]:
        """How far the pulls of each kind of document have got, and when one last looked."""
        with self._database.read() as con:
            rows = con.execute(
                "select w.endpoint, max(w.watermark_utc), max(r.started_utc) "
                "from workbench.sync.watermark w "
                "inner join workbench.sync.run r on r.run_id = w.run_id "
                "where w.organisation = ? group by w.endpoint order by w.endpoint",
                [organisation],
            ).fetchall()
        return tuple(ReadUpTo(*row) for row in rows)
