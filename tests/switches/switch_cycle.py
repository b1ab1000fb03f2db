"""cmxero's whole cycle on a sandbox of its own, every hand of the Xero user included."""

import json
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlsplit

from scene import Scene

from cmxero.connections import connection_for
from cmxero.core.errors import XeroRateLimitError, XeroRejectedError
from cmxero.sandbox.hands import XeroUser
from cmxero.sandbox.process import SandboxProcess
from cmxero.store.received import payment_bodies
from cmxero.xero.gateway import connect_gateway
from cmxero.xero.limits import CallLimits
from cmxero.xero.tokens import Token, TokenFile

DAY = date(2026, 11, 20)
JOURNALS = {
    "41": (
        "invoice 1001 110.00 2026-09-01",
        "invoice 1002 50.05 2026-09-02",
        "invoice 1003 30.00 2026-09-03",
        "invoice 1004 40.00 2026-09-04",
        "invoice 1005 60.00 2026-09-05",
        "invoice 1006 70.00 2026-09-06",
        "invoice 1007 80.00 2026-09-07",
        "invoice 1008 90.00 2026-09-08",
        "invoice 1009A 12.00 2026-09-09",
    ),
    "42": (
        "invoice 2001 100.00 2026-09-01 FRE Wattle",
        "invoice 2002 200.00 2026-09-02 FRE Wattle",
        "invoice 2003 300.00 2026-09-03 FRE Banksia",
        "invoice 2004 33.00 2026-09-04",
        "invoice 2005 44.00 2026-09-05 FRE Grevillea",
        "invoice 2006 55.00 2026-09-06 FRE Banksia",
    ),
}
CASES = {row.split()[1] for rows in JOURNALS.values() for row in rows}
TYPED = {
    "CM-1006": "AUTHORISED",
    "CM-1007": "AUTHORISED",  # and voided
    "CM-1008": "DRAFT",  # and deleted
    "cm-1009a": "AUTHORISED",
    "CM-2004": "AUTHORISED",
}
"""What a person types into Xero before the export, each of 71.00."""

LINE = {
    "description": "typed",
    "quantity": "1",
    "unit_amount": "71.00",
    "tax_type": "EXEMPTOUTPUT",
    "account_code": "200",
}
PEOPLE = {"limits": False, "payload_limit": 10 * 1024 * 1024}
"""While a person plays the Xero user, no limit is in the way; it is cmxero that is tried."""

TRIES = 12
NEWEST = """
    select body from workbench.landing.xero_invoice
    semi join stage.xero_invoice using (organisation, xero_invoice_id, version)
"""
NEWEST_PAYMENTS = "select xero_payment_id, version from stage.xero_payment"


@dataclass(frozen=True)
class Outcome:
    """What came of a cycle.

    Attributes:
        numbers: of every sales invoice in Xero.
        links: case invoice number to the number of the Xero invoice it is linked to.
        unseen: what an incremental pull after the payments did not bring.
        unseen_later: the same after payments, credits and edits were taken back.
        unseen_at_the_end: the same after the full recount.
        broken_off: why steps ended early and were run again.
        waits: how often cmxero waited before a call.
    """

    numbers: list
    links: dict
    open_intents: tuple
    unseen: set
    unseen_later: set
    unseen_at_the_end: set
    findings: set
    receivables: tuple
    unexplained: str
    failing_checks: dict
    broken_off: set
    waits: int


class MovedClock:
    """The sandbox's time in this process too: it runs, and is moved on for both at once."""

    def __init__(self, now_utc):
        self.moved, self.began, self.start = timedelta(), time.monotonic(), now_utc
        self.slept = []
        self.on_sleep = lambda _: None

    def __call__(self):
        """Now, naive UTC."""
        return self.start + self.moved + timedelta(seconds=time.monotonic() - self.began)

    def sleep(self, seconds):
        """Nobody waits: time is moved on instead."""
        self.slept.append(seconds)
        self.on_sleep(seconds)


