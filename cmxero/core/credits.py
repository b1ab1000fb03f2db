"""Xero's nouns for the money back: credits and their uses, deposits, versions of contacts.

What a refund is stands in ``documents.XeroPayment``: Xero keeps refunds among the payments.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from cmxero.core.documents import DraftLine
from cmxero.core.organisation_facts import XeroContact

REFUND_PAYMENTS = frozenset({"ARCREDITPAYMENT", "AROVERPAYMENTPAYMENT", "ARPREPAYMENTPAYMENT"})
"""Payment types that pay a customer's credit back (xero-api.md 2.1)."""


class CreditKind(StrEnum):
    """What a customer can have to his credit (xero-api.md 2.1)."""

    CREDIT_NOTE = "credit note"
    OVERPAYMENT = "overpayment"
    PREPAYMENT = "prepayment"


@dataclass(frozen=True, slots=True)
class XeroAllocation:
    """A credit used for an invoice (xero-api.md 2.4).

    Attributes:
        xero_allocation_id: empty where Xero sent none.
        amount: dollars, in the credit's currency.
        is_deleted: it was taken back; such a one may come without its amount.
    """

    xero_allocation_id: str
    amount: Decimal
    allocation_date: date | None
    xero_invoice_id: str
    invoice_number: str
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class XeroCredit:
    """A credit note, an overpayment or a prepayment of a customer, as Xero holds it.

    Attributes:
        number: the credit note's number; the other two have none.
        type: Xero's word, e.g. ACCRECCREDIT or RECEIVE-OVERPAYMENT.
        total: dollars, tax included.
        remaining: dollars neither allocated nor refunded yet.
        updated_utc: naive, in UTC, as Xero stamped it; has blind spots (xero-api.md 2.5).
        body: the JSON exactly as received, kept as evidence.
    """

    kind: CreditKind
    xero_credit_id: str
    number: str
    type: str
    status: str
    contact_id: str
    contact_name: str
    credit_date: date | None
    reference: str
    currency_code: str
    line_amount_types: str
    sub_total: Decimal
    total_tax: Decimal
    total: Decimal
    remaining: Decimal
    updated_utc: datetime
    allocations: tuple[XeroAllocation, ...] = ()
    body: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class XeroBatchPayment:
    """One deposit that covers several invoices; each has a payment of its own (xero-api.md 2.3).

    Attributes:
        type: Xero's word: RECBATCH; PAYBATCH, of bills, never concerns us.
        total_amount: dollars; Xero sends a number, or text.
        payment_count: how many payments it says it consists of.
    """

    xero_batch_payment_id: str
    type: str
    status: str
    payment_date: date | None
    reference: str
    total_amount: Decimal
    is_reconciled: bool
    payment_count: int
    updated_utc: datetime
    body: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class XeroContactVersion:
    """A contact as Xero held it at a time; merges and new names show between versions (1.8).

    Attributes:
        body: the JSON of Xero's summary exactly as received.
    """

    contact: XeroContact
    updated_utc: datetime
    body: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class CreditNoteDraft:
    """A credit note to a customer that we are about to create, approved at once.

    Attributes:
        contact_id: the contact of the invoice; more of a contact would edit it (xero-api.md 1.6).
        lines: amounts with tax.
        total, total_tax: dollars as Xero will compute them.
    """

    number: str
    contact_id: str
    credit_date: date
    reference: str
    currency_code: str
    lines: tuple[DraftLine, ...]
    total: Decimal
    total_tax: Decimal


@dataclass(frozen=True, slots=True)
class CreditOutcome:
    """What Xero made of a credit note.

    Attributes:
        credit: what was saved; None when nothing was.
        messages: every validation message or warning.
    """

    credit: XeroCredit | None
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AllocationOutcome:
    """What Xero made of the use of a credit.

    Attributes:
        xero_allocation_id: empty where nothing was saved, or Xero told no id.
        messages: why it was refused; empty if it was done.
    """

    xero_allocation_id: str
    messages: tuple[str, ...] = ()
