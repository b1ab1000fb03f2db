"""Xero's nouns, as cmxero sees them. Status and type words stay exactly as Xero writes them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from cmxero.core.money import ZERO

DRAFT = "DRAFT"
SUBMITTED = "SUBMITTED"
AUTHORISED = "AUTHORISED"
PAID = "PAID"
VOIDED = "VOIDED"
DELETED = "DELETED"
DEAD = frozenset({VOIDED, DELETED})
"""What is in one of these states never comes back to life (xero-api.md 1.6)."""
ACCREC = "ACCREC"
"""Sales invoice; ACCPAY, a bill, never concerns us."""
ACCREC_PAYMENT = "ACCRECPAYMENT"


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line we are about to send; amounts in dollars, tax included.

    Attributes:
        tracking: (category, option) by their names; Xero takes two at most (xero-api.md 1.7).
    """

    description: str
    quantity: Decimal
    unit_amount: Decimal
    line_amount: Decimal
    tax_type: str
    account_code: str
    item_code: str = ""
    tracking: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """A sales invoice we are about to create in Xero.

    Attributes:
        number: Xero's invoice number, ``CM-`` and Case Manager's number.
        total: dollars, tax included, as Xero will compute it.
        total_tax: dollars of tax as Xero will compute it.
        case_total: dollars, tax included, as Case Manager has it.
        status: DRAFT, or AUTHORISED where the export approves.
        rounding: which cent there was and how it was settled, in words; empty where none was.
    """

    case_invoice_number: str
    number: str
    contact_name: str
    invoice_date: date
    due_date: date
    reference: str
    currency_code: str
    lines: tuple[DraftLine, ...]
    total: Decimal
    total_tax: Decimal
    case_total: Decimal
    case_tax: Decimal
    status: str = DRAFT
    rounding: str = ""


@dataclass(frozen=True, slots=True)
class XeroLine:
    """One line of an invoice as Xero holds it."""

    line_item_id: str
    description: str
    quantity: Decimal
    unit_amount: Decimal
    line_amount: Decimal
    tax_amount: Decimal
    tax_type: str
    account_code: str
    item_code: str


@dataclass(frozen=True, slots=True)
class XeroInvoice:
    """An invoice as Xero holds it.

    Attributes:
        status: Xero's word; an unknown word is kept, not refused.
        updated_utc: naive, in UTC, as Xero stamped it; has blind spots (xero-api.md 2.5).
        body: the JSON exactly as received, kept as evidence.
    """

    xero_invoice_id: str
    number: str
    type: str
    status: str
    contact_id: str
    contact_name: str
    invoice_date: date | None
    due_date: date | None
    reference: str
    currency_code: str
    line_amount_types: str
    sub_total: Decimal
    total_tax: Decimal
    total: Decimal
    amount_due: Decimal
    amount_paid: Decimal
    amount_credited: Decimal
    updated_utc: datetime
    lines: tuple[XeroLine, ...] = ()
    body: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class XeroPayment:
    """A payment as Xero holds it; deleted ones stay readable with status DELETED.

    Attributes:
        payment_type: dispatch on this, never on which key is present (xero-api.md 2.1).
        xero_batch_payment_id: the batch it came in, empty if single.
        bank_account_code: Xero's account code, empty where Xero sent none.
        xero_credit_id: what a refund pays back: a credit note, overpayment or prepayment.
    """

    xero_payment_id: str
    payment_type: str
    status: str
    payment_date: date
    amount: Decimal
    reference: str
    xero_invoice_id: str
    invoice_number: str
    xero_batch_payment_id: str
    bank_account_code: str
    is_reconciled: bool
    updated_utc: datetime
    xero_credit_id: str = ""
    body: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class ConnectedOrganisation:
    """One organisation the sign-in leads to (GET /connections, xero-api.md 5)."""

    tenant_id: str
    name: str
    connection_id: str


@dataclass(frozen=True, slots=True)
class XeroOrganisation:
    """The organisation we are connected to.

    Attributes:
        timezone: IANA name; "today" for held payments and default dates is today there.
        is_demo: a Xero demo company or the sandbox.
    """

    tenant_id: str
    name: str
    base_currency: str
    country_code: str
    timezone: str
    is_demo: bool
    period_lock_date: date | None = None
    end_of_year_lock_date: date | None = None


@dataclass(frozen=True, slots=True)
class XeroAccount:
    """An account of the chart of accounts.

    Attributes:
        system_account: Xero's word for what the account is kept for, e.g. DEBTORS, GST, ROUNDING;
            empty for an ordinary one.
    """

    code: str
    name: str
    type: str
    status: str
    tax_type: str
    takes_payments: bool
    system_account: str = ""


@dataclass(frozen=True, slots=True)
class XeroTaxRate:
    """A tax rate of the organisation; the rate is in per cent.

    Attributes:
        classes: account classes it may be used with, e.g. REVENUE; empty where Xero did not say.
    """

    tax_type: str
    name: str
    status: str
    effective_rate: Decimal
    can_apply_to_revenue: bool
    classes: frozenset[str] = frozenset()


class ElementState(StrEnum):
    """Xero's word on one element of a batch (xero-api.md 1.3)."""

    OK = "OK"
    WARNING = "WARNING"
    ERROR = "ERROR"


@dataclass(frozen=True, slots=True)
class ElementOutcome:
    """What became of one element of a create batch.

    Attributes:
        invoice: what Xero saved; None when it saved nothing.
        messages: every validation message or warning.
    """

    number: str
    state: ElementState
    invoice: XeroInvoice | None
    messages: tuple[str, ...] = ()

    @property
    def total(self) -> Decimal:
        """Dollars, tax included, that Xero computed; 0.00 when nothing was saved."""
        return self.invoice.total if self.invoice else ZERO
