"""The gateway over a sandbox in which things go wrong: never a wrong result, never a bare fault.

Reading gives what is there or a typed fault. Creating gives one outcome an element, of which OK
is in Xero and ERROR is not, or a typed fault after which looking tells the truth.
"""

from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, count

import httpx
import msgspec
import pytest

from cmxero.core.documents import DraftLine, ElementState, InvoiceDraft
from cmxero.core.errors import (
    XeroAnswerError,
    XeroError,
    XeroRateLimitError,
    XeroSignInError,
    XeroUnreachableError,
)
from cmxero.sandbox.fault_kinds import KINDS
from cmxero.sandbox.hands import XeroUser
from cmxero.sandbox.process import SandboxProcess
from cmxero.xero import wire
from cmxero.xero.connection import SCOPES, XeroConnection
from cmxero.xero.gateway import connect_gateway
from cmxero.xero.limits import CallLimits

DAY = date(2026, 7, 1)
HELD = ("CM-R1", "CM-R2", "CM-R3", "CM-R4")
_serial = count(1)


class Troubled:
    """A running sandbox in which things can be let go wrong."""

    def __init__(self, url):
        self.url = url
        self.control = httpx.Client(base_url=f"{url}/sandbox", trust_env=False)

    def ask(self, kind, path, method="", **options):
        """Let the next matching request go wrong."""
        wanted = {"kind": kind, "match": {"path": path, "method": method}, **options}
        answer = self.control.post("/faults", json=wanted)
        assert answer.status_code == 201, answer.text

    def has_struck(self):
        """Whether no fault is left; one that nothing met would prove nothing."""
        return self.control.get("/faults").json() == []

    def calm(self):
        """Take back what has not struck."""
        self.control.delete("/faults")


@pytest.fixture(scope="module")
def sandbox():
    """One with a draft, a part payment, a deposit and a used credit."""
    with SandboxProcess() as process, XeroUser(process.base_url) as user:
        line = {
            "description": "Case management", "quantity": "1", "unit_amount": "200",
            "tax_type": "OUTPUT", "account_code": "200",
        }  # fmt: skip
        for number in HELD:
            user.create_invoice(number, "Harbour Insurance", DAY, DAY, [line], "AUTHORISED")
        user.create_invoice("CM-R5", "Harbour Insurance", DAY, DAY, [line])
        user.pay("CM-R1", "120.00", DAY, "EFT 1")
        user.pay_batch([("CM-R2", None), ("CM-R3", "20.00")], DAY, "DEPOSIT")
        user.credit("CM-R4", "CN-R4", DAY, "30.00")
        user.pay("CM-R4", "40.00", DAY, "EFT 4")
        troubled = Troubled(process.base_url)
        with troubled.control:
            yield troubled


@pytest.fixture
def connection(sandbox, tmp_path):
    return XeroConnection(
        api_url=sandbox.url,
        identity_url=sandbox.url,
        client_id="sandbox",
        client_secret="sandbox",  # noqa: S106 - guards nothing: loopback, demo data
        scopes=SCOPES,
        token_file=tmp_path / "token.json",
        is_live=False,
    )


@pytest.fixture
def gateway(sandbox, connection, clock):
    """One whose waits cost no time; no fault outlives the test."""
    limits = CallLimits(clock=clock, sleep=clock.sleep, a_minute=10_000)
    with connect_gateway(connection, clock=clock, sleep=clock.sleep, limits=limits) as made:
        yield made
    sandbox.calm()


READS = {
    "/Organisation": lambda gateway: gateway.organisation(),
    "/Accounts": lambda gateway: gateway.accounts(),
    "/TaxRates": lambda gateway: gateway.tax_rates(),
    "/Invoices": lambda gateway: gateway.find_invoices(HELD),
    "/Payments": lambda gateway: tuple(chain(*gateway.payments_since(None))),
}

OUTLASTED = [
    ("lost answer", {}),
    ("cut before", {}),
    ("cut halfway", {}),
    ("status", {"status": 503}),
    ("status", {"status": 500, "times": 3}),
    ("expired token", {}),
    ("rate limited", {"problem": "minute", "retry_after": 60}),
    ("rate limited", {"problem": "concurrent", "retry_after": None}),
    ("rate limited", {"problem": "", "retry_after": None, "times": 2}),
    ("clock jump", {"seconds": 2100}),
    ("clock jump", {"seconds": -2100}),
]


