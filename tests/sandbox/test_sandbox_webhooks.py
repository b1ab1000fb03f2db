"""Webhooks: events, signature, intent to receive, retries, replay (xero-api.md 4)."""

import re
from datetime import date
from uuid import NAMESPACE_URL, uuid5

import httpx
import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from sandbox_api import ROOT, START, Api, Clock, InProcess, invoice, line
from webhook_receiver import KEY, URL, Receiver, listening
from xero_contract import CONTRACT as SPEC
from xero_contract import Loader

from cmxero.sandbox.calls import encode
from cmxero.sandbox.journal import Journal
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.process import SandboxProcess
from cmxero.sandbox.records import BankCredit, CreditNote
from cmxero.sandbox.server import create_app
from cmxero.sandbox.webhook_delivery import Received
from cmxero.sandbox.webhook_file import FILE_NAME

HOOKS_SPEC = SPEC.with_name("xero-webhooks.yaml")
DOWN = Received(None)


@pytest.fixture
def receiver():
    return Receiver()


@pytest.fixture
def api(state, clock, contract, receiver):
    """A signed-in app whose webhook posts go to the receiver."""
    app = create_app(state, clock, send=receiver)
    api = Api(app, state, clock, InProcess(app, contract))
    api.sign_in()
    return api


def subscribe(api, **changes):
    return api.control("POST", "webhooks", {"url": URL, "key": KEY, **changes})


def subscribed(api, receiver, **changes) -> str:
    """Subscribe, forget the intent's posts, give the id."""
    body = subscribe(api, **changes).body
    assert body["status"] == "OK", body
    receiver.forget()
    return body["subscription_id"]


def deliver(api) -> dict:
    """Deliver what is due; the one subscription as it is then."""
    return api.control("POST", "webhooks/deliver", {}).body["subscriptions"][0]


def test_subscribe_when_the_intent_is_answered_right_then_it_is_on(api, receiver):
    """Several posts, some wrongly signed, without events and with sequences of 0."""
    reply = subscribe(api, categories=["INVOICE"])
    assert (reply.status, reply.body["status"]) == (201, "OK")
    assert (receiver.verdicts, receiver.urls) == ([True, False, True, False], {URL})
    assert {key: receiver.bodies[0][key] for key in receiver.bodies[0] if key != "entropy"} == {
        "events": [],
        "firstEventSequence": 0,
        "lastEventSequence": 0,
    }
    assert re.fullmatch("[A-Z]{20}", receiver.bodies[0]["entropy"])
    assert receiver.bodies[0]["entropy"] != receiver.bodies[1]["entropy"]
    assert KEY not in api.control("GET", "webhooks").content.decode()


@pytest.mark.parametrize(
    ("always", "said"),
    [
        (Received(200), "a wrongly signed post was answered 200 instead of 401"),
        (Received(401), "a rightly signed post was answered 401 instead of 200"),
        (Received(302), "a rightly signed post was answered 302 instead of 200"),
        (DOWN, "no answer within 5 seconds"),
    ],
)
def test_subscribe_when_the_intent_is_answered_wrong_then_it_stays_off(api, receiver, always, said):
    """No event is collected or sent until it is proven."""
    receiver.always = always
    body = subscribe(api).body
    assert (body["status"], body["said"]) == ("INTENT_FAILED", said)
    receiver.forget()
    api.put_invoice()
    assert deliver(api)["waiting"] == 0
    assert receiver.verdicts == []
    receiver.always = None
    enabled = api.control("POST", f"webhooks/{body['subscription_id']}/enable", {}).body
    assert enabled["status"] == "OK"
    assert receiver.events == []


@pytest.mark.parametrize("answer", [Received(200, has_body=True), Received(200, has_cookies=True)])
def test_subscribe_when_the_answer_says_too_much_then_it_stays_off(api, receiver, answer):
    """Empty body and no cookies."""
    receiver.answer = answer
    assert subscribe(api).body["status"] == "INTENT_FAILED"


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "http://example.com/xero"},
        {"url": "https://127.0.0.1/xero"},
        {"url": "http://127.0.0.1.example.com/"},
        {"url": "http://user@127.0.0.1/"},
        {"url": "http://127.0.0.1:99999/"},
        {"url": ""},
        {"key": ""},
        {"categories": ["INVOICES"]},
    ],
)
def test_subscribe_when_it_is_no_address_of_this_machine_then_it_is_refused(api, receiver, changes):
    """Nothing is ever sent to another machine; a misspelt category is told."""
    assert subscribe(api, **changes).status == 400
    assert receiver.verdicts == []
    assert api.control("GET", "webhooks").body == []


