"""The export's memory: what was meant, tried, answered and linked (DESIGN 5).

Every method is one transaction. The order of calls is the protocol; this module only makes each
step durable and refuses what would break it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from cmxero.core.documents import InvoiceDraft, XeroInvoice
from cmxero.core.fingerprint import lines_mark
from cmxero.store.bulk import Row, append_rows
from cmxero.store.database import Connection, Database
from cmxero.store.xero_landing import land_invoices

INTENT_COLUMNS = (
    "intent_id batch_id organisation case_invoice_number invoice_number journal_number "
    "fingerprint contact_name invoice_date due_date currency_code total total_tax case_total "
    "lines_mark"
).split()
OUTCOME_COLUMNS = (
    "organisation case_invoice_number intent_id run_id state xero_invoice_id xero_total "
    "messages at_utc sequence"
).split()
LINK_COLUMNS = (
    "organisation case_invoice_number xero_invoice_id intent_id how run_id linked_utc"
).split()


class OutcomeState(StrEnum):
    """What became of one invoice in one export."""

    CREATED = "CREATED"
    WARNING = "WARNING"
    ADOPTED = "ADOPTED"
    ERROR = "ERROR"
    CONFLICT = "CONFLICT"
    HELD = "HELD"
    NOT_SAVED = "NOT SAVED"

    @property
    def is_linked(self) -> bool:
        """Whether the invoice now has its counterpart in Xero."""
        return self in {OutcomeState.CREATED, OutcomeState.WARNING, OutcomeState.ADOPTED}


@dataclass(frozen=True, slots=True)
class Intent:
    """One invoice we mean to create; stored before the call."""

    intent_id: str
    batch_id: str
    case_invoice_number: str
    invoice_number: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one invoice; ``intent_id`` is None when it was never sent."""

    case_invoice_number: str
    state: OutcomeState
    intent_id: str | None = None
    invoice: XeroInvoice | None = None
    messages: tuple[str, ...] = ()

    @property
    def xero_total(self) -> Decimal | None:
        """Dollars, tax included, that Xero holds; None when it holds nothing."""
        return self.invoice.total if self.invoice else None


class Exports:
    """Intents, attempts, outcomes and links."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def links(self, organisation: str) -> dict[str, str]:
        """Case invoice number → Xero invoice id, of every invoice known to be in Xero."""
        with self._database.read() as con:
            rows = con.execute(
                "select case_invoice_number, xero_invoice_id from workbench.sync.link "
                "where organisation = ?",
                [organisation],
            ).fetchall()
        return {str(number): str(xero_id) for number, xero_id in rows}

    def open_intents(self, organisation: str) -> tuple[Intent, ...]:
        """Intents whose outcome nobody knows: the process died, or the answer was lost."""
        with self._database.read() as con:
            rows = con.execute(
                "select intent_id, batch_id, case_invoice_number, invoice_number, fingerprint "
                "from stage.intent where organisation = ? and is_open order by intent_id",
                [organisation],
            ).fetchall()
        return tuple(Intent(*row) for row in rows)

    def intend(
        self,
        organisation: str,
        drafts: Sequence[tuple[InvoiceDraft, str, str]],
        *,
        batch_id: str,
        body: bytes,
        key: str,
        run_id: str,
        now_utc: datetime,
    ) -> tuple[Intent, ...]:
        """Commit a batch as it is about to be sent: body, key, an intent an element, the attempt.

        Args:
            drafts: (draft, fingerprint, journal number) in the order of the body.
        """
        rows: list[Row] = [
            (
                f"{batch_id}-{place:02}",
                batch_id,
                organisation,
                draft.case_invoice_number,
                draft.number,
                journal,
                mark,
                draft.contact_name,
                draft.invoice_date,
                draft.due_date,
                draft.currency_code,
                draft.total,
                draft.total_tax,
                draft.case_total,
                lines_mark(draft.lines),
            )
            for place, (draft, mark, journal) in enumerate(drafts, start=1)
        ]
        digest = hashlib.sha256(body).hexdigest()
        with self._database.write() as con:
            con.execute(
                "insert into workbench.sync.batch values (?, ?, ?, ?, ?, ?, ?, ?)",
                [batch_id, organisation, run_id, key, body.decode(), digest, len(rows), now_utc],
            )
            append_rows(con, "sync.intent", INTENT_COLUMNS, rows)
            _attempt(con, batch_id, run_id, now_utc)
        return tuple(
            Intent(f"{batch_id}-{place:02}", batch_id, d.case_invoice_number, d.number, mark)
            for place, (d, mark, _) in enumerate(drafts, start=1)
        )

    def attempt(self, batch_id: str, *, run_id: str, now_utc: datetime) -> None:
        """Commit that a batch is about to be sent once more."""
        with self._database.write() as con:
            _attempt(con, batch_id, run_id, now_utc)

    def settle(
        self,
        organisation: str,
        outcomes: Sequence[Outcome],
        *,
        run_id: str,
        now_utc: datetime,
    ) -> None:
        """Commit outcomes, the links they make and what Xero holds, all together."""
        with self._database.write() as con:
            first = _next_sequence(con)
            append_rows(
                con,
                "sync.outcome",
                OUTCOME_COLUMNS,
                [
                    (
                        organisation,
                        outcome.case_invoice_number,
                        outcome.intent_id,
                        run_id,
                        outcome.state.value,
                        outcome.invoice.xero_invoice_id if outcome.invoice else "",
                        outcome.xero_total,
                        json.dumps(outcome.messages),
                        now_utc,
                        first + place,
                    )
                    for place, outcome in enumerate(outcomes)
                ],
            )
            _link(con, organisation, outcomes, run_id, now_utc)
            invoices = [outcome.invoice for outcome in outcomes if outcome.invoice]
            land_invoices(con, organisation, [invoices], run_id=run_id, now_utc=now_utc)


def _attempt(con: Connection, batch_id: str, run_id: str, now_utc: datetime) -> None:
    con.execute("insert into workbench.sync.attempt values (?, ?, ?)", [batch_id, run_id, now_utc])


def _link(
    con: Connection,
    organisation: str,
    outcomes: Sequence[Outcome],
    run_id: str,
    now_utc: datetime,
) -> None:
    """The two unique keys of the table are what makes a second Xero invoice impossible."""
    rows: list[Row] = [
        (
            organisation,
            outcome.case_invoice_number,
            outcome.invoice.xero_invoice_id,
            outcome.intent_id,
            outcome.state.value,
            run_id,
            now_utc,
        )
        for outcome in outcomes
        if outcome.state.is_linked and outcome.invoice and outcome.intent_id
    ]
    append_rows(con, "sync.link", LINK_COLUMNS, rows)


def _next_sequence(con: Connection) -> int:
    rows = con.execute(
        "select coalesce(max(sequence), 0) + 1 from workbench.sync.outcome"
    ).fetchall()
    return int(rows[0][0])
