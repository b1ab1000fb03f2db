"""Whatever happens on both sides, every cent of the difference has an owner."""

import tempfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_recount import DEEDS, START, copied_from_xero, do, is_ours
from scene import Scene

from cmxero.core.money import ZERO, money

CENTS = st.integers(1, 30_000).map(lambda n: money(Decimal(n) / 100))
INVOICES = st.lists(CENTS, min_size=1, max_size=4)
WHICH = st.integers(0, 3)
DAYS = st.integers(-60, 120)

XERO_DEEDS = st.lists(st.tuples(st.sampled_from(DEEDS), WHICH, CENTS, DAYS), max_size=10)
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
        """Less what Xero's payments add that no journaled payment already holds."""
        owed = sum(self.owed.values(), ZERO)
        copies = copied_from_xero(self.journaled, self.owed, payments, today)
        return owed - sum((payment.amount for payment in copies), ZERO)


def follower_rows(invoices, followers):
    """Rows of the journal, and the same as facts for the recount."""
    texts, facts = [], []
    for place, (kind, which, amount, days) in enumerate(followers):
        number, day = 1001 + which % len(invoices), START + timedelta(days=days)
        middle = " P0" if kind == "refund" else ""
        texts.append(f"{kind} {kind[0].upper()}{place} {number}{middle} {amount} {day}")
        facts.append((kind, f"CM-{number}", amount, day))
    return texts, facts


def all_numbers(xero):
    """Numbers of every invoice Xero has, also of those typed there by hand."""
    return sorted(x.number for x in xero.invoices.values())


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
                do(scene.xero, all_numbers(scene.xero), deed)
            scene.bench.pull()
            for deed in later:
                do(scene.xero, all_numbers(scene.xero), deed)
            scene.bench.pull()
            tie = scene.bench.tie_out()
            live = [p for p in scene.xero.payments.values()
                    if p.status == "AUTHORISED" and p.payment_type == "ACCRECPAYMENT"
                    and p.invoice_number in numbers]  # fmt: skip
            counted = [x for x in scene.xero.invoices.values()
                       if x.status in {"AUTHORISED", "PAID"} and is_ours(x.number)]  # fmt: skip
            due = sum((x.amount_due for x in counted), ZERO)
            unused = sum((c.remaining for c in scene.xero.credits.values()), ZERO)
            recount = Recount(numbers, invoices, facts)
            assert tie.case_receivables == recount.with_mirrored(live, scene.bench.today())
            assert tie.xero_receivables == due - unused
            assert tie.unexplained == ZERO
            assert scene.checks() == {}
        finally:
            scene.close()
