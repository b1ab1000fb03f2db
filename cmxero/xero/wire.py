"""Xero's JSON as it is on the wire: what we read of it; ``wire_sent`` is what we send.

Reading is lenient where we can do without (null, text for a number, words we do not know) and
keeps every amount an exact Decimal. Each list element stays raw JSON, so that one bad element
can be named and the evidence kept as received (xero-api.md 7.3).
"""

from decimal import Decimal

import msgspec

_ACRONYMS = {"id", "utc"}


def xero_name(name: str) -> str:
    """Xero's spelling of one of our field names: ``invoice_id`` is ``InvoiceID``."""
    return "".join(
        part.upper() if part in _ACRONYMS else part.capitalize() for part in name.split("_")
    )


class Wire(msgspec.Struct, rename=xero_name):
    """Base of all that is read or sent with Xero's field names."""


# What we read.


class Pagination(msgspec.Struct, frozen=True, rename="camel"):
    """How far a list goes; in lower camel case, unlike the rest (xero-api.md 2.6)."""

    page: int | None = None
    page_size: int | None = None
    page_count: int | None = None
    item_count: int | None = None


class InvoicesAnswer(Wire):
    """The list of GET and PUT /Invoices; each element as received."""

    invoices: list[msgspec.Raw]
    pagination: Pagination | None = msgspec.field(default=None, name="pagination")


class PaymentsAnswer(Wire):
    """The list of GET /Payments; each element as received."""

    payments: list[msgspec.Raw]
    pagination: Pagination | None = msgspec.field(default=None, name="pagination")


class OrganisationsAnswer(Wire):
    """GET /Organisation."""

    organisations: list[msgspec.Raw]


class AccountsAnswer(Wire):
    """GET /Accounts."""

    accounts: list[msgspec.Raw]


class TaxRatesAnswer(Wire):
    """GET /TaxRates."""

    tax_rates: list[msgspec.Raw]


class ContactsAnswer(Wire):
    """The list of GET and PUT /Contacts; each element as received."""

    contacts: list[msgspec.Raw]
    pagination: Pagination | None = msgspec.field(default=None, name="pagination")


class ItemsAnswer(Wire):
    """GET /Items."""

    items: list[msgspec.Raw]


class TrackingAnswer(Wire):
    """GET /TrackingCategories."""

    tracking_categories: list[msgspec.Raw]


class ContactWire(Wire):
    """A contact: thin inside an invoice, with status and destination in its own list (1.8)."""

    contact_id: str | None = None
    name: str | None = None
    contact_status: str | None = None
    contact_number: str | None = None
    merged_to_contact_id: str | None = None


class LineWire(Wire):
    """One line of an invoice."""

    line_item_id: str | None = None
    description: str | None = None
    quantity: Decimal | None = None
    unit_amount: Decimal | None = None
    line_amount: Decimal | None = None
    tax_amount: Decimal | None = None
    tax_type: str | None = None
    account_code: str | None = None
    item_code: str | None = None


class InvoiceWire(Wire):
    """An invoice, with what we cannot do without checked in ``translate``."""

    invoice_id: str | None = None
    invoice_number: str | None = None
    type: str | None = None
    status: str | None = None
    contact: ContactWire | None = None
    date: str | None = None
    date_string: str | None = None
    due_date: str | None = None
    due_date_string: str | None = None
    reference: str | None = None
    currency_code: str | None = None
    line_amount_types: str | None = None
    sub_total: Decimal | None = None
    total_tax: Decimal | None = None
    total: Decimal | None = None
    amount_due: Decimal | None = None
    amount_paid: Decimal | None = None
    amount_credited: Decimal | None = None
    updated_date_utc: str | None = None
    updated_date_utc_string: str | None = msgspec.field(default=None, name="UpdatedDateUTCString")
    line_items: list[LineWire] | None = None


