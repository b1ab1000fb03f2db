"""Calls and bytes, kept as they were counted and added up by day."""

from collections.abc import Sequence
from datetime import date, datetime

from cmxero.core.usage import DayUsage
from cmxero.store.bulk import Row, append_rows
from cmxero.store.database import Database

USAGE_COLUMNS = (
    "organisation day_utc calls bytes_received bytes_decoded day_remaining told_utc recorded_utc"
).split()


class UsageLog:
    """What one home's calls to Xero amounted to."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, organisation: str, days: Sequence[DayUsage], *, now_utc: datetime) -> None:
        """Store what was counted since the last time; nothing where nothing was."""
        rows: list[Row] = [
            (
                organisation,
                each.day_utc,
                each.calls,
                each.bytes_received,
                each.bytes_decoded,
                each.day_remaining,
                each.told_utc,
                now_utc,
            )
            for each in days
        ]
        if rows:
            with self._database.write() as con:
                append_rows(con, "sync.usage", USAGE_COLUMNS, rows)

    def by_day(self, organisation: str, since: date) -> tuple[DayUsage, ...]:
        """Each day (UTC) with calls from a day on, newest first."""
        with self._database.read() as con:
            rows = con.execute(
                "select day_utc, sum(calls)::bigint, sum(bytes_received)::bigint, "
                "sum(bytes_decoded)::bigint, arg_max(day_remaining, told_utc), max(told_utc) "
                "from workbench.sync.usage where organisation = ? and day_utc >= ? "
                "group by day_utc order by day_utc desc",
                [organisation, since],
            ).fetchall()
        return tuple(DayUsage(*row) for row in rows)
