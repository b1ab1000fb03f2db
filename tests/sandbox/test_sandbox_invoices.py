"""Creating invoices (xero-api.md 1.1 to 1.7)."""

from decimal import Decimal

import pytest
from sandbox_api import invoice, line

NO_ID = "00000000-0000-0000-0000-000000000000"


def refused(api, **fields) -> list[str]:
    """The messages when an invoice is refused."""
    reply = api.call("PUT", "/Invoices?summarizeErrors=false", invoice(**fields))
    row = reply.body["Invoices"][0]
    assert (row["StatusAttributeString"], row["HasErrors"]) == ("ERROR", True)
    assert row["InvoiceID"] == NO_ID
    assert api.state.invoices == {}
    return [error["Message"] for error in row["ValidationErrors"]]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"Type": "BOGUS"}, "Type"),
        ({"Status": "PAID"}, "not of valid status"),
        ({"Status": "VOIDED"}, "not of valid status"),
        ({"Contact": {}}, "Contact must be specified"),
        ({"Contact": {"ContactID": NO_ID}}, "not found"),
        ({"Contact": {"ContactNumber": "unknown"}}, "contact number"),
        ({"Contact": {"Name": "A <b>"}}, "angle brackets"),
        ({"LineItems": []}, "One or more line items"),
        ({"DueDate": None}, "DueDate"),
        ({"CurrencyCode": "NZD"}, "not subscribed to currency NZD"),
        ({"Url": "https://xero.example"}, "xero"),
        ({"InvoiceNumber": "CM-ü"}, "ASCII"),
        ({"InvoiceNumber": "9" * 256}, "255"),
        ({"LineAmountTypes": "Gross"}, "LineAmountTypes"),
        ({"LineItems": [line(Description="")]}, "description field is mandatory"),
        ({"LineItems": [line(Description="x" * 4001)]}, "4000"),
        ({"LineItems": [line(AccountCode=None)]}, "Account code must be specified"),
        ({"LineItems": [line(AccountCode="999")]}, "Account code '999' is not a valid code"),
        ({"LineItems": [line(AccountCode="090")]}, "Account code '090' is not a valid code"),
        ({"LineItems": [line(AccountCode="610")]}, "Account code '610' is not a valid code"),
        (
            {"LineItems": [line(TaxType="GST")]},
            "The TaxType code 'GST' cannot be used with account code '200'.",
        ),
        (
            {"LineItems": [line(AccountCode="400")]},
            "The TaxType code 'OUTPUT' cannot be used with account code '400'.",
        ),
        ({"LineItems": [line(LineAmount=99.99)]}, "does not match the expected line total 100.00"),
        ({"LineItems": [line(UnitAmount=-1)]}, "less than zero"),
        ({"LineItems": [line(LineItemID=NO_ID)]}, "does not belong"),
        ({"LineItems": [line(Quantity=100000, UnitAmount=100000)]}, "9,999,999,999.99"),
    ],
)
def test_create_when_a_rule_is_broken_then_it_is_refused_with_the_reason(api, fields, words):
    """Each rule alone refuses the element, names itself, and saves nothing."""
    messages = refused(api, **fields)
    assert any(words in message for message in messages), messages


def test_create_when_several_rules_are_broken_then_all_are_told(api):
    """A bookkeeper gets every message at once."""
    messages = refused(api, DueDate=None, CurrencyCode="USD", LineItems=[line(AccountCode="x")])
    assert len(messages) == 3


@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED", "AUTHORISED"])
def test_create_when_status_is_given_then_it_is_kept(api, status):
    """The three statuses a new invoice may have."""
    assert api.put_invoice(Status=status)["Status"] == status


def test_create_when_nothing_optional_is_given_then_defaults_apply(api):
    """DRAFT, today in the organisation's zone, Exclusive, the account's tax type, INV-0001."""
    api.clock.advance(hours=15)  # 01:00 the next day in Brisbane
    api.sign_in()
    body = {
        "Type": "ACCREC",
        "Contact": {"Name": "Comcare"},
        "LineItems": [{"Description": "Visit", "UnitAmount": 50, "AccountCode": "200"}],
    }
    row = api.call("PUT", "/Invoices", body).body["Invoices"][0]
    assert (row["Status"], row["LineAmountTypes"]) == ("DRAFT", "Exclusive")
    assert (row["InvoiceNumber"], row["DateString"]) == ("INV-0001", "2026-11-23T00:00:00")
    assert (row["LineItems"][0]["TaxType"], row["Total"]) == ("OUTPUT", Decimal("55.00"))
    assert "DueDate" not in row


def test_create_when_total_is_zero_then_it_is_paid_at_once(api):
    """Nothing due means PAID, without any payment (1.6)."""
    row = api.put_invoice(LineItems=[line(UnitAmount=0)])
    assert (row["Status"], row["AmountDue"]) == ("PAID", Decimal("0.00"))


def test_create_when_summarise_errors_is_absent_then_siblings_are_saved_behind_a_400(api):
    """The most dangerous default: 400, only the failed element told, the good one saved (1.3)."""
    good, bad = invoice(InvoiceNumber="CM-1"), invoice(InvoiceNumber="CM-2", LineItems=[])
    reply = api.call("PUT", "/Invoices", {"Invoices": [good, bad]})
    assert reply.status == 400
    assert (reply.body["ErrorNumber"], reply.body["Type"]) == (10, "ValidationException")
    assert [row["InvoiceNumber"] for row in reply.body["Elements"]] == ["CM-2"]
    assert [row.number for row in api.state.invoices.values()] == ["CM-1"]