def test_events_when_documents_change_then_each_is_told_once_a_call(api, receiver):
    """An invoice, its new contact, its update, and its payment's effect on it."""
    subscribed(api, receiver)
    row = api.put_invoice()
    deliver(api)
    assert receiver.told == [("CONTACT", "CREATE"), ("INVOICE", "CREATE")]
    api.clock.advance(seconds=1)
    api.call("POST", "/Invoices/CM-1001", {"Reference": "new"})
    api.clock.advance(seconds=1)
    api.put_payment("CM-1001", "10.00")
    deliver(api)
    assert receiver.told[2:] == [("INVOICE", "UPDATE"), ("INVOICE", "UPDATE")]
    event = receiver.events[1]
    assert event == {
        "resourceUrl": f"http://127.0.0.1{ROOT}/Invoices/{row['InvoiceID']}",
        "resourceId": row["InvoiceID"],
        "tenantId": api.state.tenant_id,
        "tenantType": "ORGANISATION",
        "eventCategory": "INVOICE",
        "eventType": "CREATE",
        "eventDateUtc": "2026-11-22T00:00:00.000",
    }
    assert [(b["firstEventSequence"], b["lastEventSequence"]) for b in receiver.bodies] == [
        (1, 2),
        (3, 4),
    ]
    assert deliver(api)["waiting"] == 0
    assert len(receiver.bodies) == 2


def test_events_when_a_payment_is_quiet_then_the_invoice_is_not_told(api, receiver):
    """Nobody documents that a payment fires an event: cmxero must live without it."""
    subscribed(api, receiver)
    api.control("POST", "switches", {"payment_fires_invoice_event": False})
    api.put_invoice()
    api.clock.advance(seconds=1)
    payment_id = api.put_payment("CM-1001", "10.00")["PaymentID"]
    api.clock.advance(seconds=1)
    api.call("POST", f"/Payments/{payment_id}", {"Status": "DELETED"})
    api.clock.advance(seconds=1)
    api.call("POST", "/Invoices/CM-1001", {"Reference": "new"})
    deliver(api)
    assert receiver.told == [("CONTACT", "CREATE"), ("INVOICE", "CREATE"), ("INVOICE", "UPDATE")]


def test_events_when_payment_events_are_on_then_payments_are_told_too(api, receiver):
    """The category that the contract has since November 2026."""
    api.control("POST", "switches", {"payment_events": True})
    subscribed(api, receiver, categories=["PAYMENT"])
    api.put_invoice()
    api.put_payment("CM-1001", "10.00")
    deliver(api)
    assert receiver.told == [("PAYMENT", "CREATE")]


@pytest.mark.parametrize(("told", "count"), [(False, 0), (True, 1)])
def test_events_when_the_stamp_does_not_move_then_a_switch_decides(api, receiver, told, count):
    """A new DueDate of a part-paid invoice moves no UpdatedDateUTC (2.5)."""
    api.control("POST", "switches", {"silent_change_fires_event": told})
    api.put_invoice()
    api.put_payment("CM-1001", "10.00")
    subscribed(api, receiver)
    api.clock.advance(seconds=1)
    assert api.call("POST", "/Invoices/CM-1001", {"DueDate": "2027-01-31"}).status == 200
    deliver(api)
    assert receiver.told == [("INVOICE", "UPDATE")] * count


def test_events_when_a_call_is_refused_then_nothing_is_told(api, receiver):
    """Only what was saved is an event."""
    subscribed(api, receiver)
    api.call("PUT", "/Invoices", invoice(Status="PAID"))
    assert deliver(api)["waiting"] == 0
    assert receiver.verdicts == []


def test_retry_when_the_subscriber_is_down_then_at_once_and_every_quarter_of_an_hour(api, receiver):
    """Two posts, then two more after 15 minutes; when it is back, everything in order."""
    subscribed(api, receiver)
    receiver.answer = DOWN
    api.put_invoice()
    body = deliver(api)
    assert (len(receiver.verdicts), body["status"], body["waiting"]) == (2, "OK", 2)
    assert body["said"] == "no answer within 5 seconds"
    api.clock.advance(minutes=14, seconds=59)
    deliver(api)
    assert len(receiver.verdicts) == 2
    api.clock.advance(seconds=1)
    deliver(api)
    assert len(receiver.verdicts) == 4
    receiver.answer = None
    receiver.forget()
    api.put_invoice(InvoiceNumber="CM-1002")
    assert deliver(api)["waiting"] == 3
    api.clock.advance(minutes=15)
    assert deliver(api)["waiting"] == 0
    assert receiver.told == [("CONTACT", "CREATE"), ("INVOICE", "CREATE"), ("INVOICE", "CREATE")]


