"""The export log as people read it: each outcome with its cause, and failures by cause."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from cmxero.core.causes import Cause, causes_of, search_patterns
from cmxero.core.money import ZERO
from cmxero.core.wording import counted
from cmxero.store.export_log import ExportLog, LogFilter, LoggedOutcome
from cmxero.workflows.bench import Bench


@dataclass(frozen=True, slots=True)
class ExportLogRow:
    """One outcome and why.

    Attributes:
        causes: nothing for an invoice that went without a remark.
    """

    outcome: LoggedOutcome
    causes: tuple[Cause, ...]

    @property
    def why(self) -> str:
        """The causes in words, each once."""
        return "; ".join(str(cause) for cause in self.causes)

    @property
    def remedy(self) -> str:
        """What to do, each thing once."""
        return " ".join(dict.fromkeys(cause.remedy for cause in self.causes))

    @property
    def where(self) -> str:
        """Where it is mended."""
        return ", ".join(dict.fromkeys(cause.where.value for cause in self.causes))


@dataclass(frozen=True, slots=True)
class CauseGroup:
    """Failures with the same cause; an invoice with two causes is in two groups.

    Attributes:
        total: dollars with tax, as Case Manager has them.
        invoices: Case Manager's numbers, in order.
        first_seen_utc: when the cause first stopped one of them (naive UTC).
        last_seen_utc: when it last did.
    """

    cause: Cause
    count: int
    total: Decimal
    invoices: tuple[str, ...]
    first_seen_utc: datetime
    last_seen_utc: datetime


@dataclass(frozen=True, slots=True)
class Failures:
    """Every invoice whose newest export did not bring it to Xero, grouped by cause.

    Attributes:
        count: invoices, each once however many causes it has.
        total: dollars with tax, as Case Manager has them.
        groups: most invoices first.
    """

    count: int
    total: Decimal
    groups: tuple[CauseGroup, ...]

    def __str__(self) -> str:
        if not self.count:
            return "No failures: every invoice that was exported is in Xero."
        return f"{counted(self.count, 'failure')}, {counted(len(self.groups), 'cause')}."


LOG_COLUMNS = (
    "When (UTC)",
    "Run",
    "Run ended",
    "Person",
    "Journal",
    "Case Manager invoice",
    "Xero number",
    "Attempt",
    "Newest",
    "Outcome",
    "Customer",
    "Currency",
    "Case Manager total",
    "Xero total",
    "Cause",
    "What to do",
    "Where",
    "All messages",
)
"""Columns of the log in a file; ``log_cells`` gives the cells."""


def log_cells(row: ExportLogRow) -> tuple[object, ...]:
    """The cells of a row in a file; dates, numbers and amounts as such."""
    out = row.outcome
    return (
        out.at_utc,
        out.run_id,
        out.run_outcome,
        out.person,
        out.journal_number,
        out.case_invoice_number,
        out.xero_number,
        out.attempt,
        "yes" if out.is_newest else "no",
        out.state,
        out.contact_name,
        out.currency_code,
        out.case_total,
        out.xero_total,
        row.why,
        row.remedy,
        row.where,
        "\n".join(out.messages),
    )


def search_log(
    bench: Bench, wanted: LogFilter, *, limit: int | None = None, offset: int = 0
) -> tuple[ExportLogRow, ...]:
    """Outcomes newest first; a word also finds outcomes whose cause is described with it."""
    found = ExportLog(bench.database).search(
        bench.organisation, _meant(wanted), limit=limit, offset=offset
    )
    return tuple(map(_row, found))


def count_log(bench: Bench, wanted: LogFilter) -> int:
    """How many outcomes a search finds in all."""
    return ExportLog(bench.database).count(bench.organisation, _meant(wanted))


def failures(bench: Bench, journal: str | None = None) -> Failures:
    """What did not go to Xero, by cause; of one journal, or of all."""
    rows = _failed_rows(bench, journal)
    failed = [row for row in rows if row.outcome.is_failed]
    same: dict[str, list[ExportLogRow]] = {}
    for row in rows:
        for cause in row.causes:
            same.setdefault(cause.key, []).append(row)
    causes = {cause.key: cause for row in failed for cause in row.causes}
    groups = (_group(cause, same[key]) for key, cause in causes.items())
    return Failures(
        len(failed),
        _total(failed),
        tuple(sorted(groups, key=lambda group: (-group.count, -group.total, group.cause.key))),
    )


def failed_groups(bench: Bench, journal: str | None = None) -> tuple[CauseGroup, ...]:
    """Failures by cause, most invoices first."""
    return failures(bench, journal).groups


def failed_numbers(
    bench: Bench, journal: str | None, cause_code: str | None = None
) -> tuple[str, ...]:
    """Case Manager numbers of what did not go, in order, to be sent again after a fix.

    Args:
        cause_code: only failures with this cause: its code, or its key, which also names what it
            is about; they may have other causes too, which the next export's plan will say.
    """
    return _numbers(
        row
        for row in _failed_rows(bench, journal)
        if row.outcome.is_failed
        and (cause_code is None or any(cause_code in {c.code, c.key} for c in row.causes))
    )


def _meant(wanted: LogFilter) -> LogFilter:
    return replace(wanted, meanings=search_patterns)


def _failed_rows(bench: Bench, journal: str | None) -> list[ExportLogRow]:
    log = ExportLog(bench.database)
    return [_row(found) for found in log.failed_with_history(bench.organisation, journal)]


def _row(outcome: LoggedOutcome) -> ExportLogRow:
    return ExportLogRow(outcome, causes_of(outcome.state, outcome.messages))


def _group(cause: Cause, rows: Sequence[ExportLogRow]) -> CauseGroup:
    """A group of the rows that have a cause, failed now or before."""
    failed = [row for row in rows if row.outcome.is_failed]
    numbers = {row.outcome.case_invoice_number for row in failed}
    seen = [row.outcome.at_utc for row in rows if row.outcome.case_invoice_number in numbers]
    return CauseGroup(cause, len(failed), _total(failed), _numbers(failed), min(seen), max(seen))


def _numbers(rows: Iterable[ExportLogRow]) -> tuple[str, ...]:
    return tuple(sorted({row.outcome.case_invoice_number for row in rows}, key=_natural))


def _natural(number: str) -> tuple[int, str]:
    return (len(number), number)


def _total(rows: Iterable[ExportLogRow]) -> Decimal:
    return sum((row.outcome.case_total or ZERO for row in rows), ZERO)
