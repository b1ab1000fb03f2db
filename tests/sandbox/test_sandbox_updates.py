"""Changing invoices: statuses, edits, lines, what moves UpdatedDateUTC (xero-api.md 1.6, 2.5)."""

from decimal import Decimal

import pytest
from sandbox_api import invoice, line

WRONG_STATUS = ["Invoice not of valid status for modification"]
HAS_PAYMENTS = [
    "This document cannot be edited as it has a payment or credit note allocated to it."
]


def bring_to(api, status: str) -> None:
    """An invoice CM-1001 of this status."""
    first = status if status in {"DRAFT", "SUBMITTED"} else "AUTHORISED"
    api.put_invoice(Status="DRAFT" if status == "DELETED" else first)
    if status == "PAID":
        api.put_payment("CM-1001", "110.00")
    if status in {"VOIDED", "DELETED"}:
        api.call("POST", "/Invoices/CM-1001", {"Status": status})
    assert api.get_invoice("CM-1001")["Status"] == status


ALLOWED = {
    "DRAFT": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
    "SUBMITTED": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
    "AUTHORISED": {"AUTHORISED", "VOIDED"},
    "PAID": {"AUTHORISED", "PAID"},
    "VOIDED": set(),
    "DELETED": set(),
}


@pytest.mark.parametrize(
    "wanted", ["DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED"]
)
@pytest.mark.parametrize("status", sorted(ALLOWED))
def test_status_when_changed_then_only_the_table_is_allowed(api, status, wanted):
    """The status machine, every pair (1.6)."""
    bring_to(api, status)
    reply = api.call("POST", "/Invoices/CM-1001", {"Status": wanted})
    after = api.get_invoice("CM-1001")["Status"]
    if wanted in ALLOWED[status]:
        assert reply.status == 200
        assert after == ("PAID" if status == "PAID" else wanted)
    else:
        assert reply.status == 400
        assert after == status


def test_void_when_there_are_payments_then_the_message_says_so(api):
    """A paid invoice cannot be voided before its payments are gone."""
    bring_to(api, "PAID")
    reply = api.call("POST", "/Invoices/CM-1001", {"Status": "VOIDED"})
    assert "has payments or credit notes allocated" in reply.messages[0]


def test_void_when_done_then_nothing_is_due_and_the_lines_stay(api):
    """A voided invoice keeps its total and lines, and owes nothing."""
    bring_to(api, "VOIDED")
    row = api.get_invoice("CM-1001")
    assert (row["Total"], row["AmountDue"]) == (Decimal("110.00"), Decimal("0.00"))
    assert len(row["LineItems"]) == 1


@pytest.mark.parametrize(
    ("edit", "allowed"),
    [
        ({"Reference": "Claim 7"}, True),
        ({"DueDate": "2027-01-01"}, True),
        ({"InvoiceNumber": "CM-1001x"}, True),
        ({"Contact": {"Name": "Another payer"}}, True),
        ({"Url": "https://example.org/1"}, True),
        ({"Date": "2026-11-01"}, True),
        ({"Date": "2026-11-02"}, False),
        ({"LineAmountTypes": "Inclusive"}, False),
        ({"line": {"Description": "Another text"}}, True),
        ({"line": {"AccountCode": "260"}}, True),
        ({"line": {"UnitAmount": 100}}, True),
        ({"line": {"UnitAmount": 99}}, False),
        ({"line": {"Quantity": 2}}, False),
        ({"line": {"TaxType": "EXEMPTOUTPUT"}}, False),
        ({"LineItems": [line()]}, False),
    ],
)
@pytest.mark.parametrize("paid", ["60.00", "110.00"])
def test_edit_when_part_or_fully_paid_then_only_the_listed_fields_may_change(
    api, edit, allowed, paid
):
    """Nine fields stay editable after a payment; sending the same value again is no edit (1.6)."""
    row = api.put_invoice()
    api.put_payment("CM-1001", paid)
    if "line" in edit:
        ids = {"LineItemID": row["LineItems"][0]["LineItemID"]}
        edit = {"LineItems": [{**ids, **edit["line"]}]}
    reply = api.call("POST", f"/Invoices/{row['InvoiceID']}", edit)
    assert (reply.status, reply.messages) == ((200, []) if allowed else (400, HAS_PAYMENTS))
    after = api.state.invoices[row["InvoiceID"]]
    assert (str(after.total), str(after.amount_paid)) == ("110.00", paid)


def test_edit_when_unpaid_then_fields_that_are_not_sent_stay(api):
    """An update is a patch: what is not sent is kept."""
    before = api.put_invoice(Reference="Claim 7")
    api.call("POST", "/Invoices/CM-1001", {"DueDate": "2027-01-01"})
    after = api.get_invoice("CM-1001")
    assert after["DueDateString"] == "2027-01-01T00:00:00"
    for key in ("Reference", "Date", "Total", "Status", "LineItems"):
        assert after[key] == before[key]


def test_lines_when_ids_are_sent_then_update_create_and_delete_happen(api):
    """With its id a line is updated, without one created; an omitted line is deleted (1.6)."""
    row = api.put_invoice(LineItems=[line(Description=text) for text in "ABC"])
    a, b, _ = (item["LineItemID"] for item in row["LineItems"])
    sent = [{"LineItemID": b, "UnitAmount": 50}, line(Description="D"), {"LineItemID": a}]
    api.call("POST", "/Invoices/CM-1001", {"LineItems": sent})
    lines = api.get_invoice("CM-1001")["LineItems"]
    assert [item["Description"] for item in lines] == ["B", "D", "A"]
    assert [
        item["LineItemID"] == known for item, known in zip(lines, (b, None, a), strict=True)
    ] == [
        True,
        False,
        True,
    ]
    assert api.get_invoice("CM-1001")["Total"] == Decimal("275.00")


