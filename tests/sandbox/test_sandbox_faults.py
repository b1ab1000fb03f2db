"""Faults on demand, limits and the control API in process."""

from hashlib import sha256

import pytest
from sandbox_api import invoice

from cmxero.sandbox.calls import encode
from cmxero.sandbox.edge import ConnectionCutError

PUT_INVOICES = {"method": "PUT", "path": "/Invoices"}


@pytest.mark.parametrize(
    ("kind", "saved"), [("lost answer", 1), ("cut before", 0), ("cut halfway", 1)]
)
def test_cut_when_asked_for_then_once_and_the_work_is_done_or_not(api, kind, saved):
    """The three cuts: after the work, before it, and in the middle of the answer."""
    asked = {"match": PUT_INVOICES, "kind": kind}
    assert api.control("POST", "faults", asked).status == 201
    assert api.call("GET", "/Invoices").status == 200
    with pytest.raises(ConnectionCutError):
        api.call("PUT", "/Invoices", invoice())
    assert len(api.state.invoices) == saved
    assert api.call("PUT", "/Invoices", invoice(InvoiceNumber="next")).status == 200
    entry = api.control("GET", "requests").body[-2]
    assert (entry["status"], entry["fault"]) == (None, kind)


@pytest.mark.parametrize("processed", [False, True])
def test_status_when_asked_for_then_it_comes_with_its_headers(api, processed):
    """E.g. a 429 with Retry-After, or a 503 although the work was done."""
    asked = {
        "match": PUT_INVOICES,
        "kind": "status",
        "status": 429,
        "headers": {"Retry-After": "7"},
        "times": 2,
        "processed": processed,
    }
    api.control("POST", "faults", asked)
    for number in ("CM-1", "CM-2"):
        reply = api.call("PUT", "/Invoices", invoice(InvoiceNumber=number))
        assert (reply.status, reply.headers["retry-after"]) == (429, "7")
    assert len(api.state.invoices) == (2 if processed else 0)
    assert api.call("PUT", "/Invoices", invoice(InvoiceNumber="CM-3")).status == 200


def test_fault_when_skip_is_given_then_the_first_requests_pass(api):
    """``skip`` lets a fault strike in the middle of a run."""
    api.control("POST", "faults", {"match": PUT_INVOICES, "kind": "status", "skip": 2})
    statuses = [
        api.call("PUT", "/Invoices", invoice(InvoiceNumber=f"CM-{n}")).status for n in range(4)
    ]
    assert statuses == [200, 200, 503, 200]


def test_bad_json_when_asked_for_then_the_answer_breaks_off_after_the_work(api):
    """HTTP 200 whose body cannot be parsed; the invoice is there."""
    api.control("POST", "faults", {"match": {"path": "/connections"}, "kind": "bad json"})
    with pytest.raises(ValueError, match="Unterminated|Expecting"):  # noqa: RUF043 - either
        api.send("GET", "/connections")


def test_slow_when_asked_for_then_the_work_is_done(api):
    """A slow answer is a whole answer."""
    api.control("POST", "faults", {"kind": "slow", "delay_s": 0})
    assert api.call("PUT", "/Invoices", invoice()).status == 200


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"kind": "nonsense"}, "Kinds are lost answer, cut before"),
        ({"kind": 7}, "Kinds are lost answer"),
        ({}, "Kinds are lost answer"),
        ({"kind": "status", "colour": 1}, "Options of 'status' are status, headers, body"),
        ({"kind": "status", "times": "x"}, "Options of 'status'"),
        ({"kind": "lost answer", "delay_s": 9}, "Options of 'lost answer' are match, times, skip."),
        ({"kind": "slow", "times": 0}, "Options of 'slow' are delay_s"),
    ],
)
def test_fault_when_it_is_not_understood_then_it_is_refused_with_what_there_is(api, asked, said):
    """A misspelt fault, or an option of another kind, would make a test pass for nothing."""
    reply = api.control("POST", "faults", asked)
    assert (reply.status, said in reply.body["error"]) == (400, True), reply.body
    assert api.control("GET", "faults").body == []


def test_faults_when_cleared_then_none_is_left(api):
    """DELETE /sandbox/faults."""
    api.control("POST", "faults", {"kind": "cut before"})
    assert len(api.control("GET", "faults").body) == 1
    assert api.control("DELETE", "faults").status == 204
    assert api.call("GET", "/Organisation").status == 200


def test_requests_when_asked_for_then_they_tell_what_was_sent(api):
    """Method, path, query, digest of the body, key and status; no token."""
    body = invoice()
    api.call("PUT", "/Invoices?unitdp=4", body, idempotency_key="K", user_agent="tests")
    reply = api.control("GET", "requests")
    entry = reply.body[-1]
    assert (entry["method"], entry["path"]) == ("PUT", "/api.xro/2.0/Invoices")
    assert (entry["query"], entry["idempotency_key"]) == ("unitdp=4", "K")
    assert (entry["status"], entry["agent"]) == (200, "tests")
    assert entry["body_sha256"] == sha256(encode(body)).hexdigest()
    assert api.headers["authorization"].encode() not in reply.content


