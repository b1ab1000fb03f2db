"""The body of a create request: our drafts in Xero's spelling, always the same bytes."""

from collections.abc import Sequence

import msgspec

from cmxero.core.documents import ACCREC, DraftLine, InvoiceDraft
from cmxero.core.money import money, unit_price
from cmxero.xero import wire_sent as wire

_ENCODER = msgspec.json.Encoder(decimal_format="number")


def encode_drafts(drafts: Sequence[InvoiceDraft]) -> bytes:
    """The body of PUT /Invoices: equal drafts give equal bytes, amounts are exact numbers.

    Prices and quantities carry four places, line amounts two, tax included (xero-api.md 1.4).

    Raises:
        InexactAmountError: an amount with more places than that.
    """
    return _ENCODER.encode(wire.SentInvoices(invoices=[_sent(draft) for draft in drafts]))


def numbers_in(body: bytes) -> tuple[str, ...]:
    """The invoice numbers of a stored body, in order.

    Raises:
        ValueError: these are not bytes that ``encode_drafts`` made.
    """
    try:
        found = msgspec.json.decode(body, type=wire.SentNumbers)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        message = "These bytes are no create request. Send exactly what encode_drafts gave."
        raise ValueError(message) from fault
    return tuple(invoice.invoice_number for invoice in found.invoices)


def _sent(draft: InvoiceDraft) -> wire.SentInvoice:
    return wire.SentInvoice(
        type=ACCREC,
        status=draft.status,
        contact=wire.SentContact(name=draft.contact_name),
        date=draft.invoice_date.isoformat(),
        due_date=draft.due_date.isoformat(),
        line_amount_types="Inclusive",
        invoice_number=draft.number,
        reference=draft.reference,
        currency_code=draft.currency_code,
        line_items=[sent_line(line) for line in draft.lines],
    )


def sent_line(line: DraftLine) -> wire.SentLine:
    """A line in Xero's spelling."""
    return wire.SentLine(
        description=line.description,
        quantity=unit_price(line.quantity),
        unit_amount=unit_price(line.unit_amount),
        line_amount=money(line.line_amount),
        account_code=line.account_code,
        tax_type=line.tax_type,
        item_code=line.item_code or msgspec.UNSET,
        tracking=[wire.SentTracking(name=name, option=option) for name, option in line.tracking]
        or msgspec.UNSET,
    )