def test_create_when_summarise_errors_is_false_then_every_element_answers_in_its_place(api):
    """200, in order, each with its own verdict; the failed one with the all-zero id."""
    bodies = [
        invoice(InvoiceNumber="CM-1"),
        invoice(InvoiceNumber="CM-2", LineItems=[]),
        invoice(InvoiceNumber="CM-3"),
    ]
    reply = api.call("PUT", "/Invoices?summarizeErrors=false", {"Invoices": bodies})
    assert reply.status == 200
    rows = reply.body["Invoices"]
    assert [row["InvoiceNumber"] for row in rows] == ["CM-1", "CM-2", "CM-3"]
    assert [row["StatusAttributeString"] for row in rows] == ["OK", "ERROR", "OK"]
    assert rows[1]["InvoiceID"] == NO_ID


def test_create_when_the_default_is_switched_then_absent_means_false(api):
    """What an absent summarizeErrors means is a switch; the spec says false."""
    api.control("POST", "switches", {"summarize_errors_default": False})
    assert api.call("PUT", "/Invoices", invoice(LineItems=[])).status == 200


def test_number_when_it_is_taken_then_it_is_refused(api):
    """Sales invoice numbers are unique, whatever their case by default."""
    api.put_invoice(InvoiceNumber="CM-1a")
    for number in ("CM-1a", "cm-1A"):
        reply = api.call("PUT", "/Invoices", invoice(InvoiceNumber=number))
        assert reply.messages == ["Invoice # must be unique."]
    api.control("POST", "switches", {"numbers_case_sensitive": True})
    assert api.call("PUT", "/Invoices", invoice(InvoiceNumber="cm-1A")).status == 200


@pytest.mark.parametrize(("first", "end"), [("AUTHORISED", "VOIDED"), ("DRAFT", "DELETED")])
@pytest.mark.parametrize("reusable", [False, True])
def test_number_when_its_invoice_is_dead_then_the_switch_decides_on_reuse(
    api, first, end, reusable
):
    """Reuse after VOIDED or DELETED is undocumented: by default it is refused (1.7)."""
    api.put_invoice(Status=first)
    api.call("POST", "/Invoices/CM-1001", {"Status": end})
    api.control("POST", "switches", {"number_reusable_after_void": reusable})
    reply = api.call("PUT", "/Invoices", invoice())
    assert reply.status == (200 if reusable else 400)
    if reusable:
        assert api.get_invoice("CM-1001")["Status"] == "AUTHORISED"
        assert len(api.state.invoices) == 2


def test_number_when_bills_share_it_then_both_are_taken(api):
    """A bill's number is its supplier's, so it need not be unique."""
    bill = {"Type": "ACCPAY", "LineItems": [line(AccountCode="400", TaxType="INPUT")]}
    api.put_invoice(InvoiceNumber="7", **bill)
    api.put_invoice(InvoiceNumber="7", **bill)
    api.put_invoice(InvoiceNumber="7")
    assert len(api.state.invoices) == 3


def test_contact_when_named_twice_then_it_is_made_once(api):
    """A name finds its contact or makes it; case does not make another (1.8)."""
    first = api.put_invoice(InvoiceNumber="CM-1", Contact={"Name": "Comcare"})
    second = api.put_invoice(InvoiceNumber="CM-2", Contact={"Name": "COMCARE"})
    third = api.put_invoice(
        InvoiceNumber="CM-3", Contact={"ContactID": first["Contact"]["ContactID"]}
    )
    ids = {row["Contact"]["ContactID"] for row in (first, second, third)}
    assert len(ids) == 1
    contacts = api.call("GET", "/Contacts?page=1").body
    assert [row["IsCustomer"] for row in contacts["Contacts"]] == [True]
    assert contacts["pagination"]["itemCount"] == 1


def test_contact_when_the_invoice_is_refused_then_it_is_not_made(api):
    """A refused element leaves no contact behind."""
    refused(api, Contact={"Name": "Nobody"}, LineItems=[])
    assert api.state.contacts == {}


@pytest.mark.parametrize("field", ["period_lock_date", "end_of_year_lock_date"])
@pytest.mark.parametrize(("day", "status"), [("2026-06-30", 400), ("2026-07-01", 200)])
def test_lock_date_when_the_document_is_on_or_before_it_then_it_is_refused(api, field, day, status):
    """On the lock date is locked, the day after is open (1.7)."""
    api.control("POST", "lock-dates", {field: "2026-06-30"})
    reply = api.call("PUT", "/Invoices", invoice(Date=day))
    assert reply.status == status
    if status == 400:
        assert "currently set at 30 June 2026" in reply.messages[0]


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b'{"Invoices":[1]}', b'{"Invoices":[{"Type":"ACCREC","Contact":5}]}', b"\xff"],
)
def test_create_when_the_body_is_not_understood_then_it_is_a_400(api, body):
    """Broken JSON is the request's fault, not an element's."""
    reply = api.call("PUT", "/Invoices", body)
    assert (reply.status, reply.body["Type"]) == (400, "PostDataInvalidException")


@pytest.mark.parametrize("value", ["1e400", "NaN", "x", True, [1]])
def test_create_when_a_number_is_absurd_then_it_is_a_400(api, value):
    """A number that is none does not bring the sandbox down."""
    reply = api.call("PUT", "/Invoices", invoice(LineItems=[line(UnitAmount=value)]))
    assert reply.status == 400
