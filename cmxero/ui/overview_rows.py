"""The rows behind each figure of the Overview page, and where they are worked on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cmxero.core.findings import Finding
from cmxero.core.pages import PageHeader
from cmxero.ui.formats import counted, totals_text
from cmxero.ui.grid import Column, Data
from cmxero.ui.rows_table import Field, file_cells, grid_data
from cmxero.workflows.export_log import ExportLogRow
from cmxero.workflows.overview import OwedRow, Position, ReceivedPayment, RunState

MOST_SHOWN = 5_000
"""Rows that travel to the browser; a file holds all of them."""
NARROW, WIDE, WIDER = 650, 930, 1040


@dataclass(frozen=True)
class RowsBehind:
    """What opens when a figure is pressed.

    Attributes:
        title: the figure in words.
        said: how many rows, what they come to, and what is not listed.
        finding_keys: of each listed row, in order; empty where a row is no finding.
        address: the page that works on them, opened at them; empty for none.
        where: that page's title.
        empty: what is said when there is no row.
        heads, cells: the whole table for a file.
    """

    title: str
    said: str
    columns: tuple[Column, ...]
    data: Data
    finding_keys: tuple[str, ...]
    empty: str
    heads: tuple[str, ...]
    cells: Callable[[], list[tuple[object, ...]]]
    address: str = ""
    where: str = ""


def _f(*parts: Any, **more: Any) -> Field[Any]:  # noqa: ANN401 - rows of six kinds
    return Field(*parts, **more)


def finding_fields(header: PageHeader) -> tuple[Field[Any], ...]:
    """Columns of findings."""
    return (
        _f("subject", "Document", "text", 152, lambda r: r.subject, grow=1),
        _f("customer", "Customer", "text", 90, lambda r: r.contact_name, grow=2, shown_from=NARROW),
        _f("kind", "Kind", "text", 120, lambda r: r.kind.value, grow=3),
        _f("case", "Case Manager", "money", 104, lambda r: r.case_amount, shown_from=WIDE),
        _f("xero", "Xero", "money", 88, lambda r: r.xero_amount, shown_from=WIDE),
        _f("effect", "Effect", "money", 88, lambda r: r.effect, total="unit"),
        _f("unit", "Cur", "text", 40, lambda r: r.currency_code, shown_from=WIDER),
        _f("since", "Date", "date", 100, lambda r: r.since, shown_from=NARROW),
        _f("age", "Age", "int", 40, lambda r: (header.today - r.since).days),
        _f("status", "Status", "tag", 116, lambda r: r.status, shown_from=WIDE),
        _f("owner", "Owner", "text", 70, lambda r: r.assigned_to, grow=1, shown_from=WIDER),
    )


def position_fields(currency_code: str) -> tuple[Field[Any], ...]:
    """Columns of what makes the difference on a day."""
    return (
        _f("kind", "Kind", "text", 130, lambda r: r.kind, grow=2),
        _f("subject", "About", "text", 152, lambda r: r.subject, grow=1),
        _f("customer", "Customer", "text", 90, lambda r: r.customer, grow=2, shown_from=WIDE),
        _f("since", "Date", "date", 100, lambda r: r.since, shown_from=WIDE),
        _f("effect", "Case Manager less Xero", "money", 176, lambda r: r.effect, total="unit"),
        _f("unit", "Cur", "text", 40, lambda _r: currency_code, shown_from=WIDER),
        _f("why", "Why", "text", 120, lambda r: "; ".join(r.because) or r.status, grow=3),
    )


_OWED: tuple[Field[Any], ...] = (
    _f("side", "Ledger", "text", 100, lambda r: r.side),
    _f("document", "Invoice", "text", 110, lambda r: r.document or "not applied"),
    _f("customer", "Customer", "text", 90, lambda r: r.customer, grow=2, shown_from=NARROW),
    _f("due", "Due", "date", 100, lambda r: r.due_date),
    _f("days", "Days overdue", "int", 104, lambda r: r.days_overdue, shown_from=NARROW),
    _f("bracket", "Bracket", "text", 160, lambda r: r.bracket, grow=1, shown_from=WIDE),
    _f("owed", "Owed", "money", 96, lambda r: r.owed, total="unit"),
    _f("unit", "Cur", "text", 40, lambda r: r.currency_code, shown_from=WIDE),
)
_FAILED: tuple[Field[Any], ...] = (
    _f("number", "Invoice", "text", 80, lambda r: f"CM-{r.outcome.case_invoice_number}"),
    _f("customer", "Customer", "text", 90, lambda r: r.outcome.contact_name, grow=2,
       shown_from=NARROW),
    _f("journal", "Journal", "text", 60, lambda r: r.outcome.journal_number),
    _f("total", "Total", "money", 88, lambda r: r.outcome.case_total, total="unit"),
    _f("unit", "Cur", "text", 40, lambda r: r.outcome.currency_code, shown_from=WIDE),
    _f("at", "Exported", "date", 168, lambda r: r.outcome.at_utc, shown_from=WIDE),
    _f("state", "Outcome", "tag", 90, lambda r: r.outcome.state),
    _f("why", "Why", "text", 120, lambda r: r.why, grow=4),
)  # fmt: skip
_PAYMENTS: tuple[Field[Any], ...] = (
    _f("date", "Date", "date", 100, lambda r: r.payment_date),
    _f("invoice", "Invoice", "text", 90, lambda r: r.invoice_number),
    _f("customer", "Customer", "text", 90, lambda r: r.customer, grow=2, shown_from=NARROW),
    _f("amount", "Amount", "money", 88, lambda r: r.amount),
    _f("state", "State", "text", 150, lambda r: r.state, grow=1),
    _f("reference", "Reference", "text", 100, lambda r: r.reference, grow=2, shown_from=NARROW),
)
_RUNS: tuple[Field[Any], ...] = (
    _f("kind", "Run", "text", 80, lambda r: r.kind),
    _f("started", "Started", "date", 168, lambda r: r.started_utc),
    _f("ended", "Ended", "date", 168, lambda r: r.ended_utc, shown_from=WIDE),
    _f("person", "By", "text", 80, lambda r: r.person, shown_from=WIDE),
    _f("outcome", "Outcome", "text", 120, lambda r: r.outcome),
    _f("message", "What it says", "text", 200, lambda r: r.message, grow=4),
)


def findings_behind(title: str, rows: Sequence[Finding], header: PageHeader) -> RowsBehind:
    """Findings, oldest first."""
    ordered = sorted(rows, key=lambda row: (row.since, -abs(row.effect), row.key))
    net = totals_text((row.currency_code, row.effect) for row in ordered)
    said = counted(len(ordered), "finding") + (f", net {net}" if ordered else "")
    keys = [row.key for row in ordered]
    return _behind(title, said, finding_fields(header), ordered, keys, keys)


def positions_behind(title: str, rows: Sequence[Position], currency_code: str) -> RowsBehind:
    """What keeps the two ledgers apart, largest first."""
    ordered = sorted(rows, key=lambda row: -abs(row.effect))
    net = totals_text([(currency_code, sum((row.effect for row in rows), Decimal("0.00")))])
    keys = [row.finding_key for row in ordered]
    return _behind(
        title,
        f"{counted(len(rows), 'row')}, Case Manager less Xero {net}",
        position_fields(currency_code),
        ordered,
        _numbered(ordered),
        keys,
    )


def owed_behind(title: str, rows: Sequence[OwedRow]) -> RowsBehind:
    """What is owed, largest first."""
    total = totals_text((row.currency_code, row.owed) for row in rows)
    said = counted(len(rows), "row") + (f", {total}" if rows else "")
    return _behind(title, said, _OWED, rows, _numbered(rows))


def failures_behind(title: str, rows: Sequence[ExportLogRow]) -> RowsBehind:
    """Invoices that did not go to Xero, newest first."""
    amounts = ((r.outcome.currency_code, r.outcome.case_total or Decimal("0.00")) for r in rows)
    said = counted(len(rows), "invoice") + (f", {totals_text(amounts)}" if rows else "")
    return _behind(title, said, _FAILED, rows, _numbered(rows))


def payments_behind(title: str, rows: Sequence[ReceivedPayment]) -> RowsBehind:
    """Payments, oldest first; not added up, since they may be in several currencies."""
    return _behind(title, counted(len(rows), "payment"), _PAYMENTS, rows, _numbered(rows))


def runs_behind(title: str, rows: Sequence[RunState]) -> RowsBehind:
    """Runs, newest first."""
    return _behind(title, counted(len(rows), "run"), _RUNS, rows, [row.run_id for row in rows])


def _behind(
    title: str,
    said: str,
    fields: Sequence[Field[Any]],
    rows: Sequence[Any],
    ids: Sequence[str],
    finding_keys: Iterable[str] = (),
) -> RowsBehind:
    cut = (
        f". The first {MOST_SHOWN:,} are listed; a file holds all" if len(rows) > MOST_SHOWN else ""
    )
    return RowsBehind(
        title=title,
        said=f"{said}{cut}.",
        columns=tuple(field.column() for field in fields),
        data=grid_data(fields, rows[:MOST_SHOWN], ids[:MOST_SHOWN]),
        finding_keys=tuple(finding_keys)[:MOST_SHOWN],
        empty="There is no row behind this figure.",
        heads=tuple(field.title for field in fields),
        cells=lambda: file_cells(fields, rows),
    )


def _numbered(rows: Sequence[object]) -> list[str]:
    return [str(place) for place in range(len(rows))]