class Cycle:
    """One home and one sandbox; the steps of the cycle as they follow one another.

    Args:
        template: a database that holds both journals and knows no organisation yet.
        wanted: the switches cmxero has to live with.
    """

    def __init__(self, home, template, sandbox, wanted):
        self.sandbox, self.wanted = sandbox, wanted
        self.user = XeroUser(sandbox.base_url)
        begin = self.user.control("GET", "health").json()["now_utc"]
        self.clock = MovedClock(datetime.fromisoformat(begin))
        self.clock.on_sleep = self._slept
        self.user.control("POST", "switches", {**wanted, **PEOPLE})
        self.scene = Scene(home, template=template)
        self.bench = self.scene.bench
        self.bench.clock = self.clock
        self.bench._gateways = self._gateway
        self.limits = CallLimits(clock=self.clock, sleep=self.clock.sleep)
        self.broken_off = []

    def close(self):
        """Let go of both."""
        self.user.close()
        self.scene.close()

    def play(self):
        """The whole cycle; what came of it."""
        self.type_by_hand()
        self.connect()
        self.export()
        self.advance(hours=1)
        self.approve()
        self.move_the_watermark("OTHER-1")
        self.cmxero(self.bench.pull)
        self.advance(hours=1)
        self.pay()
        self.move_the_watermark("OTHER-2")
        self.fault(kind="lost answer", match={"method": "POST", "path": "/connect/token"})
        unseen = self.pay_within_one_second(self.pull_and_compare)
        self.advance(hours=1)
        self.take_back()
        unseen_later = self.pull_and_compare()
        self.cmxero(lambda: self.bench.pull(full=True))
        return self._outcome(unseen, unseen_later)

    # ---------------------------------------------------------------- the steps

    def type_by_hand(self):
        """Somebody has typed, and partly ended, invoices of our numbers before."""
        for number, status in TYPED.items():
            self.type(number, status)
        self.done(self.user.void("CM-1007"))
        self.done(self.user.delete_draft("CM-1008"))

    def connect(self):
        """The home finds the sandbox, a person signs in, and the two are tied together."""
        home = self.bench.home
        home.sandbox.mkdir(parents=True)
        port = urlsplit(self.sandbox.base_url).port
        home.sandbox_ready_file.write_text(json.dumps({"port": port}))
        self.sign_in()
        self.cmxero(self.bench.connect)

    def sign_in(self, **asked):
        """A person signs in once; the token lasts half an hour, as Xero's does."""
        given = self.user.control("POST", "sign-in", asked).json()
        connection = connection_for(self.bench.home, self.bench.settings, None)
        TokenFile(connection.token_file).write(
            Token(
                access_token=given["access_token"],
                refresh_token=given["refresh_token"],
                expires_utc=self.clock() + timedelta(seconds=given["expires_in"]),
                client_id=connection.client_id,
                identity_url=connection.identity_url,
            )
        )

    def export(self):
        """Both journals, the second with its answer lost; then both again."""
        self.cmxero(lambda: self.scene.export("41"))
        self.fault(kind="lost answer", match={"method": "PUT", "path": "/Invoices"})
        self.cmxero(lambda: self.scene.export("42"))
        self.cmxero(lambda: self.scene.export("41"))
        self.cmxero(lambda: self.scene.export("42"))

    def approve(self):
        """The Xero user approves all but one draft, which he deletes; edits one, voids one."""
        self.done(self.user.delete_draft("CM-1004"))
        self.done(self.user.approve())
        self.done(self.user.edit_line("CM-1002", 0, "49.05"))
        self.done(self.user.void("CM-1003"))

    def pay(self):
        """Payments, one of them reconciled, a deposit for two invoices, two credit notes."""
        self.done(self.user.pay("CM-1001", None, DAY, "EFT 1"))
        self.done(self.user.pay("CM-1002", "20.00", DAY, "EFT 2"))
        self.done(self.user.pay("CM-1005", "10.00", DAY, "EFT 5"))
        self.done(self.user.pay_batch([("CM-2002", "50.00"), ("CM-2003", None)], DAY, "DEP 7"))
        self.done(self.user.credit("CM-2001", "CN-1", DAY, "25.00"))
        self.done(self.user.credit("CM-2006", "CN-2", DAY, "5.00"))
        self.pay_reconciled("CM-2001", "30.00", "EFT 9")

    def pull_and_compare(self):
        """An incremental pull; what it did not bring."""
        self.cmxero(self.bench.pull)
        return self.unseen()

    def pay_within_one_second(self, pull):
        """A payment, a pull, and another payment of the same second, which the next must bring."""
        # The sandbox's clock goes on from where it is set: from the start of a second, so that a
        # payment on a busy machine has all of it.
        instant = self.clock().replace(microsecond=0) + timedelta(seconds=1)
        self.set_clock(instant)
        self.done(self.user.pay("CM-2002", "11.00", DAY, "EFT 11"))
        pulled = pull()
        self.set_clock(instant)
        self.done(self.user.pay("CM-2002", "12.00", DAY, "EFT 12"))
        self.set_clock(self.clock())
        seconds = [
            row["UpdatedDateUTCString"]
            for row in self.user.list_payments()
            if row["Reference"] in {"EFT 11", "EFT 12"}
        ]
        assert len(seconds) == 2
        assert len(set(seconds)) == 1
        return pulled

    def take_back(self):
        """Payments and a credit are taken back, paid invoices edited, contacts merged."""
        self.done(self.user.delete_payment("EFT 2", "CM-1002"))
        self.user.delete_payment("EFT 9", "CM-2001")  # which a switch may forbid
        self.done(self.user.remove_allocation("CN-1", "CM-2001"))
        self.done(self.user.edit_dates("CM-1005", due_date=date(2026, 12, 24)))
        self.edit_account("CM-2006", "260")
        self.done(self.user.merge_contacts("Grevillea", "Bluegum"))

    # ---------------------------------------------------------------- what is on either side

    def unseen(self):
        """The invoices and payments that cmxero holds otherwise than Xero, or not at all."""
        held, there = self._held(), self._there()
        return {
            _name(there.get(key) or held[key])
            for key in {*held, *there}
            if held.get(key) != there.get(key)
        }

    def _there(self):
        rows = [*self.user.list_invoices(), *self.user.list_payments()]
        return {_id(row): _its_own(row) for row in rows}

    def _held(self):
        """The newest version of each document, byte for byte as Xero sent it, by its id."""
        with self.bench.bench.database.read() as con:
            rows = con.execute(NEWEST).fetchall()
            payments = payment_bodies(con, "main")
            rows += [(payments[key],) for key in con.execute(NEWEST_PAYMENTS).fetchall()]
        bodies = [json.loads(body, parse_float=Decimal) for (body,) in rows]
        return {_id(body): _its_own(body) for body in bodies}

    def _outcome(self, unseen, unseen_later):
        there = {row["InvoiceID"]: row["InvoiceNumber"] for row in self.user.list_invoices()}
        links = self.bench.bench.exports.links("main")
        report = self.bench.reconcile()
        tie = report.tie_out
        return Outcome(
            numbers=sorted(there.values()),
            links={case: there.get(xero_id) for case, xero_id in links.items()},
            open_intents=self.bench.bench.exports.open_intents("main"),
            unseen=unseen,
            unseen_later=unseen_later,
            unseen_at_the_end=self.unseen(),
            findings={
                (each.kind.value, each.subject, str(each.effect)) for each in self.bench.findings()
            },
            receivables=(str(tie.case_receivables), str(tie.xero_receivables)),
            unexplained=str(tie.unexplained),
            failing_checks=report.failing_checks,
            broken_off=set(self.broken_off),
            waits=len(self.clock.slept),
        )

    # ---------------------------------------------------------------- tools

    def cmxero(self, step):
        """One step of cmxero under its switches; where it breaks off, a person runs it again."""
        for _ in range(TRIES):
            self.user.control("POST", "switches", self.wanted)
            try:
                return step()
            except XeroRateLimitError as fault:
                self.broken_off.append(fault.limit)
                self.advance(days=1) if fault.limit == "day" else self.advance(minutes=1)
            except XeroRejectedError as fault:
                self.broken_off.append(str(fault.status))
                self.wanted = {**self.wanted, **PEOPLE}
            finally:
                self.user.control("POST", "switches", PEOPLE)
        raise AssertionError(self.broken_off)

    def advance(self, **span):
        """Time passes on both sides."""
        self.clock.moved += timedelta(**span)
        self.set_clock(self.clock())

    def set_clock(self, instant):
        """Let the sandbox's time go on from an instant."""
        self.user.control("POST", "clock", {"now_utc": instant.isoformat()})

    def fault(self, **wanted):
        """Something goes wrong with a coming request."""
        self.user.control("POST", "faults", wanted)

    def done(self, played):
        """What the Xero user did was possible."""
        assert played.not_done == []
        assert played.done

    def type(self, number, status):
        """A person types an invoice of 71.00 into Xero."""
        day = date(2026, 8, 1)
        self.done(self.user.create_invoice(number, "Somebody", day, day, [LINE], status))

    def move_the_watermark(self, number):
        """Something else happens later, so that the pull's overlap covers no blind spot."""
        self.advance(minutes=10)
        self.type(number, "DRAFT")

    def pay_reconciled(self, number, amount, reference):
        """A payment that the bank's statement confirms."""
        body = {
            "Invoice": {"InvoiceID": self._find(number)["InvoiceID"]},
            "Account": {"Code": "090"},
            "Date": DAY.isoformat(),
            "Amount": Decimal(amount),
            "Reference": reference,
            "IsReconciled": True,
        }
        self.done(self.user.post_batches("PUT", "Payments", [body]))

    def edit_account(self, number, code):
        """Put the lines of an invoice on another account."""
        invoice = self._find(number)
        lines = [
            {"LineItemID": row["LineItemID"], "AccountCode": code} for row in invoice["LineItems"]
        ]
        self.done(self.user.post_one(f"Invoices/{invoice['InvoiceID']}", {"LineItems": lines}))

    def _find(self, number):
        return self.user.find_invoices([number])[number]

    def _slept(self, seconds):
        """Time is moved on for a wait; after two of them others let go of their places."""
        self.advance(seconds=seconds)
        if len(self.clock.slept) % 2 == 0:
            self.user.control("POST", "switches", {"concurrent_limit": 5})

    def _gateway(self, home, settings, clock, tenant_id):
        return connect_gateway(
            connection_for(home, settings, tenant_id),
            clock=clock,
            sleep=self.clock.sleep,
            limits=self.limits,
        )


def play_under(home, template, wanted):
    """The whole cycle on a sandbox, home and book of its own; for a worker process."""
    with SandboxProcess(seed="switches") as sandbox:
        cycle = Cycle(home, template, sandbox, wanted)
        try:
            return cycle.play()
        finally:
            cycle.close()


def import_journals(home, template):
    """A database that holds both journals, to copy for each trial."""
    scene = Scene(home, template=template)
    for journal, rows in JOURNALS.items():
        scene.journal(journal, *rows)
    scene.close()
    return scene.bench.home.database


def _id(row):
    return row.get("PaymentID") or row["InvoiceID"]


def _its_own(row):
    """A document without the stamp of its contact, which moves with any change of the contact."""
    row.get("Contact", {}).pop("UpdatedDateUTC", None)
    return row


def _name(row):
    return row["Reference"] if "PaymentID" in row else row["InvoiceNumber"]
