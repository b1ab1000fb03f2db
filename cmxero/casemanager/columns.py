"""The journal export contract: which columns there are, under which headers.

Header names are data. ``ALIASES`` knows what common exports call them; a person can add names of
their own in ``data/config/columns.toml`` without touching this file.
"""

from dataclasses import dataclass
from enum import StrEnum

from cmxero.core.casejournal import CaseKind

I, A, P, R = CaseKind.INVOICE, CaseKind.ADJUSTMENT, CaseKind.PAYMENT, CaseKind.REFUND  # noqa: E741


class Cell(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    DATE = "date"
    MONEY = "dollars and cents"
    NUMBER = "number with at most 4 decimals"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the contract.

    Attributes:
        field: our name of it.
        header: the header the template carries.
        cell: how its cells are read.
        needed: transaction kinds whose rows must fill it.
        meaning: one sentence for the documentation and the template.
        aliases: other headers it is known by (compared without case, spaces or punctuation).
    """

    field: str
    header: str
    cell: Cell
    needed: frozenset[CaseKind]
    meaning: str
    aliases: tuple[str, ...] = ()


def _column(
    field: str, header: str, cell: Cell, needed: str, meaning: str, *aliases: str
) -> Column:
    kinds = {"I": I, "A": A, "P": P, "R": R}
    return Column(field, header, cell, frozenset(kinds[k] for k in needed), meaning, aliases)


T, D, M, N = Cell.TEXT, Cell.DATE, Cell.MONEY, Cell.NUMBER
COLUMNS: tuple[Column, ...] = (
    _column("journal_number", "Journal Number", T, "IAPR", "Number of the journal entry.",
            "Journal", "Journal No", "Journal Entry", "Journal Entry Number"),
    _column("journal_date", "Journal Date", D, "IAPR", "Date of the journal entry.",
            "Journal Entry Date"),
    _column("transaction_type", "Transaction Type", T, "IAPR",
            "invoice, adjustment, payment or refund.", "Type", "Kind", "Trans Type"),
    _column("transaction_number", "Transaction Number", T, "APR",
            "The transaction's own number; for an invoice it may be left empty.",
            "Transaction No", "Transaction Id", "Trans No"),
    _column("invoice_number", "Invoice Number", T, "IAPR",
            "The invoice it is, or belongs to.", "Invoice", "Invoice No", "Inv No"),
    _column("transaction_date", "Transaction Date", D, "IAPR",
            "Invoice date, payment date, and so on.", "Date", "Invoice Date", "Trans Date"),
    _column("terms", "Terms", T, "", "Payment terms, e.g. 14 days, end of month.",
            "Invoice Terms", "Payment Terms"),
    _column("due_date", "Due Date", D, "", "Due date as Case Manager has it.", "Due"),
    _column("case_number", "Case Number", T, "", "Number of the case.",
            "Case", "Case No", "Case Id"),
    _column("claim_number", "Claim Number", T, "", "The insurer's claim number.",
            "Claim", "Claim No"),
    _column("client_name", "Client", T, "", "The case's client.", "Client Name"),
    _column("contact_title", "Contact Title", T, "", "Invoice contact: title.", "Title"),
    _column("contact_first_name", "Contact First Name", T, "", "Invoice contact: first name.",
            "First Name", "Contact First"),
    _column("contact_last_name", "Contact Last Name", T, "", "Invoice contact: last name.",
            "Last Name", "Surname", "Contact Last", "Contact Surname"),
    _column("company_name", "Company", T, "",
            "Invoice contact: company; empty for private clients.",
            "Company Name", "Invoice Company", "Bill To Company"),
    _column("contact_email", "Contact Email", T, "", "Invoice contact: e-mail address.",
            "Email", "Email Address"),
    _column("contact_phone", "Contact Phone", T, "", "Invoice contact: telephone number.",
            "Phone", "Phone Number"),
    _column("contact_address", "Contact Address", T, "",
            "Invoice contact: street or post office box.",
            "Address", "Postal Address"),
    _column("contact_suburb", "Contact Suburb", T, "", "Invoice contact: suburb or town.",
            "Suburb"),
    _column("contact_state", "Contact State", T, "", "Invoice contact: state or territory.",
            "State"),
    _column("contact_postcode", "Contact Postcode", T, "", "Invoice contact: postcode.",
            "Postcode"),
    _column("office", "Office", T, "", "Office of the transaction.", "Office Name"),
    _column("category", "Category", T, "", "Category of the case.", "Case Category"),
    _column("employee", "Employee", T, "", "Who did the work.", "Consultant", "Staff"),
    _column("cost_name", "Cost Name", T, "I", "Name of the cost.",
            "Cost", "Activity", "Description", "Cost Description"),
    _column("cost_date", "Cost Date", D, "", "Date of the cost.", "Service Date", "Activity Date"),
    _column("cost_notes", "Cost Notes", T, "", "Notes of the cost.", "Notes"),
    _column("charge_code", "Charge Code", T, "", "The regulator's code.",
            "Code", "Item Code", "Service Code", "Payment Code"),
    _column("quantity", "Quantity", N, "I", "Hours or units.",
            "Duration", "Hours", "Qty", "Duration or Quantity"),
    _column("unit", "Unit", T, "", "hours, each, km, ...", "Units", "Unit of Measure"),
    _column("rate", "Rate", N, "I", "Dollars a unit, without GST.",
            "Unit Cost", "Unit Price", "Hourly Rate"),
    _column("tax_code", "Tax Code", T, "", "GST, FRE, blank, or one of your own.",
            "Tax", "GST Code", "Tax Type"),
    _column("line_sub_total", "Line Amount", M, "IA", "Dollars without GST.",
            "Amount Ex Tax", "Amount Ex GST", "Line Amount Ex GST", "Net"),
    _column("line_tax", "Line Tax", M, "IA", "Dollars of GST.", "Line GST", "GST", "GST Amount",
            "Tax Amount"),
    _column("line_total", "Line Total", M, "IA", "Dollars with GST.",
            "Amount Inc Tax", "Amount Inc GST", "Line Total Inc GST"),
    _column("transaction_total", "Transaction Total", M, "IAPR",
            "The whole transaction's dollars with GST; the same on each of its rows. An adjustment "
            "carries a sign, the others are positive.",
            "Total", "Invoice Total", "Amount", "Transaction Amount"),
    _column("payment_type", "Payment Type", T, "", "Cash, Cheque, Credit Card or EFT.",
            "Payment Method", "Method"),
    _column("payment_reference", "Payment Reference", T, "", "Reference of the payment.",
            "Reference", "Ref"),
    _column("payment_group", "Payment Group", T, "",
            "The same on all payments of one deposit.", "Group", "Group Number"),
    _column("reason", "Reason", T, "R", "Why it was adjusted or refunded.",
            "Adjustment Reason", "Refund Reason", "Transaction Notes"),
    _column("refers_to", "Refers To", T, "R",
            "Refund: the payment's number. Adjustment: the invoice line, if one.",
            "Refers To Transaction", "Refunded Payment"),
)  # fmt: skip
BY_FIELD: dict[str, Column] = {column.field: column for column in COLUMNS}
HEADERS: tuple[str, ...] = tuple(column.header for column in COLUMNS)
