"""What the Mismatches page shows, as a file for Excel."""

from collections.abc import Iterable

from cmxero.core.findings import Finding
from cmxero.core.pages import PageHeader
from cmxero.ui.files import table_file
from cmxero.ui.handover import FileForBrowser

COLUMNS = (
    "Document",
    "Case Manager invoice",
    "Customer",
    "Case",
    "Kind",
    "Case Manager amount",
    "Xero amount",
    "Effect",
    "Currency",
    "Date",
    "Age in days",
    "Status",
    "Decided by",
    "Note",
    "Journal",
    "Evidence",
    "Severity",
    "Assigned to",
    "Since the decision",
)


def mismatch_file(findings: Iterable[Finding], header: PageHeader, ending: str) -> FileForBrowser:
    """Findings as ``xlsx`` or ``csv``, in the order given."""
    return table_file(
        "Mismatches", COLUMNS, [_cells(one) for one in findings], header, ending=ending
    )


def _cells(finding: Finding) -> tuple[object, ...]:
    return (
        finding.subject,
        finding.case_invoice_number,
        finding.contact_name,
        finding.case_number,
        finding.kind.value,
        finding.case_amount,
        finding.xero_amount,
        finding.effect,
        finding.currency_code,
        finding.since,
        finding.age,
        finding.status,
        finding.decided_by,
        finding.note,
        finding.journal_number,
        " ".join(finding.evidence),
        finding.severity.value,
        finding.assigned_to,
        " ".join(finding.remarks),
    )
