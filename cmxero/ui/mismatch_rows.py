"""Findings as rows for the grid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from cmxero.core.findings import Finding
from cmxero.ui.formats import amount_text, date_words, minor_units
from cmxero.ui.grid import Column, Data, choose_columns

NARROW, MIDDLE, WIDE, WIDER = 700, 800, 880, 1050

CURRENCY = "currency"

COLUMNS = (
    Column("subject", "Document", "text", 152, grow=1),
    Column("customer", "Customer", "text", 84, grow=2, shown_from=WIDE),
    Column("case", "Case", "text", 64, grow=1, shown_from=WIDER),
    Column("kind", "Kind", "text", 104, grow=5),
    Column("case_amount", "Case Mgr", "money", 86, key="case_cents", shown_from=NARROW),
    Column("xero_amount", "Xero", "money", 86, key="xero_cents", shown_from=NARROW),
    Column("effect", "Effect", "money", 86, key="effect_cents", total=CURRENCY),
    Column(CURRENCY, "Cur", "text", 40, shown_from=WIDER),
    Column("date", "Date", "date", 98, key="day", shown_from=MIDDLE),
    Column("age", "Age", "int", 38, key="age"),
    Column("status", "Status", "tag", 114),
    Column("owner", "Owner", "text", 64, grow=1, shown_from=WIDER),
)


def columns_for(
    findings: Iterable[Finding], currency_code: str, chosen: Sequence[str] = ()
) -> tuple[Column, ...]:
    """The columns; the currency has room on every screen as soon as there are two of them.

    Args:
        chosen: fields a person wants to see, in this order, on every screen; empty for the usual.
    """
    if chosen:
        return choose_columns(COLUMNS, chosen)
    if all(finding.currency_code == currency_code for finding in findings):
        return COLUMNS
    return tuple(
        replace(column, shown_from=0) if column.field == CURRENCY else column for column in COLUMNS
    )


Row = dict[str, str | int | None]


def as_row(finding: Finding, today: date) -> Row:
    """One finding's fields; amounts as text with cents beside them as sort key."""
    days = (today - finding.since).days
    return {
        "id": finding.key,
        "subject": finding.subject,
        "customer": finding.contact_name,
        "case": finding.case_number,
        "kind": finding.kind.value,
        "case_amount": amount_text(finding.case_amount),
        "case_cents": minor_units(finding.case_amount),
        "xero_amount": amount_text(finding.xero_amount),
        "xero_cents": minor_units(finding.xero_amount),
        "effect": amount_text(finding.effect),
        "effect_cents": minor_units(finding.effect),
        "currency": finding.currency_code,
        "date": date_words(finding.since),
        "day": finding.since.toordinal(),
        "age": days,
        "status": finding.status,
        "owner": finding.assigned_to,
    }


@lru_cache(maxsize=1)
def _rows_of(same: "Same", today: date) -> dict[str, Row]:
    return {finding.key: as_row(finding, today) for finding in same.findings}


def rows_of(findings: tuple[Finding, ...], today: date) -> dict[str, Row]:
    """Every finding's row by its key; worked out once for the very same findings."""
    return dict(_rows_of(Same(findings), today))


@lru_cache(maxsize=1)
def _oldest_first(same: "Same") -> tuple[Finding, ...]:
    return tuple(sorted(same.findings, key=lambda one: (one.since, -abs(one.effect))))


def oldest_first(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """In the order of the queue; worked out once for the very same findings."""
    return _oldest_first(Same(findings))


@dataclass(frozen=True, slots=True)
class Same:
    """Findings that are the same only if they are the very same object."""

    findings: tuple[Finding, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.findings is other.findings

    def __hash__(self) -> int:
        return id(self.findings)


def as_data(rows: Sequence[Row], columns: Sequence[Column] = COLUMNS) -> Data:
    """Rows as a grid with these columns takes them: one list a field."""
    return {name: [row[name] for row in rows] for name in fields_of(columns)}


def fields_of(columns: Sequence[Column]) -> tuple[str, ...]:
    """What a grid with these columns needs of a row."""
    names = (name for column in columns for name in (column.field, column.key) if name)
    return tuple(dict.fromkeys(["id", *names]))
