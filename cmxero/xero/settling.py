"""Bodies that settle findings, in Xero's spelling and always the same bytes; and their answers."""

from datetime import date
from decimal import Decimal

import msgspec

from cmxero.core.credits import AllocationOutcome, CreditKind, CreditNoteDraft, CreditOutcome
from cmxero.core.documents import AUTHORISED, DELETED
from cmxero.core.errors import XeroAnswerError
from cmxero.core.money import money
from cmxero.xero import wire, wire_sent
from cmxero.xero.drafts import sent_line
from cmxero.xero.outcomes import ZERO_ID, is_refused, reasons_in, warnings_in
from cmxero.xero.translate import decode_element
from cmxero.xero.translate_credits import credit_from
from cmxero.xero.wire_credits import AllocationWire, CreditStampWire

CUSTOMERS = "ACCRECCREDIT"
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_UNKNOWN = (
    "It is not known whether it was saved. Run it again: it looks up what Xero has before it "
    "sends anything."
)


def encode_credit_note(draft: CreditNoteDraft) -> bytes:
    """The body of PUT /CreditNotes: equal drafts give equal bytes, amounts are exact numbers."""
    note = wire_sent.SentCreditNote(
        type=CUSTOMERS,
        status=AUTHORISED,
        contact=wire_sent.SentContactId(contact_id=draft.contact_id),
        date=draft.credit_date.isoformat(),
        line_amount_types="Inclusive",
        credit_note_number=draft.number,
        reference=draft.reference,
        currency_code=draft.currency_code,
        line_items=[sent_line(line) for line in draft.lines],
    )
    return _ENCODER.encode(wire_sent.SentCreditNotes(credit_notes=[note]))


def encode_allocation(xero_invoice_id: str, amount: Decimal, day: date) -> bytes:
    """The body of PUT /CreditNotes/{id}/Allocations (xero-api.md 2.4)."""
    use = wire_sent.SentAllocation(
        amount=money(amount),
        date=day.isoformat(),
        invoice=wire_sent.SentInvoiceId(invoice_id=xero_invoice_id),
    )
    return _ENCODER.encode(wire_sent.SentAllocations(allocations=[use]))


def encode_deletion(xero_invoice_id: str) -> bytes:
    """The body of POST /Invoices/{id} that deletes a draft, and of it nothing else."""
    deleted = wire_sent.SentStatus(invoice_id=xero_invoice_id, status=DELETED)
    return _ENCODER.encode(wire_sent.SentStatuses(invoices=[deleted]))


def credit_outcome(
    number: str, elements: list[msgspec.Raw], *, correlation_id: str | None
) -> CreditOutcome:
    """What became of the one credit note that was sent.

    Raises:
        XeroAnswerError: the answer does not fit the request; what was saved is unknown.
    """
    raw = _only(elements, f"credit note {number}", correlation_id)
    found, _ = decode_element(raw, wire.ElementWire, f"answer to {number}:")
    stamp, _ = decode_element(raw, CreditStampWire, f"answer to {number}:")
    reasons = reasons_in(raw)
    if is_refused(found, reasons) or stamp.credit_note_id == ZERO_ID:
        return CreditOutcome(None, reasons or ("Xero refused it and gave no reason.",))
    if not stamp.credit_note_id:
        # neither an id nor the all-zero one: it may well be there (1.3)
        raise XeroAnswerError(
            f"Xero's answer to {number} has no id and does not call it refused. {_UNKNOWN}",
            correlation_id=correlation_id,
        )
    credit = credit_from(raw, CreditKind.CREDIT_NOTE)
    if credit.number != number:
        raise XeroAnswerError(
            f"Xero's answer to {number} is about {credit.number[:60]}. {_UNKNOWN}",
            correlation_id=correlation_id,
        )
    return CreditOutcome(credit, warnings_in(raw))


def allocation_outcome(
    elements: list[msgspec.Raw], *, correlation_id: str | None
) -> AllocationOutcome:
    """What became of the one allocation that was sent.

    Raises:
        XeroAnswerError: the answer does not fit the request; what was saved is unknown.
    """
    raw = _only(elements, "the allocation", correlation_id)
    found, _ = decode_element(raw, wire.ElementWire, "answer to an allocation:")
    use, _ = decode_element(raw, AllocationWire, "answer to an allocation:")
    reasons = reasons_in(raw)
    if is_refused(found, reasons) or use.allocation_id == ZERO_ID:
        return AllocationOutcome("", reasons or ("Xero refused it and gave no reason.",))
    return AllocationOutcome(use.allocation_id or "")


def _only(elements: list[msgspec.Raw], what: str, correlation_id: str | None) -> msgspec.Raw:
    if len(elements) != 1:
        raise XeroAnswerError(
            f"Xero's answer to {what} tells of {len(elements)} elements instead of one. {_UNKNOWN}",
            correlation_id=correlation_id,
        )
    return elements[0]
