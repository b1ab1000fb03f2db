"""What becomes of everything that can go wrong, through the real SDK over real HTTP."""

import contextlib
import json
import socket
import traceback
from dataclasses import replace

import pytest
import structlog
import urllib3
from hypothesis import given
from hypothesis import strategies as st

from cmxero.core.errors import (
    XeroAnswerError,
    XeroError,
    XeroRateLimitError,
    XeroRejectedError,
    XeroSignInError,
    XeroUnreachableError,
)
from cmxero.xero.faults import messages_of, retry_after_of, scrub, status_fault
from cmxero.xero.gateway import connect_gateway
from cmxero.xero.retry import RetryPolicy

VALIDATION = {
    "Message": "A validation exception occurred",
    "Elements": [{"ValidationErrors": [{"Message": "One."}, {"Message": "Two."}]}],
}


@pytest.mark.parametrize(
    ("status", "body", "kind", "messages"),
    [
        (400, json.dumps(VALIDATION).encode(), XeroRejectedError, ("One.", "Two.")),
        (400, b'{"Elements": [{"ValidationErrors": ["Plain.", {"Message": "One."}, 7]}]}',
         XeroRejectedError, ("Plain.", "One.")),
        (400, b"oauth problem, of a kind", XeroRejectedError, ("oauth problem, of a kind",)),
        (400, b"<html>no</html>", XeroRejectedError, ()),
        (400, b'{"Elements": "none", "Message": 7}', XeroRejectedError, ()),
        (400, b"\xff\xfe", XeroRejectedError, ("\ufffd\ufffd",)),
        (403, b'{"Title":"Forbidden","Detail":"AuthenticationUnsuccessful"}', XeroSignInError,
         ("AuthenticationUnsuccessful",)),
        (404, b"The resource you're looking for cannot be found", XeroRejectedError,
         ("The resource you're looking for cannot be found",)),
        (413, b"", XeroRejectedError, ()),
    ],
    ids=["several messages", "messages as text", "not JSON", "a web page", "odd shapes",
         "not even text", "forbidden", "not found", "too large"],
)  # fmt: skip
def test_refusal_when_answered_then_its_class_and_all_its_messages(
    xero, gateway, status, body, kind, messages
):
    """A refusal is told once, with everything Xero said, and never repeated."""
    xero.tell(body, status=status, headers={"Xero-Correlation-Id": "corr-1"})
    with pytest.raises(kind) as caught:
        gateway.accounts()
    assert type(caught.value) is kind
    assert (caught.value.status, caught.value.messages) == (status, messages)
    assert caught.value.correlation_id == "corr-1"
    assert len(xero.calls()) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
def test_trouble_when_reading_then_tried_again_with_growing_pauses(xero, gateway, clock, status):
    """A read may be repeated: two failures, then the answer."""
    xero.tell({}, status=status)
    xero.tell({}, status=status)
    xero.tell({"Accounts": []})
    assert gateway.accounts() == ()
    assert len(xero.calls()) == 3
    assert 1 <= clock.slept[0] <= 1.5
    assert 2 <= clock.slept[1] <= 3


def test_trouble_when_it_stays_then_told_after_the_last_attempt(xero, gateway):
    """Four attempts, as this gateway's policy says."""
    for _ in range(4):
        xero.tell({"Title": "The Organisation is offline"}, status=503)
    with pytest.raises(XeroUnreachableError, match="The Organisation is offline"):
        gateway.accounts()
    assert len(xero.calls()) == 4


@pytest.mark.parametrize("cut", ["before", "half"])
def test_cut_when_reading_then_asked_again(xero, gateway, cut):
    """A lost or halved answer of a read costs one more request, sent by us and not by urllib3."""
    xero.tell({"Accounts": []}, cut=cut)
    xero.tell({"Accounts": []})
    assert gateway.accounts() == ()
    assert len(xero.calls()) == 2


@pytest.mark.parametrize(
    ("headers", "limit", "retry_after"),
    [
        ({"Retry-After": "20", "X-Rate-Limit-Problem": "minute"}, "minute", 20),
        ({"X-Rate-Limit-Problem": "Concurrent"}, "concurrent", None),
        ({"X-Rate-Limit-Problem": "appminute"}, "appminute", None),
        ({"Retry-After": "Mon, 01 Jul 2024 12:00:00 GMT"}, "unknown", None),
        ({"X-DayLimit-Remaining": "0", "X-MinLimit-Remaining": "3"}, "day", None),
        ({"X-DayLimit-Remaining": "9", "X-MinLimit-Remaining": "0"}, "minute", None),
        ({}, "unknown", None),
    ],
    ids=["minute", "concurrent", "app", "a date", "day by its count", "minute by its count",
         "nothing said"],
)  # fmt: skip
def test_limit_when_429_then_its_word_and_seconds(headers, limit, retry_after):
    """Xero does not always say which limit nor for how long."""
    headers = urllib3.HTTPHeaderDict(headers)
    fault = status_fault(429, headers, b"", operation="read accounts")
    assert isinstance(fault, XeroRateLimitError)
    assert (fault.limit, fault.retry_after, fault.status) == (limit, retry_after, 429)


def test_limit_when_retry_after_is_long_then_not_waited_for(xero, gateway, clock):
    """A wait beyond the budget is told at once instead of blocking a notebook."""
    xero.tell({}, status=429, headers={"Retry-After": "7200", "X-Rate-Limit-Problem": "minute"})
    with pytest.raises(XeroRateLimitError):
        gateway.accounts()
    assert clock.slept == []