@pytest.mark.parametrize(("kind", "options"), OUTLASTED)
def test_read_when_disturbed_in_passing_then_the_result_is_that_of_an_undisturbed_one(
    sandbox, gateway, kind, options
):
    """Whatever is read: a read may be asked again."""
    for path, read in READS.items():
        good = read(gateway)
        sandbox.ask(kind, path, **options)
        assert read(gateway) == good, path
        assert sandbox.has_struck()


LASTING = [
    ("bad json", {}, XeroAnswerError),
    ("status", {"status": 503, "times": 9}, XeroUnreachableError),
    ("lost answer", {"times": 9}, XeroUnreachableError),
    ("expired token", {"times": 2}, XeroSignInError),
    ("rate limited", {"problem": "day", "retry_after": 3600}, XeroRateLimitError),
    ("rate limited", {"times": 9}, XeroRateLimitError),
]


@pytest.mark.parametrize(("kind", "options", "fault"), LASTING)
def test_read_when_disturbed_beyond_patience_then_a_typed_fault(
    sandbox, gateway, clock, kind, options, fault
):
    """And the next read, undisturbed and after any wait, is whole again."""
    for path, read in READS.items():
        good = read(gateway)
        sandbox.ask(kind, path, **options)
        with pytest.raises(fault):
            read(gateway)
        sandbox.calm()
        clock.sleep(7200)
        assert read(gateway) == good


def names_of(kind, *nested):
    """Xero's names of all that we read of an element, nested ones dotted."""
    names = [field.encode_name for field in msgspec.structs.fields(kind)]
    for name, part in nested:
        names += [f"{name}.{field.encode_name}" for field in msgspec.structs.fields(part)]
    return names


INVOICE_FIELDS = names_of(wire.InvoiceWire, ("Contact", wire.ContactWire))
LINE_FIELDS = [f"LineItems.{name}" for name in names_of(wire.LineWire)]
PAYMENT_FIELDS = names_of(wire.PaymentWire, ("Invoice", wire.DocumentWire))
EMPTY = {"", None, False}


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/Invoices", [*INVOICE_FIELDS, "LineItems", "Invoices", "pagination"]),
        ("/Payments", [*PAYMENT_FIELDS, "Payments", "pagination.pageCount"]),
    ],
)
def test_read_when_any_field_is_null_then_it_is_empty_or_a_typed_fault(
    sandbox, gateway, path, names, every
):
    """No document vanishes, no amount becomes another one, and nothing else changes."""
    good = by_id(READS[path](gateway))
    refused = {}
    for name in names:
        sandbox.ask("null field", path, field=name, every=every)
        try:
            found = by_id(READS[path](gateway))
        except XeroAnswerError as fault:
            refused[name] = str(fault)
            continue
        assert found.keys() == good.keys(), name
        for key, document in good.items():
            assert lost_by(document, found[key]) <= EMPTY, name
    for name, said in refused.items():
        assert name.rpartition(".")[2].casefold() in said.casefold()
    musts = {"Status", "Total", "AmountDue", "Amount", "PaymentID", "PaymentType"}
    assert musts & set(names) <= refused.keys()


def lost_by(good, found):
    """The values that stand where others should; an instant may lose its milliseconds."""
    values = {
        (getattr(good, field.name), getattr(found, field.name))
        for field in fields(good)
        if field.name not in {"body", "lines"}
    }
    return {
        now
        for before, now in values
        if now != before
        and not (isinstance(now, datetime) and now == before.replace(microsecond=0))
    }


def test_read_when_a_lines_field_is_null_then_header_and_totals_stay(sandbox, gateway):
    """Lines are evidence; one that is odd does not stop a pull."""
    good = by_id(READS["/Invoices"](gateway))
    for name in LINE_FIELDS:
        sandbox.ask("null field", "/Invoices", field=name, every=True)
        found = by_id(READS["/Invoices"](gateway))
        for key, invoice in good.items():
            assert (found[key].total, found[key].amount_due) == (invoice.total, invoice.amount_due)
            assert len(found[key].lines) == len(invoice.lines)


@pytest.mark.parametrize("path", ["/Accounts", "/TaxRates", "/Organisation"])
def test_read_when_settings_hold_a_null_then_a_list_of_the_same_length_or_a_typed_fault(
    sandbox, gateway, path
):
    """An account or rate does not vanish from its list."""
    kind = {
        "/Accounts": wire.AccountWire,
        "/TaxRates": wire.TaxRateWire,
        "/Organisation": wire.OrganisationWire,
    }[path]
    good = READS[path](gateway)
    for name in names_of(kind):
        sandbox.ask("null field", path, field=name)
        try:
            found = READS[path](gateway)
        except XeroAnswerError:
            continue
        assert (len(found) == len(good)) if isinstance(good, tuple) else found.name == good.name


