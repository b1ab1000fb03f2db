"""Files for Excel that the Export batches page hands to the browser."""

from collections.abc import Sequence

from cmxero.core.pages import PageHeader
from cmxero.ui.files import table_file
from cmxero.ui.handover import FileForBrowser
from cmxero.workflows.export_log import LOG_COLUMNS, ExportLogRow, log_cells
from cmxero.workflows.plan import ExportPlan

PLAN_COLUMNS = (
    "State",
    "Invoice",
    "Case Manager invoice",
    "Customer",
    "Date",
    "Due",
    "Line",
    "Description",
    "Quantity",
    "Price",
    "Amount",
    "Case Manager line",
    "Account",
    "GST code",
    "Item",
    "Tracking",
    "Case Manager total",
    "Xero total",
    "Why",
    "Note",
)


def plan_file(plan: ExportPlan, header: PageHeader) -> FileForBrowser:
    """The plan as an Excel file, a row a line; an invoice without a draft has one row."""
    scope = f"journal-{plan.journal_number}"
    return table_file("Export plan", PLAN_COLUMNS, _lines(plan), header, ending="xlsx", scope=scope)


def log_file(
    rows: Sequence[ExportLogRow], header: PageHeader, journal: str | None, ending: str
) -> FileForBrowser:
    """Outcomes of the log as a file.

    Args:
        journal: the only journal in it; None if it has all of them.
        ending: ``xlsx`` or ``csv``.
    """
    cells = [log_cells(row) for row in rows]
    scope = "all-journals" if journal is None else f"journal-{journal}"
    return table_file("Export log", LOG_COLUMNS, cells, header, ending=ending, scope=scope)


def _lines(plan: ExportPlan) -> list[tuple[object, ...]]:
    made: list[tuple[object, ...]] = []
    for row in plan.rows:
        start = (
            row.state,
            row.number,
            row.case_invoice_number,
            row.contact_name,
            row.invoice_date,
            row.due_date,
        )
        note = " ".join(text for text in (row.note, row.rounding) if text)
        end = (row.case_total, row.xero_total)
        lines = plan.lines(row.case_invoice_number)
        made += [
            (
                *start,
                line.line,
                line.description,
                line.quantity,
                line.unit_amount,
                line.line_amount,
                line.case_total,
                line.account_code,
                line.tax_type,
                line.item_code,
                line.tracking,
                *end,
                line.why,
                note,
            )
            for line in lines
        ]
        if not lines:
            made.append((*start, *[None] * 10, *end, "", note))
    return made
