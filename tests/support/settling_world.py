"""One home and one sandbox over real HTTP, with a few invoices that differ in every way."""

import json
from datetime import date

from kept_engine import KeptEngine
from scene import Scene
from served_sandbox import ServedSandbox, StillClock

from cmxero.connections import connection_for
from cmxero.working_off.player import PlaybookPlayer
from cmxero.xero.gateway import connect_gateway
from cmxero.xero.limits import CallLimits
from cmxero.xero.retry import RetryPolicy

SETTINGS = """\
[payments]
from_xero = 2026-09-01
[analysts]
publish_after_each_run = false
"""
LINE = {
    "description": "typed", "quantity": "1", "tax_type": "EXEMPTOUTPUT", "account_code": "200",
}  # fmt: skip


class SettlingWorld:
    """A scene whose Xero is the sandbox; ``user`` are the hands of a Xero user."""

    def __init__(self, folder, migrated_database, *, settings=SETTINGS):
        self.clock = StillClock()
        self.served = ServedSandbox(self.clock, None)
        self.served.__enter__()
        self.user, self.folder = self.served.user, folder
        self.scene = Scene(folder / "home", settings=settings, template=migrated_database)
        self.bench = self.scene.bench
        self.bench.clock, self.bench._gateways = self._tick, self._gateway
        self.wrap = lambda gateway: gateway
        ready = self.bench.home.sandbox_ready_file
        ready.parent.mkdir(parents=True, exist_ok=True)
        ready.write_text(json.dumps({"port": self.served.port}), "utf-8")
        self.bench.connect()

    def close(self):
        """Let go of everything."""
        self.scene.close()
        self.served.__exit__()

    def keep(self):
        """From now on ``again`` goes back to this."""
        self.kept_at = self.clock.now
        self.served.sandboxes.keep()
        self.kept = KeptEngine(self.bench, self.folder / "kept")
        return self

    def again(self):
        """Everything as it was kept."""
        self.wrap = lambda gateway: gateway
        self.kept.restore()
        self.served.sandboxes.again()
        self.clock.now = self.kept_at
        return self

    def _tick(self):
        self.clock.sleep(1)
        return self.clock()

    def _gateway(self, home, settings, clock, tenant_id):
        return self.wrap(
            connect_gateway(
                connection_for(home, settings, tenant_id),
                clock=clock,
                sleep=self.clock.sleep,
                limits=CallLimits(clock=self.clock, sleep=self.clock.sleep),
                policy=RetryPolicy(attempts=3, budget_s=300),
            )
        )

    # ---------------------------------------------------------------- both sides

    def cycle(self, *rows, journal="41"):
        """A journal, exported, approved, pulled."""
        self.scene.journal(journal, *rows)
        self.scene.export(journal)
        self.user.approve()
        self.bench.pull(full=True)

    def pay(self, number, amount, day, reference="EFT 1"):
        """A payment in Xero."""
        self._done(self.user.pay(number, amount, date.fromisoformat(day), reference))

    def credit(self, number, credit_number, amount, day="2026-09-20", *, is_used=True):
        """A credit note of a person's for an invoice."""
        day = date.fromisoformat(day)
        self._done(self.user.credit(number, credit_number, day, amount, is_used=is_used))

    def note(self, credit_number, contact, amount, reference="", day="2026-09-20"):
        """A credit note of a person's, used for nothing."""
        line = {**LINE, "unit_amount": amount}
        day = date.fromisoformat(day)
        self._done(
            self.user.create_credit_note(
                credit_number, contact, day, [line],
                line_amount_types="Inclusive", reference=reference,
            )
        )  # fmt: skip

    def type_invoice(self, number, amount, status="AUTHORISED", contact="Wombat Fencing"):
        """An invoice typed by hand."""
        day = date(2026, 9, 1)
        line = {**LINE, "unit_amount": amount}
        self._done(self.user.create_invoice(number, contact, day, day, [line], status))

    def fault(self, kind, path="", *, method="PUT", **options):
        """Let the next matching request go wrong."""
        match = {"method": method, "path": path}
        self.user.control("POST", "faults", {"kind": kind, "match": match, **options})

    def player(self, **options) -> PlaybookPlayer:
        """A person on each side who does what playbooks say."""
        return PlaybookPlayer(self.bench, self.user, self.folder, **options)

    # ---------------------------------------------------------------- what there is

    def notes(self):
        """(number, total, left, uses) of every credit note in Xero, by number."""
        rows = self.user.pages("CreditNotes", {})
        return sorted(
            (
                row["CreditNoteNumber"],
                str(row["Total"]),
                str(row["RemainingCredit"]),
                [(u["Invoice"]["InvoiceNumber"], str(u["Amount"])) for u in row["Allocations"]],
            )
            for row in rows
            if row["Status"] not in {"VOIDED", "DELETED"}
        )

    def history(self, number):
        """The notes in an invoice's history that cmxero wrote."""
        ident = self.user.find_invoices([number])[number]["InvoiceID"]
        records = self.user.get(f"Invoices/{ident}/History")["HistoryRecords"]
        return [one["Details"] for one in records if one["Details"].startswith("cmxero")]

    def find(self, words):
        """The one finding whose key holds these words."""
        (found,) = [one for one in self.bench.findings() if words in one.key]
        return found

    def open_settlements(self):
        """What an interrupted run left."""
        return self.bench.bench.settlements.open("main")

    def _done(self, played):
        assert not played.not_done, played.not_done
