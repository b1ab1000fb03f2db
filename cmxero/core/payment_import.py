"""A payment on its way to Case Manager: its fields, and the form of the file that carries it.

The fields are those of a payment in Case Manager (case-manager.md 1.8), mapped from Xero as in
3.4. Which columns its import template has is not published (10.14), so they are data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

PaymentType = Literal["Cash", "Cheque", "Credit Card", "EFT"]
"""The four types Case Manager has (case-manager.md 1.8)."""
DEFAULT_PAYMENT_TYPE: PaymentType = "EFT"
FileFormat = Literal["csv", "xlsx"]
DateFormat = Literal["dd/mm/yyyy", "yyyy-mm-dd", "d mmm yyyy"]
NEEDED_FIELDS = ("invoice_number", "payment_date", "amount")
DEFAULT_COLUMNS: tuple[tuple[str, str], ...] = (
    ("Invoice Number", "invoice_number"),
    ("Payment Date", "payment_date"),
    ("Amount", "amount"),
    ("Payment Type", "payment_type"),
    ("Reference", "reference"),
    ("Payer", "payer"),
    ("Payment Group", "payment_group"),
)
FIELDS: Mapping[str, str] = {
    "invoice_number": "Case Manager's invoice number, without CM-.",
    "payment_date": "Date of the payment in Xero.",
    "amount": "Dollars, positive as entered.",
    "payment_type": "Cash, Cheque, Credit Card or EFT, by the bank account.",
    "reference": "Reference of the payment in Xero.",
    "payer": "The invoice contact's company, or the person where there is none.",
    "payment_group": "The same on all payments of one batch in Xero; else empty.",
    "case_number": "Number of the case.",
    "journal_number": "Journal that holds the invoice.",
    "bank_account_code": "Code of the bank account in Xero.",
    "xero_payment_id": "Xero's id of the payment.",
}
FIXED = "text:"


@dataclass(frozen=True, slots=True)
class Layout:
    """The form of a payment import file.

    Attributes:
        columns: (header, field), in order.
        date_format: how a CSV file writes dates.
    """

    file_format: str = "csv"
    columns: tuple[tuple[str, str], ...] = DEFAULT_COLUMNS
    date_format: str = "dd/mm/yyyy"


@dataclass(frozen=True, slots=True)
class PaymentCopy:
    """A Xero payment as Case Manager is to hold it; one a payment and invoice (3.5).

    Attributes:
        invoice_number: Case Manager's, without CM-.
        amount: dollars, positive as entered.
        payment_group: the same on all payments of one Xero batch; empty without one.
    """

    xero_payment_id: str
    invoice_number: str
    payment_date: date
    amount: Decimal
    reference: str
    payer: str
    payment_type: str
    payment_group: str
    bank_account_code: str
    case_number: str
    journal_number: str


class HandAction(StrEnum):
    """What a person must do in Case Manager, since a payment once delivered cannot be imported."""

    CHANGE = "change"
    DELETE = "delete"
    ENTER = "enter"


def find_columns_fault(columns: Mapping[str, str]) -> str | None:
    """What is wrong with the columns of a payment import file, or None."""
    for header, field in columns.items():
        if not header.strip():
            return "a column has no header"
        if field not in FIELDS and not field.startswith(FIXED):
            known = ", ".join(FIELDS)
            return f"'{field}' (column '{header}') is no field; use {known}, or 'text:...'"
    if missing := [field for field in NEEDED_FIELDS if field not in columns.values()]:
        return f"no column holds {', '.join(missing)}, without which no payment can be imported"
    return None