def test_retry_when_it_fails_for_a_day_then_it_is_disabled_until_enabled_again(api, receiver):
    """After 24 hours it is off; events wait, and come in order when it is enabled."""
    ident = subscribed(api, receiver)
    receiver.answer = Received(500)
    api.put_invoice()
    tries = 0
    while deliver(api)["status"] == "OK":
        tries += 1
        api.clock.advance(minutes=15)
    assert tries == 96
    api.sign_in()
    api.put_invoice(InvoiceNumber="CM-1002")
    receiver.forget()
    assert deliver(api)["waiting"] == 3
    assert receiver.verdicts == []
    failed = api.control("POST", f"webhooks/{ident}/enable", {}).body
    assert (failed["status"], failed["waiting"]) == ("DISABLED", 3)
    receiver.answer = None
    receiver.forget()
    assert api.control("POST", f"webhooks/{ident}/enable", {}).body["status"] == "OK"
    (body,) = [body for body in receiver.bodies if body["events"]]
    assert (body["firstEventSequence"], body["lastEventSequence"]) == (1, 3)


def test_replay_when_events_are_older_than_31_days_then_they_are_gone(api, receiver):
    """Kept 31 days, not longer."""
    ident = subscribed(api, receiver, categories=["INVOICE"])
    receiver.answer = DOWN
    api.put_invoice()
    deliver(api)
    api.clock.advance(days=1)
    assert deliver(api)["status"] == "DISABLED"
    api.sign_in()
    api.put_invoice(InvoiceNumber="CM-1002")
    api.clock.advance(days=30, seconds=1)
    receiver.answer = None
    receiver.forget()
    api.control("POST", f"webhooks/{ident}/enable", {})
    assert [event["eventDateUtc"] for event in receiver.events] == ["2026-11-23T00:00:00.000"]


def trick(api, kind: str, times: int = 1):
    return api.control("POST", "webhooks/tricks", {"kind": kind, "times": times})


def test_tricks_when_asked_for_then_deliveries_come_twice_disordered_or_not_at_all(api, receiver):
    """What Xero does not promise: once, in order, at all."""
    subscribed(api, receiver, categories=["INVOICE"])
    trick(api, "duplicate")
    api.put_invoice(InvoiceNumber="CM-1")
    deliver(api)
    assert [body["lastEventSequence"] for body in receiver.bodies] == [1, 1]
    receiver.forget()
    trick(api, "reorder")
    api.put_invoice(InvoiceNumber="CM-2")
    assert deliver(api)["waiting"] == 1
    api.put_invoice(InvoiceNumber="CM-3")
    assert deliver(api)["waiting"] == 0
    assert [body["lastEventSequence"] for body in receiver.bodies] == [3, 2]
    receiver.forget()
    trick(api, "drop")
    api.put_invoice(InvoiceNumber="CM-4")
    assert deliver(api)["waiting"] == 0
    assert receiver.bodies == []
    outcomes = [row["outcome"] for row in api.control("GET", "webhooks/deliveries").body]
    assert outcomes[-1] == "dropped"
    assert trick(api, "vanish").status == 400
    assert trick(api, "drop", 101).status == 400


def test_control_when_a_subscription_is_ended_then_nothing_is_sent(api, receiver):
    """DELETE with an id ends one, without all; an unknown one is told."""
    ident = subscribed(api, receiver)
    api.put_invoice()
    assert api.control("DELETE", "webhooks/unknown").status == 400
    assert api.control("DELETE", f"webhooks/{ident}").status == 204
    assert api.control("POST", "webhooks/deliver", {}).body == {"posts": 0, "subscriptions": []}
    assert api.control("PUT", "webhooks", {}).status == 404
    assert api.control("POST", "webhooks/nonsense", {}).status == 404
    form = "application/x-www-form-urlencoded"
    assert api.send("POST", "/sandbox/webhooks", b"url=x", content_type=form).status == 415


