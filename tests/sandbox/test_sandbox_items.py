"""Tracking categories and items on lines (xero-api.md 1.7)."""

from decimal import Decimal

import pytest
from sandbox_api import credit_note, invoice, line

OFFICE = {"Name": "Office", "Option": "Brisbane"}
SERVICE = {"Name": "Service", "Option": "Psychology"}


def put_item(api, **fields) -> dict:
    """One new item; it must succeed."""
    body = {
        "Code": "ASSESS",
        "Name": "Assessment",
        "Description": "Initial assessment",
        "SalesDetails": {"UnitPrice": Decimal("180.1234"), "AccountCode": "260"},
        **fields,
    }
    reply = api.call("PUT", "/Items?summarizeErrors=false&unitdp=4", {"Items": [body]})
    assert reply.messages == []
    return reply.body["Items"][0]


def test_tracking_when_read_then_there_are_two_categories_with_options(api):
    """An organisation has at most two active ones."""
    rows = api.call("GET", "/TrackingCategories").body["TrackingCategories"]
    assert [row["Name"] for row in rows] == ["Office", "Service"]
    assert "Brisbane" in [option["Name"] for option in rows[0]["Options"]]
    path = f"/TrackingCategories/{rows[1]['TrackingCategoryID']}"
    assert api.call("GET", path).body["TrackingCategories"] == rows[1:]
    assert api.call("GET", "/TrackingCategories/none").status == 404


def test_tracking_when_on_a_line_then_it_comes_back_by_name_and_id(api):
    """By Name and Option, or by ids; the answer has both (1.7)."""
    row = api.put_invoice(LineItems=[line(Tracking=[OFFICE, SERVICE])])
    shown = row["LineItems"][0]["Tracking"]
    assert [(one["Name"], one["Option"]) for one in shown] == [
        ("Office", "Brisbane"),
        ("Service", "Psychology"),
    ]
    ids = {key: shown[0][key] for key in ("TrackingCategoryID", "TrackingOptionID")}
    again = api.put_invoice(InvoiceNumber="CM-2", LineItems=[line(Tracking=[ids])])
    assert again["LineItems"][0]["Tracking"] == shown[:1]


@pytest.mark.parametrize(
    ("tracking", "words"),
    [
        ([{"Name": "Planet", "Option": "Mars"}], "category 'Planet' does not exist"),
        ([{"Name": "Office", "Option": "Perth"}], "option 'Perth' does not exist in 'Office'"),
        ([{"Name": "Office"}], "does not exist in 'Office'"),
        ([{}], "category '' does not exist"),
        ([OFFICE, {**OFFICE, "Option": "Sydney"}], "one option of each"),
        ([OFFICE, SERVICE, OFFICE], "2 tracking categories or fewer"),
    ],
)
def test_tracking_when_wrong_then_the_document_is_refused(api, tracking, words):
    """Unknown categories and options are refused, on invoices and credit notes alike."""
    items = {"LineItems": [line(Tracking=tracking)]}
    for path, body in (("/Invoices", invoice(**items)), ("/CreditNotes", credit_note(**items))):
        reply = api.call("PUT", path, body)
        assert any(words in message for message in reply.messages), reply.messages
    assert (api.state.invoices, api.state.credit_notes) == ({}, {})


def test_tracking_when_the_invoice_is_paid_then_it_may_still_be_changed(api):
    """Tracking is one of the nine fields; what is not sent stays, an empty list clears (1.6)."""
    row = api.put_invoice(LineItems=[line(Tracking=[OFFICE])])
    api.put_payment("CM-1001", "110.00")
    ident = {"LineItemID": row["LineItems"][0]["LineItemID"]}

    def after(**fields) -> list[str]:
        body = {"LineItems": [{**ident, **fields}]}
        assert api.call("POST", "/Invoices/CM-1001", body).status == 200
        return [one["Option"] for one in api.get_invoice("CM-1001")["LineItems"][0]["Tracking"]]

    assert after(Description="Another text") == ["Brisbane"]
    assert after(Tracking=[SERVICE]) == ["Psychology"]
    assert after(Tracking=[]) == []


def test_item_when_put_then_it_is_there_by_id_and_code(api):
    """Prices at four places only when asked for (1.4)."""
    row = put_item(api)
    assert row["SalesDetails"]["UnitPrice"] == Decimal("180.1234")
    assert api.get_one("Items/ASSESS")["ItemID"] == row["ItemID"]
    assert api.get_one(f"Items/{row['ItemID']}")["SalesDetails"]["UnitPrice"] == Decimal("180.12")
    assert [item["Code"] for item in api.call("GET", "/Items").body["Items"]] == ["ASSESS"]
    assert api.call("GET", "/Items/none").status == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"Code": "ASSESS"}, "already exists"),
        ({"Code": None}, "Code must be supplied"),
        ({"Code": "x" * 31}, "30 characters"),
        ({"Name": "x" * 51}, "50 characters"),
        ({"SalesDetails": {"AccountCode": "999"}}, "Account code '999'"),
        ({"PurchaseDetails": {"TaxType": "NOPE"}}, "TaxType code 'NOPE'"),
    ],
)
def test_item_when_a_rule_is_broken_then_it_is_refused(api, fields, words):
    """Each rule alone refuses the item."""
    put_item(api)
    reply = api.call("PUT", "/Items", {"Code": "NEW", **fields})
    assert (reply.status, words in reply.messages[0]) == (400, True)
    assert len(api.state.items) == 1


def test_item_code_when_on_a_line_then_it_supplies_what_is_missing(api):
    """Default price, account and description; what the line says itself stands (1.7)."""
    put_item(api)
    bare = {"ItemCode": "ASSESS", "Quantity": 2}
    full = line(ItemCode="ASSESS", UnitAmount=50)
    first, second = api.put_invoice(LineItems=[bare, full])["LineItems"]
    assert [str(first[key]) for key in ("Description", "UnitAmount", "LineAmount")] == [
        "Initial assessment",
        "180.1234",
        "360.25",
    ]
    assert (first["AccountCode"], first["TaxType"]) == ("260", "OUTPUT")
    assert (second["Description"], second["AccountCode"], second["LineAmount"]) == (
        "Assessment",
        "200",
        50,
    )


def test_item_code_when_a_line_is_edited_then_its_own_price_stays(api):
    """An item put on a priced line does not reprice it; without one it would."""
    put_item(api)
    row = api.put_invoice()
    edit = {"LineItemID": row["LineItems"][0]["LineItemID"], "ItemCode": "ASSESS"}
    api.call("POST", "/Invoices/CM-1001", {"LineItems": [edit]})
    after = api.get_invoice("CM-1001")
    assert (after["LineItems"][0]["ItemCode"], after["Total"]) == ("ASSESS", Decimal("110.00"))


def test_item_code_when_unknown_then_the_document_is_refused(api):
    """A code that is no item is an error, not a new item."""
    reply = api.call("PUT", "/Invoices", invoice(LineItems=[line(ItemCode="NOPE")]))
    assert "Item code 'NOPE' is not valid." in reply.messages
    assert api.state.invoices == {}
