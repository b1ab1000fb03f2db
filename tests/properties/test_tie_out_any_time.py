"""At any date, as known on any instant, the bridge equals a recount in plain Python."""

import copy
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ledger_recount import DEEDS, START, copied_from_xero, do, is_ours
from scene import Scene

from cmxero.core.money import ZERO, money
from cmxero.store.tie_outs import TIMING
from cmxero.workflows.tie_out import tie_out, tie_out_rows

CENTS = st.integers(1, 30_000).map(lambda n: money(Decimal(n) / 100))
WHICH = st.integers(0, 3)
DAYS = st.integers(-60, 120)
FOLLOWER = st.tuples(st.sampled_from(["payment", "adjustment", "refund"]), WHICH, CENTS, DAYS)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("journal"), st.lists(st.tuples(CENTS, DAYS), max_size=2),
                  st.lists(FOLLOWER, max_size=3)),
        st.tuples(st.just("export")),
        st.tuples(st.just("pull"), st.booleans()),
        st.tuples(st.just("days"), st.integers(1, 40)),
        st.tuples(st.just("re-date invoice"), WHICH, DAYS),
        *(st.tuples(st.just(deed), WHICH, CENTS, DAYS) for deed in DEEDS),
    ),
    min_size=4,
    max_size=22,
)  # fmt: skip
QUESTIONS = st.lists(
    st.tuples(st.integers(0, 30), st.one_of(st.none(), st.integers(-70, 160))),
    min_size=3,
    max_size=4,
)


TYPED = [
    ("type", 2, Decimal("70.00"), 3),
    ("type", 1, Decimal("31.00"), -5),
    ("journal", [(Decimal("70.00"), 1)], [("payment", 2, Decimal("4.00"), 9)]),
    ("pull", False),
    ("pay", 2, Decimal("20.00"), 12),
    ("pull", False),
    ("export",),
    ("pay", 2, Decimal("5.00"), 14),
    ("type", 0, Decimal("40.00"), 2),
    ("credit note", 0, Decimal("15.00"), 0),
    ("use credit", 4, Decimal("6.00"), 0),
    ("use credit", 0, Decimal("2.00"), 0),
    ("merge", 1, Decimal("1.00"), 0),
    ("pay", 3, Decimal("31.00"), 20),
    ("pull", True),
]
"""Invoices typed by hand: one with the number that Case Manager gives its next invoice, one with a
number it never gives, one of other business, paid and credited; then their customers are merged."""


@dataclass
class Moment:
    """What both systems held when a pull or an import had ended.

    Attributes:
        taken: numbers that an export found on an invoice typed into Xero by hand.
    """

    known_utc: object
    today: date
    journaled: list
    xero: object
    taken: frozenset


class World:
    """Both systems, what the workbench was told of them, and when."""

    def __init__(self, folder, template):
        self.scene = Scene(folder / "home", template=template)
        self.scene.connect()
        self.journaled, self.moments, self.followers, self.journals = [], [], 0, 40
        self.xero_seen, self.exported, self.taken = None, set(), set()
        self._step("journal", [(Decimal("100.00"), 0), (Decimal("55.05"), -20)], [])
        self._step("export")
        self._step("pull", *[False])

    @property
    def numbers(self):
        """Numbers of every invoice Xero has."""
        return sorted(x.number for x in self.scene.xero.invoices.values())

    def do(self, step):
        """One step; what cannot be done is not."""
        self._step(*step)

    def _step(self, what, *rest):
        scene = self.scene
        if what == "journal":
            self._journal(*rest)
        elif what == "export":
            self._export()
        elif what == "pull":
            scene.bench.pull(full=rest[0])
            books = (scene.xero.invoices, scene.xero.payments, scene.xero.credits)
            self.xero_seen = copy.deepcopy([list(documents.values()) for documents in books])
            self._remember()
        elif what == "days":
            scene.clock.now += timedelta(days=rest[0])
        elif what == "re-date invoice":
            self._re_date(*rest)
        else:
            do(scene.xero, self.numbers, (what, *rest))

    def _export(self):
        before = set(self.numbers)
        for journal in range(41, self.journals + 1):
            self.scene.export(str(journal))
        journaled = {number for kind, number, *_ in self.journaled if kind == "invoice"}
        self.taken |= journaled & before - self.exported
        self.exported |= journaled - self.taken

    def _re_date(self, which, days):
        number = self.numbers[which % len(self.numbers)]
        invoice = self.scene.xero.by_number(number)
        if invoice.status in {"DRAFT", "AUTHORISED"} and invoice.amount_due == invoice.total:
            self.scene.xero.change(number, invoice_date=START + timedelta(days=days))

    def _journal(self, invoices, followers):
        self.journals += 1
        rows = []
        taken = sum(kind == "invoice" for kind, *_ in self.journaled)
        for total, days in invoices:
            taken += 1
            number, day = 1000 + taken, START + timedelta(days=days)
            company = "Wattle" if taken % 2 else "Bluegum"
            rows.append(f"invoice {number} {total} {day} FRE {company}")
            self.journaled.append(("invoice", f"CM-{number}", total, day))
        for kind, which, amount, days in followers:
            self.followers += 1
            number, day = 1001 + which % taken, START + timedelta(days=days)
            middle = " P0" if kind == "refund" else ""
            name = f"{kind[0].upper()}{self.followers}"
            rows.append(f"{kind} {name} {number}{middle} {amount} {day}")
            self.journaled.append((kind, f"CM-{number}", amount, day))
        if rows:
            self.scene.journal(str(self.journals), *rows)
            self._remember()

    def _remember(self):
        bench = self.scene.bench
        self.moments.append(
            Moment(
                self.scene.clock(),
                bench.today(),
                list(self.journaled),
                self.xero_seen,
                frozenset(self.taken),
            )
        )


