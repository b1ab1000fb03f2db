"""The entries about credits in Xero (see ``playbook_entries``)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from cmxero.core.credits import CreditKind
from cmxero.core.documents import DraftLine
from cmxero.core.playbook_entries import Entry, System


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCreditNote(Entry):
    """An approved credit note for the contact of an invoice (xero-api.md 2.4).

    Attributes:
        reference: names the invoice, so that an unused note still counts for it.
        total, total_tax: dollars as Xero will compute them from the lines.
    """

    system: ClassVar[System] = System.XERO
    operation: ClassVar[str] = "create credit note"
    document: ClassVar[str] = "credit note"
    may_be_sent: ClassVar[bool] = True

    number: str
    contact_id: str
    contact_name: str
    xero_invoice_id: str
    invoice_number: str
    credit_date: date
    reference: str
    currency_code: str
    lines: tuple[DraftLine, ...]
    total: Decimal
    total_tax: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocateCredit(Entry):
    """The use of a credit for an invoice of the same contact.

    Attributes:
        xero_credit_id: empty for the credit note that the entry before creates.
        credit: its number, or the reference of money that has none.
    """

    system: ClassVar[System] = System.XERO
    operation: ClassVar[str] = "allocate credit"
    document: ClassVar[str] = "allocation"
    may_be_sent: ClassVar[bool] = True

    credit_kind: CreditKind
    xero_credit_id: str
    credit: str
    xero_invoice_id: str
    invoice_number: str
    amount: Decimal
    allocation_date: date

    @property
    def is_sendable(self) -> bool:
        """Credit notes only: what money is used for, a person decides in Xero."""
        return self.credit_kind is CreditKind.CREDIT_NOTE


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackCredit(Entry):
    """An allocation removed; credit and invoice are open again."""

    system: ClassVar[System] = System.XERO
    operation: ClassVar[str] = "take credit back"
    document: ClassVar[str] = "allocation"

    credit_kind: CreditKind
    xero_credit_id: str
    credit: str
    invoice_number: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidCreditNote(Entry):
    """A credit note voided that should not exist."""

    system: ClassVar[System] = System.XERO
    operation: ClassVar[str] = "void credit note"
    document: ClassVar[str] = "credit note"

    xero_credit_id: str
    credit: str
    total: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class NameInvoiceOnCredit(Entry):
    """A reference that says which invoice a credit note is about."""

    system: ClassVar[System] = System.XERO
    operation: ClassVar[str] = "name invoice on credit"
    document: ClassVar[str] = "credit note"

    xero_credit_id: str
    credit: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundCredit(Entry):
    """Money paid back to the customer out of a credit (xero-api.md 2.1).

    Attributes:
        bank_account_code: empty where nothing says which bank account.
    """

    system: ClassVar[System] = System.XERO
    operation: ClassVar[str] = "refund credit"
    document: ClassVar[str] = "refund"

    credit_kind: CreditKind
    xero_credit_id: str
    credit: str
    contact_name: str
    amount: Decimal
    refund_date: date
    reference: str
    bank_account_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveOverpayment(Entry):
    """The part of a deposit that no invoice is owed."""

    system: ClassVar[System] = System.XERO
    operation: ClassVar[str] = "receive overpayment"
    document: ClassVar[str] = "overpayment"

    contact_id: str
    contact_name: str
    amount: Decimal
    received_date: date
    reference: str
    bank_account_code: str
