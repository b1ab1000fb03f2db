"""What pages, notebooks and commands read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cmxero.core.findings import Finding
from cmxero.store.database import Connection, Database, Parameters
from cmxero.store.finding_rows import FINDINGS, finding_of
from cmxero.store.ready import remembered
from cmxero.store.views import view_files


@dataclass(frozen=True, slots=True)
class JournalState:
    """A journal: what it holds and how far its export is."""

    journal_number: str
    journal_date: date
    invoices: int
    adjustments: int
    payments: int
    refunds: int
    invoice_total: Decimal
    exported: int
    not_exported: int


@dataclass(frozen=True, slots=True)
class RunState:
    """One execution: who, when, and how it ended; ``not ended`` if it runs or was killed."""

    run_id: str
    kind: str
    person: str
    started_utc: datetime
    ended_utc: datetime | None
    outcome: str
    message: str


class Reports:
    """Read-only questions to the views."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def findings(
        self, parameters: Sequence[Parameters], keys: Collection[str] | None = None
    ) -> tuple[Finding, ...]:
        """Every finding, or those of some keys, oldest first, then the largest effect."""
        if keys is None:
            return remembered(self._database, parameters, "findings", _findings)
        with self._database.read(parameters) as con:
            return _findings(con, keys)

    def find_finding(self, parameters: Sequence[Parameters], key: str) -> Finding | None:
        """One finding, or None if it is gone."""
        with self._database.read(parameters) as con:
            rows = con.execute(f"{FINDINGS} where finding_key = ?", [key]).fetchall()
        return finding_of(rows[0]) if rows else None

    def journals(self, organisation: str) -> tuple[JournalState, ...]:
        """Every journal of an organisation in order of its date."""
        with self._database.read() as con:
            rows = con.execute(
                "select journal_number, journal_date, invoices, adjustments, payments, refunds, "
                "invoice_total, exported, not_exported from report.journal "
                "where organisation = ? order by journal_date, journal_number",
                [organisation],
            ).fetchall()
        return tuple(JournalState(*row) for row in rows)

    def runs(self, newest: int) -> tuple[RunState, ...]:
        """The last runs, newest first."""
        with self._database.read() as con:
            rows = con.execute(
                "select run_id, kind, person, started_utc, ended_utc, outcome, message "
                "from stage.run order by started_utc desc, run_id desc limit ?",
                [newest],
            ).fetchall()
        return tuple(RunState(*row) for row in rows)

    def runs_of(self, kind: str, newest: int) -> tuple[RunState, ...]:
        """The last runs of one kind (``pull``, ``export``, ...), newest first."""
        with self._database.read() as con:
            rows = con.execute(
                "select run_id, kind, person, started_utc, ended_utc, outcome, message "
                "from stage.run where kind = ? order by started_utc desc, run_id desc limit ?",
                [kind, newest],
            ).fetchall()
        return tuple(RunState(*row) for row in rows)

    def failing_checks(self, parameters: Sequence[Parameters]) -> dict[str, int]:
        """Checks that are not empty, with how many rows they show."""
        names = [name.split("_", 1)[1].removesuffix(".sql") for name, _ in _checks()]
        failing = {}
        with self._database.read(parameters) as con:
            for name in names:
                rows = con.execute(f"select count(*) from checks.{name}").fetchall()
                if rows[0][0]:
                    failing[name] = int(rows[0][0])
        return failing


def _findings(con: Connection, keys: Collection[str] | None = None) -> tuple[Finding, ...]:
    some = "" if keys is None else " where finding_key in (select unnest($keys))"
    values = None if keys is None else {"keys": list(keys)}
    order = "order by since, abs(effect) desc, finding_key"
    rows = con.execute(f"{FINDINGS}{some} {order}", values).fetchall()
    return tuple(finding_of(row) for row in rows)


def _checks() -> list[tuple[str, str]]:
    return [(name, text) for name, text in view_files() if name.startswith("checks/")]
