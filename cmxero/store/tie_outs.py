"""Where both receivables ledgers stand on a day, and every row behind each figure (DESIGN 10)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cmxero.store.database import Connection, Database, Parameters
from cmxero.store.ready import remembered

TIMING = "timing: dated later on one side"
"""Not a finding: both sides agree by now, and did not on the day asked for."""
_FETCHED_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class TieOut:
    """Both receivables ledgers of one organisation; dollars.

    Attributes:
        as_of: the day; None: as both systems stand, documents dated ahead included.
    """

    organisation: str
    currency_code: str
    as_of: date | None
    case_receivables: Decimal
    xero_receivables: Decimal
    difference: Decimal
    explained: Decimal
    unexplained: Decimal


@dataclass(frozen=True, slots=True)
class BridgeLine:
    """One kind of finding: how many, and what they add to the difference in dollars."""

    kind: str
    findings: int
    effect: Decimal


@dataclass(frozen=True, slots=True)
class Position:
    """One row behind a figure of the bridge.

    Attributes:
        finding_key: empty where only dates keep the two sides apart.
        effect: Case Manager less Xero on the day, in dollars.
        because: the documents dated after the day, in words.
    """

    kind: str
    subject: str
    case_invoice_number: str
    customer: str
    since: date | None
    status: str
    effect: Decimal
    because: tuple[str, ...]
    finding_key: str


@dataclass(frozen=True, slots=True)
class AgeingLine:
    """One bracket of days overdue, both ledgers side by side; dollars."""

    bracket: str
    case_owed: Decimal
    xero_owed: Decimal
    case_invoices: int
    xero_invoices: int


@dataclass(frozen=True, slots=True)
class OwedInvoice:
    """What one invoice came to in one ledger on the day, in dollars."""

    side: str
    case_invoice_number: str
    customer: str
    due_date: date | None
    owed: Decimal


@dataclass(frozen=True, slots=True)
class CentLine:
    """One place where rounding moved cents, and who owns them.

    Attributes:
        what: ``GST``, ``rounding line`` or ``difference``.
        amount: Xero's less Case Manager's, in dollars.
    """

    case_invoice_number: str
    journal_number: str
    what: str
    amount: Decimal
    owner: str
    finding_key: str


class TieOuts:
    """Read-only questions to the views of the tie-out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tie_out(
        self, parameters: Sequence[Parameters], as_of: date | None = None
    ) -> tuple[TieOut, ...]:
        """Both ledgers on a day, a row an organisation."""
        if as_of is None:
            return remembered(self._database, parameters, "tie-out", _tie_out)
        with self._database.read(parameters, as_of=as_of) as con:
            return _tie_out(con)

    def bridge(
        self, parameters: Sequence[Parameters], as_of: date | None = None
    ) -> tuple[BridgeLine, ...]:
        """What makes the difference, largest first."""
        rows = self._rows(
            parameters,
            as_of,
            "select kind, sum(findings)::integer, sum(effect)::decimal(18, 2) "
            "from report.bridge group by kind order by abs(sum(effect)) desc, kind",
        )
        return tuple(BridgeLine(*row) for row in rows)

    def positions(
        self, parameters: Sequence[Parameters], as_of: date | None, kind: str
    ) -> tuple[Position, ...]:
        """The rows behind the bridge, largest first.

        Args:
            kind: only the line of this kind; empty takes all.
        """
        rows = self._rows(
            parameters,
            as_of,
            "select kind, subject, case_invoice_number, customer, since, status, effect, "
            "because, finding_key from report.position where kind = $1 or $1 = '' "
            "order by kind, abs(effect) desc, subject, pair_key",
            [kind],
        )
        return tuple(Position(*(*row[:7], tuple(row[7]), row[8])) for row in rows)

    def ageing(
        self, parameters: Sequence[Parameters], as_of: date | None
    ) -> tuple[AgeingLine, ...]:
        """Both ledgers by days overdue on the day, in the order of the brackets."""
        rows = self._rows(
            parameters,
            as_of,
            "select bracket, case_owed, xero_owed, case_invoices, xero_invoices "
            "from report.ageing order by place",
        )
        return tuple(AgeingLine(*row) for row in rows)

    def owed(self, parameters: Sequence[Parameters], as_of: date | None) -> tuple[OwedInvoice, ...]:
        """Every invoice behind the ageing, by number; money and credits not applied come last."""
        rows = self._rows(
            parameters,
            as_of,
            "select o.side, o.case_invoice_number, coalesce(i.customer, ''), o.due_date, o.owed "
            "from report.owed o left join stage.case_invoice i using "
            "(organisation, case_invoice_number) "
            "order by o.invoice_id = '', o.case_invoice_number, o.side, o.invoice_id",
        )
        return tuple(OwedInvoice(*row) for row in rows)

    def cents(self, parameters: Sequence[Parameters]) -> tuple[CentLine, ...]:
        """Every rounding cent, by what it is and then by invoice."""
        rows = self._rows(
            parameters,
            None,
            "select case_invoice_number, journal_number, what, amount, owner, finding_key "
            "from report.cent order by what, case_invoice_number, owner",
        )
        return tuple(CentLine(*row) for row in rows)

    def facts_hash(self, parameters: Sequence[Parameters], as_of: date) -> tuple[str, int]:
        """SHA-256 over every posting of both ledgers up to a day, and how many there are."""
        digest, count = hashlib.sha256(), 0
        with self._database.read(parameters) as con:
            found = con.execute(
                "select concat_ws('|', organisation, side, document, document_id, "
                "case_invoice_number, posting_date, amount) as line from report.posting "
                "where posting_date <= ? order by line",
                [as_of],
            )
            while rows := found.fetchmany(_FETCHED_AT_ONCE):
                count += len(rows)
                digest.update("".join(f"{row[0]}\n" for row in rows).encode())
        return digest.hexdigest(), count

    def _rows(
        self,
        parameters: Sequence[Parameters],
        as_of: date | None,
        question: str,
        values: Sequence[object] = (),
    ) -> list[tuple[Any, ...]]:
        with self._database.read(parameters, as_of=as_of) as con:
            return con.execute(question, list(values)).fetchall()


def _tie_out(con: Connection) -> tuple[TieOut, ...]:
    rows = con.execute(
        "select organisation, currency_code, as_of, case_receivables, xero_receivables, "
        "difference, explained, unexplained from report.tie_out order by organisation"
    ).fetchall()
    return tuple(TieOut(*row) for row in rows)
