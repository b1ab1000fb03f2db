"""Xero's JSON of credits and batch payments: what we read of it, as in ``wire``."""

from decimal import Decimal

import msgspec

from cmxero.xero.wire import ContactWire, DocumentWire, Pagination, Wire


class CreditNotesAnswer(Wire):
    """GET /CreditNotes; each element as received."""

    credit_notes: list[msgspec.Raw]
    pagination: Pagination | None = msgspec.field(default=None, name="pagination")


class AllocationsAnswer(Wire):
    """The answer to PUT /CreditNotes/{id}/Allocations; each element as received."""

    allocations: list[msgspec.Raw]


class OverpaymentsAnswer(Wire):
    """GET /Overpayments; each element as received."""

    overpayments: list[msgspec.Raw]
    pagination: Pagination | None = msgspec.field(default=None, name="pagination")


class PrepaymentsAnswer(Wire):
    """GET /Prepayments; each element as received."""

    prepayments: list[msgspec.Raw]
    pagination: Pagination | None = msgspec.field(default=None, name="pagination")


class BatchPaymentsAnswer(Wire):
    """GET /BatchPayments, which has no pages (xero-api.md 2.6)."""

    batch_payments: list[msgspec.Raw]


class AllocationWire(Wire):
    """A use of a credit; a deleted one spells its id otherwise and lists its invoice (7.2)."""

    allocation_id: str | None = None
    deleted_id: str | None = msgspec.field(default=None, name="AllocationId")
    amount: Decimal | None = None
    date: str | None = None
    invoice: DocumentWire | list[DocumentWire] | None = None
    is_deleted: bool | str | None = None


class CreditWire(Wire):
    """A credit note, overpayment or prepayment; which of them, its list says."""

    credit_note_id: str | None = None
    overpayment_id: str | None = None
    prepayment_id: str | None = None
    credit_note_number: str | None = None
    type: str | None = None
    status: str | None = None
    contact: ContactWire | None = None
    date: str | None = None
    date_string: str | None = None
    reference: str | None = None
    currency_code: str | None = None
    line_amount_types: str | None = None
    sub_total: Decimal | None = None
    total_tax: Decimal | None = None
    total: Decimal | None = None
    remaining_credit: Decimal | None = None
    allocations: list[AllocationWire] | None = None
    updated_date_utc: str | None = None
    updated_date_utc_string: str | None = msgspec.field(default=None, name="UpdatedDateUTCString")


class BatchPaymentWire(Wire):
    """A batch payment; total and flag may be text (xero-api.md 2.3)."""

    batch_payment_id: str | None = None
    type: str | None = None
    status: str | None = None
    date: str | None = None
    date_string: str | None = None
    reference: str | None = None
    total_amount: Decimal | None = None
    is_reconciled: bool | str | None = None
    payments: list[msgspec.Raw] | None = None
    updated_date_utc: str | None = None
    updated_date_utc_string: str | None = msgspec.field(default=None, name="UpdatedDateUTCString")


class CreditStampWire(Wire):
    """What paging needs to know of any element, whether we want the element or not."""

    credit_note_id: str | None = None
    overpayment_id: str | None = None
    prepayment_id: str | None = None
    batch_payment_id: str | None = None
    contact_id: str | None = None
    type: str | None = None
    updated_date_utc: str | None = None
    updated_date_utc_string: str | None = msgspec.field(default=None, name="UpdatedDateUTCString")
