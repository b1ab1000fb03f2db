"""Xero's JSON as we send it. The order of the fields is the order of the bytes.

Fields that are not set are left out; Xero would take an empty text as a value.
"""

from decimal import Decimal

import msgspec

from cmxero.xero.wire import Wire

Optional = str | msgspec.UnsetType


class SentContact(Wire):
    """A name alone finds the contact of that name or creates it (xero-api.md 1.8)."""

    name: str


class SentTracking(Wire):
    """One tracking option of a line, by its names (xero-api.md 1.7)."""

    name: str
    option: str


class SentLine(Wire):
    """One line of a draft; amounts in dollars, tax included."""

    description: str
    quantity: Decimal
    unit_amount: Decimal
    line_amount: Decimal
    account_code: str
    tax_type: str
    item_code: str | msgspec.UnsetType = msgspec.UNSET
    tracking: list[SentTracking] | msgspec.UnsetType = msgspec.UNSET


class SentInvoice(Wire):
    """A sales invoice to be created, as a DRAFT or AUTHORISED."""

    type: str
    status: str
    contact: SentContact
    date: str
    due_date: str
    line_amount_types: str
    invoice_number: str
    reference: str
    currency_code: str
    line_items: list[SentLine]


class SentInvoices(Wire):
    """The body of PUT /Invoices."""

    invoices: list[SentInvoice]


class SentNumber(Wire):
    """Of a stored body, only what tells its elements apart."""

    invoice_number: str


class SentNumbers(Wire):
    """A stored body, read back to match the answer's elements with it."""

    invoices: list[SentNumber]


class SentAddress(Wire):
    """Where invoices are posted to."""

    address_type: str
    address_line1: Optional = msgspec.UNSET
    city: Optional = msgspec.UNSET
    region: Optional = msgspec.UNSET
    postal_code: Optional = msgspec.UNSET


class SentPhone(Wire):
    """A telephone number in one piece."""

    phone_type: str
    phone_number: str


class SentNewContact(Wire):
    """A contact to be created."""

    name: str
    email_address: Optional = msgspec.UNSET
    addresses: list[SentAddress] | msgspec.UnsetType = msgspec.UNSET
    phones: list[SentPhone] | msgspec.UnsetType = msgspec.UNSET


class SentContacts(Wire):
    """The body of PUT /Contacts."""

    contacts: list[SentNewContact]


class SentNote(Wire):
    """A note for a document's history."""

    details: str


class SentNotes(Wire):
    """The body of PUT /Invoices/{id}/History."""

    history_records: list[SentNote]


class SentContactId(Wire):
    """A contact by its id alone; anything more would edit it (xero-api.md 1.6)."""

    contact_id: str


class SentCreditNote(Wire):
    """A credit note to a customer to be created, AUTHORISED."""

    type: str
    status: str
    contact: SentContactId
    date: str
    line_amount_types: str
    credit_note_number: str
    reference: str
    currency_code: str
    line_items: list[SentLine]


class SentCreditNotes(Wire):
    """The body of PUT /CreditNotes."""

    credit_notes: list[SentCreditNote]


class SentInvoiceId(Wire):
    """An invoice by its id."""

    invoice_id: str


class SentAllocation(Wire):
    """The use of a credit for an invoice."""

    amount: Decimal
    date: str
    invoice: SentInvoiceId


class SentAllocations(Wire):
    """The body of PUT /CreditNotes/{id}/Allocations."""

    allocations: list[SentAllocation]


class SentStatus(Wire):
    """An invoice of which only the status changes."""

    invoice_id: str
    status: str


class SentStatuses(Wire):
    """The body of POST /Invoices/{id}."""

    invoices: list[SentStatus]
