"""Good rows of one transaction become that transaction."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from cmxero.casemanager.fields import CONTACT_FIELDS, HEADER_FIELDS
from cmxero.casemanager.readrow import ReadRow
from cmxero.core.casejournal import (
    CaseAdjustment,
    CaseContact,
    CaseInvoice,
    CaseKind,
    CaseLine,
    CasePayment,
    CaseRefund,
    CaseTransaction,
)
from cmxero.core.money import ZERO

_SHARED = (
    "invoice_number", "journal_number", "journal_date", "transaction_date", "case_number",
    "claim_number", "client_name", "office", "category",
)  # fmt: skip


def build_transaction(rows: Sequence[ReadRow]) -> CaseTransaction:
    """The transaction of rows that are checked and belong together, in file order."""
    first = rows[0]
    kind = first.kind or CaseKind.INVOICE
    values: dict[str, Any] = dict(zip(HEADER_FIELDS[kind], first.header, strict=True))
    shared = {name: values[name] for name in _SHARED}
    shared["contact"] = CaseContact(*(values[name] for name in CONTACT_FIELDS))
    shared |= {"number": first.number, "total": first.total, "row": first.row}
    if kind is CaseKind.PAYMENT:
        return CasePayment(
            **shared,
            payment_type=values["payment_type"],
            reference=values["payment_reference"],
            payment_group=values["payment_group"],
        )
    if kind is CaseKind.REFUND:
        return CaseRefund(**shared, reason=values["reason"], refers_to=values["refers_to"])
    lines = lines_of(rows)
    shared |= {
        "lines": lines,
        "sub_total": sum((line.sub_total for line in lines), ZERO),
        "tax": sum((line.tax for line in lines), ZERO),
    }
    if kind is CaseKind.INVOICE:
        return CaseInvoice(**shared, terms=values["terms"], due_date=values["due_date"])
    return CaseAdjustment(**shared, reason=values["reason"], refers_to=values["refers_to"])


def lines_of(rows: Sequence[ReadRow]) -> tuple[CaseLine, ...]:
    """The lines of rows that have one."""
    return tuple(row.line for row in rows if row.line is not None)


def lines_total(rows: Sequence[ReadRow]) -> Decimal:
    """What the lines of rows make, in dollars with GST."""
    return sum((line.total for line in lines_of(rows)), ZERO)
