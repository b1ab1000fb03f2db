"""No value in a body makes the sandbox stumble: it is taken, or refused in words."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odd_bodies import CONTACT, Write, odd_writes, writes
from sandbox_api import payment

NAMES = ("invoice", "draft", "line", "note", "overpayment", "payment", "batch", "contact")
COUNT = len(writes(dict.fromkeys(NAMES, "x")))


def prepared(api) -> tuple[Write, ...]:
    """The good writes, with what they need in the sandbox."""
    made = api.put_invoice(InvoiceNumber="CM-1", Contact=CONTACT)
    draft = api.put_invoice(InvoiceNumber="CM-2", Status="DRAFT", Contact=CONTACT)
    note = api.put_note(Contact=CONTACT)
    api.call("PUT", "/Items", {"Code": "ITEM"})
    over = {
        "Type": "RECEIVE-OVERPAYMENT", "Contact": CONTACT, "BankAccount": {"Code": "090"},
        "LineItems": [{"Description": "Early", "LineAmount": 55}],
    }  # fmt: skip
    banked = api.call("PUT", "/BankTransactions", over).body["BankTransactions"][0]
    paid = api.put_payment("CM-1", "0.01")
    batch = {"Account": {"Code": "090"}, "Payments": [payment("CM-1", "0.01")]}
    batched = api.call("PUT", "/BatchPayments", batch).body["BatchPayments"][0]
    return writes({
        "invoice": made["InvoiceID"], "draft": draft["InvoiceID"],
        "line": draft["LineItems"][0]["LineItemID"], "note": note["CreditNoteID"],
        "overpayment": banked["OverpaymentID"], "payment": paid["PaymentID"],
        "batch": batched["BatchPaymentID"], "contact": made["Contact"]["ContactID"],
    })  # fmt: skip


def send(api, write: Write, query: str) -> int:
    """Send one write; its status. The transport holds the answer against the contract."""
    # ASCII, as the SDK sends it: half of a surrogate pair must arrive too
    content = json.dumps(write.body).encode()
    reply = api.call(write.method, write.path + query, content)
    assert reply.status in {200, 400, 404}, (write, reply.content)
    if reply.status == 400:
        assert reply.body["Message"], write
    return reply.status


@pytest.mark.parametrize("place", range(COUNT))
def test_write_when_all_is_right_then_it_is_taken(api, place):
    """The bodies that are made odd are good ones, or end at a status that is no change."""
    good = prepared(api)[place]
    expected = 400 if good.body.get("Status") == "AUTHORISED" else 200
    assert send(api, good, "?unitdp=4") == expected, good


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
@pytest.mark.parametrize("place", range(COUNT))
@pytest.mark.parametrize("query", ["", "?summarizeErrors=false"])
def test_write_when_one_value_is_odd_then_it_is_taken_or_refused_in_words(api, place, query, data):
    """Never a server error, and every answer holds to the contract; ``make fuzz`` tries all."""
    odd = list(odd_writes(prepared_once(api)[place]))
    send(api, data.draw(st.sampled_from(odd)), query)


def prepared_once(api) -> tuple[Write, ...]:
    """The good writes; made for the first example of a test only."""
    if not hasattr(api, "good_writes"):
        api.good_writes = prepared(api)
    return api.good_writes


@pytest.mark.parametrize("theme", [" ", "Standard", "0"])
def test_write_when_the_theme_is_no_id_then_none_is_shown(api, theme):
    """The contract wants an id there; the transport would refuse the answer."""
    good = next(each for each in prepared(api) if each.path == "/Invoices")
    (element,) = good.body["Invoices"]
    odd = {"Invoices": [{**element, "BrandingThemeID": theme}]}
    assert send(api, Write(good.method, good.path, odd), "") == 200
