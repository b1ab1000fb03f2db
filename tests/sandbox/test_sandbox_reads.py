"""Lists: pages, filters, order, what changed since (xero-api.md 2.6)."""

import pytest
from sandbox_api import invoice


@pytest.fixture
def twelve(api):
    """CM-1 to CM-12, one a minute: odd ones DRAFT, CM-4 paid."""
    for place in range(1, 13):
        status = "DRAFT" if place % 2 else "AUTHORISED"
        api.put_invoice(
            InvoiceNumber=f"CM-{place}", Status=status, Date=f"2026-11-{place:02d}", Reference="R"
        )
        api.clock.advance(minutes=1)
    api.put_payment("CM-4", "110.00")
    return api


def numbers(api, query: str, **headers) -> list[str]:
    reply = api.call("GET", f"/Invoices{query}", **headers)
    assert reply.status == 200, reply.body
    return [row["InvoiceNumber"] for row in reply.body["Invoices"]]


def test_list_when_unpaged_then_it_is_thin_and_in_order_of_change(twelve):
    """No lines, hardly any contact, no pagination; the paid one changed last."""
    reply = twelve.call("GET", "/Invoices")
    rows = reply.body["Invoices"]
    assert [row["InvoiceNumber"] for row in rows][-1] == "CM-4"
    assert len(rows) == 12
    assert all(row["LineItems"] == [] for row in rows)
    assert "IsCustomer" not in rows[0]["Contact"]
    assert "pagination" not in reply.body


@pytest.mark.parametrize("query", ["?page=1", "?Statuses=DRAFT,AUTHORISED,PAID", "?pageSize=5"])
def test_list_when_paged_then_lines_are_there(twelve, query):
    """Paged lists and Statuses= carry the lines."""
    reply = twelve.call("GET", f"/Invoices{query}")
    assert all(len(row["LineItems"]) == 1 for row in reply.body["Invoices"])
    assert reply.body["pagination"]["itemCount"] == 12


@pytest.mark.parametrize(
    ("query", "page", "size", "count", "rows"),
    [
        ("?page=1&pageSize=5", 1, 5, 3, 5),
        ("?page=3&pageSize=5", 3, 5, 3, 2),
        ("?page=4&pageSize=5", 4, 5, 3, 0),
        ("?page=1&pageSize=0", 1, 1, 12, 1),
        ("?page=1&pageSize=-3", 1, 1, 12, 1),
        ("?page=1&pageSize=5000", 1, 1000, 1, 12),
        ("?page=0&pageSize=5", 1, 5, 3, 5),
        ("?page=1", 1, 100, 1, 12),
    ],
)
def test_page_when_out_of_range_then_it_is_clamped(twelve, query, page, size, count, rows):
    """PageSize is clamped to 1..1000, not refused."""
    body = twelve.call("GET", f"/Invoices{query}").body
    assert body["pagination"] == {
        "page": page,
        "pageSize": size,
        "pageCount": count,
        "itemCount": 12,
    }
    assert len(body["Invoices"]) == rows


def test_pages_when_read_through_then_they_hold_every_row_once(twelve):
    """Pages of a list that stands still are the list."""
    paged = [n for page in (1, 2, 3) for n in numbers(twelve, f"?page={page}&pageSize=5")]
    assert paged == numbers(twelve, "")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?InvoiceNumbers=CM-2,CM-3,CM-99", ["CM-2", "CM-3"]),
        ("?Statuses=PAID", ["CM-4"]),
        ('?where=Status=="PAID"', ["CM-4"]),
        ('?where=Type=="ACCREC" %26%26 Date >= DateTime(2026, 11, 11)', ["CM-11", "CM-12"]),
        ('?where=Date<DateTime.Parse("2026-11-02")', ["CM-1"]),
        ('?where=InvoiceNumber=="CM-5"', ["CM-5"]),
        ('?where=AmountDue==0 AND Contact.Name=="Comcare"', ["CM-4"]),
        ('?where=Status!="DRAFT" %26%26 Status!="AUTHORISED"', ["CM-4"]),
        ("?order=Date DESC&page=1&pageSize=2", ["CM-12", "CM-11"]),
        ("?order=InvoiceNumber&page=1&pageSize=3", ["CM-1", "CM-10", "CM-11"]),
        ('?where=Reference=="none"', []),
    ],
)
def test_list_when_filtered_or_ordered_then_it_holds_what_was_asked(twelve, query, expected):
    """IDs, numbers, statuses, the where subset, and order."""
    assert numbers(twelve, query) == expected


def test_list_when_ids_are_given_then_only_they_come(twelve):
    """IDs= and ContactIDs= take comma-separated ids."""
    row = twelve.get_invoice("CM-7")
    assert numbers(twelve, f"?IDs={row['InvoiceID'].upper()}") == ["CM-7"]
    contact_id = row["Contact"]["ContactID"]
    assert len(numbers(twelve, f"?ContactIDs={contact_id}")) == 12
    by_guid = f'?where=Contact.ContactID==Guid("{contact_id}") %26%26 InvoiceNumber=="CM-8"'
    assert numbers(twelve, by_guid) == ["CM-8"]


