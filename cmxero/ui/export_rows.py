"""The export's rows for the grids: one an invoice of the plan, one an outcome of the log."""

from collections.abc import Sequence

from cmxero.ui.formats import amount_text, date_words, instant_key, minor_units, minute_words
from cmxero.ui.grid import Column, Data
from cmxero.workflows.export_log import ExportLogRow
from cmxero.workflows.plan import ExportPlan
from cmxero.workflows.plan_rows import HELD, IN_XERO, READY, UNKNOWN, PlanRow

WIDE, WIDER = 700, 900
CURRENCY = "currency"
STATE_ORDER = (HELD, UNKNOWN, READY, IN_XERO)
"""What needs a person comes first."""

PLAN_COLUMNS = (
    Column("state", "State", "tag", 130),
    Column("number", "Invoice", "text", 80),
    Column("customer", "Customer", "text", 100, grow=3),
    Column("date", "Date", "date", 96, key="day", shown_from=780),
    Column("due", "Due", "date", 96, key="due_day", shown_from=WIDE),
    Column("case_total", "Case Mgr", "money", 86, key="case_cents", total=CURRENCY),
    Column("xero_total", "Xero gets", "money", 86, key="xero_cents", shown_from=WIDE),
    Column("note", "Note", "text", 60, grow=2, shown_from=WIDE),
)
LOG_GRID_COLUMNS = (
    Column("when", "When (UTC)", "date", 152, key="at"),
    Column("journal", "Journal", "text", 58, shown_from=WIDE),
    Column("number", "Invoice", "text", 84),
    Column("customer", "Customer", "text", 90, grow=2, shown_from=WIDE),
    Column("total", "Case Mgr", "money", 86, key="cents", total=CURRENCY),
    Column("outcome", "Outcome", "tag", 98),
    Column("why", "Why", "text", 100, grow=4, shown_from=WIDE),
    Column("person", "By", "text", 70, grow=1, shown_from=WIDER),
)


def invoice_rows(plan: ExportPlan) -> tuple[PlanRow, ...]:
    """The plan's rows, first those that need a person, each group in the journal's order."""
    return tuple(sorted(plan.rows, key=lambda row: STATE_ORDER.index(row.state)))


def currency_of(plan: ExportPlan, row: PlanRow, base: str) -> str:
    """The currency of an invoice; the organisation's own where there is no draft."""
    draft = plan.previews.get(row.case_invoice_number)
    return draft.currency_code if draft else base


def plan_data(plan: ExportPlan, rows: Sequence[PlanRow], base: str) -> Data:
    """Invoices as the grid takes them: one list a column; amounts as text with cents beside."""
    return {
        "id": [row.case_invoice_number for row in rows],
        "state": [row.state for row in rows],
        "number": [row.number for row in rows],
        "customer": [row.contact_name for row in rows],
        "date": [date_words(row.invoice_date) for row in rows],
        "day": [row.invoice_date.toordinal() for row in rows],
        "due": [date_words(row.due_date) if row.due_date else "" for row in rows],
        "due_day": [row.due_date.toordinal() if row.due_date else None for row in rows],
        "case_total": [amount_text(row.case_total) for row in rows],
        "case_cents": [minor_units(row.case_total) for row in rows],
        "xero_total": [amount_text(row.xero_total) for row in rows],
        "xero_cents": [minor_units(row.xero_total) for row in rows],
        "note": [" ".join(text for text in (row.note, row.rounding) if text) for row in rows],
        CURRENCY: [currency_of(plan, row, base) for row in rows],
    }


def log_key(row: ExportLogRow) -> str:
    """What tells one outcome from every other."""
    out = row.outcome
    return f"{out.run_id}|{out.case_invoice_number}|{out.attempt}"


def log_data(rows: Sequence[ExportLogRow]) -> Data:
    """Outcomes as the grid takes them."""
    found = [row.outcome for row in rows]
    return {
        "id": [log_key(row) for row in rows],
        "when": [minute_words(out.at_utc) for out in found],
        "at": [instant_key(out.at_utc) for out in found],
        "journal": [out.journal_number for out in found],
        "number": [out.xero_number or out.case_invoice_number for out in found],
        "customer": [out.contact_name for out in found],
        "total": [amount_text(out.case_total) for out in found],
        "cents": [minor_units(out.case_total) for out in found],
        "outcome": [out.state for out in found],
        "why": [row.why for row in rows],
        "person": [out.person for out in found],
        CURRENCY: [out.currency_code for out in found],
    }
