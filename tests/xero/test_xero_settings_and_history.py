"""Items, tracking and history notes, over real HTTP and the real SDK."""

import json

import pytest

from cmxero.core.errors import XeroRateLimitError, XeroRejectedError, XeroUnreachableError
from cmxero.core.organisation_facts import XeroItem, XeroTrackingCategory

ID = "22222222-3333-4444-5555-666666666666"


def test_items_when_read_then_by_code_and_whether_sold(xero, gateway):
    """An item that does not say is sold: that is Xero's default."""
    xero.tell({"Items": [
        {"Code": "AST", "Name": "Assessment", "IsSold": True, "SalesDetails": {"UnitPrice": 1.5}},
        {"Code": "BUY", "Name": None, "IsSold": False},
        {"Code": "OLD"},
    ]})  # fmt: skip
    assert gateway.items() == (
        XeroItem("AST", "Assessment", is_sold=True),
        XeroItem("BUY", "", is_sold=False),
        XeroItem("OLD", "", is_sold=True),
    )
    assert xero.calls()[0].path == "/api.xro/2.0/Items"


def test_tracking_when_read_then_only_active_options(xero, gateway):
    """Archived categories are told apart from absent ones; archived options are gone."""
    xero.tell({"TrackingCategories": [
        {"Name": "Office", "Status": "ACTIVE", "Options": [
            {"Name": "Brisbane", "Status": "ACTIVE"}, {"Name": "Perth", "Status": "ARCHIVED"},
            {"Name": "Sydney"}]},
        {"Name": "Service", "Status": "ARCHIVED", "Options": None},
    ]})  # fmt: skip
    assert gateway.tracking_categories() == (
        XeroTrackingCategory("Office", "ACTIVE", ("Brisbane", "Sydney")),
        XeroTrackingCategory("Service", "ARCHIVED", ()),
    )
    assert xero.calls()[0].query == {"includeArchived": ["true"]}


def test_history_notes_when_read_then_every_text_there(xero, gateway):
    """Records without a text are left out."""
    xero.tell({"HistoryRecords": [
        {"Changes": "History Note", "User": "System Generated", "Details": "Exported by cmxero"},
        {"Changes": "Approved", "Details": None},
        {"Changes": "Created", "Details": "INV-1 to Comcare"},
    ]})  # fmt: skip
    assert gateway.history_notes(ID) == ("Exported by cmxero", "INV-1 to Comcare")
    assert xero.calls()[0].path == f"/api.xro/2.0/Invoices/{ID}/History"


def test_add_note_when_sent_then_put_and_the_same_note_under_the_same_key(xero, gateway):
    """Within Xero's six minutes the same note is not added twice."""
    for _ in range(3):
        xero.tell({"HistoryRecords": [{"Details": "x", "ValidationErrors": []}]})
    for note in ("Exported € run 7", "Exported € run 7", "Exported € run 8"):
        gateway.add_history_note(ID, note)
    first, again, other = xero.calls()
    assert (first.method, first.path) == ("PUT", f"/api.xro/2.0/Invoices/{ID}/History")
    assert json.loads(first.body) == {"HistoryRecords": [{"Details": "Exported € run 7"}]}
    keys = [call.headers["Idempotency-Key"] for call in (first, again, other)]
    assert keys[0] == keys[1] != keys[2]
    assert all(len(key) <= 128 for key in keys)


@pytest.mark.parametrize("note", ["", "x" * 2501])
def test_add_note_when_its_length_is_wrong_then_nothing_is_sent(xero, gateway, note):
    """Xero takes 1 to 2,500 characters."""
    with pytest.raises(ValueError, match="2500"):
        gateway.add_history_note(ID, note)
    assert xero.seen == []


def test_add_note_when_the_answer_is_lost_then_not_sent_again(xero, gateway):
    """A note can never be taken away, so the caller looks first."""
    xero.tell({"HistoryRecords": []}, cut="half")
    with pytest.raises(XeroUnreachableError):
        gateway.add_history_note(ID, "Exported")
    assert len(xero.calls()) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"HistoryRecords": [{"ValidationErrors": [{"Message": "Too odd."}]}]}, 200),
        ({"Elements": [{"ValidationErrors": [{"Message": "Too odd."}]}]}, 400),
    ],
)
def test_add_note_when_refused_then_with_the_reason(xero, gateway, body, status):
    """Whether Xero answers 200 or 400 to a refused note is not documented."""
    xero.tell(body, status=status)
    with pytest.raises(XeroRejectedError, match="Too odd") as caught:
        gateway.add_history_note(ID, "Exported")
    assert caught.value.messages == ("Too odd.",)


def test_keep_for_pulls_when_the_day_runs_out_then_only_that_gateway_stops(xero, gateway):
    """The header of the last answer decides before the next call is made."""
    xero.tell({"Items": []}, headers={"X-DayLimit-Remaining": "300"})
    gateway.items()
    assert gateway.day_remaining == 300
    gateway.keep_for_pulls(300)
    with pytest.raises(XeroRateLimitError, match="kept for reading payments back"):
        gateway.items()
    assert len(xero.calls()) == 1
    gateway.keep_for_pulls(0)
    xero.tell({"Items": []}, headers={"X-DayLimit-Remaining": "299"})
    gateway.items()
    assert gateway.day_remaining == 299


def test_minimum_seconds_when_the_minute_is_half_used_then_counted_in(xero, gateway):
    """What was called in the last minute stands in the way of what is to come."""
    for _ in range(2):
        xero.tell({"Items": []})
        gateway.items()
    assert [gateway.minimum_seconds(calls) for calls in (0, 58, 59, 118, 119)] == [
        0, 0, 61, 61, 122,
    ]  # fmt: skip


def test_day_limit_when_xero_says_429_then_the_time_it_ends(xero, gateway):
    """The accountant is told when to come back."""
    headers = {"Retry-After": "30000", "X-Rate-Limit-Problem": "day"}
    xero.tell({}, status=429, headers=headers)
    with pytest.raises(XeroRateLimitError, match=r"in 8 h 20 min, at 20:20 UTC on 1 July"):
        gateway.items()
    with pytest.raises(XeroRateLimitError, match=r"Nothing was sent\. Try again in 8 h 20 min"):
        gateway.items()
    assert len(xero.calls()) == 1
