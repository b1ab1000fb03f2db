"""Payments and batch payments (xero-api.md 2.2, 2.3)."""

from decimal import Decimal

import pytest
from sandbox_api import payment


def amounts(api, number: str = "CM-1001") -> tuple[str, str, str]:
    row = api.get_invoice(number)
    return row["Status"], str(row["AmountPaid"]), str(row["AmountDue"])


def test_payment_when_all_is_paid_then_the_invoice_is_paid_and_back_when_deleted(api):
    """PAID exactly when nothing is due; back to AUTHORISED when a payment goes (1.6)."""
    api.put_invoice()
    first = api.put_payment("CM-1001", "60.00")
    assert amounts(api) == ("AUTHORISED", "60.00", "50.00")
    api.put_payment("CM-1001", "50.00", Date="2026-11-21")
    assert amounts(api) == ("PAID", "110.00", "0.00")
    assert api.get_invoice("CM-1001")["FullyPaidOnDate"] == "/Date(1795219200000+0000)/"
    reply = api.call("POST", f"/Payments/{first['PaymentID']}", {"Status": "DELETED"})
    assert reply.body["Payments"][0]["Status"] == "DELETED"
    assert amounts(api) == ("AUTHORISED", "50.00", "60.00")
    assert "FullyPaidOnDate" not in api.get_invoice("CM-1001")


def test_payment_when_deleted_then_it_stays_readable_and_both_stamps_move(api):
    """A deleted payment shows under If-Modified-Since, and so does its invoice (2.2)."""
    api.put_invoice()
    row = api.put_payment("CM-1001", "60.00")
    api.clock.advance(seconds=10)
    api.call("POST", f"/Payments/{row['PaymentID']}", {"Payments": [{"Status": "DELETED"}]})
    since = {"if_modified_since": "2026-11-22T00:00:05"}
    changed = api.call("GET", "/Payments", **since).body["Payments"]
    assert [(p["PaymentID"], p["Status"]) for p in changed] == [(row["PaymentID"], "DELETED")]
    assert len(api.call("GET", "/Invoices", **since).body["Invoices"]) == 1
    again = api.call("POST", f"/Payments/{row['PaymentID']}", {"Status": "DELETED"})
    assert "already been deleted" in again.messages[0]


@pytest.mark.parametrize("switch", ["payment_moves_invoice", "deleted_payment_moves"])
def test_payment_when_the_stamp_is_switched_off_then_the_change_stays_unseen(api, switch):
    """Neither stamp is promised by Xero: cmxero must be right without either (9)."""
    api.control("POST", "switches", {switch: False})
    api.put_invoice()
    row = api.put_payment("CM-1001", "60.00")
    api.clock.advance(seconds=10)
    api.call("POST", f"/Payments/{row['PaymentID']}", {"Status": "DELETED"})
    since = {"if_modified_since": "2026-11-22T00:00:05"}
    unseen = "Invoices" if switch == "payment_moves_invoice" else "Payments"
    assert api.call("GET", f"/{unseen}", **since).body[unseen] == []
    assert amounts(api) == ("AUTHORISED", "0.00", "110.00")


@pytest.mark.parametrize(
    ("status", "fields", "words"),
    [
        ("DRAFT", {}, "authorised documents"),
        ("AUTHORISED", {"Amount": Decimal("110.01")}, "exceeds the amount outstanding"),
        ("AUTHORISED", {"Amount": 0}, "greater than zero"),
        ("AUTHORISED", {"Amount": -1}, "greater than zero"),
        ("AUTHORISED", {"Amount": Decimal("1.001")}, "whole cents"),
        ("AUTHORISED", {"Amount": None}, "greater than zero"),
        ("AUTHORISED", {"Account": {"Code": "200"}}, "not a valid code"),
        ("AUTHORISED", {"Account": None}, "Account must be specified"),
        ("AUTHORISED", {"Invoice": {"InvoiceNumber": "CM-9"}}, "could not be found"),
        ("AUTHORISED", {"Date": "2026-06-30"}, "period lock date"),
    ],
)
def test_payment_when_a_rule_is_broken_then_it_is_refused(api, status, fields, words):
    """Each rule alone refuses the payment; the invoice is untouched."""
    api.put_invoice(Status=status)
    api.control("POST", "lock-dates", {"period_lock_date": "2026-06-30"})
    reply = api.call("PUT", "/Payments", {**payment("CM-1001", "10.00"), **fields})
    assert reply.status == 400
    assert any(words in message for message in reply.messages), reply.messages
    assert (api.state.payments, api.get_invoice("CM-1001")["AmountPaid"]) == ({}, Decimal("0.00"))


