"""Transactions as rows of a journal export: field of the contract to cell."""

from datetime import date
from decimal import Decimal

from cmxero.casemanager.columns import COLUMNS
from cmxero.core.casejournal import (
    CaseAdjustment,
    CaseInvoice,
    CaseLine,
    CasePayment,
    CaseRefund,
    CaseTransaction,
    kind_of,
)

Cell = str | date | Decimal
Row = dict[str, Cell]
FIELDS: tuple[str, ...] = tuple(column.field for column in COLUMNS)


def invoice_rows(invoice: CaseInvoice) -> list[Row]:
    """One row a line; the number stands in the invoice's own column only."""
    head = _head(invoice) | {"transaction_number": "", "terms": invoice.terms}
    if invoice.due_date:
        head["due_date"] = invoice.due_date
    return [head | _line(line) for line in invoice.lines]


def follower_row(transaction: CaseTransaction) -> Row:
    """The one row of an adjustment, a payment or a refund."""
    row = _head(transaction)
    match transaction:
        case CaseAdjustment(lines=(line,)):
            row |= _line(line) | {
                "reason": transaction.reason,
                "refers_to": transaction.refers_to,
            }
        case CasePayment():
            row |= {
                "payment_type": transaction.payment_type,
                "payment_reference": transaction.reference,
                "payment_group": transaction.payment_group,
            }
        case CaseRefund():
            row |= {"reason": transaction.reason, "refers_to": transaction.refers_to}
        case _:
            raise TypeError(transaction)
    return row


def _head(transaction: CaseTransaction) -> Row:
    contact = transaction.contact
    return {
        "journal_number": transaction.journal_number,
        "journal_date": transaction.journal_date,
        "transaction_type": kind_of(transaction).value,
        "transaction_number": transaction.number,
        "invoice_number": transaction.invoice_number,
        "transaction_date": transaction.transaction_date,
        "case_number": transaction.case_number,
        "claim_number": transaction.claim_number,
        "client_name": transaction.client_name,
        "contact_title": contact.title,
        "contact_first_name": contact.first_name,
        "contact_last_name": contact.last_name,
        "company_name": contact.company_name,
        "office": transaction.office,
        "category": transaction.category,
        "transaction_total": transaction.total,
    }


def _line(line: CaseLine) -> Row:
    row: Row = {
        "employee": line.employee,
        "cost_name": line.cost_name,
        "cost_notes": line.notes,
        "charge_code": line.charge_code,
        "quantity": line.quantity,
        "unit": line.unit,
        "rate": line.rate,
        "tax_code": line.tax_code,
        "line_sub_total": line.sub_total,
        "line_tax": line.tax,
        "line_total": line.total,
    }
    if line.cost_date:
        row["cost_date"] = line.cost_date
    return row
