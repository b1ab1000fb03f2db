"""Whatever happens on both sides, every cent of the difference has an owner."""

import tempfile
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scene import Scene

from cmxero.core.credits import CreditKind
from cmxero.core.money import ZERO, money

START = date(2026, 9, 1)
LIMIT_DAYS = 7
CENTS = st.integers(1, 30_000).map(lambda n: money(Decimal(n) / 100))
INVOICES = st.lists(CENTS, min_size=1, max_size=4)
WHICH = st.integers(0, 3)
DAYS = st.integers(-60, 120)

XERO_DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), WHICH, CENTS, DAYS),
        st.tuples(st.just("unpay"), WHICH, CENTS, DAYS),
        st.tuples(st.just("edit"), WHICH, CENTS, DAYS),
        st.tuples(st.just("void"), WHICH, CENTS, DAYS),
        st.tuples(st.just("leave"), WHICH, CENTS, DAYS),
        st.tuples(st.just("redate"), WHICH, CENTS, DAYS),
        st.tuples(st.just("credit note"), WHICH, CENTS, DAYS),
        st.tuples(st.just("money in advance"), WHICH, CENTS, DAYS),
        st.tuples(st.just("use credit"), WHICH, CENTS, DAYS),
        st.tuples(st.just("take credit back"), WHICH, CENTS, DAYS),
        st.tuples(st.just("refund"), WHICH, CENTS, DAYS),
    ),
    max_size=10,
)
FOLLOWERS = st.lists(
    st.tuples(st.sampled_from(["payment", "adjustment", "refund"]), WHICH, CENTS, DAYS), max_size=6
)


class Recount:
    """Case Manager's side counted again in plain Python, from what the test itself did."""

    def __init__(self, numbers, invoices, rows):
        self.owed = dict(zip(numbers, invoices, strict=True))
        self.journaled = []
        for kind, number, amount, day in rows:
            if kind == "payment":
                self.journaled.append((number, amount, day))
                self.owed[number] -= amount
            else:
                self.owed[number] += amount

    def with_mirrored(self, payments, today):
        """Less what Xero's payments add that no journaled payment already holds.

        An invoice takes payments in their order until one would overpay it.
        """
        waiting = list(self.journaled)
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
        limit = today + timedelta(days=LIMIT_DAYS)
        owed, offered = sum(self.owed.values(), ZERO), Counter()
        for payment in left:
            if START <= payment.payment_date <= limit:
                number = payment.invoice_number
                offered[number] += payment.amount
                if offered[number] <= self.owed[number]:
                    owed -= payment.amount
        return owed


def follower_rows(invoices, followers):
    """Rows of the journal, and the same as facts for the recount."""
    texts, facts = [], []
    for place, (kind, which, amount, days) in enumerate(followers):
        number, day = 1001 + which % len(invoices), START + timedelta(days=days)
        middle = " P0" if kind == "refund" else ""
        texts.append(f"{kind} {kind[0].upper()}{place} {number}{middle} {amount} {day}")
        facts.append((kind, f"CM-{number}", amount, day))
    return texts, facts


def do(xero, numbers, deed):
    """One thing a Xero user may do; what Xero would refuse is not done."""
    what, which, amount, days = deed
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


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(INVOICES, FOLLOWERS, XERO_DEEDS, XERO_DEEDS)
def test_the_bridge_equals_a_recount(migrated_database, invoices, followers, deeds, later):
    """Case side as recounted, Xero side as Xero says, unexplained 0.00, checks empty."""
    texts, facts = follower_rows(invoices, followers)
    numbers = [f"CM-{1001 + place}" for place in range(len(invoices))]
    rows = [f"invoice {1001 + n} {total} {START}" for n, total in enumerate(invoices)]
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder) / "home", template=migrated_database)
        try:
            scene.connect()
            scene.journal("41", *rows, *texts)
            scene.export("41")
            for deed in deeds:
                do(scene.xero, numbers, deed)
            scene.bench.pull()
            for deed in later:
                do(scene.xero, numbers, deed)
            scene.bench.pull()
            tie = scene.bench.tie_out()
            live = [p for p in scene.xero.payments.values()
                    if p.status == "AUTHORISED" and p.payment_type == "ACCRECPAYMENT"]  # fmt: skip
            due = sum((x.amount_due for x in scene.xero.invoices.values()
                       if x.status in {"AUTHORISED", "PAID"}), ZERO)  # fmt: skip
            unused = sum((c.remaining for c in scene.xero.credits.values()), ZERO)
            recount = Recount(numbers, invoices, facts)
            assert tie.case_receivables == recount.with_mirrored(live, scene.bench.today())
            assert tie.xero_receivables == due - unused
            assert tie.unexplained == ZERO
            assert scene.checks() == {}
        finally:
            scene.close()