def test_read_when_a_status_is_unknown_then_the_word_is_kept_and_all_else_stays(sandbox, gateway):
    """The SDK would give up the whole page (xero-api.md 7.2)."""
    for path in ("/Invoices", "/Payments"):
        good = by_id(READS[path](gateway))
        sandbox.ask("unknown status", path, every=True)
        found = by_id(READS[path](gateway))
        assert {each.status for each in found.values()} == {"ARCHIVEDBYXERO"}
        kept = {key: (one.reference, one.updated_utc) for key, one in good.items()}
        assert {key: (one.reference, one.updated_utc) for key, one in found.items()} == kept


def test_read_when_the_clock_jumps_back_then_a_later_change_is_still_found(sandbox, gateway, clock):
    """UpdatedDateUTC stands still, so a watermark from before the jump misses nothing."""
    newest = max(one.updated_utc for page in gateway.invoices_since(None) for one in page)
    sandbox.ask("clock jump", "/Invoices", method="PUT", seconds=-86400)
    number = f"CM-J{next(_serial)}"
    gateway.create_invoices(gateway.encode_drafts([draft(number)]), key=number)
    assert sandbox.has_struck()
    changed = {one.number for page in gateway.invoices_since(newest) for one in page}
    assert number in changed
    sandbox.ask("clock jump", "/Organisation", seconds=86400)
    gateway.organisation()


CREATES = [
    ("lost answer", {}, XeroUnreachableError, 4),
    ("cut before", {}, XeroUnreachableError, 0),
    ("cut halfway", {}, XeroUnreachableError, 4),
    ("partial batch", {}, XeroUnreachableError, 2),
    ("partial batch", {"first": 3, "status": 503}, XeroUnreachableError, 3),
    ("partial batch", {"first": 1, "cut": True}, XeroUnreachableError, 1),
    ("status", {"status": 503}, XeroUnreachableError, 0),
    ("status", {"status": 502, "processed": True}, XeroUnreachableError, 4),
    ("bad json", {}, XeroAnswerError, 4),
    ("rate limited", {"problem": "day", "retry_after": None}, XeroRateLimitError, 0),
    ("rate limited", {"times": 9}, XeroRateLimitError, 0),
    ("expired token", {"times": 2}, XeroSignInError, 0),
]


@pytest.mark.parametrize(("kind", "options", "fault", "arrived"), CREATES)
def test_create_when_nobody_can_know_then_a_typed_fault_and_looking_tells(
    sandbox, gateway, kind, options, fault, arrived
):
    """It is sent once; what Xero has is what it has, and the rest can be sent under a new key."""
    numbers, body = batch(gateway)
    sandbox.ask(kind, "/Invoices", method="PUT", **options)
    with pytest.raises(fault):
        gateway.create_invoices(body, key=numbers[0])
    sandbox.calm()
    assert in_xero(gateway, numbers) == set(numbers[:arrived])
    again = gateway.create_invoices(body, key=f"{numbers[0]} again")
    assert [one.state for one in again] == (
        [ElementState.ERROR] * arrived + [ElementState.OK] * (4 - arrived)
    )
    assert in_xero(gateway, numbers) == set(numbers)


def test_create_when_the_answer_is_too_slow_then_it_is_not_known_and_found(
    sandbox, connection, clock
):
    """A timeout tells nothing; looking does."""
    with connect_gateway(connection, clock=clock, sleep=clock.sleep, timeout_s=(5, 0.7)) as gateway:
        numbers, body = batch(gateway)
        sandbox.ask("slow", "/Invoices", method="PUT", delay_s=2)
        with pytest.raises(XeroUnreachableError, match="time limit"):
            gateway.create_invoices(body, key=numbers[0])
        assert in_xero(gateway, numbers) == set(numbers)


def test_create_when_repeated_under_its_key_after_half_was_saved_then_the_error_comes_again(
    sandbox, gateway
):
    """Errors are remembered too (xero-api.md 1.9): only looking helps."""
    numbers, body = batch(gateway)
    sandbox.ask("partial batch", "/Invoices")
    for _ in range(2):
        with pytest.raises(XeroUnreachableError) as told:
            gateway.create_invoices(body, key=numbers[0])
        assert told.value.status == 500
    assert in_xero(gateway, numbers) == set(numbers[:2])