def test_requests_when_there_are_many_then_the_last_five_hundred_are_kept(api):
    """The list is bounded, and can be emptied."""
    for _ in range(505):
        api.send("GET", "/connections")
    assert len(api.control("GET", "requests").body) == 500
    api.control("DELETE", "requests")
    assert api.control("GET", "requests").body == []


def test_limits_when_off_then_everything_is_left(api):
    """Off by default: the headers are there and say that nothing is used."""
    for _ in range(3):
        reply = api.call("GET", "/Organisation")
    assert reply.headers["x-minlimit-remaining"] == "60"
    assert reply.headers["x-daylimit-remaining"] == "5000"
    assert "x-appminlimit-remaining" in reply.headers


def test_limits_when_the_minute_is_used_up_then_429_says_how_long(api):
    """Fixed windows: over the limit 429 with the problem and the seconds to wait."""
    api.control("POST", "switches", {"limits": True, "minute_limit": 3})
    left = []
    for _ in range(3):
        reply = api.call("GET", "/Organisation")
        left.append(reply.headers["x-minlimit-remaining"])
        api.clock.advance(seconds=10)
    assert left == ["2", "1", "0"]
    over = api.call("GET", "/Organisation")
    assert (over.status, over.headers["x-rate-limit-problem"]) == (429, "minute")
    assert over.headers["retry-after"] == "30"
    api.clock.advance(seconds=30)
    assert api.call("GET", "/Organisation").status == 200


def test_limits_when_the_day_is_used_up_then_the_wait_is_long(api):
    """The daily limit counts apart from the minute's."""
    api.control("POST", "switches", {"limits": True, "day_limit": 1})
    api.call("GET", "/Organisation")
    over = api.call("GET", "/Organisation")
    assert (over.status, over.headers["x-rate-limit-problem"]) == (429, "day")
    assert int(over.headers["retry-after"]) > 80_000


def test_limits_when_too_many_run_at_once_then_there_is_no_retry_after(api):
    """The concurrent limit answers 429 without Retry-After."""
    api.control("POST", "switches", {"limits": True, "concurrent_limit": 0})
    over = api.call("GET", "/Organisation")
    assert (over.status, over.headers["x-rate-limit-problem"]) == (429, "concurrent")
    assert "retry-after" not in over.headers


def test_switches_when_unknown_then_they_are_refused(api):
    """A misspelt switch is an error; the rest stays as it was."""
    before = api.control("GET", "switches").body
    for wanted in ({"limitz": True}, {"limits": "yes"}):
        reply = api.control("POST", "switches", wanted)
        assert reply.status == 400
        assert "Known are" in reply.body["error"]
    assert api.control("GET", "switches").body == before


def test_clock_when_set_then_today_and_stamps_follow_and_it_keeps_running(api):
    """The clock is shifted, not stopped."""
    api.control("POST", "clock", {"now_utc": "2027-03-01T00:00:00", "advance_s": 60})
    api.sign_in()
    row = api.put_invoice()
    assert row["UpdatedDateUTCString"] == "2027-03-01T00:01:00Z"
    api.clock.advance(seconds=5)
    assert api.control("GET", "health").body["now_utc"] == "2027-03-01T00:01:05"
    assert api.control("POST", "clock", {"now_utc": "soon"}).status == 400


def test_health_when_asked_then_it_counts(api):
    """Whose sandbox it is and how much it holds."""
    api.put_invoice()
    body = api.control("GET", "health").body
    assert (body["ok"], body["tenant_id"]) == (True, api.state.tenant_id)
    counted = {name: count for name, count in body["counts"].items() if count}
    assert counted == {"contacts": 1, "invoices": 1}


def test_lock_dates_when_set_and_taken_away_then_the_organisation_shows_it(api):
    """Null takes a lock date away; one that is not sent stays."""
    api.control("POST", "lock-dates", {"period_lock_date": "2026-06-30"})
    api.control("POST", "lock-dates", {"end_of_year_lock_date": "2025-06-30"})
    row = api.call("GET", "/Organisation").body["Organisations"][0]
    assert row["PeriodLockDate"] == "/Date(1782777600000+0000)/"
    assert "EndOfYearLockDate" in row
    api.control("POST", "lock-dates", {"period_lock_date": None})
    assert "PeriodLockDate" not in api.call("GET", "/Organisation").body["Organisations"][0]
    assert api.control("POST", "lock-dates", {"lock": "2026-06-30"}).status == 400


def test_control_when_a_form_is_posted_then_it_is_refused(api):
    """A page of another site can send a form to loopback, so none is taken."""
    form = "application/x-www-form-urlencoded"
    assert api.send("POST", "/sandbox/clock", b"advance_s=9", content_type=form).status == 415
    assert api.control("POST", "nonsense", {}).status == 404


def test_page_when_names_hold_markup_then_it_is_escaped(api):
    """The page shows what is there, escaped, and loads nothing."""
    api.put_invoice(InvoiceNumber='"><img src=x>', Contact={"Name": "A & B"})
    api.put_payment('"><img src=x>', "10.00", Reference="<script>alert(1)</script>")
    reply = api.send("GET", "/")
    text = reply.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script" not in text
    assert "<img" not in text
    assert "A &amp; B" in text
    assert "Southern Cross Rehabilitation (sandbox)" in text
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")
    assert "http://" not in text
    assert "https://" not in text