@pytest.mark.parametrize(
    "query",
    [
        "?where=Status",
        '?where=Status=="DRAFT" OR Status=="PAID"',
        '?where=Secret=="1"',
        '?where=Status=="DRAFT" %26%26',
        "?where=Date>=DateTime(2026,13,1)",
        '?where=AmountDue=="much"',
        '?where=Name.Contains("x")',
        "?order=Secret",
        "?order=Date SIDEWAYS",
        "?page=one",
        "?pageSize=many",
        "?summaryOnly=perhaps",
    ],
)
def test_list_when_the_question_is_not_understood_then_it_is_a_400(twelve, query):
    """Beyond the subset nothing is guessed."""
    reply = twelve.call("GET", f"/Invoices{query}")
    assert (reply.status, reply.body["Type"]) == (400, "QueryParseException")


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2026-11-22T00:10:00", ["CM-11", "CM-12", "CM-4"]),
        ("2026-11-22T00:10:01", ["CM-12", "CM-4"]),
        ("2026-11-22T10:10:00+10:00", ["CM-11", "CM-12", "CM-4"]),
        ("Sun, 22 Nov 2026 00:10:00 GMT", ["CM-11", "CM-12", "CM-4"]),
        ("2026-11-22T00:10:00.900", ["CM-11", "CM-12", "CM-4"]),
        ("2027-01-01T00:00:00", []),
    ],
)
def test_since_when_given_then_that_very_second_is_included(twelve, since, expected):
    """If-Modified-Since counts whole seconds and is inclusive by default."""
    assert numbers(twelve, "", if_modified_since=since) == expected


def test_since_when_the_switch_is_set_then_that_second_is_left_out(twelve):
    """Inclusive or exclusive is undocumented: a switch (9)."""
    twelve.control("POST", "switches", {"modified_since_inclusive": False})
    assert numbers(twelve, "", if_modified_since="2026-11-22T00:10:00") == ["CM-12", "CM-4"]
    assert twelve.call("GET", "/Invoices", if_modified_since="yesterday").status == 400


def test_summary_when_asked_for_then_lines_and_payments_are_gone(twelve):
    """SummaryOnly drops Payments, LineItems, HasAttachments, and pages (2.6)."""
    reply = twelve.call("GET", "/Invoices?summaryOnly=True")
    assert reply.body["pagination"]["pageSize"] == 100
    for row in reply.body["Invoices"]:
        assert not {"LineItems", "Payments", "HasAttachments"} & set(row)


def test_invoice_when_read_by_id_or_number_then_it_is_the_same(api):
    """GET /Invoices/{id or number}; anything else is a 404 that is no JSON."""
    row = api.put_invoice()
    by_id = api.call("GET", f"/Invoices/{row['InvoiceID']}").body["Invoices"]
    assert by_id == api.call("GET", "/Invoices/cm-1001").body["Invoices"]
    reply = api.call("GET", "/Invoices/CM-9")
    assert (reply.status, reply.headers["content-type"]) == (404, "text/html")
    assert api.call("GET", "/Contacts/none").status == 404
    assert api.call("GET", "/Nonsense").status == 404


def test_dates_when_read_then_they_are_both_forms(api):
    """Milliseconds with an offset, and the text twin, as in the official examples."""
    row = api.put_invoice(Date="/Date(1793491200000+0000)/")
    assert (row["Date"], row["DateString"]) == (
        "/Date(1793491200000+0000)/",
        "2026-11-01T00:00:00",
    )
    assert row["UpdatedDateUTC"] == "/Date(1795305600000+0000)/"
    assert row["UpdatedDateUTCString"] == "2026-11-22T00:00:00Z"


def test_payments_when_filtered_then_status_type_and_date_work(api):
    """The where subset on payments (2.6)."""
    api.put_invoice()
    api.put_payment("CM-1001", "10.00", Reference="A", Date="2026-11-02")
    deleted = api.put_payment("CM-1001", "20.00", Reference="B", Date="2026-11-03")
    api.call("POST", f"/Payments/{deleted['PaymentID']}", {"Status": "DELETED"})

    def found(where: str) -> list[str]:
        rows = api.call("GET", f"/Payments?where={where}").body["Payments"]
        return [row["Reference"] for row in rows]

    assert found('Status=="DELETED"') == ["B"]
    assert found('PaymentType=="ACCRECPAYMENT" %26%26 Status=="AUTHORISED"') == ["A"]
    assert found("Date>=DateTime(2026,11,03)") == ["B"]
    invoice_id = api.get_invoice("CM-1001")["InvoiceID"]
    assert sorted(found(f'Invoice.InvoiceID==Guid("{invoice_id}")')) == ["A", "B"]


def test_list_when_something_changed_between_pages_then_the_next_page_knows(api):
    """The remembered list is dropped as soon as anything is saved."""
    bodies = [invoice(InvoiceNumber=f"CM-{n}") for n in (1, 2)]
    api.call("PUT", "/Invoices", {"Invoices": bodies})
    assert len(numbers(api, "?page=1")) == 2
    api.put_invoice(InvoiceNumber="CM-3")
    assert len(numbers(api, "?page=1")) == 3