def test_payments_when_two_in_one_call_are_too_much_then_the_second_fails(api):
    """Elements are applied in order, each against what the former left."""
    api.put_invoice()
    two = [payment("CM-1001", "60.00"), payment("CM-1001", "60.00")]
    reply = api.call("PUT", "/Payments?summarizeErrors=false", {"Payments": two})
    rows = reply.body["Payments"]
    assert [row["StatusAttributeString"] for row in rows] == ["OK", "ERROR"]
    assert rows[1]["HasValidationErrors"] is True
    assert amounts(api) == ("AUTHORISED", "60.00", "50.00")


def test_payment_when_posted_then_one_is_made(api):
    """POST /Payments takes one payment."""
    api.put_invoice()
    reply = api.call("POST", "/Payments", payment("CM-1001", "10.00"))
    assert reply.body["Payments"][0]["PaymentType"] == "ACCRECPAYMENT"


def test_payment_when_listed_then_its_invoice_is_hollow_and_by_id_it_is_whole(api):
    """The embedded invoice of a list has an id, number, type and contact, and no amounts (2.6)."""
    api.put_invoice()
    row = api.put_payment("CM-1001", "10.00", Reference="EFT 1")
    listed = api.call("GET", "/Payments").body["Payments"][0]["Invoice"]
    assert (listed["InvoiceNumber"], listed["Type"]) == ("CM-1001", "ACCREC")
    assert listed["Contact"]["Name"] == "Comcare"
    assert (listed["Payments"], listed["LineItems"]) == ([], [])
    assert "Total" not in listed
    assert "AmountDue" not in listed
    whole = api.call("GET", f"/Payments/{row['PaymentID']}").body["Payments"][0]["Invoice"]
    assert (whole["Total"], len(whole["LineItems"])) == (Decimal("110.00"), 1)
    assert whole["Payments"][0]["Reference"] == "EFT 1"


def test_payment_when_it_is_reconciled_then_the_switch_decides_on_deletion(api):
    """What the API does with a reconciled payment is unverified (2.2)."""
    api.put_invoice()
    row = api.put_payment("CM-1001", "10.00", IsReconciled=True)
    path = f"/Payments/{row['PaymentID']}"
    assert "reconciled" in api.call("POST", path, {"Status": "DELETED"}).messages[0]
    api.control("POST", "switches", {"reconciled_payment_deletable": True})
    assert api.call("POST", path, {"Status": "DELETED"}).status == 200


def test_payment_when_another_change_is_asked_for_then_it_is_refused(api):
    """There is no update of a payment: only its deletion."""
    api.put_invoice()
    row = api.put_payment("CM-1001", "10.00")
    reply = api.call("POST", f"/Payments/{row['PaymentID']}", {"Status": "AUTHORISED"})
    assert reply.status == 400
    assert api.call("POST", "/Payments/none", {"Status": "DELETED"}).status == 404


def put_batch(api, parts, **fields):
    """One deposit; ``parts`` are number and amount."""
    body = {
        "Account": {"Code": "090"},
        "Date": "2026-11-20",
        "Reference": "Deposit 1",
        "Payments": [
            {"Invoice": {"InvoiceNumber": number}, "Amount": Decimal(amount)}
            for number, amount in parts
        ],
        **fields,
    }
    return api.call("PUT", "/BatchPayments", {"BatchPayments": [body]})


