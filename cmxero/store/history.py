"""What cmxero did: runs and events, watermarks and the organisation a home belongs to."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cmxero.core.documents import XeroOrganisation
from cmxero.core.errors import WrongOrganisationError
from cmxero.store.bulk import Row, append_rows
from cmxero.store.database import Connection, Database

EVENT_COLUMNS = "run_id kind subject message at_utc".split()


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """The Xero organisation an organisation key of this home stands for."""

    organisation: str
    tenant_id: str
    name: str
    base_currency: str
    timezone: str
    mode: str


@dataclass(frozen=True, slots=True)
class Watermark:
    """How far the pulls of an endpoint have got.

    Attributes:
        at_utc: of the newest document read (naive UTC).
        looked_at: how long lies between the first and the last pull that got as far.
    """

    at_utc: datetime
    looked_at: timedelta


class History:
    """Append-only record of every execution."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start_run(
        self,
        run_id: str,
        kind: str,
        organisation: str,
        person: str,
        parameters: Mapping[str, object],
        now_utc: datetime,
    ) -> None:
        """Record that a run began; a run without an end was killed, and is shown so."""
        with self._database.write() as con:
            con.execute(
                "insert into workbench.sync.run values (?, ?, ?, ?, ?, ?)",
                [run_id, kind, organisation, person, _json(parameters), now_utc],
            )

    def end_run(
        self,
        run_id: str,
        outcome: str,
        summary: Mapping[str, object],
        message: str,
        now_utc: datetime,
    ) -> None:
        """Record how a run ended: ``done``, ``needs a person`` or ``failed``."""
        with self._database.write() as con:
            con.execute(
                "insert into workbench.sync.run_end values (?, ?, ?, ?, ?)",
                [run_id, outcome, _json(summary), message, now_utc],
            )

    def add_events(
        self, run_id: str, events: Iterable[tuple[str, str, str]], now_utc: datetime
    ) -> None:
        """Record what a run came across that is no outcome of a document.

        Args:
            events: (kind, subject, message).
        """
        rows: list[Row] = [(run_id, *event, now_utc) for event in events]
        if rows:
            with self._database.write() as con:
                append_rows(con, "sync.event", EVENT_COLUMNS, rows)

    def events(self, organisation: str) -> frozenset[tuple[str, str, str]]:
        """What any run of an organisation came across: (kind, subject, message), each once."""
        with self._database.read() as con:
            rows = con.execute(
                "select distinct e.kind, e.subject, e.message from workbench.sync.event e "
                "inner join workbench.sync.run r on r.run_id = e.run_id "
                "where r.organisation = ?",
                [organisation],
            ).fetchall()
        return frozenset((str(kind), str(subject), str(text)) for kind, subject, text in rows)

    def remember_organisation(
        self, organisation: str, found: XeroOrganisation, mode: str, now_utc: datetime
    ) -> None:
        """Tie an organisation key of this home to its Xero tenant, once and for ever.

        Raises:
            WrongOrganisationError: the key already stands for another tenant.
        """
        known = self.find_organisation(organisation)
        if known is None:
            with self._database.write() as con:
                con.execute(
                    "insert into workbench.sync.organisation values (?, ?, ?, ?, ?, ?, ?, ?) "
                    "on conflict do nothing",
                    [
                        organisation,
                        found.tenant_id,
                        found.name,
                        found.base_currency,
                        found.country_code,
                        found.timezone,
                        mode,
                        now_utc,
                    ],
                )
            known = self.find_organisation(organisation)
        if known and known.tenant_id != found.tenant_id:
            raise WrongOrganisationError(organisation, known.tenant_id, found.tenant_id)

    def find_organisation(self, organisation: str) -> KnownOrganisation | None:
        """What an organisation key stands for, or None before the first connection."""
        with self._database.read() as con:
            rows = con.execute(
                "select organisation, tenant_id, name, base_currency, timezone, mode "
                "from workbench.sync.organisation where organisation = ?",
                [organisation],
            ).fetchall()
        return KnownOrganisation(*rows[0]) if rows else None

    def find_watermark(self, organisation: str, endpoint: str) -> datetime | None:
        """How far the pulls of an endpoint have got (naive UTC), or None before the first."""
        found = self.watermarks(organisation).get(endpoint)
        return found.at_utc if found else None

    def watermarks(self, organisation: str) -> dict[str, Watermark]:
        """How far the pulls of each endpoint have got, those that got anywhere."""
        with self._database.read() as con:
            rows = con.execute(
                "with newest as (select endpoint, max(watermark_utc) as watermark_utc "
                "from workbench.sync.watermark where organisation = $org group by endpoint) "
                "select n.endpoint, n.watermark_utc, min(r.started_utc), max(r.started_utc) "
                "from newest n inner join workbench.sync.watermark w on w.organisation = $org "
                "and w.endpoint = n.endpoint and w.watermark_utc = n.watermark_utc "
                "left join workbench.sync.run r on r.run_id = w.run_id "
                "group by n.endpoint, n.watermark_utc",
                {"org": organisation},
            ).fetchall()
        return {
            endpoint: Watermark(at_utc, last - first if first else timedelta())
            for endpoint, at_utc, first, last in rows
        }

    def last_pull_utc(self, organisation: str) -> datetime | None:
        """When the newest pull that ended well ended (naive UTC), or None."""
        with self._database.read() as con:
            rows = con.execute(
                "select max(ended_utc) from stage.run where organisation = ? "
                "and kind = 'pull' and outcome in ('done', 'needs a person')",
                [organisation],
            ).fetchall()
        found: datetime | None = rows[0][0]
        return found

    def first_pull_utc(self, organisation: str) -> datetime | None:
        """When the first pull that ended well began (naive UTC), or None."""
        with self._database.read() as con:
            rows = con.execute(
                "select min(started_utc) from stage.run where organisation = ? "
                "and kind = 'pull' and outcome in ('done', 'needs a person')",
                [organisation],
            ).fetchall()
        found: datetime | None = rows[0][0]
        return found


def move_watermark(
    con: Connection, organisation: str, endpoint: str, watermark_utc: datetime, run_id: str
) -> None:
    """Record how far a pull got, in the transaction that stores the last rows up to there."""
    con.execute(
        "insert into workbench.sync.watermark values (?, ?, ?, ?)",
        [organisation, endpoint, watermark_utc, run_id],
    )


def _json(values: Mapping[str, object]) -> str:
    return json.dumps(values, default=str, sort_keys=True)
