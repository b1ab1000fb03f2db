"""What the sandbox keeps: one frozen record a document, as the journal on disk holds it.

Amounts are in dollars, instants naive UTC to the millisecond. New fields go in with a default, so
that a state written by an older sandbox can still be read.
"""

from datetime import date, datetime
from decimal import Decimal

import msgspec

from cmxero.core.money import ZERO
from cmxero.sandbox.settings_records import Item, Record, Settings

NO_ID = "00000000-0000-0000-0000-000000000000"
"""What Xero writes where nothing was saved (xero-api.md 1.3)."""


class LineTracking(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """One tracking option of a line, with the names it had when it was chosen."""

    category_id: str
    option_id: str
    name: str
    option: str


class Line(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """One line of an invoice; a line of text alone has neither quantity nor price."""

    line_item_id: str
    description: str = ""
    quantity: Decimal | None = None
    unit_amount: Decimal | None = None
    line_amount: Decimal = ZERO
    tax_amount: Decimal = ZERO
    tax_type: str = ""
    account_code: str = ""
    item_code: str = ""
    discount_rate: Decimal | None = None
    discount_amount: Decimal | None = None
    tracking: tuple[LineTracking, ...] = ()


class Contact(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """A customer or supplier."""

    contact_id: str
    name: str
    updated_utc: datetime
    contact_number: str = ""
    account_number: str = ""
    status: str = "ACTIVE"
    first_name: str = ""
    last_name: str = ""
    email_address: str = ""
    is_customer: bool = False
    is_supplier: bool = False
    merged_to_id: str = ""


class Invoice(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """A sales invoice or bill, with what its payments have made of it."""

    invoice_id: str
    type: str
    number: str
    contact_id: str
    invoice_date: date
    status: str
    updated_utc: datetime
    due_date: date | None = None
    reference: str = ""
    line_amount_types: str = "Exclusive"
    currency_code: str = "AUD"
    lines: tuple[Line, ...] = ()
    sub_total: Decimal = ZERO
    total_tax: Decimal = ZERO
    total: Decimal = ZERO
    amount_paid: Decimal = ZERO
    amount_credited: Decimal = ZERO
    fully_paid_on: date | None = None
    url: str = ""
    branding_theme_id: str = ""
    sent_to_contact: bool = False

    @property
    def amount_due(self) -> Decimal:
        """Dollars still owed; nothing is owed on a dead invoice."""
        if self.status in {"VOIDED", "DELETED"}:
            return ZERO
        return self.total - self.amount_paid - self.amount_credited


class CreditNote(Invoice, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """A sales credit note: an invoice the other way round (xero-api.md 2.4).

    ``invoice_id`` and ``number`` are its own; what is due of it is its RemainingCredit, what is
    paid of it are refunds, what is credited are its allocations.
    """


class BankCredit(Invoice, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """An overpayment or prepayment and the bank transaction it came by; both share one id.

    Attributes:
        type: RECEIVE-OVERPAYMENT or RECEIVE-PREPAYMENT.
        account_id: the bank account that received it.
    """

    account_id: str = ""
    is_reconciled: bool = False


class Allocation(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """A part of a credit used for one invoice; removed ones stay, marked (xero-api.md 2.4)."""

    allocation_id: str
    credit_id: str
    invoice_id: str
    allocation_date: date
    amount: Decimal
    updated_utc: datetime
    applied_utc: datetime | None = None
    is_deleted: bool = False


class Payment(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """A payment of one invoice, or a refund of one credit; deleted ones stay (xero-api.md 2.2).

    Attributes:
        invoice_id: the document that was paid or refunded, whatever its kind.
    """

    payment_id: str
    payment_type: str
    invoice_id: str
    account_id: str
    payment_date: date
    amount: Decimal
    updated_utc: datetime
    reference: str = ""
    status: str = "AUTHORISED"
    is_reconciled: bool = False
    batch_payment_id: str = ""


class BatchPayment(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """One deposit for several invoices, with one payment each (xero-api.md 2.3)."""

    batch_payment_id: str
    type: str
    account_id: str
    payment_date: date
    payment_ids: tuple[str, ...]
    total_amount: Decimal
    updated_utc: datetime
    reference: str = ""
    particulars: str = ""
    code: str = ""
    details: str = ""
    narrative: str = ""
    status: str = "AUTHORISED"
    is_reconciled: bool = False


class HistoryNote(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """A note in a document's history; never edited, never deleted (xero-api.md 3)."""

    note_id: str
    document_id: str
    details: str
    updated_utc: datetime
    changes: str = "History Note"


class Token(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """A code or token we gave out, known by the SHA-256 of its text only.

    Attributes:
        tenant_id: the one organisation that a machine's token reaches; empty for a person's,
            which reaches all that are connected.
    """

    digest: str
    kind: str
    client_id: str
    grant_id: str
    expires_utc: datetime
    scope: str = ""
    tenant_id: str = ""
    replaced_utc: datetime | None = None


class Connection(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """The app may reach an organisation.

    Attributes:
        event_id: the sign-in that allowed it last.
    """

    connection_id: str
    tenant_id: str
    event_id: str
    created_utc: datetime
    updated_utc: datetime


class StoredAnswer(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """What was answered to an Idempotency-Key (xero-api.md 1.9); the body is compressed."""

    key: str
    request_digest: str
    first_utc: datetime
    expires_utc: datetime
    status: int
    body: bytes


class Changes(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Everything one call changed in one organisation."""

    serial: int
    stamp_utc: datetime
    settings: Settings | None = None
    items: list[Item] = []
    contacts: list[Contact] = []
    invoices: list[Invoice] = []
    credit_notes: list[CreditNote] = []
    bank_credits: list[BankCredit] = []
    allocations: list[Allocation] = []
    payments: list[Payment] = []
    batches: list[BatchPayment] = []
    notes: list[HistoryNote] = []

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return self.settings is None and not any(getattr(self, name) for name in TABLES)


TABLES: dict[str, tuple[type[Record], str]] = {
    "items": (Item, "item_id"),
    "contacts": (Contact, "contact_id"),
    "invoices": (Invoice, "invoice_id"),
    "credit_notes": (CreditNote, "invoice_id"),
    "bank_credits": (BankCredit, "invoice_id"),
    "allocations": (Allocation, "allocation_id"),
    "payments": (Payment, "payment_id"),
    "batches": (BatchPayment, "batch_payment_id"),
    "notes": (HistoryNote, "note_id"),
}
"""The tables of documents: what each holds, and the field that is its key."""

TABLE_OF: dict[type[Record], str] = {kind: name for name, (kind, _) in TABLES.items()}
