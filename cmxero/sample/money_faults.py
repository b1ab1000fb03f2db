"""Credit notes, refunds, overpayments and prepayments in Xero (xero-api.md 2).

None of them travels to Case Manager by itself (case-manager.md 3.5, 4.3).
"""

from datetime import date, timedelta
from decimal import Decimal

from cmxero.core.casejournal import CaseAdjustment, CaseInvoice, CasePayment
from cmxero.core.findings import FindingKind
from cmxero.core.mapping import draft_for
from cmxero.core.numbering import xero_number
from cmxero.sample.changes import RULES, lower, pay_back
from cmxero.sample.key import Where
from cmxero.sample.periods import PAYMENTS_FROM
from cmxero.sample.script import CreditLine
from cmxero.sample.stage import Stage, plain

PAID_BACK_AFTER = timedelta(days=2)


def credited(stage: Stage, invoice: CaseInvoice, turn: int) -> None:
    """Credited in Xero, in part or every second time as a whole, and not in Case Manager."""
    stage.open_on_both(invoice)
    part = stage.receipts.part_of(invoice.total) if turn % 2 == 0 else None
    day = stage.soon_after(invoice.transaction_date, 5, 30)
    note = stage.script.credit(invoice.number, part, day)
    amount = invoice.total if part is None else part
    stage.books.xero_credit(amount)
    _plant_credit(stage, invoice, amount, f"The Xero user credits {amount} with {note}.")


