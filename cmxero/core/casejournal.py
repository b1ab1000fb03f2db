"""What a Case Manager journal holds: invoices, adjustments, payments and refunds.

Amounts are in dollars, positive as entered except an adjustment, whose sign says whether it
raises or lowers what is owed (case-manager.md 4.1).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cmxero.core.money import ZERO


class CaseKind(StrEnum):
    """The four transaction kinds of Case Manager (case-manager.md 1.1)."""

    INVOICE = "invoice"
    ADJUSTMENT = "adjustment"
    PAYMENT = "payment"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class CaseContact:
    """The invoice contact; a nameless company stands for a private client (1.3).

    Below the names: what Xero is told of a contact it does not have yet.
    """

    title: str = ""
    first_name: str = ""
    last_name: str = ""
    company_name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    suburb: str = ""
    state: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One charged cost of an invoice, or the taxed part of an adjustment (1.4).

    Attributes:
        quantity: hours for time-based costs, else units; four places at most.
        rate: dollars a unit without tax; four places at most.
        sub_total: dollars without tax.
        tax: dollars of GST.
        total: dollars with tax.
        row: row of the file, as Excel counts.
    """

    cost_name: str
    cost_date: date | None
    notes: str
    charge_code: str
    quantity: Decimal
    unit: str
    rate: Decimal
    tax_code: str
    sub_total: Decimal
    tax: Decimal
    total: Decimal
    employee: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTransaction:
    """What all four kinds share.

    Attributes:
        number: the transaction's own number; for an invoice, the invoice number.
        invoice_number: the invoice it belongs to; ties the kinds together (1.1).
        transaction_date: the date it takes effect.
        total: dollars as entered: positive, except a lowering adjustment.
        row: first row of the file, as Excel counts.
    """

    number: str
    invoice_number: str
    journal_number: str
    journal_date: date
    transaction_date: date
    total: Decimal
    case_number: str = ""
    claim_number: str = ""
    client_name: str = ""
    contact: CaseContact = CaseContact()
    office: str = ""
    category: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseInvoice(CaseTransaction):
    """A final, journaled invoice with its lines (1.6)."""

    terms: str = ""
    due_date: date | None = None
    sub_total: Decimal = ZERO
    tax: Decimal = ZERO
    lines: tuple[CaseLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAdjustment(CaseTransaction):
    """A signed change of an invoice after it was locked (1.7)."""

    reason: str = ""
    sub_total: Decimal = ZERO
    tax: Decimal = ZERO
    refers_to: str = ""
    lines: tuple[CaseLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePayment(CaseTransaction):
    """Money received, one transaction per invoice touched (1.8)."""

    payment_type: str = ""
    reference: str = ""
    payment_group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRefund(CaseTransaction):
    """Money given back against one payment, whose number ``refers_to`` holds (1.9)."""

    reason: str = ""
    refers_to: str = ""


@dataclass(frozen=True, slots=True)
class CaseJournal:
    """A numbered, frozen batch of transactions (section 5)."""

    number: str
    journal_date: date
    invoices: tuple[CaseInvoice, ...] = ()
    adjustments: tuple[CaseAdjustment, ...] = ()
    payments: tuple[CasePayment, ...] = ()
    refunds: tuple[CaseRefund, ...] = ()

    @property
    def transactions(self) -> tuple[CaseTransaction, ...]:
        """All of them, in the order invoices, adjustments, payments, refunds."""
        return (*self.invoices, *self.adjustments, *self.payments, *self.refunds)


def kind_of(transaction: CaseTransaction) -> CaseKind:
    """Which of the four kinds a transaction is."""
    return _KINDS[type(transaction)]


_KINDS: dict[type[CaseTransaction], CaseKind] = {
    CaseInvoice: CaseKind.INVOICE,
    CaseAdjustment: CaseKind.ADJUSTMENT,
    CasePayment: CaseKind.PAYMENT,
    CaseRefund: CaseKind.REFUND,
}