class Recount:
    """Both ledgers of a moment, counted from what the test itself did."""

    def __init__(self, moment):
        self.facts, self.today, self.taken = moment.journaled, moment.today, moment.taken
        self.invoices, self.payments, self.credits = moment.xero or ([], [], [])
        self.counted = {x.number: x for x in self.invoices
                        if x.status in {"AUTHORISED", "PAID"} and is_ours(x.number)}  # fmt: skip
        self.live = [p for p in self.payments if p.status == "AUTHORISED"]

    def case(self, until):
        """What customers owe by Case Manager, mirrored payments taken off."""
        signs = {"payment": -1}
        owed = sum((signs.get(kind, 1) * amount for kind, _, amount, day in self.facts
                    if day <= until), ZERO)  # fmt: skip
        return owed - sum((p.amount for p in self._mirrored() if p.payment_date <= until), ZERO)

    def xero(self, until):
        """What customers owe by Xero, whose documents count from their own dates on."""
        total = sum((x.total for x in self.counted.values() if x.invoice_date <= until), ZERO)
        paid = [p for p in self.live if p.payment_type == "ACCRECPAYMENT"
                and p.invoice_number in self.counted]  # fmt: skip
        refunds = [p for p in self.live if p.payment_type != "ACCRECPAYMENT"]
        if not self.invoices:
            return ZERO
        return (
            total
            - sum((p.amount for p in paid if p.payment_date <= until), ZERO)
            - sum((self._credited(c) for c in self.credits if c.credit_date <= until), ZERO)
            + sum((p.amount for p in refunds if p.payment_date <= until), ZERO)
        )

    def _credited(self, credit):
        """What of a credit is not used for other business."""
        used = (u.amount for u in credit.allocations if not is_ours(u.invoice_number))
        return credit.total - sum(used, ZERO)

    def _mirrored(self):
        known = {number for kind, number, *_ in self.facts if kind == "invoice"}
        owed = defaultdict(lambda: ZERO)
        for kind, number, amount, _ in self.facts:
            owed[number] += -amount if kind == "payment" else amount
        journaled = [fact[1:] for fact in self.facts if fact[0] == "payment"]
        live = [p for p in self.live if p.payment_type == "ACCRECPAYMENT"
                and p.invoice_number in self.counted
                and p.invoice_number in known - self.taken]  # fmt: skip
        return copied_from_xero(journaled, owed, live, self.today)


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@example(TYPED, [(2, None), (3, None), (4, None), (4, 13)])
@given(STEPS, QUESTIONS)
def test_the_bridge_equals_a_recount_at_any_date(migrated_database, steps, questions):
    """Both sides as recounted for each (day, instant), every cent explained, checks empty."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), migrated_database)
        try:
            for step in steps:
                world.do(step)
            for which, days in questions:
                moment = world.moments[which % len(world.moments)]
                with world.scene.bench.bench.known_on(moment.known_utc) as then:
                    ask(then, moment, days)
        finally:
            world.scene.close()


def ask(then, moment, days):
    """One question, held against the recount."""
    as_of = None if days is None else START + timedelta(days=days)
    report = tie_out(then, as_of)
    recount, until = Recount(moment), as_of or date.max
    tie = report.total
    assert tie.case_receivables == recount.case(until)
    assert tie.xero_receivables == recount.xero(until)
    assert tie.unexplained == ZERO
    assert sum((line.effect for line in report.bridge), ZERO) == tie.difference
    assert as_of or all(line.kind != TIMING for line in report.bridge)
    rows = tie_out_rows(then, "", as_of)
    assert sum((row.effect for row in rows), ZERO) == tie.difference
    assert sum((a.case_owed for a in report.ageing), ZERO) == tie.case_receivables
    assert sum((a.xero_owed for a in report.ageing), ZERO) == tie.xero_receivables
    assert then.reports.failing_checks(then.parameters) == {}
