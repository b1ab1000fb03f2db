"""The Idempotency-Key (xero-api.md 1.9)."""

import pytest
from sandbox_api import invoice

KEY = {"idempotency_key": "Key-1"}


def test_key_when_sent_again_then_the_first_answer_is_replayed(api):
    """Same method, URL and body: byte for byte the same answer, and one invoice."""
    first = api.call("PUT", "/Invoices", invoice(), **KEY)
    api.clock.advance(minutes=5, seconds=59)
    again = api.call("PUT", "/Invoices", invoice(), idempotency_key="kEY-1")
    assert (again.status, again.content) == (first.status, first.content)
    assert len(api.state.invoices) == 1


def test_key_when_six_minutes_have_passed_then_it_is_new(api):
    """After six minutes the request is carried out again, so the number clashes."""
    api.call("PUT", "/Invoices", invoice(), **KEY)
    api.clock.advance(minutes=6)
    reply = api.call("PUT", "/Invoices", invoice(), **KEY)
    assert reply.messages == ["Invoice # must be unique."]


def test_key_when_the_first_answer_was_an_error_then_that_is_replayed(api):
    """Error answers are remembered as well."""
    bad = api.call("PUT", "/Invoices", invoice(LineItems=[]), **KEY)
    again = api.call("PUT", "/Invoices", invoice(LineItems=[]), **KEY)
    assert (again.status, again.content) == (400, bad.content)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/Invoices", invoice(Reference="other")),
        ("PUT", "/Invoices?unitdp=4", invoice()),
        ("POST", "/Invoices", invoice()),
        ("PUT", "/Payments", invoice()),
    ],
)
def test_key_when_the_request_differs_then_it_is_a_400(api, method, path, body):
    """Method, URL and body are compared."""
    api.call("PUT", "/Invoices", invoice(), **KEY)
    reply = api.call(method, path, body, **KEY)
    assert reply.status == 400
    assert "is used with a different request." in reply.body["Message"]
    assert len(api.state.invoices) == 1


def test_key_when_it_is_on_a_read_then_it_is_ignored(api):
    """Reads are always fresh."""
    before = api.call("GET", "/Invoices", **KEY).body["Invoices"]
    api.put_invoice()
    assert (before, len(api.call("GET", "/Invoices", **KEY).body["Invoices"])) == ([], 1)


def test_key_when_too_long_then_it_is_a_400(api):
    """128 characters are the most."""
    assert api.call("PUT", "/Invoices", invoice(), idempotency_key="k" * 128).status == 200
    reply = api.call("PUT", "/Invoices", invoice(InvoiceNumber="2"), idempotency_key="k" * 129)
    assert reply.status == 400


def test_key_when_many_have_expired_then_they_are_forgotten(api):
    """The memory does not grow with the number of calls ever made."""
    for place in range(20):
        api.call(
            "PUT", "/Invoices", invoice(InvoiceNumber=f"N-{place}"), idempotency_key=f"k{place}"
        )
        api.clock.advance(minutes=1)
        api.sign_in()
    assert len(api.sandbox.app.answers) <= 7
