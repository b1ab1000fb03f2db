"""The export log: what became of each invoice in each export, kept for ever and searchable."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from cmxero.store.database import Database

_COLUMNS = (
    "at_utc, run_id, run_outcome, person, journal_number, case_invoice_number, xero_number, "
    "attempt, is_newest, is_failed, state, contact_name, currency_code, case_total, xero_total, "
    "xero_invoice_id, messages"
)
_NEWEST_FIRST = "sequence desc nulls first, at_utc desc, case_invoice_number"
_FACTS = (
    "strip_accents(lower(concat_ws(' ', case_invoice_number, 'CM-' || case_invoice_number, "
    "xero_number, journal_number, contact_name, person, run_id, run_outcome, state, "
    "case_total::varchar, xero_total::varchar, xero_invoice_id, array_to_string(messages, ' '))))"
)
_SAID = "state || chr(10) || array_to_string(messages, chr(10))"


@dataclass(frozen=True, slots=True)
class LoggedOutcome:
    """What became of one invoice in one export.

    Attributes:
        at_utc: when it was recorded (naive UTC).
        run_outcome: how the whole run ended; ``not ended`` if it runs or was killed.
        journal_number: the journal it was exported with; empty if that is not known any more.
        xero_number: the number it was sent under; empty if it was held back.
        attempt: 1 for the first export of the invoice, counting held ones.
        is_newest: whether no later export touched the invoice.
        is_failed: newest, and the invoice is not in Xero.
        state: the outcome's state, ``OPEN`` where it was sent and nobody knows yet.
        case_total: dollars with tax in Case Manager; None if Case Manager's
            side is not known.
        xero_total: dollars with tax in Xero; None where it holds nothing.
        messages: every message, in the order given.
    """

    at_utc: datetime
    run_id: str
    run_outcome: str
    person: str
    journal_number: str
    case_invoice_number: str
    xero_number: str
    attempt: int
    is_newest: bool
    is_failed: bool
    state: str
    contact_name: str
    currency_code: str
    case_total: Decimal | None
    xero_total: Decimal | None
    xero_invoice_id: str
    messages: tuple[str, ...]


Meanings = Callable[[str], Sequence[str]]
"""Patterns (RE2) of messages and states that a word stands for, whatever their wording."""


def no_meanings(_: str) -> Sequence[str]:
    """A word means itself."""
    return ()


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which outcomes are asked for; what is left empty does not narrow.

    Attributes:
        text: words that must all occur: numbers, customer, person, amounts, messages.
        meanings: what else a word stands for.
    """

    journal: str | None = None
    run_id: str | None = None
    state: str | None = None
    text: str = ""
    newest_only: bool = False
    failed_only: bool = False
    meanings: Meanings = no_meanings

    def condition(self, organisation: str) -> tuple[str, list[object]]:
        """The filter as SQL with its values."""
        parts, values = ["organisation = ?"], [organisation]
        equals: Mapping[str, str | None] = {
            "journal_number": self.journal,
            "run_id": self.run_id,
            "state": self.state.upper() if self.state is not None else None,
        }
        for column, wanted in equals.items():
            if wanted is not None:
                parts.append(f"{column} = ?")
                values.append(wanted)
        parts += ["is_newest"] * self.newest_only + ["is_failed"] * self.failed_only
        for word in self.text.split():
            found = f"contains({_FACTS}, strip_accents(lower(?)))"
            values.append(word)
            if patterns := self.meanings(word):
                found += f" or regexp_matches({_SAID}, ?)"
                values.append("(?im)" + "|".join(f"(?:{pattern})" for pattern in patterns))
            parts.append(f"({found})")
        return " and ".join(parts), list(values)


EVERYTHING = LogFilter()


class ExportLog:
    """Read-only questions to ``report.export_log``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def search(
        self,
        organisation: str,
        wanted: LogFilter = EVERYTHING,
        *,
        limit: int | None = None,
        offset: int = 0,
    ) -> tuple[LoggedOutcome, ...]:
        """Outcomes, newest first; ``limit`` None takes all."""
        where, values = wanted.condition(organisation)
        return self._rows(f"{where} order by {_NEWEST_FIRST} limit ? offset ?",
                          [*values, limit, offset])  # fmt: skip

    def count(self, organisation: str, wanted: LogFilter = EVERYTHING) -> int:
        """How many outcomes a search finds in all."""
        where, values = wanted.condition(organisation)
        with self._database.read() as con:
            rows = con.execute(
                f"select count(*) from report.export_log where {where}", values
            ).fetchall()
        return int(rows[0][0])

    def failed_with_history(
        self, organisation: str, journal: str | None = None
    ) -> tuple[LoggedOutcome, ...]:
        """Every outcome of each invoice that is not in Xero after its newest one, newest first."""
        where, values = LogFilter(journal=journal, failed_only=True).condition(organisation)
        return self._rows(
            "organisation = ? and case_invoice_number in "
            f"(select case_invoice_number from report.export_log where {where}) "
            f"order by {_NEWEST_FIRST}",
            [organisation, *values],
        )

    def _rows(self, condition: str, values: Sequence[object]) -> tuple[LoggedOutcome, ...]:
        with self._database.read() as con:
            rows = con.execute(
                f"select {_COLUMNS} from report.export_log where {condition}", list(values)
            ).fetchall()
        return tuple(_outcome(row) for row in rows)


def _outcome(row: tuple[Any, ...]) -> LoggedOutcome:
    values = [*row[:-1], tuple(row[-1])]
    return LoggedOutcome(*values)
