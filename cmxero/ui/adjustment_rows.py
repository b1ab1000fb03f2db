"""Adjustments, credits and refunds as rows: for the grid, as files, and as a list of work."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from cmxero.core.adjustment_work import WORK
from cmxero.core.findings import Finding
from cmxero.core.pages import PageHeader
from cmxero.core.playbook import Playbook
from cmxero.core.playbook_texts import entry_fields, entry_lines, entry_text, sentence
from cmxero.ui.adjustment_source import ProvenDecision
from cmxero.ui.files import table_file
from cmxero.ui.formats import instant_key, instant_words, minute_words
from cmxero.ui.grid import Column, Data
from cmxero.ui.handover import FileForBrowser
from cmxero.ui.mismatch_rows import COLUMNS as MISMATCH_COLUMNS
from cmxero.ui.mismatch_rows import CURRENCY, Row, as_row

_SHARED = {column.field: column for column in MISMATCH_COLUMNS}
COLUMNS = (
    _SHARED["subject"],
    replace(_SHARED["customer"], shown_from=780),
    _SHARED["kind"],
    Column("changed_in", "Changed in", "text", 106, shown_from=880),
    Column("enter_in", "Enter in", "text", 106, shown_from=600),
    _SHARED["effect"],
    _SHARED[CURRENCY],
    replace(_SHARED["date"], shown_from=700),
    _SHARED["status"],
    _SHARED["owner"],
)
PROVEN_COLUMNS = (
    Column("subject", "Document", "text", 152, grow=2),
    Column("kind", "Kind", "text", 104, grow=4),
    Column("action", "What was done", "text", 120, grow=1, shown_from=660),
    Column("person", "By", "text", 70, grow=1, shown_from=730),
    Column("decided", "Decided (UTC)", "date", 150, key="decided_at", shown_from=870),
    Column("proven", "Seen gone (UTC)", "date", 150, key="proven_at"),
    Column("state", "State", "tag", 96),
)
FILE_COLUMNS = (
    "Document", "Case Manager invoice", "Customer", "Case", "Kind", "Changed in", "Enter in",
    "Case Manager amount", "Xero amount", "Effect", "Currency", "Date", "Status", "Decided by",
    "Note", "Assigned to",
)  # fmt: skip
WORK_COLUMNS = (
    "Document", "Customer", "Kind", "Effect", "Currency", "Way", "Step", "System", "What to do",
    "Fields", "Lines", "To be answered first",
)  # fmt: skip


def work_row(finding: Finding, today: date) -> Row:
    """One finding's fields for the grid."""
    work = WORK[finding.kind]
    systems = {"changed_in": work.changed_in.value, "enter_in": work.enter_in.value}
    return as_row(finding, today) | systems


def proven_data(proven: Sequence[ProvenDecision]) -> Data:
    """What is proven as the grid takes it; ids are places."""
    return {
        "id": [str(place) for place in range(len(proven))],
        "subject": [each.subject for each in proven],
        "kind": [each.kind for each in proven],
        "action": [each.action for each in proven],
        "person": [each.decided_by for each in proven],
        "decided": [minute_words(each.decided_utc) for each in proven],
        "decided_at": [instant_key(each.decided_utc) for each in proven],
        "proven": [minute_words(each.proven_utc) for each in proven],
        "proven_at": [instant_key(each.proven_utc) for each in proven],
        "state": ["came back" if each.came_back_utc else "gone" for each in proven],
    }


def proven_words(proven: ProvenDecision) -> tuple[str, ...]:
    """What was proven, in sentences."""
    said = [
        f"{proven.decided_by}: {proven.action}, on {instant_words(proven.decided_utc)}.",
        f"A reconcile saw it gone on {instant_words(proven.proven_utc)}.",
    ]
    if proven.note:
        said.append(f"Note: {proven.note}")
    if proven.came_back_utc:
        said.append(f"It came back on {instant_words(proven.came_back_utc)}.")
    return tuple(said)


def findings_file(findings: Sequence[Finding], header: PageHeader, ending: str) -> FileForBrowser:
    """What is shown as a file, ``xlsx`` or ``csv``: real numbers and days, no live formula."""
    cells = [_cells(each) for each in findings]
    return table_file("Adjustments", FILE_COLUMNS, cells, header, ending=ending)


def work_file(work: Sequence[tuple[Finding, Playbook]], header: PageHeader) -> FileForBrowser:
    """Every entry of the default ways as an Excel file, a row a step."""
    rows = [cells for finding, book in work for cells in _steps(finding, book)]
    return table_file("Work list", WORK_COLUMNS, rows, header, ending="xlsx")


def work_text(work: Sequence[tuple[Finding, Playbook]]) -> str:
    """Every entry of the default ways as text, ready to copy."""
    return "\n\n".join(
        "\n".join(
            [
                f"{finding.subject} ({finding.kind.value})",
                *(f"To be answered first: {text}" for text in book.default.questions),
                *map(entry_text, book.default.entries),
            ]
        )
        for finding, book in work
    )


def _cells(finding: Finding) -> tuple[object, ...]:
    work = WORK[finding.kind]
    return (
        finding.subject,
        finding.case_invoice_number,
        finding.contact_name,
        finding.case_number,
        finding.kind.value,
        work.changed_in.value,
        work.enter_in.value,
        finding.case_amount,
        finding.xero_amount,
        finding.effect,
        finding.currency_code,
        finding.since,
        finding.status,
        finding.decided_by,
        finding.note,
        finding.assigned_to,
    )


def _steps(finding: Finding, book: Playbook) -> Iterator[tuple[object, ...]]:
    way = book.default
    questions = " ".join(way.questions)
    about = (
        finding.subject,
        finding.contact_name,
        finding.kind.value,
        finding.effect,
        finding.currency_code,
        way.name,
    )
    if not way.entries:
        yield (*about, None, "", way.when, "", "", questions)
    for place, entry in enumerate(way.entries, start=1):
        fields = "; ".join(f"{label}: {text}" for label, text in entry_fields(entry))
        lines = "\n".join(" | ".join(line) for line in entry_lines(entry))
        yield (*about, place, entry.system.value, sentence(entry), fields, lines, questions)
