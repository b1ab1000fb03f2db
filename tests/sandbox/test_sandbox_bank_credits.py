"""Overpayments and prepayments: received, allocated, refunded, voided (xero-api.md 2.1, 2.4)."""

from decimal import Decimal

import pytest
from sandbox_api import line, refund

KINDS = {
    "Overpayments": ("RECEIVE-OVERPAYMENT", "AROVERPAYMENT", "AROVERPAYMENTPAYMENT"),
    "Prepayments": ("RECEIVE-PREPAYMENT", "ARPREPAYMENT", "ARPREPAYMENTPAYMENT"),
}
both = pytest.mark.parametrize("name", sorted(KINDS))


def received(name: str, **fields) -> dict:
    """110.00 received for nothing yet: untaxed if over, 100.00 and GST if before."""
    lines = [{"Description": "Paid twice", "LineAmount": 110}]
    return {
        "Type": KINDS[name][0],
        "Contact": {"Name": "Comcare"},
        "BankAccount": {"Code": "090"},
        "Date": "2026-11-12",
        "Reference": "EFT 77",
        "LineItems": lines if name == "Overpayments" else [line()],
        **fields,
    }


def receive(api, name: str, **fields) -> str:
    """The id of a new overpayment or prepayment; it must succeed."""
    reply = api.call("PUT", "/BankTransactions?summarizeErrors=false", received(name, **fields))
    assert reply.messages == []
    row = reply.body["BankTransactions"][0]
    return row[f"{name[:-1]}ID"]


def facts(api, name: str, credit_id: str) -> tuple[str, str]:
    row = api.get_one(f"{name}/{credit_id}")
    return row["Status"], str(row["RemainingCredit"])


def invoice_facts(api) -> tuple[str, str, str]:
    row = api.get_invoice("CM-1001")
    return row["Status"], str(row.get("AmountCredited", "0.00")), str(row["AmountDue"])


def test_overpayment_when_received_then_it_is_untaxed_on_accounts_receivable(api):
    """The service fills in the account; the bank transaction has the same id."""
    credit_id = receive(api, "Overpayments")
    row = api.get_one(f"Overpayments/{credit_id}")
    assert (row["Type"], row["Status"], row["Reference"]) == (
        "RECEIVE-OVERPAYMENT",
        "AUTHORISED",
        "EFT 77",
    )
    assert (str(row["Total"]), str(row["TotalTax"]), str(row["RemainingCredit"])) == (
        "110.00",
        "0.00",
        "110.00",
    )
    item = row["LineItems"][0]
    assert (item["AccountCode"], item["TaxType"]) == ("610", "NONE")
    transaction = api.get_one(f"BankTransactions/{credit_id}")
    assert (transaction["OverpaymentID"], transaction["BankAccount"]["Code"]) == (credit_id, "090")
    assert api.call("GET", "/Payments").body["Payments"] == []


def test_prepayment_when_received_then_its_lines_are_taxed(api):
    """A prepayment is a sale paid early: accounts and tax as on an invoice."""
    credit_id = receive(api, "Prepayments")
    row = api.get_one(f"Prepayments/{credit_id}")
    assert [str(row[key]) for key in ("SubTotal", "TotalTax", "Total")] == [
        "100.00",
        "10.00",
        "110.00",
    ]
    assert api.get_one(f"BankTransactions/{credit_id}")["PrepaymentID"] == credit_id


@pytest.mark.parametrize(
    ("name", "fields", "words"),
    [
        ("Overpayments", {"Type": "RECEIVE"}, "Type field must be"),
        ("Overpayments", {"Type": None}, "Type field must be"),
        ("Overpayments", {"Contact": None}, "Contact must be specified"),
        ("Overpayments", {"BankAccount": {"Code": "200"}}, "of type BANK"),
        ("Overpayments", {"BankAccount": None}, "of type BANK"),
        ("Overpayments", {"LineAmountTypes": "Exclusive"}, "must be NoTax"),
        ("Overpayments", {"LineItems": [line()]}, "accounts receivable"),
        ("Overpayments", {"LineItems": []}, "line items must be specified"),
        ("Overpayments", {"LineItems": [{"Description": "x", "LineAmount": 0}]}, "greater than"),
        ("Overpayments", {"Date": "2026-06-30"}, "period lock date"),
        ("Prepayments", {"LineItems": [line(AccountCode="610")]}, "not a valid code"),
        ("Prepayments", {"LineItems": [line(AccountCode=None)]}, "Account code must be"),
        ("Prepayments", {"LineAmountTypes": "Perhaps"}, "LineAmountTypes must be"),
    ],
)
def test_received_when_a_rule_is_broken_then_it_is_refused(api, name, fields, words):
    """Each rule alone refuses the transaction; neither it nor its contact is saved."""
    api.control("POST", "lock-dates", {"period_lock_date": "2026-06-30"})
    reply = api.call("PUT", "/BankTransactions", received(name, **fields))
    assert reply.status == 400
    assert any(words in message for message in reply.messages), reply.messages
    assert (api.state.bank_credits, api.state.contacts) == ({}, {})