def credit_not_allocated(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """A credit note that names the invoice and is not used for it."""
    stage.open_on_both(invoice)
    amount = stage.receipts.part_of(invoice.total)
    day = stage.soon_after(invoice.transaction_date, 5, 30)
    note = _type_note(stage, invoice, amount, day, reference=xero_number(invoice.number))
    stage.books.xero_credit(amount)
    _plant_credit(stage, invoice, amount, f"{note} over {amount} names it and is not allocated.")
    stage.key.add(
        FindingKind.CREDIT_NOT_ALLOCATED,
        f"credit note {note}",
        f"It names invoice {invoice.number} in its reference and is not allocated to it.",
        where=Where.XERO,
        transaction=invoice.number,
    )


def credit_of_nothing(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """A credit note for a customer of ours, beside an everyday invoice; it names no invoice."""
    plain(stage, invoice)
    amount = stage.receipts.part_of(invoice.total)
    day = stage.soon_after(invoice.transaction_date, 5, 30)
    note = _type_note(stage, invoice, amount, day, reference="As agreed by telephone")
    stage.books.xero_credit(amount)
    stage.key.add(
        FindingKind.CREDIT_NAMES_NO_INVOICE,
        f"credit note {note}",
        f"Over {amount} for the customer of invoice {invoice.number} and names no invoice.",
        where=Where.XERO,
        amount=amount,
        transaction=invoice.number,
    )


def refunded_in_xero(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """Paid on both sides; credited and paid back in Xero only."""
    payment = _paid_on_both(stage, invoice)
    amount = stage.receipts.part_of(invoice.total)
    day = stage.soon_after(payment.transaction_date, 5, 30)
    note, reference = _credit_and_refund(stage, invoice, amount, day)
    _plant_credit(stage, invoice, amount, f"Paid, then credited in Xero with {note}.")
    stage.key.add(
        FindingKind.REFUND_ONLY_IN_XERO,
        f"refund {reference} of credit note {note}",
        f"The Xero user pays {amount} of invoice {invoice.number} back.",
        where=Where.BOTH,
        amount=-amount,
        transaction=invoice.number,
    )


def overcharge_on_both(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """No fault: lowered and refunded in Case Manager, credited and paid back in Xero (4.1)."""
    payment = _paid_on_both(stage, invoice)
    adjustment = lower(stage, invoice, stage.soon_after(payment.transaction_date, 5, 30))
    pay_back(stage, payment, invoice, adjustment)
    _credit_and_refund(stage, invoice, -adjustment.total, adjustment.transaction_date, adjustment)


def overpaid(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """One deposit pays all that is due and more; the rest is left as an overpayment."""
    stage.open_on_both(invoice)
    day = stage.receipts.later(max(invoice.transaction_date, PAYMENTS_FROM), 2, 15)
    reference = stage.receipts.next_reference(invoice)
    number = xero_number(invoice.number)
    stage.script.pay(number, invoice.total, day.isoformat(), reference)
    stage.books.xero_payment(invoice.total, mirrored=True)
    amount = stage.receipts.part_of(invoice.total)
    _receive(stage, invoice, "overpay", amount, day, reference)
    stage.key.add(
        FindingKind.OVERPAYMENT,
        f"overpayment {reference}",
        f"The deposit that pays invoice {invoice.number} in full is {amount} too much.",
        where=Where.XERO,
        amount=amount,
        transaction=invoice.number,
    )


def prepaid(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """A customer pays in advance, beside an everyday invoice."""
    plain(stage, invoice)
    amount = stage.receipts.part_of(invoice.total)
    reference = stage.receipts.next_reference(invoice)
    _receive(stage, invoice, "prepay", amount, invoice.transaction_date, reference)
    stage.key.add(
        FindingKind.PREPAYMENT,
        f"prepayment {reference}",
        f"The customer of invoice {invoice.number} pays {amount} in advance.",
        where=Where.XERO,
        amount=amount,
        transaction=invoice.number,
    )


def money_applied(stage: Stage, invoice: CaseInvoice, turn: int) -> None:
    """An overpayment, every second time a prepayment, is used for the invoice."""
    stage.open_on_both(invoice)
    kind, action = (("overpayment", "overpay"), ("prepayment", "prepay"))[turn % 2]
    amount = stage.receipts.part_of(invoice.total)
    reference = stage.receipts.next_reference(invoice)
    _receive(stage, invoice, action, amount, invoice.transaction_date, reference)
    day = stage.soon_after(invoice.transaction_date, 1, 10)
    stage.script.apply(reference, invoice.number, amount, day)
    number = xero_number(invoice.number)
    stage.key.add(
        FindingKind.MONEY_APPLIED,
        f"{kind} {reference} on {number}",
        f"The Xero user applies a {kind} of {amount} to it.",
        where=Where.XERO,
        amount=amount,
        transaction=invoice.number,
    )


def _paid_on_both(stage: Stage, invoice: CaseInvoice) -> CasePayment:
    stage.open_on_both(invoice)
    day = stage.receipts.later(invoice.transaction_date, 5, 28)
    payment = stage.receipts.receive(invoice, invoice.total, day)
    assert payment is not None, "it is paid before payments come from Xero"  # noqa: S101
    return payment


def _credit_and_refund(
    stage: Stage,
    invoice: CaseInvoice,
    amount: Decimal,
    day: date,
    adjustment: CaseAdjustment | None = None,
) -> tuple[str, str]:
    """Credit a paid invoice in Xero and pay the money back; the note and the refund's reference."""
    reference = xero_number(invoice.number)
    note = _type_note(stage, invoice, amount, day, reference=reference, adjustment=adjustment)
    refund = stage.receipts.next_reference(invoice)
    stage.script.refund(note, amount, day + PAID_BACK_AFTER, refund)
    stage.books.xero_credit(amount)
    stage.books.xero_refund(amount)
    return note, refund


def _type_note(
    stage: Stage,
    invoice: CaseInvoice,
    amount: Decimal,
    day: date,
    *,
    reference: str,
    adjustment: CaseAdjustment | None = None,
) -> str:
    """Type a credit note, taxed as the adjusted line, else as the first line of the invoice."""
    draft = draft_for(invoice, RULES)
    text, tax_type = "Credit", draft.lines[0].tax_type
    if adjustment is not None:
        text, tax_type = adjustment.reason, RULES.tax_types[adjustment.lines[0].tax_code]
    line = CreditLine(text, amount, tax_type)
    return stage.script.type_credit_note(draft.contact_name, day, line, reference)


def _receive(
    stage: Stage, invoice: CaseInvoice, action: str, amount: Decimal, day: date, reference: str
) -> None:
    """Money of the invoice's customer for no invoice yet."""
    contact = draft_for(invoice, RULES).contact_name
    stage.script.receive(action, contact, amount, day, reference)
    stage.books.xero_credit(amount)


def _plant_credit(stage: Stage, invoice: CaseInvoice, amount: Decimal, how: str) -> None:
    """A credit about an invoice that Case Manager does not know of."""
    stage.key.add(
        FindingKind.CREDIT_WITHOUT_COUNTERPART,
        xero_number(invoice.number),
        how,
        where=Where.BOTH,
        amount=amount,
        transaction=invoice.number,
    )