SURVIVED = [
    ("expired token", {}),
    ("rate limited", {"problem": "minute", "retry_after": 60}),
    ("rate limited", {"problem": "concurrent", "retry_after": None, "times": 2}),
    ("clock jump", {"seconds": 2100}),
    ("clock jump", {"seconds": -2100}),
    ("unknown status", {"every": True}),
    ("unknown status", {"field": "StatusAttributeString", "every": True}),
]


@pytest.mark.parametrize(("kind", "options"), SURVIVED)
def test_create_when_nothing_was_lost_then_every_element_is_ok_and_there_once(
    sandbox, gateway, kind, options
):
    """Refused before any work, or answered in words we do not know."""
    numbers, body = batch(gateway)
    sandbox.ask(kind, "/Invoices", method="PUT", **options)
    outcomes = gateway.create_invoices(body, key=numbers[0])
    assert [(one.number, one.state) for one in outcomes] == [(n, ElementState.OK) for n in numbers]
    assert sandbox.has_struck()
    assert len(gateway.find_invoices(numbers)) == 4


def test_create_when_elements_are_refused_for_nothing_then_each_says_so(sandbox, gateway):
    """In their places, with the message; a new key takes them."""
    numbers, body = batch(gateway)
    sandbox.ask("refuse elements", "/Invoices", places=[2, 4], message="Try later.")
    outcomes = gateway.create_invoices(body, key=numbers[0])
    assert [one.state.value for one in outcomes] == ["OK", "ERROR", "OK", "ERROR"]
    assert [one.messages for one in outcomes if one.messages] == [("Try later.",)] * 2
    assert in_xero(gateway, numbers) == {numbers[0], numbers[2]}
    again = gateway.create_invoices(body, key=f"{numbers[0]} again")
    assert [one.state.value for one in again] == ["ERROR", "OK", "ERROR", "OK"]


def test_create_when_any_field_of_the_answer_is_null_then_ok_is_there_and_error_is_not(
    sandbox, gateway
):
    """Every field we read of it, in turn; where the answer tells too little, a typed fault."""
    names = dict.fromkeys([*names_of(wire.ElementWire), *INVOICE_FIELDS, *LINE_FIELDS, "Invoices"])
    refused = set()
    for name in names:
        numbers, body = batch(gateway, 1)
        sandbox.ask("null field", "/Invoices", method="PUT", field=name)
        try:
            (outcome,) = gateway.create_invoices(body, key=numbers[0])
        except XeroAnswerError:
            refused.add(name)
        else:
            assert outcome.state is ElementState.OK, name
            assert outcome.invoice.total == Decimal("110.00")
        assert in_xero(gateway, numbers) == set(numbers)
    assert {"Invoices", "InvoiceID", "Status", "Total"} <= refused


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "slow"])
def test_sign_in_when_it_is_disturbed_then_a_read_works_or_a_typed_fault(
    sandbox, connection, clock, kind
):
    """The token and the list of organisations are asked for first; they can go wrong as well."""
    faults = []
    for path, field in (("/connect/token", "access_token"), ("/connections", "tenantId")):
        connection.token_file.unlink(missing_ok=True)
        options = {"field": field} if kind in {"null field", "unknown status"} else {}
        sandbox.ask(kind, path, **options)
        with connect_gateway(connection, clock=clock, sleep=clock.sleep) as gateway:
            try:
                assert gateway.organisation().is_demo
            except XeroError as fault:
                faults.append(fault)
        sandbox.calm()
    assert bool(faults) == (kind in {"bad json", "null field", "unknown status"}), faults


def draft(number):
    line = DraftLine(
        "Case management", Decimal(1), Decimal(110), Decimal("110.00"), "OUTPUT", "200"
    )
    return InvoiceDraft(
        case_invoice_number=number, number=number, contact_name="Harbour Insurance",
        invoice_date=DAY, due_date=DAY, reference="Case 77", currency_code="AUD", lines=(line,),
        total=Decimal("110.00"), total_tax=Decimal("10.00"), case_total=Decimal("110.00"),
        case_tax=Decimal("10.00"),
    )  # fmt: skip


def batch(gateway, size=4):
    """New numbers and the body that creates them."""
    numbers = [f"CM-F{next(_serial)}" for _ in range(size)]
    return numbers, gateway.encode_drafts([draft(number) for number in numbers])


def in_xero(gateway, numbers):
    return {one.number for one in gateway.find_invoices(numbers)}


def by_id(documents):
    """Documents by their id, whatever they are."""
    return {getattr(one, fields(one)[0].name): one for one in documents}
