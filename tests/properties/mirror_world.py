"""A workbench, its worker and the sandbox they mirror, in which anything may happen."""

import asyncio
import json
import shutil
from datetime import timedelta
from pathlib import Path

from blind_spots import explained
from kept_engine import parts_of
from mirror_truth import (
    differences,
    held_by,
    owed_in_xero,
    received_in_xero,
    stamps_of,
    truth_of,
)
from scene import Scene
from served_sandbox import ServedSandbox, StillClock
from xero_deeds import Deed, People

from cmxero.agent.inbox import Inbox
from cmxero.agent.receiver import WebhookKeys
from cmxero.agent.rounds import Timing
from cmxero.agent.worker import Worker
from cmxero.connections import connection_for
from cmxero.core.errors import XeroError
from cmxero.core.schedule import Schedule
from cmxero.sandbox.webhook_delivery import SIGNATURE, Received
from cmxero.sandbox.webhooks import Trick
from cmxero.workflows.webhook_events import Delivery
from cmxero.xero import gateway as invoice_lists
from cmxero.xero import gateway_contacts, gateway_credits
from cmxero.xero.gateway import connect_gateway
from cmxero.xero.limits import CallLimits

NUMBERS = ["CM-1001", "CM-1002", "CM-1003", "CM-1004", "CM-1005"]
CONTACTS = ["Bluegum", "Wattle", "Banksia"]
JOURNAL = (
    "invoice 1001 110.00 2026-09-01",
    "invoice 1002 50.05 2026-09-02",
    "invoice 1003 30.00 2026-09-03 FRE Wattle",
    "invoice 1004 40.00 2026-09-04 FRE Wattle",
    "invoice 1005 60.00 2026-09-05 FRE Banksia",
    "payment P1 1001 10.00 2026-11-19",
    "adjustment A1 1002 5.00 2026-09-20",
)
KEY = "webhook key"
PAGED = (invoice_lists, gateway_contacts, gateway_credits)
"""The modules that say how many documents a page has."""
TICK = timedelta(milliseconds=1)
SWEEP = timedelta(minutes=16)
ONLY_SWEEPS = Timing(schedule=Schedule(full_recount=timedelta(days=10_000)))
"""The daily recount would see everything; what is tried here is what the sweep sees."""


class Post:
    """Where the sandbox's webhook events arrive: at a receiver that may be down."""

    def __init__(self):
        self.is_up, self.keys, self.inbox, self.clock = True, WebhookKeys([KEY]), None, None

    async def __call__(self, _url, body, headers):
        """Take one body in, as the receiver does (its own test has the rest)."""
        name = self.keys.signed_with(body, headers[SIGNATURE])
        if not self.is_up:
            return Received(None)
        if name is None:
            return Received(401)
        self.inbox.keep([Delivery(body, self.clock(), name)])
        return Received(200)