def schema_of(name: str):
    """A schema of the contract, without its wrong minimum of sequences (xero-api.md 4)."""
    document = yaml.load(HOOKS_SPEC.read_text("utf-8"), Loader)  # noqa: S506 - a safe loader
    event = document["components"]["schemas"]["WebhookEvent"]
    for end in ("first", "last"):
        del event["properties"][f"{end}EventSequence"]["minimum"]
    schema = {**document, "$ref": f"#/components/schemas/{name}"}
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.skipif(not HOOKS_SPEC.exists(), reason="Xero's contract is not beside this checkout")
def test_payload_when_sent_then_it_holds_to_the_contract(api, receiver):
    """Intent, CONTACT and INVOICE events; the schema itself notices a wrong type."""
    subscribe(api)
    api.put_invoice()
    deliver(api)
    schema = schema_of("WebhookEvent")
    assert len(receiver.bodies) == 3
    for body in receiver.bodies:
        schema.validate(body)
    receiver.bodies[-1]["events"][0]["eventType"] = "DELETE"
    with pytest.raises(jsonschema.ValidationError):
        schema.validate(receiver.bodies[-1])


def test_events_when_credits_change_then_they_carry_type_and_status(api, receiver, state):
    """CREDITNOTE, OVERPAYMENT and PREPAYMENT carry data; the others do not (4)."""
    subscribed(api, receiver, categories=["CREDITNOTE", "OVERPAYMENT", "PREPAYMENT"])
    common = {
        "contact_id": "c",
        "invoice_date": date(2026, 11, 1),
        "status": "AUTHORISED",
        "updated_utc": START,
    }
    note, over, pre = (str(uuid5(NAMESPACE_URL, word)) for word in ("note", "over", "pre"))
    state.save(
        CreditNote(invoice_id=note, type="ACCRECCREDIT", number="CN-1", **common),
        BankCredit(invoice_id=over, type="RECEIVE-OVERPAYMENT", number="", **common),
        BankCredit(invoice_id=pre, type="RECEIVE-PREPAYMENT", number="", **common),
    )
    api.app.state.world.commit()
    deliver(api)
    told = {
        (event["eventCategory"], event["resourceUrl"].split("/")[-2]): event["data"]
        for event in receiver.events
    }
    updated = {"UpdatedDateUTCString": "2026-11-22T00:00:00Z"}
    assert told == {
        ("CREDITNOTE", "CreditNotes"): {"Type": "ACCRECCREDIT", "Status": "AUTHORISED"},
        ("OVERPAYMENT", "Overpayments"): {
            "Type": "RECEIVE-OVERPAYMENT",
            "Status": "AUTHORISED",
            **updated,
        },
        ("PREPAYMENT", "Prepayments"): {
            "Type": "RECEIVE-PREPAYMENT",
            "Status": "AUTHORISED",
            **updated,
        },
    }
    if HOOKS_SPEC.exists():
        notes = [e for e in receiver.events if e["eventCategory"] == "CREDITNOTE"]
        schema_of("CreditNoteWebhookEvent").validate({**receiver.bodies[0], "events": notes})


@pytest.mark.parametrize(("told", "count"), [(True, 1), (False, 0)])
def test_events_when_an_allocation_is_made_then_a_switch_decides(api, receiver, state, told, count):
    """Whether the invoice tells of a credit that was allocated to it is not documented."""
    api.control("POST", "switches", {"allocation_fires_invoice_event": told})
    row = api.put_invoice()
    note = {
        "Type": "ACCRECCREDIT",
        "CreditNoteNumber": "CN-1",
        "Contact": {"Name": "Comcare"},
        "Date": "2026-11-02",
        "Status": "AUTHORISED",
        "LineItems": [line()],
    }
    note_id = api.call("PUT", "/CreditNotes", note).body["CreditNotes"][0]["CreditNoteID"]
    subscribed(api, receiver, categories=["INVOICE", "CREDITNOTE"])
    api.clock.advance(seconds=1)
    wish = {"Invoice": {"InvoiceID": row["InvoiceID"]}, "Amount": 1, "Date": "2026-11-03"}
    reply = api.call("PUT", f"/CreditNotes/{note_id}/Allocations", {"Allocations": [wish]})
    assert reply.status == 200, reply.body
    deliver(api)
    assert receiver.told.count(("INVOICE", "UPDATE")) == count
    assert receiver.told.count(("CREDITNOTE", "UPDATE")) == 1


STEPS = st.lists(
    st.sampled_from(["invoice", "down", "up", "quarter", "deliver", "duplicate", "reorder"]),
    max_size=20,
)


