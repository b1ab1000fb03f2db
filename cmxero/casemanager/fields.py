"""Which fields of a row are the transaction's, and which its line's (case-manager.md 1.6-1.9)."""

from cmxero.core.casejournal import CaseKind

CONTACT_FIELDS = (
    "contact_title", "contact_first_name", "contact_last_name", "company_name", "contact_email",
    "contact_phone", "contact_address", "contact_suburb", "contact_state", "contact_postcode",
)  # fmt: skip
"""In the order of ``CaseContact``."""
_COMMON = (
    "transaction_number", "invoice_number", "journal_number", "case_number", "claim_number",
    "client_name", *CONTACT_FIELDS, "office", "category", "journal_date", "transaction_date",
)  # fmt: skip
HEADER_FIELDS: dict[CaseKind, tuple[str, ...]] = {
    CaseKind.INVOICE: (*_COMMON, "terms", "due_date"),
    CaseKind.ADJUSTMENT: (*_COMMON, "reason", "refers_to"),
    CaseKind.PAYMENT: (*_COMMON, "payment_type", "payment_reference", "payment_group"),
    CaseKind.REFUND: (*_COMMON, "reason", "refers_to"),
}
"""The same on every row of a transaction."""
TRANSACTION_NUMBER, INVOICE_NUMBER, JOURNAL_NUMBER = 0, 1, 2
"""Where the header fields of every kind hold these."""

LINE_FIELDS = (
    "cost_name", "cost_date", "cost_notes", "charge_code", "quantity", "unit", "rate", "tax_code",
    "line_sub_total", "line_tax", "line_total", "employee",
)  # fmt: skip
"""In the order of ``CaseLine``."""
LINED = frozenset((CaseKind.INVOICE, CaseKind.ADJUSTMENT))
"""The kinds that have lines."""
LONG_FIELDS = frozenset(("cost_name", "cost_notes", "reason"))
"""Texts that may be as long as Excel allows; the others are names and numbers."""


def number_place(kind: CaseKind) -> int:
    """Where the header fields of a kind hold the transaction's number."""
    return INVOICE_NUMBER if kind is CaseKind.INVOICE else TRANSACTION_NUMBER


def fields_of(kind: CaseKind) -> tuple[str, ...]:
    """Every field that is read from a row of this kind; the others are not looked at."""
    lines = LINE_FIELDS if kind in LINED else ()
    return (*HEADER_FIELDS[kind], "transaction_type", *lines, "transaction_total")
