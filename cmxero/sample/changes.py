"""Adjustments and refunds, with and without their counterpart in Xero."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from cmxero.core.casejournal import (
    CaseAdjustment,
    CaseInvoice,
    CaseLine,
    CasePayment,
    CaseRefund,
)
from cmxero.core.documents import DraftLine
from cmxero.core.findings import FindingKind
from cmxero.core.mapping import MappingRules, draft_for
from cmxero.core.money import CENT, UNIT, half_up
from cmxero.core.tax import HUNDRED, line_amount
from cmxero.sample.invoices import tax_on
from cmxero.sample.key import Where
from cmxero.sample.periods import LAST_DAY, PAYMENTS_FROM
from cmxero.sample.stage import Stage

REASONS = (
    "Time was recorded twice.",
    "Rate was agreed lower.",
    "Travel was shared with another case.",
)
RAISE_REASON = "Report time was left out."
RAISED_OF_100 = 35
HAS_COUNTERPART = "The same change was made to the invoice in Xero."
RULES = MappingRules()


@dataclass(frozen=True, slots=True)
class LineChange:
    """A change of one line, and the price that makes the same change in Xero.

    Attributes:
        place: of the line, the first being 0.
        sub_total: signed dollars without GST.
        total: signed dollars with GST.
        unit_amount: dollars with GST, for the line as it was exported.
    """

    place: int
    line: CaseLine
    sub_total: Decimal
    total: Decimal
    unit_amount: Decimal


def find_change(stage: Stage, invoice: CaseInvoice) -> LineChange:
    """A change of some per cent of a line that Xero can follow to the cent."""
    is_raised = stage.rng.randrange(100) < RAISED_OF_100
    per_cent = Decimal(stage.rng.randint(10, 45))
    lines = list(zip(invoice.lines, draft_for(invoice, RULES).lines, strict=True))
    place = stage.rng.randrange(len(lines))
    line, sent = lines[place]
    first = half_up(line.sub_total * per_cent / HUNDRED)
    return next(
        LineChange(place, line, change.sub_total, change.total, price)
        for change in _changes(line, first if is_raised else -first)
        if (price := _price(sent, line.total + change.total))
    )


@dataclass(frozen=True, slots=True)
class _Change:
    sub_total: Decimal
    total: Decimal


def _changes(line: CaseLine, first: Decimal) -> Iterator[_Change]:
    """The change wished for, and then ever smaller or larger ones, a cent at a time."""
    for cents in count():
        sub_total = first + CENT * cents
        if sub_total:
            yield _Change(sub_total, sub_total + tax_on(sub_total, line.tax_code))


def _price(sent: DraftLine, total: Decimal) -> Decimal | None:
    price = half_up(total / sent.quantity, UNIT)
    return price if line_amount(sent.quantity, price) == total else None


def adjusted_on_both(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """An adjustment that was made in Xero too; half of these are then paid."""
    change = find_change(stage, invoice)
    stage.books.case_invoice(invoice.total)
    stage.books.xero_invoice(invoice.total + change.total)
    stage.script.edit(
        "edit_line", invoice.number, line=change.place, unit_amount=str(change.unit_amount)
    )
    adjustment = _adjust(stage, invoice, change)
    day = max(stage.receipts.later(adjustment.transaction_date, 3, 20), PAYMENTS_FROM)
    if stage.rng.randrange(2) and day <= LAST_DAY:
        stage.receipts.receive(invoice, invoice.total + change.total, day, is_all=True)


def adjusted(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """An adjustment that nobody made in Xero."""
    stage.open_on_both(invoice)
    adjustment = _adjust(stage, invoice, find_change(stage, invoice))
    plant_adjustment(stage, adjustment, "The Xero user does nothing about it.")


def refunded(stage: Stage, invoice: CaseInvoice, _turn: int) -> None:
    """Overcharged and paid: lowered and refunded in Case Manager, untouched in Xero (4.1)."""
    stage.open_on_both(invoice)
    paid_on = stage.receipts.later(invoice.transaction_date, 5, 28)
    payment = stage.receipts.receive(invoice, invoice.total, paid_on)
    assert payment is not None, "it is paid before payments come from Xero"  # noqa: S101
    adjustment = lower(stage, invoice, stage.soon_after(paid_on, 5, 30))
    plant_adjustment(stage, adjustment, "Overcharged and paid; the Xero user does nothing.")
    refund = pay_back(stage, payment, invoice, adjustment)
    stage.key.add(
        FindingKind.REFUND_WITHOUT_COUNTERPART,
        f"refund {refund.number}",
        f"Refund of payment {payment.number} on invoice {invoice.number}; none in Xero.",
        where=Where.BOTH,
        amount=refund.total,
        transaction=refund.number,
    )


def lower(stage: Stage, invoice: CaseInvoice, day: date) -> CaseAdjustment:
    """Take some per cent off a line in Case Manager."""
    place = stage.rng.randrange(len(invoice.lines))
    line = invoice.lines[place]
    lowered = -half_up(line.sub_total * stage.rng.randint(10, 40) / HUNDRED)
    return stage.desk.adjust(invoice, line, lowered, day, stage.rng.choice(REASONS))


def pay_back(
    stage: Stage, payment: CasePayment, invoice: CaseInvoice, adjustment: CaseAdjustment
) -> CaseRefund:
    """Refund in Case Manager what an adjustment lowered, the day after."""
    day = adjustment.transaction_date + timedelta(days=1)
    return stage.desk.refund(payment, invoice, -adjustment.total, day, "Overcharge paid back.")


def _adjust(stage: Stage, invoice: CaseInvoice, change: LineChange) -> CaseAdjustment:
    day = stage.soon_after(invoice.transaction_date, 2, 20)
    reason = RAISE_REASON if change.sub_total > 0 else stage.rng.choice(REASONS)
    return stage.desk.adjust(invoice, change.line, change.sub_total, day, reason)


def plant_adjustment(stage: Stage, adjustment: CaseAdjustment, how: str) -> None:
    """Enter an adjustment that nobody made in Xero into the key."""
    stage.key.add(
        FindingKind.ADJUSTMENT_WITHOUT_COUNTERPART,
        f"adjustment {adjustment.number}",
        f"Adjustment of {adjustment.total} on invoice {adjustment.invoice_number}. {how}",
        where=Where.BOTH,
        amount=adjustment.total,
        transaction=adjustment.number,
    )