@both
def test_allocation_when_made_and_deleted_then_both_follow(api, name):
    """PAID when used up, back to AUTHORISED when taken back; shown on the invoice by kind."""
    api.put_invoice()
    credit_id = receive(api, name)
    part = api.allocate(f"{name}/{credit_id}", "CM-1001", "60.00").body["Allocations"][0]
    assert part[name[:-1]][f"{name[:-1]}ID"] == credit_id
    assert invoice_facts(api) == ("AUTHORISED", "60.00", "50.00")
    assert facts(api, name, credit_id) == ("AUTHORISED", "50.00")
    api.allocate(f"{name}/{credit_id}", "CM-1001", "50.00")
    assert invoice_facts(api) == ("PAID", "110.00", "0.00")
    assert facts(api, name, credit_id) == ("PAID", "0.00")
    shown = api.get_invoice("CM-1001")[name]
    assert [str(row["AppliedAmount"]) for row in shown] == ["60.00", "50.00"]
    gone = api.call("DELETE", f"/{name}/{credit_id}/Allocations/{part['AllocationID']}")
    assert gone.body["IsDeleted"] is True
    assert invoice_facts(api) == ("AUTHORISED", "50.00", "60.00")
    assert facts(api, name, credit_id) == ("AUTHORISED", "60.00")


@both
def test_refund_when_made_and_deleted_then_the_credit_follows(api, name):
    """A Payment of its own type; the credit stands under Invoice in the list (2.1)."""
    _, document_type, payment_type = KINDS[name]
    credit_id = receive(api, name)
    body = refund(name[:-1], credit_id, "110.00", Reference="Back to payer")
    made = api.call("PUT", "/Payments", body).body["Payments"][0]
    assert made["PaymentType"] == payment_type
    assert facts(api, name, credit_id) == ("PAID", "0.00")
    listed = api.call("GET", "/Payments").body["Payments"][0]["Invoice"]
    assert (listed["Type"], listed["InvoiceID"]) == (document_type, credit_id)
    assert api.get_one(f"{name}/{credit_id}")["Payments"][0]["Reference"] == "Back to payer"
    assert api.call("POST", f"/Payments/{made['PaymentID']}", {"Status": "DELETED"}).status == 200
    assert facts(api, name, credit_id) == ("AUTHORISED", "110.00")


@both
def test_credit_when_voided_then_nothing_remains_and_it_cannot_be_used(api, name):
    """Void goes by the bank transaction, and only while nothing of it is used."""
    api.put_invoice()
    credit_id = receive(api, name)
    made = api.allocate(f"{name}/{credit_id}", "CM-1001", "60.00").body["Allocations"][0]
    path = f"/BankTransactions/{credit_id}"
    assert "allocated to it" in api.call("POST", path, {"Status": "DELETED"}).messages[0]
    api.call("DELETE", f"/{name}/{credit_id}/Allocations/{made['AllocationID']}")
    assert "only change" in api.call("POST", path, {"Reference": "x"}).messages[0]
    assert api.call("POST", path, {"Status": "DELETED"}).status == 200
    assert facts(api, name, credit_id) == ("VOIDED", "0.00")
    assert api.get_one(f"BankTransactions/{credit_id}")["Status"] == "VOIDED"
    assert "already been voided" in api.call("POST", path, {"Status": "VOIDED"}).messages[0]
    reply = api.allocate(f"{name}/{credit_id}", "CM-1001", "1.00")
    assert "authorised documents" in reply.messages[0]
    reply = api.call("PUT", "/Payments", refund(name[:-1], credit_id, "1.00"))
    assert "authorised documents" in reply.messages[0]


@both
def test_credits_when_listed_then_each_kind_has_its_own_list(api, name):
    """Pages, References, where and If-Modified-Since; the other kind is not in it (2.6)."""
    ids = [receive(api, name, Reference=f"EFT {n}") for n in (1, 2)]
    other = next(kind for kind in KINDS if kind != name)
    api.clock.advance(seconds=10)
    third = receive(api, other)

    def found(query: str, **headers) -> list[str]:
        rows = api.call("GET", f"/{name}{query}", **headers).body[name]
        return [row[f"{name[:-1]}ID"] for row in rows]

    assert sorted(found("")) == sorted(ids)
    assert found("?References=EFT 2") == ids[1:]
    assert found(f'?where={name[:-1]}ID==Guid("{ids[0]}")') == ids[:1]
    assert found('?where=Status=="PAID"') == []
    assert found("", if_modified_since="2026-11-22T00:00:05") == []
    assert api.call("GET", f"/{name}").body[name][0]["LineItems"] == []
    paged = api.call("GET", f"/{name}?page=1&pageSize=1").body
    assert (paged["pagination"]["pageCount"], len(paged[name][0]["LineItems"])) == (2, 1)
    assert api.call("GET", f"/{name}/{third}").status == 404
    assert len(api.call("GET", "/BankTransactions?page=1").body["BankTransactions"]) == 3
    assert api.call("GET", "/BankTransactions/none").status == 404


def test_credit_when_two_documents_are_needed_then_parts_may_go_to_several(api):
    """An overpayment of 110.00 may settle one invoice in part and be refunded for the rest."""
    api.put_invoice()
    credit_id = receive(api, "Overpayments")
    api.allocate(f"Overpayments/{credit_id}", "CM-1001", "70.00")
    reply = api.call("PUT", "/Payments", refund("Overpayment", credit_id, "40.01"))
    assert "exceeds the amount outstanding" in reply.messages[0]
    api.call("PUT", "/Payments", refund("Overpayment", credit_id, "40.00"))
    assert facts(api, "Overpayments", credit_id) == ("PAID", "0.00")
    assert api.get_invoice("CM-1001")["AmountDue"] == Decimal("40.00")
