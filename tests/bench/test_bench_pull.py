"""Pull of 100,000 payments from the sandbox into a real database: calls, and own processor time.

The yardstick is the bare decoding of the very bytes that travelled, gunzipped and decoded page by
page with msgspec, nothing kept: once without a type, as ``msgspec.json.decode`` does, and once into
the typed struct of a payment, amounts as Decimal, which passes over what nobody asks for and is
three to four times as quick. Only this process is measured, all its threads; the sandbox is a
process of its own.
"""

import gzip
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import httpx
import msgspec
import pytest
from scene import Scene

from cmxero.config import Home
from cmxero.connections import connection_for
from cmxero.rehearsal import rehearsal_sandbox
from cmxero.sandbox.journal import Journal
from cmxero.sandbox.records import Contact, Invoice, Line, Payment
from cmxero.wiring import utc_now
from cmxero.workbench import open_workbench
from cmxero.xero import gateway as gateway_module
from cmxero.xero.gateway import connect_gateway
from cmxero.xero.payment_lists import payment_listing
from cmxero.xero.wire import PaymentWire, Wire

PAYMENTS, INVOICES, PAGE, CHANGED = 100_000, 20_000, 1_000, 1_000
MINIMUM = PAYMENTS // PAGE
ALLOWED_CALLS = MINIMUM * 102 // 100
BEGAN = datetime(2025, 9, 1)
APART = timedelta(minutes=5)
"""100,000 payments are then about a year of them."""
SETTINGS = "[analysts]\npublish_after_each_run = false\n"


class TypedPayments(Wire):
    """A page of payments decoded whole, the yardstick."""

    payments: list[PaymentWire]


class RawPayments(Wire):
    """A page of payments of which each is kept as it came as well."""

    payments: list[msgspec.Raw]


class Leaping:
    """A clock that leaps ahead where somebody would wait, so that no minute is waited for."""

    def __init__(self):
        self.leapt = timedelta()

    def __call__(self):
        return utc_now() + self.leapt

    def sleep(self, seconds):
        """Be that much later at once."""
        self.leapt += timedelta(seconds=seconds)


class Tap:
    """The real gateway; notes when payments began, and every answer to a call for them."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.received = []
        self.began = 0.0

    def __getattr__(self, name):
        return getattr(self.gateway, name)

    def payments_since(self, since_utc):
        """Payments are read last, so that whatever follows is theirs."""
        self.began = time.process_time()
        return self.gateway.payments_since(since_utc)

    def listing(self, answer):
        """A page, its answer noted."""
        self.received.append(answer.received)
        return payment_listing(answer)


@dataclass(frozen=True)
class Pulled:
    """A pull: what it says, the answers for payments, and processor time in seconds."""

    report: object
    received: list
    used: float

    def __str__(self):
        return (
            f"{len(self.received)} calls, {self.used:.2f} s of processor time "
            f"({self.report.payments_seen} seen, {self.report.payments_new} new)"
        )


TYPED, RAW = msgspec.json.Decoder(TypedPayments), msgspec.json.Decoder(RawPayments)
ONE = msgspec.json.Decoder(PaymentWire)


def build(journal):
    """Twenty thousand invoices paid in five parts each, stamped five minutes apart."""
    sandbox = journal.open_state(BEGAN, "bench")
    state = sandbox.default
    contacts = [
        Contact(contact_id=state.new_id("contact"), name=f"Insurer {n}", updated_utc=BEGAN)
        for n in range(200)
    ]
    state.save(*contacts)
    bank = state.account("090").account_id
    parts = PAYMENTS // INVOICES
    for n in range(INVOICES):
        invoice = Invoice(
            invoice_id=state.new_id("invoice"),
            type="ACCREC",
            number=f"CM-{100_000 + n}",
            contact_id=contacts[n % 200].contact_id,
            invoice_date=date(2025, 7, 1),
            due_date=date(2025, 8, 1),
            status="PAID",
            updated_utc=BEGAN + n * parts * APART,
            reference=f"Case {n}",
            line_amount_types="Inclusive",
            lines=(
                Line(
                    line_item_id=state.new_id("line"),
                    description="Case management, report and travel to the workplace",
                    quantity=Decimal("1.0000"),
                    unit_amount=Decimal("886.05"),
                    line_amount=Decimal("886.05"),
                    tax_amount=Decimal("80.55"),
                    tax_type="OUTPUT",
                    account_code="200",
                ),
            ),
            sub_total=Decimal("805.50"),
            total_tax=Decimal("80.55"),
            total=Decimal("886.05"),
            amount_paid=Decimal("886.05"),
        )
        state.save(invoice)
        for part in range(parts):
            state.save(
                Payment(
                    payment_id=state.new_id("payment"),
                    payment_type="ACCRECPAYMENT",
                    invoice_id=invoice.invoice_id,
                    account_id=bank,
                    payment_date=(BEGAN + n * parts * APART).date(),
                    amount=Decimal("177.21") + (part - 2) * Decimal("13.57"),
                    updated_utc=BEGAN + (n * parts + part) * APART + timedelta(milliseconds=part),
                    reference=f"EFT {invoice.number}-{part}",
                )
            )
        if n % 500 == 499:
            journal.write(sandbox.take_changes())
    journal.write(sandbox.take_changes())
    journal.close()


def pull_at(home, monkeypatch, *, full=False):
    """Pull, and measure the payments' part: the first call for them to the end of the run."""
    taps = []

    def tapped(home, settings, clock, tenant_id):
        clock = Leaping()
        connection = connection_for(home, settings, tenant_id)
        taps.append(Tap(connect_gateway(connection, clock=clock, sleep=clock.sleep)))
        return taps[-1]

    bench = open_workbench(home, gateways=tapped)
    bench.look()  # what a process does once: the engine, the views
    with monkeypatch.context() as patch:
        # Looked up late: the gateway is opened by the pull.
        patch.setattr(gateway_module, "payment_listing", lambda page: taps[-1].listing(page))  # noqa: PLW0108
        report = bench.pull(full=full)
    used = time.process_time() - taps[-1].began
    bench.close()
    return Pulled(report, taps[-1].received, used)


