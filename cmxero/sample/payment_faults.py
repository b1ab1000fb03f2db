"""Payments that one side does not have, or not any more."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from cmxero.core.casejournal import CaseInvoice, CasePayment
from cmxero.core.findings import FindingKind
from cmxero.core.money import ZERO
from cmxero.core.numbering import xero_number
from cmxero.sample.changes import lower, plant_adjustment
from cmxero.sample.key import Where
from cmxero.sample.periods import PAYMENTS_FROM
from cmxero.sample.stage import Stage, plain

FAR_AHEAD = "today+45"
REDATED_BY = timedelta(days=3)


def held(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """A payment dated so far ahead that Case Manager does not take it yet (3.6)."""
    stage.open_on_both(invoice)
    amount = stage.receipts.part_of(invoice.total)
    reference = stage.receipts.next_reference(invoice)
    number = xero_number(invoice.number)
    stage.script.pay(number, amount, FAR_AHEAD, reference)
    stage.books.xero_payment(amount, mirrored=False)
    stage.key.add(
        FindingKind.PAYMENT_HELD,
        f"payment {reference} on {number}",
        f"The Xero user enters a payment of {amount}, dated 45 days ahead.",
        where=Where.XERO,
        amount=amount,
        transaction=invoice.number,
    )


def only_in_case_manager(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """Journaled before payments came from Xero, and never entered there."""
    stage.open_on_both(invoice)
    day = _before_switch(stage, invoice)
    payment = stage.desk.pay(
        invoice, stage.receipts.part_of(invoice.total), day, stage.receipts.next_reference(invoice)
    )
    _plant(stage, payment, FindingKind.PAYMENT_ONLY_IN_CASE_MANAGER, "never entered in Xero")


def entered_locally(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """Typed into Case Manager although payments come from Xero by then."""
    stage.open_on_both(invoice)
    day = _after_switch(stage, invoice)
    payment = stage.desk.pay(
        invoice, stage.receipts.part_of(invoice.total), day, stage.receipts.next_reference(invoice)
    )
    how = "typed into Case Manager although payments come from Xero"
    _plant(stage, payment, FindingKind.PAYMENT_ENTERED_LOCALLY, how)


def changed_after_journal(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """On both sides first; then the Xero user deletes it."""
    stage.open_on_both(invoice)
    day = _before_switch(stage, invoice)
    payment = _journal_twin(stage, invoice, stage.receipts.part_of(invoice.total), day)
    stage.script.delete_payment(invoice.number, payment.reference)
    how = "deleted in Xero after it was journaled"
    _plant(stage, payment, FindingKind.PAYMENT_CHANGED_AFTER_JOURNAL, how)


def deposit_twice(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """One deposit, journaled twice on a part-paid invoice; Xero has it once."""
    stage.open_on_both(invoice)
    day = _before_switch(stage, invoice)
    amount = stage.receipts.part_of(invoice.total / 2)
    first = _journal_twin(stage, invoice, amount, day)
    stage.books.xero_payment(amount, mirrored=False)
    second = stage.desk.pay(invoice, amount, day, first.reference)
    how = f"the same deposit as payment {first.number}, journaled twice; Xero has it once"
    _plant(stage, second, FindingKind.PAYMENT_ONLY_IN_CASE_MANAGER, how)


def redated_after_journal(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """On both sides first; then the Xero user gives it another date, which cannot follow (3.8)."""
    stage.open_on_both(invoice)
    day = _before_switch(stage, invoice)
    payment = _journal_twin(stage, invoice, stage.receipts.part_of(invoice.total), day)
    stage.books.xero_payment(payment.total, mirrored=False)
    stage.script.redate_payment(invoice.number, payment.reference, day + REDATED_BY)
    how = "given another date in Xero after it was journaled"
    _plant(stage, payment, FindingKind.PAYMENT_CHANGED_AFTER_JOURNAL, how, is_in_xero=True)


def journaled_after_start(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """On both sides, but dated when payments come from Xero and journaled all the same (3.8)."""
    stage.open_on_both(invoice)
    day = _after_switch(stage, invoice)
    payment = _journal_twin(stage, invoice, stage.receipts.part_of(invoice.total), day)
    stage.books.xero_payment(payment.total, mirrored=False)
    how = "journaled although payments come from Xero, which has it too"
    _plant(stage, payment, FindingKind.PAYMENT_JOURNALED, how, is_in_xero=True)


def paid_before_start(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """Dated before payments come from Xero, entered there, and forgotten in Case Manager."""
    stage.open_on_both(invoice)
    amount = stage.receipts.part_of(invoice.total)
    _pay_in_xero_only(
        stage,
        invoice,
        amount,
        _before_switch(stage, invoice),
        FindingKind.PAYMENT_BEFORE_START,
        f"Payment of {amount}, dated before payments come from Xero; Case Manager has none.",
    )


def lowered_and_paid_in_full(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """Lowered in Case Manager only; the customer pays what Xero says is due (1.8).

    Case Manager refuses to overpay, so it cannot take the payment over.
    """
    stage.open_on_both(invoice)
    adjustment = lower(stage, invoice, stage.soon_after(invoice.transaction_date, 2, 20))
    plant_adjustment(stage, adjustment, "The Xero user does nothing, and the customer pays all.")
    _pay_in_xero_only(
        stage,
        invoice,
        invoice.total,
        _after_switch(stage, invoice),
        FindingKind.PAYMENT_BEYOND_DUE,
        f"Payment of {invoice.total} in Xero; in Case Manager only "
        f"{invoice.total + adjustment.total} is owed.",
    )


def payment_of_nothing(stage: Stage, invoice: CaseInvoice, turn: int) -> None:
    """A payment row for an invoice number that exists nowhere, beside an everyday invoice."""
    plain(stage, invoice)
    unknown = replace(invoice, number=str(stage.unknown_case_number + turn))
    payment = stage.desk.pay(
        unknown,
        stage.receipts.part_of(invoice.total),
        _before_switch(stage, invoice),
        stage.receipts.next_reference(invoice),
        counts=False,
    )
    stage.key.add(
        FindingKind.IMPORT_PROBLEM,
        f"unknown-invoice: payment {payment.number}",
        f"Payment of {payment.total} for invoice {unknown.number}, which exists nowhere.",
        where=Where.JOURNAL,
        code="unknown-invoice",
        transaction=payment.number,
    )


def mirror_deleted(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """No fault: a mirrored payment is deleted in Xero, and the mirror follows (3.5)."""
    stage.open_on_both(invoice)
    reference = stage.receipts.next_reference(invoice)
    day = _after_switch(stage, invoice)
    stage.script.pay(xero_number(invoice.number), invoice.total, day.isoformat(), reference)
    stage.script.delete_payment(invoice.number, reference)


def mirror_redated(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """No fault: a mirrored payment gets another date in Xero, and the mirror follows (3.5)."""
    stage.open_on_both(invoice)
    reference = stage.receipts.next_reference(invoice)
    day = _after_switch(stage, invoice)
    stage.script.pay(xero_number(invoice.number), invoice.total, day.isoformat(), reference)
    stage.script.redate_payment(invoice.number, reference, day + REDATED_BY)
    stage.books.xero_payment(invoice.total, mirrored=True)


def _journal_twin(stage: Stage, invoice: CaseInvoice, amount: Decimal, day: date) -> CasePayment:
    reference = stage.receipts.next_reference(invoice)
    stage.script.pay(xero_number(invoice.number), amount, day.isoformat(), reference)
    return stage.desk.pay(invoice, amount, day, reference)


def _before_switch(stage: Stage, invoice: CaseInvoice) -> date:
    return stage.receipts.later(invoice.transaction_date, 5, 28)


def _after_switch(stage: Stage, invoice: CaseInvoice) -> date:
    return stage.receipts.later(max(invoice.transaction_date, PAYMENTS_FROM), 2, 15)


def _pay_in_xero_only(
    stage: Stage, invoice: CaseInvoice, amount: Decimal, day: date, kind: FindingKind, how: str
) -> None:
    """A payment that Case Manager does not take over, and its finding."""
    reference = stage.receipts.next_reference(invoice)
    number = xero_number(invoice.number)
    stage.script.pay(number, amount, day.isoformat(), reference)
    stage.books.xero_payment(amount, mirrored=False)
    stage.key.add(
        kind,
        f"payment {reference} on {number}",
        how,
        where=Where.BOTH,
        amount=amount,
        transaction=invoice.number,
    )


def _plant(
    stage: Stage, payment: CasePayment, kind: FindingKind, how: str, *, is_in_xero: bool = False
) -> None:
    stage.key.add(
        kind,
        f"payment {payment.number}",
        f"Payment of {payment.total} on invoice {payment.invoice_number}, {how}.",
        where=Where.BOTH,
        amount=ZERO if is_in_xero else -payment.total,
        transaction=payment.number,
    )