def test_limit_when_429_then_the_next_call_keeps_the_pause_too(xero, gateway, clock):
    """After Xero asked for a pause, no call is sent before it is over."""
    xero.tell({}, status=429, headers={"Retry-After": "500", "X-Rate-Limit-Problem": "minute"})
    for _ in range(2):
        with pytest.raises(XeroRateLimitError):
            gateway.accounts()
    assert len(xero.calls()) == 1
    clock.now = clock.now.replace(hour=13)
    xero.tell({"Accounts": []})
    assert gateway.accounts() == ()


def test_refused_connection_when_nobody_listens_then_unreachable(connection, clock):
    """The port is free: the message says so without any address or token."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    nowhere = replace(connection, api_url=f"http://127.0.0.1:{port}")
    with (
        connect_gateway(nowhere, clock=clock, sleep=clock.sleep) as gateway,
        pytest.raises(XeroUnreachableError, match="connection was refused"),
    ):
        gateway.accounts()


def test_timeout_when_xero_is_silent_then_unreachable(connection, clock):
    """A server that accepts and says nothing is given up after the time limit, once an attempt."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        slow = replace(connection, api_url=f"http://127.0.0.1:{silent.getsockname()[1]}")
        with (
            connect_gateway(
                slow,
                clock=clock,
                sleep=clock.sleep,
                policy=RetryPolicy(attempts=2),
                timeout_s=(1, 0.05),
            ) as gateway,
            pytest.raises(XeroUnreachableError, match="no answer within the time limit"),
        ):
            gateway.accounts()
        silent.settimeout(0.2)
        asked = 0
        with contextlib.suppress(TimeoutError):
            while True:
                silent.accept()[0].close()
                asked += 1
    assert asked == 2


@given(st.binary(max_size=200) | st.text(max_size=60).map(lambda t: json.dumps(t).encode()))
def test_messages_when_the_body_is_anything_then_never_raises(body):
    """Reading a fault never hides the fault."""
    assert all(isinstance(text, str) for text in messages_of(body))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["ValidationErrors", "Message", "Elements", "Detail"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(json_values)
def test_messages_when_the_shape_is_odd_then_never_raises(document):
    """Keys of the right name with values of the wrong kind are passed over."""
    assert all(isinstance(text, str) for text in messages_of(json.dumps(document).encode()))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0", 0), ("60", 60), (" 7 ", 7), ("", None), ("-1", None), ("1.5", None), ("soon", None)],
)
def test_retry_after_when_read_then_whole_seconds_or_nothing(text, seconds):
    """Only plain seconds are believed."""
    assert retry_after_of({"Retry-After": text}) == seconds


def everything_told(caught):
    return "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_secrets_when_an_answer_repeats_them_then_they_are_told_to_nobody(
    xero, gateway, connection, status
):
    """Even where Xero echoes a token, no exception, traceback, repr or log line shows it."""
    echo = {"Detail": "Authorization: Bearer access-1 is bad", "Message": "access-1"}
    for _ in range(4):
        xero.tell(echo, status=status, headers={"Set-Cookie": "access-1"})
    with structlog.testing.capture_logs() as logs, pytest.raises(XeroError) as caught:
        gateway.accounts()
    told = everything_told(caught) + repr(logs) + repr(gateway) + repr(connection)
    for secret in ("access-1", "access-2", connection.client_secret):
        assert secret not in told
    assert logs


def test_secrets_when_the_sign_in_fails_then_they_are_told_to_nobody(xero, gateway, connection):
    """The identity service may echo what it was sent."""
    xero.tell_sign_in(
        {"error": "invalid_client", "error_description": f"bad secret {connection.client_secret}"},
        status=400,
    )
    with structlog.testing.capture_logs() as logs, pytest.raises(XeroSignInError) as caught:
        gateway.accounts()
    assert connection.client_secret not in everything_told(caught) + repr(logs)


def test_scrub_when_tokens_stand_in_a_text_then_they_are_covered():
    """By their shape too, not only where we know them."""
    text = "Bearer abc.def and eyJhbGci.eyJzdWIi.c2ln, key zz9"
    assert scrub(text, ("zz9",)) == "[secret] and [secret], key [secret]"


def test_log_when_a_call_is_made_then_one_line_with_figures_and_no_body(xero, gateway, records):
    """Operation, status, time, bytes, what is left of the limits, Xero's id."""
    headers = {
        "Xero-Correlation-Id": "corr-9", "X-MinLimit-Remaining": "59",
        "X-DayLimit-Remaining": "4990",
    }  # fmt: skip
    xero.tell({"Accounts": []}, headers=headers)
    with structlog.testing.capture_logs() as logs:
        gateway.accounts()
    assert logs == [{
        "event": "xero call", "log_level": "info", "operation": "read accounts", "status": 200,
        "ms": 0, "bytes": len(b'{"Accounts": []}'), "correlation_id": "corr-9",
        "day_remaining": 4990, "minute_remaining": 59,
    }]  # fmt: skip
    (record,) = records
    assert (record.operation, record.status, record.day_remaining) == ("read accounts", 200, 4990)


def test_hook_when_an_attempt_fails_then_it_is_counted_too(xero, gateway, records):
    """Retries use up the allowance, so each request is told."""
    xero.tell({}, status=503)
    xero.tell({"Accounts": []}, cut="before")
    xero.tell({"Accounts": []})
    gateway.accounts()
    assert [record.status for record in records] == [503, None, 200]


def test_unknown_status_when_answered_then_an_answer_error(xero, gateway):
    """A status that is neither good nor an error is not guessed at."""
    xero.tell({}, status=302)
    with pytest.raises(XeroAnswerError, match="302"):
        gateway.accounts()
