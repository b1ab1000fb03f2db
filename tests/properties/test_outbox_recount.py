"""Whatever is paid, taken back and journaled: Case Manager ends with Xero's payments, each once."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scene import Scene

from cmxero.core.money import money
from cmxero.core.payment_import import HandAction

START = date(2026, 9, 1)
NUMBERS = ("CM-1001", "CM-1002")
AMOUNTS = st.sampled_from(["10.00", "20.00", "35.05"])
WHICH = st.integers(0, 5)
DAYS = st.integers(0, 2)
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(
            ["pay", "pay", "unpay", "redate", "redate", "vanish", "pull", "outbox", "outbox",
             "by hand", "journal"]
        ),
        WHICH,
        AMOUNTS,
        DAYS,
    ),
    max_size=14,
)  # fmt: skip


class CaseBook:
    """Case Manager as people keep it: what the files say, then what the hand list says."""

    def __init__(self, scene):
        self.scene, self.bench, self.xero = scene, scene.bench, scene.xero
        self.payments = {}
        self.journals = {}
        self.imported = 0

    def outbox(self):
        """Make files, and import what is new of them, row by row."""
        self.bench.make_outbox()
        for file in self.bench.outbox_files()[self.imported :]:
            for one in self.bench.bench.outbox.payments("main", file.number):
                assert one.xero_payment_id not in self.payments
                self.payments[one.xero_payment_id] = (
                    one.invoice_number, one.amount, one.payment_date, one.reference,
                )  # fmt: skip
        self.imported = len(self.bench.outbox_files())

    def by_hand(self):
        """Do what the hand list says and say so; a journal is exported anew."""
        to_do = [item for item in self.bench.outbox_changes() if item.status == "to do"]
        for item in to_do:
            if item.action is HandAction.DELETE:
                del self.payments[item.key]
            else:
                self.payments[item.key] = (
                    item.target_invoice_number, item.target_amount, item.target_date,
                    item.target_reference,
                )  # fmt: skip
        if to_do:
            self.bench.outbox_done([item.key for item in to_do])
            for number in self.journals:
                self.export(number)

    def journal(self, which):
        """Journal one payment that is in no journal yet."""
        free = sorted(set(self.payments) - set(self.journals.values()))
        if free:
            number = str(50 + len(self.journals))
            self.journals[number] = free[which % len(free)]
            self.export(number)

    def export(self, number):
        """Import a journal as it stands now; an invoice of its own keeps it from being empty."""
        rows = [f"invoice 20{number} 1.00 2026-08-01"]
        if kept := self.payments.get(self.journals[number]):
            invoice, amount, day, _ = kept
            rows.append(f"payment J{number} {invoice} {amount} {day}")
        self.scene.journal(number, *rows)

    def in_xero(self, which, amount, days, what):
        """Something a Xero user does; what Xero would refuse is not done."""
        number = NUMBERS[which % len(NUMBERS)]
        live = [p for p in self.xero.payments.values()
                if p.invoice_number == number and p.status == "AUTHORISED"]  # fmt: skip
        day = START + timedelta(days=days)
        if what == "pay" and money(amount) <= self.xero.by_number(number).amount_due:
            self.xero.pay(number, amount, day, f"R{days}")
        elif live and what != "pay":
            gone = live[which % len(live)]
            self.xero.unpay(gone.xero_payment_id)
            if what == "redate":
                self.xero.pay(number, gone.amount, day, f"R{days}")

    def do(self, deed):
        """One deed."""
        what, which, amount, days = deed
        if what == "pull":
            self.bench.pull()
        elif what == "vanish":  # a recount whose list leaves deleted payments out
            live = {k: p for k, p in self.xero.payments.items() if p.status == "AUTHORISED"}
            every, self.xero.payments = self.xero.payments, live
            self.bench.pull(full=True)
            self.xero.payments = every
        elif what == "outbox":
            self.outbox()
        elif what == "by hand":
            self.by_hand()
        elif what == "journal":
            self.journal(which)
        else:
            self.in_xero(which, amount, days, what)


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(DEEDS)
def test_case_manager_ends_with_the_payments_of_xero(migrated_database, deeds):
    """Delivered rows and the hand list applied are the live payments, one for one."""
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder) / "home", template=migrated_database)
        try:
            scene.connect()
            scene.journal("41", *(f"invoice {n[3:]} 100.00 {START}" for n in NUMBERS))
            scene.cycle("41")
            book = CaseBook(scene)
            for deed in deeds:
                book.do(deed)
            scene.bench.pull()
            book.outbox()
            book.by_hand()
            live = sorted(
                (p.invoice_number[3:], p.amount, p.payment_date, p.reference)
                for p in scene.xero.payments.values()
                if p.status == "AUTHORISED"
            )
            assert sorted(book.payments.values()) == live
            assert [i for i in scene.bench.outbox_changes() if i.status == "to do"] == []
            assert scene.bench.make_outbox().written == ()
            assert scene.checks() == {}
        finally:
            scene.close()
