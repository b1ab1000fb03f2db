"""The entries about invoices and payments in Xero (see ``playbook_entries``)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from cmxero.core.documents import DraftLine
from cmxero.core.playbook_entries import Entry, System

# Payments --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterXeroPayment(Entry):
    """A payment on an approved invoice."""

    system: ClassVar[System] = System.XERO
    operation: ClassVar[str] = "enter payment in Xero"
    document: ClassVar[str] = "payment"

    xero_invoice_id: str
    invoice_number: str
    amount: Decimal
    payment_date: date
    reference: str
    bank_account_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePayment(Entry):
    """A payment deleted; one that came in a batch takes the whole batch with it (2.2).

    Attributes:
        payment_date: the payment's own, to find it by.
    """

    system: ClassVar[System] = System.XERO
    operation: ClassVar[str] = "remove payment"
    document: ClassVar[str] = "payment"

    xero_payment_id: str
    invoice_number: str
    amount: Decimal
    payment_date: date
    reference: str
    is_in_batch: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RedatePayment(Entry):
    """A payment given another date, which Xero does by deleting and entering anew (2.2)."""

    system: ClassVar[System] = System.XERO
    operation: ClassVar[str] = "re-date payment"
    document: ClassVar[str] = "payment"

    xero_payment_id: str
    invoice_number: str
    amount: Decimal
    reference: str
    new_date: date


# Invoices --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class EditInvoice(Entry):
    """An invoice edited; what is empty or None stays as it is.

    Attributes:
        set_lines: all lines as they must be.
        add_lines: lines to add to those there are.
        total: dollars the invoice must come to; None where no line changes.
    """

    system: ClassVar[System] = System.XERO
    operation: ClassVar[str] = "edit invoice"
    document: ClassVar[str] = "invoice"

    xero_invoice_id: str
    invoice_number: str
    contact_name: str = ""
    invoice_date: date | None = None
    due_date: date | None = None
    set_lines: tuple[DraftLine, ...] = ()
    add_lines: tuple[DraftLine, ...] = ()
    total: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterXeroInvoice(Entry):
    """An approved invoice typed by hand, tax included in its lines."""

    system: ClassVar[System] = System.XERO
    operation: ClassVar[str] = "enter invoice in Xero"
    document: ClassVar[str] = "invoice"

    number: str
    contact_name: str
    invoice_date: date
    due_date: date
    reference: str
    currency_code: str
    lines: tuple[DraftLine, ...]
    total: Decimal
    total_tax: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RenumberInvoice(Entry):
    """Another number for an invoice that is none of Case Manager's."""

    system: ClassVar[System] = System.XERO
    operation: ClassVar[str] = "renumber invoice"
    document: ClassVar[str] = "invoice"

    xero_invoice_id: str
    invoice_number: str
    new_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveInvoice(Entry):
    """A draft approved.

    Attributes:
        xero_invoice_id: empty for the draft that an export has yet to make.
    """

    system: ClassVar[System] = System.XERO
    operation: ClassVar[str] = "approve invoice"
    document: ClassVar[str] = "invoice"

    xero_invoice_id: str
    invoice_number: str
    total: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteDraft(Entry):
    """A draft deleted that must not go."""

    system: ClassVar[System] = System.XERO
    operation: ClassVar[str] = "delete draft"
    document: ClassVar[str] = "draft invoice"
    may_be_sent: ClassVar[bool] = True

    xero_invoice_id: str
    invoice_number: str
    total: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidInvoice(Entry):
    """An approved invoice voided; Xero does so only without payments or credits on it."""

    system: ClassVar[System] = System.XERO
    operation: ClassVar[str] = "void invoice"
    document: ClassVar[str] = "invoice"

    xero_invoice_id: str
    invoice_number: str
    total: Decimal