class MirrorWorld:
    """One sandbox and one home for all examples; ``begin`` puts both back to their beginning."""

    def __init__(self, folder: Path, migrated_database: Path):
        self.clock, self.post = StillClock(), Post()
        self.post.clock, self.post.inbox = self.clock, Inbox(folder / "events")
        self.served = ServedSandbox(self.clock, self.post)
        self.served.__enter__()
        self.user = self.served.user
        self.scene = Scene(folder / "home", template=migrated_database)
        self.bench, self.meanwhile = self.scene.bench, []
        self.bench.clock, self.bench._gateways = self.clock, self._gateway
        self.bench.reconcile = lambda: (
            "Reconciled."
        )  # costs a second; the books are checked at the end
        self._template = folder / "template"
        self._prepare()

    @property
    def books(self):
        """What the sandbox holds."""
        return self.served.sandboxes.books

    @property
    def world(self):
        """The sandbox itself."""
        return self.served.sandboxes.world

    def close(self):
        """Let go of everything."""
        self.scene.close()
        self.served.__exit__()
        self.post.inbox.close()

    def _prepare(self):
        """Five invoices exported, four of them approved, one paid, all of it pulled."""
        ready = self.bench.home.sandbox_ready_file
        ready.parent.mkdir(parents=True, exist_ok=True)
        ready.write_text(json.dumps({"port": self.served.port}), "utf-8")
        self.bench.connect()
        self.scene.journal("41", *JOURNAL)
        self.scene.export("41")
        self.people = People(self.user, [*NUMBERS], [*CONTACTS])
        self.user.approve(NUMBERS[:4])
        self.people.do(Deed("pay", which=0, cents=1000, days=-1))
        self.user.control("POST", "webhooks", {"url": "http://127.0.0.1:1/", "key": KEY})
        self.bench.pull(full=True)
        with self.reading() as con:
            con.execute("set threads = 1")  # a third less work for tables of a few rows
        self.ended = self.clock.now
        self._subscription = list(self.world.webhooks.snapshot())
        self.served.sandboxes.keep()
        self._template.mkdir()
        for part in parts_of(self.bench.home.database):
            shutil.copy(part, self._template / part.name)

    def begin(self, switches, page_size):
        """Everything as it was prepared, under other switches, in pages of another size."""
        self.clock.now, self.switches = self.ended, switches
        for part in parts_of(self.bench.home.database):
            part.unlink()
        for part in self._template.iterdir():
            shutil.copy(part, self.bench.home.database.parent / part.name)
        self.served.sandboxes.again(switches)
        self.world.webhooks.replay(self._subscription, self.world.sandbox.app.connections)
        self.post.is_up = True
        self.post.inbox.remove([place for place, _ in self.post.inbox.waiting(10_000)])
        self.people = People(self.user, [*NUMBERS], [*CONTACTS], payments=[("CM-1001", "EFT 1")])
        self.people.made = 1
        self.silent, self.meanwhile, self.said, self.broken_off = {}, [], [], 0
        self.limits = CallLimits(clock=self.clock, sleep=self.clock.sleep)
        self.worker = Worker(self.bench, self.post.inbox, timing=ONLY_SWEEPS, told=self.said.append)
        for module in PAGED:
            module.PAGE_SIZE = page_size
        return self

    def keep_page_sizes(self, patch):
        """The page sizes are put back when a monkeypatch ends."""
        for module in PAGED:
            patch.setattr(module, "PAGE_SIZE", module.PAGE_SIZE)

    def _gateway(self, home, settings, clock, tenant_id):
        return connect_gateway(
            connection_for(home, settings, tenant_id),
            clock=clock,
            sleep=clock.sleep,
            limits=self.limits if hasattr(self, "limits") else None,
            on_call=lambda _: self._whilereading(),
        )

    def _whilereading(self):
        if self.meanwhile:
            self.do(self.meanwhile.pop(0))

    # ---------------------------------------------------------------- what may happen

    def do(self, deed):
        """Something changes in Xero; what changed without a newer stamp is remembered."""
        self.clock.now += TICK
        before, stamps = truth_of(self.books), stamps_of(self.books)
        faults = self.world.faults
        coming, faults.coming = faults.coming, []  # they are cmxero's, not this person's
        self.people.do(deed)
        faults.coming = coming
        after, moved = truth_of(self.books), stamps_of(self.books)
        for key, fields in differences(before, after).items():
            if moved[key] != stamps.get(key):
                continue
            names = set(fields)
            assert explained(key, names, deed.what, self.switches), (deed, key, fields)
            self.silent.setdefault(key, set()).update(names)
        for key, stamp in moved.items():
            if stamp != stamps.get(key):
                self.silent.pop(key, None)

    def wait(self, seconds):
        """Time passes."""
        self.clock.now += timedelta(seconds=seconds)

    def send_events(self, tricks):
        """Xero sends what waits: perhaps twice, in another order, or never."""
        self.world.webhooks.tricks[:] = [Trick(word) for word in tricks]
        for subscription in list(self.world.webhooks.subscriptions.values()):
            if subscription.status == "DISABLED" and self.post.is_up:
                asyncio.run(self.world.courier.prove(subscription))
        self.user.control("POST", "webhooks/deliver")
        self.world.webhooks.tricks.clear()

    def receiver(self, *, is_up):
        """The receiver goes down or comes up again."""
        self.post.is_up = is_up

    def look(self, seconds):
        """The worker looks, some seconds later."""
        self.wait(seconds)
        self.worker.step()

    def restart(self):
        """The worker's process is another one."""
        self.worker = Worker(self.bench, self.post.inbox, timing=ONLY_SWEEPS, told=self.said.append)

    def pull(self, *, full, faults, meanwhile):
        """A pull in which requests go wrong and Xero changes; it may break off."""
        for fault in faults:
            self.world.faults.add(fault)
        self.meanwhile = list(meanwhile)
        was_quiet = not faults and not meanwhile
        try:
            self.bench.pull(full=full)
            if full and was_quiet:
                self.silent.clear()
        except XeroError:
            self.broken_off += 1
        finally:
            self.world.faults.coming.clear()
            rest, self.meanwhile = self.meanwhile, []
        for deed in rest:
            self.do(deed)

    # ---------------------------------------------------------------- how it must end

    def unequal(self):
        """Document to field to what the workbench holds and what is true."""
        with self.reading() as con:
            return differences(held_by(con), truth_of(self.books))

    def sweep(self):
        """A quarter of an hour later the worker pulls by itself."""
        self.wait(SWEEP.total_seconds())
        assert self.worker.step() is True, self.said[-1:]

    def check_mirror(self):
        """One sweep brings all but the blind spots, a recount those; whether one was needed."""
        self.sweep()
        stale = self.unequal()
        for key, fields in stale.items():
            assert set(fields) <= self.silent.get(key, set()), (key, fields, self.silent)
        if stale:
            self.bench.pull(full=True)
        assert self.unequal() == {}
        return bool(stale)

    def check_books(self):
        """Each payment once, Xero's receivables as Xero has them, nothing unexplained."""
        parameters = self.bench.bench.parameters
        with self.reading(parameters) as con:
            counted = con.execute(
                "select xero_payment_id, amount::varchar from recon.received_payment"
            ).fetchall()
        assert sorted(counted) == sorted(received_in_xero(self.books).items())
        tie = self.bench.tie_out()
        assert tie.xero_receivables == self.receivables()
        assert str(tie.unexplained) == "0.00"
        assert self.bench.bench.reports.failing_checks(parameters) == {}

    def receivables(self):
        """What the tie-out must call Xero's side; the one place that says how."""
        return owed_in_xero(self.books)

    def reading(self, parameters=()):
        """A look into the workbench's database."""
        return self.bench.bench.database.read(parameters)
