"""What the sandbox keeps: one frozen record a document, as the journal on disk holds it.

Amounts are in dollars, instants naive UTC to the millisecond. New fields go in with a default, so
that a state written by an older sandbox can still be read.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

import msgspec

from cmxero.core.money import ZERO
from cmxero.sandbox.switches import Switches

NO_ID = "00000000-0000-0000-0000-000000000000"
"""What Xero writes where nothing was saved (xero-api.md 1.3)."""


class Record(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """Base of everything kept; changed only by making a new one."""


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


class Payment(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """A payment of one invoice; deleted ones stay (xero-api.md 2.2)."""

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


class Account(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """An account of the chart of accounts."""

    account_id: str
    code: str
    name: str
    type: str
    account_class: str
    tax_type: str
    status: str = "ACTIVE"
    system_account: str = ""
    enable_payments: bool = False
    bank_account_number: str = ""


class TaxRate(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """A tax rate, in per cent, and the account classes it may be used with."""

    tax_type: str
    name: str
    rate: Decimal
    classes: frozenset[str]
    report_tax_type: str = ""


class Settings(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """The organisation itself.

    Attributes:
        organisation_id: also the tenant id.
        timezone: Xero's word for it.
        clock_shift_us: microseconds added to the real time, so that a test may choose its day.
        connection_id: empty after the app was disconnected.
    """

    organisation_id: str
    name: str
    created_utc: datetime
    timezone: str
    accounts: tuple[Account, ...]
    tax_rates: tuple[TaxRate, ...]
    currency_code: str = "AUD"
    country_code: str = "AU"
    period_lock_date: date | None = None
    end_of_year_lock_date: date | None = None
    switches: Switches = Switches()
    clock_shift_us: int = 0
    connection_id: str = ""
    connected_utc: datetime | None = None

    @property
    def clock_shift(self) -> timedelta:
        """How far the sandbox's time is from the real one."""
        return timedelta(microseconds=self.clock_shift_us)


class Token(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """A token we gave out, known by the SHA-256 of its text only."""

    digest: str
    kind: str
    client_id: str
    grant_id: str
    expires_utc: datetime
    scope: str = ""
    replaced_utc: datetime | None = None


class StoredAnswer(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """What was answered to an Idempotency-Key (xero-api.md 1.9); the body is compressed."""

    key: str
    request_digest: str
    first_utc: datetime
    expires_utc: datetime
    status: int
    body: bytes


class Changes(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Everything one call changed; one line of the journal."""

    serial: int
    stamp_utc: datetime
    settings: Settings | None = None
    contacts: list[Contact] = []
    invoices: list[Invoice] = []
    payments: list[Payment] = []
    batches: list[BatchPayment] = []
    tokens: list[Token] = []
    answers: list[StoredAnswer] = []
    dropped_tokens: list[str] = []

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return self.settings is None and not (
            self.contacts
            or self.invoices
            or self.payments
            or self.batches
            or self.tokens
            or self.answers
            or self.dropped_tokens
        )
