"""What a Xero user may do in random stories, and what Case Manager copies of the payments."""

from collections import Counter
from datetime import date, timedelta

from cmxero.core.credits import CreditKind
from cmxero.core.documents import DRAFT
from cmxero.core.money import ZERO

START = date(2026, 9, 1)
"""Payments come from Xero from this day on."""
LIMIT_DAYS = 7
DEEDS = (
    "pay", "unpay", "edit", "void", "leave", "redate", "credit note", "money in advance",
    "use credit", "take credit back", "refund", "type", "merge",
)  # fmt: skip
"""What ``do`` knows."""


def copied_from_xero(journaled, owed, payments, today):
    """Payments of Xero's that Case Manager copies: those that no journaled payment already holds.

    An invoice takes payments in their order until one would overpay it.

    Args:
        journaled: (number, amount, day) of each payment that Case Manager has itself.
        owed: number → what Case Manager counts as owed before any copy.
    """
    waiting = list(journaled)
    left = sorted(payments, key=lambda p: (p.payment_date, p.xero_payment_id))
    for same_day in (True, False):
        for payment in list(left):
            for twin in waiting:
                number, amount, day = twin
                is_twin = (number, amount) == (payment.invoice_number, payment.amount)
                if is_twin and (day == payment.payment_date or not same_day):
                    waiting.remove(twin)
                    left.remove(payment)
                    break
    limit, offered = today + timedelta(days=LIMIT_DAYS), Counter()
    for payment in left:
        if START <= payment.payment_date <= limit:
            number = payment.invoice_number
            offered[number] += payment.amount
            if offered[number] <= owed[number]:
                yield payment


def do(xero, numbers, deed):
    """One thing a Xero user may do; what Xero would refuse is not done."""
    what, which, amount, days = deed
    if what == "type":
        type_by_hand(xero, which, amount, START + timedelta(days=days))
        return
    if what == "merge":
        merge(xero, which)
        return
    number = numbers[which % len(numbers)]
    invoice = xero.by_number(number)
    live = [p for p in xero.payments.values()
            if p.invoice_number == number and p.status == "AUTHORISED"]  # fmt: skip
    if invoice.status == "DRAFT" and what != "leave":
        xero.approve(number)
        invoice = xero.by_number(number)
    if invoice.status in {"VOIDED", "DELETED"}:
        return
    if what == "pay" and ZERO < amount <= invoice.amount_due:
        xero.pay(number, amount, START + timedelta(days=days))
    elif what == "unpay" and live:
        xero.unpay(live[0].xero_payment_id)
    elif what == "redate" and live:
        xero.unpay(live[0].xero_payment_id)
        xero.pay(number, live[0].amount, START + timedelta(days=days))
    elif what == "edit" and not live and invoice.amount_credited == ZERO:
        xero.change(number, total=amount)
    elif what == "void" and not live and invoice.amount_credited == ZERO:
        xero.change(number, status="VOIDED")
    else:
        do_credit(xero, number, what, amount, days)


def is_ours(number):
    """Whether a number in Xero is one that Case Manager's invoices have."""
    return number.startswith("CM-")


def type_by_hand(xero, which, amount, day):
    """Type an invoice without Case Manager; a draft now and then.

    It is of other business, has a CM- number that Case Manager never gave, or one of an invoice
    that it journals next or has journaled and not exported yet.
    """
    place = len(xero.invoices)
    number = (f"INV-{place}", f"CM-{9000 + place}", f"CM-{1001 + place}", f"CM-{1000 + place}")[
        which
    ]
    if not xero.find_invoices([number]):
        contact = ("Bluegum", "Somebody")[place % 2]
        going = xero.contact_named(contact)
        if going is None or going.status == "ACTIVE":
            status = "AUTHORISED" if amount % 3 else DRAFT
            xero.type_by_hand(number, amount, status=status, contact=contact)
            xero.change(number, invoice_date=day)


def merge(xero, which):
    """Merge a customer into another; their documents go along, silently or not at all."""
    going, staying = xero.contact_named("Wattle"), xero.contact_named("Bluegum")
    if going and staying and not going.merged_into:
        xero.merge("Wattle", into="Bluegum", moves_documents=bool(which % 2))


def do_credit(xero, number, what, amount, days):
    """The same about credits; every other credit note names the invoice it is about."""
    due = xero.by_number(number).amount_due
    left = [c for c in xero.credits.values() if c.remaining > ZERO]
    used = [c for c in xero.credits.values() if any(u.invoice_number == number
                                                    for u in c.allocations)]  # fmt: skip
    if what == "credit note":
        named = number if len(xero.credits) % 2 else ""
        xero.add_credit(CreditKind.CREDIT_NOTE, amount, reference=named)
    elif what == "money in advance":
        kind = CreditKind.OVERPAYMENT if len(xero.credits) % 2 else CreditKind.PREPAYMENT
        xero.add_credit(kind, amount)
    elif what == "use credit" and left and due > ZERO:
        xero.allocate(left[0].xero_credit_id, number, min(left[0].remaining, due, amount))
    elif what == "take credit back" and used:
        xero.take_back(used[0].xero_credit_id, number)
    elif what == "refund" and left:
        most = min(left[0].remaining, amount)
        xero.refund(left[0].xero_credit_id, most, START + timedelta(days=days))
