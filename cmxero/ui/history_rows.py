"""The History page's rows for the grid, and the same as files for Excel."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from cmxero.core.pages import PageHeader
from cmxero.core.schedule import LocalTime
from cmxero.core.timeline import ADDED, REMOVED, Change, HistoryEntry, HistoryKind, Value, value_of
from cmxero.core.timeline_words import finding_kind, value_words, what_happened
from cmxero.core.wording import capitalised
from cmxero.ui.formats import MINUS, NOTHING, amount_text, date_words, instant_key, minute_words
from cmxero.ui.grid import Column, Data
from cmxero.ui.handover import FileForBrowser

NARROW, WIDE, WIDER = 490, 640, 780
MOST_IN_A_CELL = 3
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv;charset=utf-8"
COLUMNS = (
    Column("when", "When", "date", 146, key="at"),
    Column("kind", "Kind", "tag", 96),
    Column("subject", "About", "text", 96, grow=2),
    Column("what", "What happened", "text", 120, grow=5, shown_from=NARROW),
    Column("change", "Before → after", "text", 110, grow=5, shown_from=WIDER),
    Column("person", "Who", "text", 60, grow=1, shown_from=WIDE),
)
FILE_HEADS = (
    "When",
    "When (UTC)",
    "Kind",
    "Who",
    "About",
    "Case Manager invoice",
    "Case",
    "Customer",
    "What happened",
    "Field",
    "Before",
    "After",
    "Amount",
    "Currency",
    "Known to cmxero (UTC)",
    "Messages",
    "Finding",
    "Run",
)


def local_text(at_utc: datetime, local: LocalTime) -> str:
    """An instant as the organisation's clocks show it: ``22 Nov 2026 08:14``."""
    return minute_words(local(at_utc))


def history_data(entries: Sequence[HistoryEntry], local: LocalTime) -> Data:
    """Entries as the grid takes them: one list a column."""
    return {
        "id": [each.entry_id for each in entries],
        "when": [local_text(each.at_utc, local) for each in entries],
        "at": [instant_key(each.at_utc) for each in entries],
        "kind": [each.kind.value for each in entries],
        "subject": [subject_words(each) for each in entries],
        "what": [said_in_a_row(each) for each in entries],
        "change": [changes_in_a_row(each) for each in entries],
        "person": [each.person for each in entries],
    }


def subject_words(entry: HistoryEntry) -> str:
    """What an entry is about; a day as people read it."""
    try:
        return f"to {date_words(date.fromisoformat(entry.subject))}"
    except ValueError:
        return entry.subject


def said_in_a_row(entry: HistoryEntry) -> str:
    """The sentence, with the kind of finding before what was decided on it."""
    about = finding_kind(entry, entry.finding_key.partition("/")[0])
    if entry.kind in {HistoryKind.DECISION, HistoryKind.PROOF} and about:
        return f"{capitalised(about)}. {what_happened(entry)}"
    return what_happened(entry)


def changes_in_a_row(entry: HistoryEntry) -> str:
    """The first changes in one line; the panel has all of them."""
    shown = [_in_a_row(entry, each) for each in entry.changes[:MOST_IN_A_CELL]]
    more = len(entry.changes) - len(shown)
    return ", ".join([*shown, *([f"{more} more"] if more > 0 else [])])


def _in_a_row(entry: HistoryEntry, change: Change) -> str:
    before = value_text(entry, change.field, change.before)
    after = value_text(entry, change.field, change.after)
    if change.became == ADDED:
        return f"+ {change.field} {after}"
    if change.became == REMOVED:
        return f"{MINUS} {change.field} {before}"
    return f"{change.field} {before} → {after}"


def value_text(entry: HistoryEntry, field: str, text: str | None) -> str:
    """One side of a change as people read it; a dash where there is nothing."""
    value = value_of(entry.kind, field, text)
    if value is None:
        return NOTHING
    if isinstance(value, Decimal):
        return amount_text(value)
    if isinstance(value, date):
        return date_words(value)
    return value_words(field, value) if isinstance(value, str) else f"{value:,}"


def file_rows(entries: Sequence[HistoryEntry], local: LocalTime) -> list[tuple[object, ...]]:
    """A row a changed field, with real dates and amounts; an entry without any has one row."""
    rows: list[tuple[object, ...]] = []
    for each in entries:
        start = (
            local(each.at_utc),
            each.at_utc,
            each.kind.value,
            each.person,
            subject_words(each),
            each.case_invoice_number,
            each.case_number,
            each.customer,
            said_in_a_row(each),
        )
        end = (
            each.amount,
            each.currency_code,
            each.known_utc,
            "\n".join(each.messages),
            each.finding_key,
            each.run_id,
        )
        changes = [
            (
                change.field,
                _cell(change.field, value_of(each.kind, change.field, change.before)),
                _cell(change.field, value_of(each.kind, change.field, change.after)),
            )
            for change in each.changes
        ]
        rows += [(*start, *change, *end) for change in changes or [("", None, None)]]
    return rows


def _cell(field: str, value: Value) -> Value:
    return value_words(field, value) if isinstance(value, str) else value


def history_file(
    entries: Sequence[HistoryEntry], header: PageHeader, local: LocalTime, ending: str
) -> FileForBrowser:
    """Entries as a file for Excel.

    Args:
        ending: ``xlsx`` or ``csv``.

    Raises:
        SpreadsheetError: more rows than a sheet holds.
    """
    from cmxero.spreadsheets import csv_bytes, xlsx_bytes  # noqa: PLC0415 - openpyxl where wanted

    words = re.sub(r"[^A-Za-z0-9]+", "-", f"history-{header.organisation}").strip("-")
    name, rows = f"{words}-{header.today.isoformat()}.{ending}", file_rows(entries, local)
    if ending == "xlsx":
        return FileForBrowser(name, EXCEL, xlsx_bytes("History", FILE_HEADS, rows))
    return FileForBrowser(name, CSV, csv_bytes(FILE_HEADS, rows))