def test_lines_when_no_ids_are_sent_then_all_are_recreated(api):
    """Sending lines without ids deletes and recreates all of them (1.6)."""
    old = api.put_invoice()["LineItems"][0]["LineItemID"]
    api.call("POST", "/Invoices/CM-1001", {"LineItems": [line(), line()]})
    new = {item["LineItemID"] for item in api.get_invoice("CM-1001")["LineItems"]}
    assert len(new) == 2
    assert old not in new


def test_post_when_the_number_exists_then_it_updates_and_else_creates(api):
    """POST is the upsert that an export must never use (1.1)."""
    first = api.put_invoice(Status="DRAFT")
    again = api.call("POST", "/Invoices", invoice(Reference="second time", Status="DRAFT"))
    assert again.body["Invoices"][0]["InvoiceID"] == first["InvoiceID"]
    api.call("POST", "/Invoices", invoice(InvoiceNumber="CM-2"))
    assert sorted(row.number for row in api.state.invoices.values()) == ["CM-1001", "CM-2"]
    assert api.get_invoice("CM-1001")["Reference"] == "second time"


def test_post_when_the_number_is_voided_then_it_is_refused(api):
    """The number leads to the voided invoice, which cannot be changed."""
    bring_to(api, "VOIDED")
    assert api.call("POST", "/Invoices", invoice()).messages == WRONG_STATUS


def test_post_when_the_id_is_unknown_then_nothing_is_created(api):
    """An id that does not exist is an error of its element, and a 404 in the path."""
    unknown = "11111111-1111-1111-1111-111111111111"
    assert api.call("POST", "/Invoices", invoice(InvoiceID=unknown)).status == 400
    assert api.call("POST", f"/Invoices/{unknown}", {"Reference": "x"}).status == 404
    assert api.state.invoices == {}


def test_post_when_an_update_fails_then_the_element_names_the_document(api):
    """A refused update carries the id it was about, not the all-zero id."""
    row = api.put_invoice()
    api.put_payment("CM-1001", "1.00")
    reply = api.call(
        "POST",
        "/Invoices?summarizeErrors=false",
        {"InvoiceID": row["InvoiceID"], "LineItems": [line()]},
    )
    assert reply.body["Invoices"][0]["InvoiceID"] == row["InvoiceID"]
    assert reply.body["Invoices"][0]["StatusAttributeString"] == "ERROR"


def test_contact_when_more_than_its_id_is_sent_then_it_is_edited(api):
    """ContactID with further fields edits the contact itself (1.8)."""
    contact_id = api.put_invoice()["Contact"]["ContactID"]
    sent = {"ContactID": contact_id, "Name": "Comcare Australia", "ContactNumber": "P-1"}
    api.call("POST", "/Invoices/CM-1001", {"Contact": sent})
    row = api.call("GET", "/Contacts/P-1").body["Contacts"][0]
    assert (row["ContactID"], row["Name"]) == (contact_id, "Comcare Australia")


def test_locked_period_when_an_approved_invoice_lies_in_it_then_it_is_frozen(api):
    """A document in a locked period can be neither edited nor voided nor moved out (1.6)."""
    api.put_invoice(Date="2026-06-30")
    api.control("POST", "lock-dates", {"period_lock_date": "2026-06-30"})
    for edit in ({"Reference": "x"}, {"Date": "2026-07-01"}, {"Status": "VOIDED"}):
        assert "period lock date" in api.call("POST", "/Invoices/CM-1001", edit).messages[0]


@pytest.mark.parametrize(
    ("edit", "switch", "moves_by_default"),
    [
        ({"DueDate": "2027-01-01"}, "paid_due_date_moves", False),
        ({"account": "260"}, "line_account_moves", True),
        ({"Reference": "new"}, None, True),
    ],
)
def test_stamp_when_a_blind_spot_is_edited_then_the_switch_decides(
    api, edit, switch, moves_by_default
):
    """Not every change moves UpdatedDateUTC (2.5)."""
    row = api.put_invoice()
    api.put_payment("CM-1001", "60.00")
    if "account" in edit:
        line_id = row["LineItems"][0]["LineItemID"]
        edit = {"LineItems": [{"LineItemID": line_id, "AccountCode": edit["account"]}]}

    def moved(text: str) -> bool:
        before = api.get_invoice("CM-1001")["UpdatedDateUTC"]
        api.clock.advance(seconds=2)
        sent = {key: text if key == "Reference" else value for key, value in edit.items()}
        assert api.call("POST", "/Invoices/CM-1001", sent).status == 200
        return api.get_invoice("CM-1001")["UpdatedDateUTC"] != before

    assert moved("first") is moves_by_default
    if switch:
        api.control("POST", "switches", {switch: not moves_by_default})
        other = {"DueDate": "2027-02-02"} if "DueDate" in edit else edit
        if "LineItems" in edit:
            other = {"LineItems": [{**edit["LineItems"][0], "AccountCode": "200"}]}
        edit = other
        assert moved("second") is not moves_by_default


def test_stamp_when_the_clock_goes_back_then_the_stamp_does_not(api):
    """UpdatedDateUTC never goes back, whatever is done to the clock."""
    before = api.put_invoice(Status="DRAFT")["UpdatedDateUTCString"]
    api.control("POST", "clock", {"advance_s": -600})
    api.call("POST", "/Invoices/CM-1001", {"Reference": "later"})
    assert api.get_invoice("CM-1001")["UpdatedDateUTCString"] == before