def decode_typed(received):
    """The yardstick."""
    for each in received:
        TYPED.decode(gzip.decompress(each))


def decode_untyped(received):
    """The yardstick as msgspec decodes when told nothing: everything, into dicts and lists."""
    for each in received:
        msgspec.json.decode(gzip.decompress(each))


def decode_and_keep(received):
    """The same where each payment's own JSON is kept: found first, then decoded one by one."""
    for each in received:
        for raw in RAW.decode(gzip.decompress(each)).payments:
            ONE.decode(raw)
            bytes(raw)


def seconds(decode, received):
    """Processor time of decoding the same bytes; the middle one of three."""
    found = []
    for _ in range(3):
        began = time.process_time()
        decode(received)
        found.append(time.process_time() - began)
    return sorted(found)[1]


def delete_newest(url, count):
    """A person takes payments back."""
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        form = {"grant_type": "client_credentials"}
        token = client.post("/connect/token", data=form, auth=("sandbox", "sandbox")).json()
        client.headers["authorization"] = f"Bearer {token['access_token']}"
        client.headers["xero-tenant-id"] = client.get("/connections").json()[0]["tenantId"]
        last = {"page": MINIMUM, "pageSize": PAGE}
        rows = client.get("/api.xro/2.0/Payments", params=last).json()["Payments"][-count:]
        for row in rows:
            done = client.post(
                f"/api.xro/2.0/Payments/{row['PaymentID']}", json={"Status": "DELETED"}
            )
            assert done.status_code == 200, done.text


@pytest.fixture
def home(tmp_path, migrated_database):
    """A connected home with nothing pulled yet, and the address of its sandbox."""
    scene = Scene(tmp_path / "home", settings=SETTINGS, template=migrated_database)
    scene.close()
    home = Home(scene.home)
    home.sandbox.mkdir(parents=True)
    build(Journal(home.sandbox / "state"))
    with rehearsal_sandbox(home) as url:
        bench = open_workbench(home.root)
        bench.connect()
        bench.close()
        yield home.root, url


def test_pull_of_a_hundred_thousand_payments(benchmark, home, monkeypatch):
    """The first pull, one with nothing new, one with a thousand changes, and a full recount."""
    root, url = home
    first = benchmark.pedantic(lambda: pull_at(root, monkeypatch), rounds=1)
    typed = seconds(decode_typed, first.received)
    kept = seconds(decode_and_keep, first.received)
    untyped = seconds(decode_untyped, first.received)
    again = pull_at(root, monkeypatch)
    delete_newest(url, CHANGED)
    changed = pull_at(root, monkeypatch)
    full = pull_at(root, monkeypatch, full=True)
    benchmark.extra_info |= {
        "calls": len(first.received),
        "cpu_to_bare_decoding": round(first.used / typed, 2),
        "cpu_to_untyped_decoding": round(first.used / untyped, 2),
        "cpu_to_decoding_with_bodies": round(first.used / kept, 2),
    }
    print(
        f"\nFirst pull: {first}; at least {MINIMUM} calls are needed. Of the same "
        f"{sum(map(len, first.received)) / 1e6:.1f} MB, gunzipping and bare decoding takes "
        f"{untyped:.2f} s without a type: the pull takes {first.used / untyped:.2f} times as much; "
        f"{typed:.2f} s typed, with Decimal: {first.used / typed:.2f} times; {kept:.2f} s with the "
        f"JSON of each payment kept: {first.used / kept:.2f} times.\n"
        f"Nothing new: {again}.\nA thousand deleted: {changed}.\nFull recount: {full}."
    )
    assert first.report.payments_new == PAYMENTS
    assert len(first.received) <= ALLOWED_CALLS
    assert (again.report.payments_new, changed.report.payments_new) == (0, CHANGED)
    assert full.report.payments_new == 0
