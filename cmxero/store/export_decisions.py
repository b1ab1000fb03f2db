"""What people decided about exports, and the history notes that were meant and added."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cmxero.store.database import Database

INTENDED, ADDED = "intended", "added"


@dataclass(frozen=True, slots=True)
class Release:
    """An invoice that may be sent again, although Xero had it once.

    Attributes:
        xero_invoice_id: the document in Xero that is left behind; empty if it is nowhere.
        xero_status: its status when the person decided.
    """

    case_invoice_number: str
    xero_invoice_id: str
    xero_status: str


@dataclass(frozen=True, slots=True)
class Exported:
    """One invoice that is in Xero because of an export."""

    case_invoice_number: str
    xero_invoice_id: str
    journal_number: str


@dataclass(frozen=True, slots=True)
class Released:
    """What was given free to be sent again so far.

    Attributes:
        times: how often each invoice was, by its case invoice number.
        left_behind: ids of the Xero documents that were given up.
    """

    times: Counter[str]
    left_behind: frozenset[str]


class ExportDecisions:
    """Links that were released, and notes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def release(
        self,
        organisation: str,
        releases: Sequence[Release],
        *,
        reason: str,
        person: str,
        now_utc: datetime,
    ) -> None:
        """Record that invoices may be sent again, and take their links away, all together."""
        with self._database.write() as con:
            for each in releases:
                con.execute(
                    "insert into workbench.sync.released_link values (?, ?, ?, ?, ?, ?, ?)",
                    [
                        organisation,
                        each.case_invoice_number,
                        each.xero_invoice_id,
                        each.xero_status,
                        reason,
                        person,
                        now_utc,
                    ],
                )
                con.execute(
                    "delete from workbench.sync.link "
                    "where organisation = ? and case_invoice_number = ? and xero_invoice_id = ?",
                    [organisation, each.case_invoice_number, each.xero_invoice_id],
                )

    def released(self, organisation: str) -> Released:
        """What was given free to be sent again so far."""
        with self._database.read() as con:
            rows = con.execute(
                "select case_invoice_number, xero_invoice_id from workbench.sync.released_link "
                "where organisation = ?",
                [organisation],
            ).fetchall()
        return Released(
            Counter(str(number) for number, _ in rows),
            frozenset(str(xero_id) for _, xero_id in rows if xero_id),
        )

    def known_numbers(self, organisation: str, numbers: Sequence[str]) -> tuple[str, ...]:
        """Those of the numbers that a pull has seen in Xero, capitals aside."""
        with self._database.read() as con:
            rows = con.execute(
                "select distinct invoice_number from stage.xero_invoice "
                "where organisation = ? and list_contains(?, lower(invoice_number)) order by 1",
                [organisation, [number.lower() for number in numbers]],
            ).fetchall()
        return tuple(str(row[0]) for row in rows)

    def without_note(self, organisation: str) -> tuple[tuple[Exported, bool], ...]:
        """Exported invoices without a history note; True where one was meant already."""
        with self._database.read() as con:
            rows = con.execute(
                "select l.case_invoice_number, l.xero_invoice_id, i.journal_number, "
                "  bool_or(n.state is not null) as was_meant "
                "from workbench.sync.link l "
                "inner join workbench.sync.intent i on i.intent_id = l.intent_id "
                "left join workbench.sync.history_note n "
                "  on n.organisation = l.organisation and n.xero_invoice_id = l.xero_invoice_id "
                "where l.organisation = ? group by all "
                "having not bool_or(coalesce(n.state = 'added', false)) "
                "order by l.case_invoice_number",
                [organisation],
            ).fetchall()
        return tuple((Exported(*map(str, row[:3])), bool(row[3])) for row in rows)

    def write_note(
        self,
        organisation: str,
        xero_invoice_id: str,
        state: str,
        note: str,
        *,
        run_id: str,
        now_utc: datetime,
    ) -> None:
        """Record that a history note is meant, before the call, or was added, after it."""
        with self._database.write() as con:
            con.execute(
                "insert into workbench.sync.history_note values (?, ?, ?, ?, ?, ?)",
                [organisation, xero_invoice_id, state, note, run_id, now_utc],
            )