class DocumentWire(Wire):
    """The hollow document inside a payment or an allocation (xero-api.md 2.6)."""

    invoice_id: str | None = None
    invoice_number: str | None = None
    credit_note_id: str | None = None
    overpayment_id: str | None = None
    prepayment_id: str | None = None


class BatchWire(Wire):
    """The batch a payment came in; its text booleans and amounts are not read (2.3)."""

    batch_payment_id: str | None = None


class PaymentAccountWire(Wire):
    """The account a payment went to."""

    code: str | None = None


class PaymentWire(Wire):
    """A payment; ``payment_type`` says what it belongs to, not the keys present (2.1)."""

    payment_id: str | None = None
    payment_type: str | None = None
    status: str | None = None
    date: str | None = None
    amount: Decimal | None = None
    reference: str | None = None
    is_reconciled: bool | str | None = None
    invoice: DocumentWire | None = None
    credit_note: DocumentWire | None = None
    overpayment: DocumentWire | None = None
    prepayment: DocumentWire | None = None
    invoice_number: str | None = None
    batch_payment: BatchWire | None = None
    batch_payment_id: str | None = None
    account: PaymentAccountWire | None = None
    updated_date_utc: str | None = None
    updated_date_utc_string: str | None = msgspec.field(default=None, name="UpdatedDateUTCString")


class OrganisationWire(Wire):
    """The organisation itself."""

    organisation_id: str | None = None
    name: str | None = None
    base_currency: str | None = None
    country_code: str | None = None
    timezone: str | None = None
    is_demo_company: bool | str | None = None
    period_lock_date: str | None = None
    end_of_year_lock_date: str | None = None


class AccountWire(Wire):
    """An account of the chart of accounts."""

    code: str | None = None
    name: str | None = None
    type: str | None = None
    status: str | None = None
    tax_type: str | None = None
    system_account: str | None = None
    enable_payments_to_account: bool | str | None = None


class TaxRateWire(Wire):
    """A tax rate."""

    tax_type: str | None = None
    name: str | None = None
    status: str | None = None
    effective_rate: Decimal | None = None
    display_tax_rate: Decimal | None = None
    can_apply_to_assets: bool | str | None = None
    can_apply_to_equity: bool | str | None = None
    can_apply_to_expenses: bool | str | None = None
    can_apply_to_liabilities: bool | str | None = None
    can_apply_to_revenue: bool | str | None = None


class ItemWire(Wire):
    """An item; one that does not say is sold, which is Xero's default."""

    code: str | None = None
    name: str | None = None
    is_sold: bool | str | None = True


class OptionWire(Wire):
    """One option of a tracking category."""

    name: str | None = None
    status: str | None = None


class TrackingWire(Wire):
    """A tracking category with its options."""

    name: str | None = None
    status: str | None = None
    options: list[OptionWire] | None = None


class HistoryRecordWire(Wire):
    """One record of a document's history (xero-api.md 3)."""

    details: str | None = None


class HistoryAnswer(Wire):
    """GET and PUT /Invoices/{id}/History."""

    history_records: list[HistoryRecordWire]


class ElementWire(Wire):
    """What an element of a create answer says about itself (xero-api.md 1.3)."""

    invoice_id: str | None = None
    invoice_number: str | None = None
    name: str | None = None
    status_attribute_string: str | None = None
    has_errors: bool | str | None = None


class StampWire(Wire):
    """What paging needs to know of any element, whether we want the element or not."""

    invoice_id: str | None = None
    payment_id: str | None = None
    contact_id: str | None = None
    type: str | None = None
    payment_type: str | None = None
    updated_date_utc: str | None = None
    updated_date_utc_string: str | None = msgspec.field(default=None, name="UpdatedDateUTCString")


class ConnectionWire(msgspec.Struct, frozen=True, rename="camel"):
    """One connected organisation of GET /connections."""

    id: str | None = None
    tenant_id: str | None = None
    tenant_type: str | None = None
    tenant_name: str | None = None
