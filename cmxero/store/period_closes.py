"""Certificates of closed periods, and what moved a closed period since."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmxero.core.certificate import Certificate
from cmxero.store.database import Database, Parameters

_COLUMNS = (
    "organisation, as_of, version, currency_code, case_receivables, xero_receivables, bridge, "
    "ageing, open_findings, facts_sha256, posting_count, known_utc, last_pull_utc, person, note, "
    "run_id"
)
_SQL = Path(__file__).parent / "sql" / "closing"


@dataclass(frozen=True, slots=True)
class PeriodChange:
    """A document that counts in a closed period otherwise than when it was closed; dollars.

    Attributes:
        side: the ledger it stands in.
        case_invoice_number: the invoice it is about; empty if none.
        before: what it added to what is owed within the period; None: it was not there.
        after: the same today; None: it is gone, or dated after the period.
    """

    side: str
    document: str
    document_id: str
    case_invoice_number: str
    date_before: date | None
    before: Decimal | None
    date_after: date | None
    after: Decimal | None

    @property
    def moved(self) -> Decimal:
        """What it adds to the period's receivables of that side."""
        return (self.after or Decimal("0.00")) - (self.before or Decimal("0.00"))


class PeriodCloses:
    """The ``sync.period_close`` table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, certificate: Certificate) -> None:
        """Keep a certificate; its version is one that nobody used yet."""
        c = certificate
        with self._database.write() as con:
            con.execute(
                f"insert into workbench.sync.period_close ({_COLUMNS}) "
                "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    c.organisation, c.as_of, c.version, c.currency_code, c.case_receivables,
                    c.xero_receivables, json.dumps(c.bridge, default=str),
                    json.dumps(c.ageing, default=str), c.open_findings, c.facts_sha256,
                    c.posting_count, c.known_utc, c.last_pull_utc, c.person, c.note, c.run_id,
                ],
            )  # fmt: skip

    def newest(self, organisation: str) -> tuple[Certificate, ...]:
        """The newest certificate of each closed period, the latest period first."""
        with self._database.read() as con:
            rows = con.execute(
                f"select {_COLUMNS} from workbench.sync.period_close where organisation = ? "
                "qualify row_number() over (partition by as_of order by version desc) = 1 "
                "order by as_of desc",
                [organisation],
            ).fetchall()
        return tuple(_certificate(row) for row in rows)

    def changes(
        self, parameters: Sequence[Parameters], then: Database,
        then_parameters: Sequence[Parameters], as_of: date,
    ) -> tuple[PeriodChange, ...]:  # fmt: skip
        """Documents up to a day that count otherwise now than they did, by invoice.

        Args:
            then: the database as it was known when the period was closed.
        """
        with then.read(then_parameters) as con:
            before = con.sql(_query("10_before.sql"), params=[as_of]).to_arrow_table()
        with self._database.read(parameters) as con:
            con.register("closed_posting", before)
            try:
                rows = con.execute(_query("20_moved.sql"), [as_of]).fetchall()
            finally:
                con.unregister("closed_posting")
        return tuple(PeriodChange(*row) for row in rows)


def _certificate(row: tuple[Any, ...]) -> Certificate:
    values = list(row)
    values[6] = tuple((k, int(n), Decimal(effect)) for k, n, effect in json.loads(row[6]))
    values[7] = tuple((b, Decimal(case), Decimal(xero)) for b, case, xero in json.loads(row[7]))
    return Certificate(*values)


def _query(name: str) -> str:
    return (_SQL / name).read_text("utf-8")