def test_batch_when_made_then_each_invoice_has_its_payment(api):
    """One deposit, one payment an invoice, each naming its batch (2.3)."""
    for number in ("CM-1", "CM-2"):
        api.put_invoice(InvoiceNumber=number)
    batch = put_batch(api, [("CM-1", "110.00"), ("CM-2", "60.00")]).body["BatchPayments"][0]
    assert (batch["Type"], batch["Status"]) == ("RECBATCH", "AUTHORISED")
    assert batch["TotalAmount"] == Decimal("170.00")
    rows = api.call("GET", "/Payments").body["Payments"]
    assert {row["BatchPaymentID"] for row in rows} == {batch["BatchPaymentID"]}
    assert {row["BatchPayment"]["TotalAmount"] for row in rows} == {Decimal("170.00")}
    assert {row["Reference"] for row in rows} == {"Deposit 1"}
    assert amounts(api, "CM-1") == ("PAID", "110.00", "0.00")
    assert amounts(api, "CM-2") == ("AUTHORISED", "60.00", "50.00")


def test_batch_when_one_of_its_payments_is_deleted_alone_then_it_is_refused(api):
    """Payments made by a batch go only with their batch (2.2)."""
    for number in ("CM-1", "CM-2"):
        api.put_invoice(InvoiceNumber=number)
    batch = put_batch(api, [("CM-1", "110.00"), ("CM-2", "110.00")]).body["BatchPayments"][0]
    one = batch["Payments"][0]["PaymentID"]
    reply = api.call("POST", f"/Payments/{one}", {"Status": "DELETED"})
    assert "batch" in reply.messages[0]
    body = {"BatchPaymentID": batch["BatchPaymentID"], "Status": "DELETED"}
    assert api.call("POST", "/BatchPayments", body).body["BatchPayments"][0]["Status"] == "DELETED"
    assert {row["Status"] for row in api.call("GET", "/Payments").body["Payments"]} == {"DELETED"}
    assert amounts(api, "CM-1") == ("AUTHORISED", "0.00", "110.00")
    again = api.call("POST", f"/BatchPayments/{batch['BatchPaymentID']}", {"Status": "DELETED"})
    assert "already been deleted" in again.messages[0]


@pytest.mark.parametrize(
    ("parts", "fields"),
    [
        ([("CM-1", "110.00"), ("CM-2", "110.01")], {}),
        ([("CM-1", "60.00"), ("CM-1", "60.00")], {}),
        ([("CM-1", "10.00"), ("CM-9", "10.00")], {}),
        ([], {}),
        ([("CM-1", "10.00")], {"Reference": "x" * 256}),
        ([("CM-1", "10.00")], {"Account": {"Code": "200"}}),
    ],
)
def test_batch_when_anything_is_wrong_then_nothing_is_paid(api, parts, fields):
    """A deposit is whole or not at all."""
    for number in ("CM-1", "CM-2"):
        api.put_invoice(InvoiceNumber=number)
    assert put_batch(api, parts, **fields).status == 400
    assert (api.state.payments, api.state.batches) == ({}, {})


def test_batch_when_read_then_by_list_and_by_id_are_the_same(api):
    """Batches have no pages; an unknown id is a 404."""
    api.put_invoice(InvoiceNumber="CM-1")
    batch_id = put_batch(api, [("CM-1", "1.00")]).body["BatchPayments"][0]["BatchPaymentID"]
    listed = api.call("GET", "/BatchPayments?page=7").body["BatchPayments"]
    assert listed == api.call("GET", f"/BatchPayments/{batch_id}").body["BatchPayments"]
    assert api.call("GET", "/BatchPayments/none").status == 404
