"""What Xero does not document, each behind a switch; limits of the app, of size, at once."""

import msgspec
import pytest
from sandbox_api import invoice, line

from cmxero.sandbox.records import NO_ID
from cmxero.sandbox.switches import Switches


def switch(api, **wanted):
    """Set switches; it must succeed."""
    assert api.control("POST", "switches", wanted).status == 200


def test_switches_when_listed_then_each_is_explained():
    """The docstring names every switch, and no other."""
    explained = {
        text.split(":")[0].strip()
        for text in Switches.__doc__.split("Attributes:")[1].splitlines()
        if text.startswith("        ") and not text.startswith("         ") and ":" in text
    }
    assert explained == {field.name for field in msgspec.structs.fields(Switches)}


def test_app_limit_when_used_up_then_429_tells_no_time_unless_switched_on(api):
    """The app's own minute, over all organisations; its header text is a guess."""
    switch(api, limits=True, app_minute_limit=2)
    assert [api.call("GET", "/Organisation").headers["x-appminlimit-remaining"] for _ in "ab"] == [
        "1",
        "0",
    ]
    over = api.call("GET", "/Organisation")
    assert (over.status, over.headers["x-rate-limit-problem"]) == (429, "appminute")
    assert "retry-after" not in over.headers
    switch(api, app_minute_retry_after=True, app_minute_problem="app-minute")
    over = api.call("GET", "/Organisation")
    assert (over.headers["x-rate-limit-problem"], over.headers["retry-after"]) == (
        "app-minute",
        "60",
    )
    api.clock.advance(minutes=1)
    assert api.call("GET", "/Organisation").status == 200


def test_concurrent_limit_when_switched_on_then_it_tells_a_time(api):
    """The other reading of the documentation; the text of the header is a guess either way."""
    switch(api, limits=True, concurrent_limit=0, concurrent_retry_after=True)
    over = api.call("GET", "/Organisation")
    assert (over.status, over.headers["retry-after"]) == (429, "1")
    assert over.headers["x-rate-limit-problem"] == "concurrent"
    switch(api, concurrent_problem="at once")
    assert api.call("GET", "/Organisation").headers["x-rate-limit-problem"] == "at once"


def test_limits_when_the_clock_jumps_then_the_windows_open_anew(api):
    """A control call moves the time; a jump back does not lock anybody out."""
    switch(api, limits=True, minute_limit=1)
    statuses = []
    for jump in (0, 60, -3600):
        api.control("POST", "clock", {"advance_s": jump})
        statuses.append([api.call("GET", "/Organisation").status for _ in range(2)])
    assert statuses == [[200, 429]] * 3


@pytest.mark.parametrize(("spare", "status"), [(0, 200), (-1, 413)])
def test_payload_when_too_large_then_it_is_refused_and_nothing_is_saved(api, spare, status):
    """The limit itself is in order; one byte more is not."""
    body = msgspec.json.encode(invoice())
    switch(api, payload_limit=len(body) + spare)
    assert api.call("PUT", "/Invoices", body).status == status
    assert len(api.state.invoices) == (1 if status == 200 else 0)


def test_payload_when_nothing_is_switched_then_ten_megabytes_are_the_limit(api):
    """10 MB as the limits page says."""
    body = b" " * (10 * 1024 * 1024 + 1)
    assert api.call("PUT", "/Invoices", body).status == 413


@pytest.mark.parametrize(("on", "statuses"), [(False, [200, 200]), (True, [200, 304])])
def test_read_when_nothing_has_changed_then_a_switch_decides_about_304(api, on, statuses):
    """Whether Xero ever answers 304 is not known; what has changed always comes."""
    switch(api, not_modified_304=on)
    api.put_invoice()
    since = ("2026-11-22T00:00:00", "2026-11-22T00:00:01")
    replies = [api.call("GET", "/Invoices?page=1", if_modified_since=text) for text in since]
    assert [reply.status for reply in replies] == statuses
    assert len(replies[0].body["Invoices"]) == 1
    assert api.call("GET", "/Invoices?where=Status==%22DRAFT%22").status == 200


def batch(api) -> list[dict]:
    """A good invoice, a refused one, another good one."""
    rows = [
        invoice(InvoiceNumber="CM-1"),
        invoice(InvoiceNumber="CM-2", LineItems=[line(AccountCode="nowhere")]),
        invoice(InvoiceNumber="CM-3"),
    ]
    reply = api.call("PUT", "/Invoices?summarizeErrors=false", {"Invoices": rows})
    assert reply.status == 200
    return reply.body["Invoices"]


def test_elements_when_some_are_refused_then_they_stay_in_their_places(api):
    """The usual: in order, the refused one with the all-zero id."""
    rows = batch(api)
    assert [row["InvoiceNumber"] for row in rows] == ["CM-1", "CM-2", "CM-3"]
    assert rows[1]["InvoiceID"] == NO_ID


def test_elements_when_switched_then_the_refused_come_first_and_have_no_id(api):
    """Neither order nor id of refused elements is documented; amounts stay exact."""
    switch(api, failed_elements_first=True, failed_elements_without_id=True)
    rows = batch(api)
    assert [row["InvoiceNumber"] for row in rows] == ["CM-2", "CM-1", "CM-3"]
    assert "InvoiceID" not in rows[0]
    assert str(rows[1]["Total"]) == "110.00"


def test_page_when_there_is_something_of_everything_then_all_of_it_is_shown(api):
    """Organisation, documents, payments, requests, switches, webhooks; escaped."""
    api.put_invoice(Contact={"Name": "Ann & Sons"})
    api.put_payment("CM-1001", "10.00", Reference="<b>bold</b>")
    switch(api, not_modified_304=True)
    wish = {"url": "http://127.0.0.1:9/<x>", "key": "very-secret", "categories": ["INVOICE"]}
    assert api.control("POST", "webhooks", wish).body["status"] == "INTENT_FAILED"
    text = api.send("GET", "/").content.decode()
    for shown in (
        api.state.tenant_id,
        "sandbox is connected",
        "Ann &amp; Sons",
        "&lt;b&gt;bold&lt;/b&gt;",
        "ACCRECPAYMENT",
        "/api.xro/2.0/Payments",
        "not_modified_304",
        "http://127.0.0.1:9/&lt;x&gt;",
        "INTENT_FAILED",
        "intent to receive",
    ):
        assert shown in text
    assert "very-secret" not in text
    assert "<script" not in text


def test_switches_when_a_length_is_negative_then_they_are_refused(api):
    """A clear error; nothing is changed."""
    before = api.control("GET", "switches").body
    reply = api.control("POST", "switches", {"payment_reference_limit": -1})
    assert (reply.status, api.control("GET", "switches").body) == (400, before)
    assert "payment_reference_limit" in reply.body["error"]