@settings(max_examples=30, deadline=None)
@given(STEPS)
def test_events_when_the_subscriber_comes_and_goes_then_none_is_lost(steps):
    """At least once each, whatever happens; without tricks also in order and only once."""
    clock, receiver = Clock(), Receiver()
    app = create_app(OrganisationState.new(START, "test"), clock, send=receiver)
    api = Api(app, app.state.world.state, clock, InProcess(app, None))
    api.sign_in()
    subscribed(api, receiver, categories=["INVOICE"])
    made = []
    for place, step in enumerate([*steps, "invoice", "up", "quarter", "invoice", "deliver"]):
        if step == "invoice":
            api.sign_in()
            made.append(api.put_invoice(InvoiceNumber=f"CM-{place}")["InvoiceID"])
        elif step in {"down", "up"}:
            receiver.answer = DOWN if step == "down" else None
        elif step == "quarter":
            clock.advance(minutes=15)
        elif step == "deliver":
            deliver(api)
        else:
            trick(api, step)
    assert set(receiver.accepted) == set(made)
    assert api.control("GET", "webhooks").body[0]["waiting"] == 0
    if {"duplicate", "reorder"}.isdisjoint(steps):
        assert receiver.accepted == made


def restarted(folder, clock, receiver) -> Api:
    """The sandbox on a state folder, as a new process finds it."""
    with Journal(folder) as journal:
        sandbox = journal.open_state(clock(), "test")
        app = create_app(sandbox, clock, journal=journal, send=receiver)
        yield Api(app, sandbox.default, clock, InProcess(app, None))


def test_restart_when_events_wait_then_they_are_sent_afterwards(tmp_path, receiver):
    """Subscription, queue and sequence survive; the file is for its owner only."""
    clock = Clock()
    for api in restarted(tmp_path, clock, receiver):
        api.sign_in()
        subscribed(api, receiver)
        api.put_invoice()
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o077 == 0
    with (tmp_path / FILE_NAME).open("ab") as file:
        file.write(b'{"subscription":{"subs')
    for _ in range(2):
        for api in restarted(tmp_path, clock, receiver):
            deliver(api)
    assert receiver.told == [("CONTACT", "CREATE"), ("INVOICE", "CREATE")]
    for api in restarted(tmp_path, clock, receiver):
        api.sign_in()
        clock.advance(seconds=1)
        api.put_invoice(InvoiceNumber="CM-1002")
        deliver(api)
    assert receiver.bodies[-1]["firstEventSequence"] == 3


def test_restart_when_killed_before_the_event_was_kept_then_it_is_told_all_the_same(
    tmp_path, receiver
):
    """The journal has the invoice, the webhook file does not know of it yet."""
    clock = Clock()
    for api in restarted(tmp_path, clock, receiver):
        api.sign_in()
        subscribed(api, receiver)
        before = (tmp_path / FILE_NAME).read_bytes()
        clock.advance(seconds=1)
        api.put_invoice()
    (tmp_path / FILE_NAME).write_bytes(before)
    for api in restarted(tmp_path, clock, receiver):
        deliver(api)
    assert sorted(receiver.told) == [("CONTACT", "UPDATE"), ("INVOICE", "UPDATE")]


def test_process_when_a_real_subscriber_listens_then_events_come_by_themselves(tmp_path):
    """Over real HTTP, by the background task, without being asked."""
    with listening() as (url, bodies), SandboxProcess(tmp_path) as sandbox:
        base = sandbox.base_url
        with httpx.Client(base_url=base, timeout=20, trust_env=False) as client:
            form = {"grant_type": "client_credentials"}
            token = client.post("/connect/token", data=form, auth=("sandbox", "sandbox")).json()
            client.headers["authorization"] = f"Bearer {token['access_token']}"
            client.headers["xero-tenant-id"] = client.get("/connections").json()[0]["tenantId"]
            client.headers["content-type"] = "application/json"
            wish = {"url": url, "key": KEY, "categories": ["INVOICE"]}
            asked = client.post("/sandbox/webhooks", content=encode(wish)).json()
            assert asked["status"] == "OK"
            client.put(f"{ROOT}/Invoices", content=encode(invoice()))
            for _ in range(200):
                if any(body["events"] for body in bodies):
                    break
                client.get("/sandbox/webhooks")
    (event,) = [event for body in bodies for event in body["events"]]
    assert event["resourceUrl"].startswith(f"{base}{ROOT}/Invoices/")
