"""Creating drafts through the real SDK over real HTTP."""

import json
from datetime import date
from decimal import Decimal

import pytest

from cmxero.core.documents import DraftLine, ElementState, InvoiceDraft
from cmxero.core.errors import (
    XeroAnswerError,
    XeroRateLimitError,
    XeroRejectedError,
    XeroSignInError,
    XeroUnreachableError,
)

ZERO_ID = "00000000-0000-0000-0000-000000000000"


def draft(number):
    line = DraftLine(
        description="Case management €",
        quantity=Decimal("1.5000"),
        unit_amount=Decimal("196.9000"),
        line_amount=Decimal("295.35"),
        tax_type="OUTPUT",
        account_code="200",
    )
    return InvoiceDraft(
        case_invoice_number=number.removeprefix("CM-"),
        number=number,
        contact_name="Acme Insurance",
        invoice_date=date(2024, 7, 1),
        due_date=date(2024, 7, 15),
        reference="Case 77",
        currency_code="AUD",
        lines=(line,),
        total=Decimal("295.35"),
        total_tax=Decimal("26.85"),
        case_total=Decimal("295.35"),
        case_tax=Decimal("26.85"),
    )


def saved(number, **more):
    return {
        "Type": "ACCREC", "InvoiceID": f"id-of-{number}", "InvoiceNumber": number,
        "Status": "DRAFT", "SubTotal": 268.50, "TotalTax": 26.85, "Total": 295.35,
        "AmountDue": 295.35, "UpdatedDateUTC": "/Date(1719835200000+0000)/",
        "StatusAttributeString": "OK", **more,
    }  # fmt: skip


def refused(number, *messages, **more):
    errors = [{"Message": text} for text in messages]
    return {
        "InvoiceID": ZERO_ID, "InvoiceNumber": number, "HasErrors": True,
        "StatusAttributeString": "ERROR", "ValidationErrors": errors, **more,
    }  # fmt: skip


def send(gateway, *numbers):
    body = gateway.encode_drafts([draft(number) for number in numbers])
    return gateway.create_invoices(body, key="k-1")


def test_create_when_sent_then_the_bytes_arrive_as_they_were_stored(xero, gateway):
    """Spacing, order and escapes are those of the stored body: nothing re-serialises it."""
    stored = b'{ "Invoices" : [ {"Note":"\\u2013 \xe2\x80\x93","InvoiceNumber":"CM-1"} ] }\n'
    xero.tell({"Invoices": [saved("CM-1")]})
    gateway.create_invoices(stored, key="run-7/1")
    (call,) = xero.calls()
    assert call.body == stored
    assert (call.method, call.path) == ("PUT", "/api.xro/2.0/Invoices")
    assert call.query == {"summarizeErrors": ["false"], "unitdp": ["4"]}
    assert call.headers["Idempotency-Key"] == "run-7/1"
    assert call.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("status", "headers"),
    [(401, {}), (429, {"Retry-After": "7", "X-Rate-Limit-Problem": "minute"}), (429, {})],
    ids=["an expired token", "the minute limit", "a limit without Retry-After"],
)
def test_create_when_not_done_yet_then_the_retry_is_byte_identical(
    xero, gateway, clock, status, headers
):
    """A 401 and a 429 come before any work, so the same bytes go out again under the same key."""
    xero.tell({}, status=status, headers=headers)
    xero.tell({"Invoices": [saved("CM-1")]})
    (outcome,) = send(gateway, "CM-1")
    assert outcome.state is ElementState.OK
    first, second = xero.calls()
    assert first.body == second.body
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"] == "k-1"
    if status == 401:
        assert second.headers["Authorization"] == "Bearer access-2"
    if headers:
        assert 7 <= sum(clock.slept) <= 9


def test_create_when_some_fail_then_every_element_has_its_outcome_in_order(xero, gateway):
    """HTTP 200 with a mix: saved, saved with a warning, refused with all messages."""
    xero.tell({"Invoices": [
        saved("CM-1"),
        refused("CM-2", "Invoice # must be unique.", "Account code '999' is not a valid code."),
        saved("CM-3", StatusAttributeString="WARNING", Warnings=[{"Message": "Rate is odd."}]),
    ]})  # fmt: skip
    first, second, third = send(gateway, "CM-1", "CM-2", "CM-3")
    assert (first.number, first.state, first.total) == (
        "CM-1", ElementState.OK, Decimal("295.35"),
    )  # fmt: skip
    assert first.invoice.xero_invoice_id == "id-of-CM-1"
    assert (second.state, second.invoice) == (ElementState.ERROR, None)
    assert second.messages == (
        "Invoice # must be unique.",
        "Account code '999' is not a valid code.",
    )
    assert (third.state, third.messages) == (ElementState.WARNING, ("Rate is odd.",))
    assert third.invoice is not None


def test_create_when_200_with_the_all_zero_id_then_error(xero, gateway):
    """That id says that the invoice was not saved, whatever the status says."""
    xero.tell({"Invoices": [saved("CM-1", InvoiceID=ZERO_ID)]})
    (outcome,) = send(gateway, "CM-1")
    assert (outcome.state, outcome.invoice) == (ElementState.ERROR, None)
    assert "no id" in outcome.messages[0]


@pytest.mark.parametrize(
    "element",
    [
        saved("CM-1", InvoiceID=None),
        saved("CM-1", InvoiceID=""),
        {"InvoiceNumber": "CM-1"},
        {},
    ],
    ids=["null id", "empty id", "only a number", "an empty element"],
)
def test_create_when_200_without_any_id_then_nobody_knows(xero, gateway, element):
    """Calling it not saved would be a guess: the export has to look (DESIGN 5)."""
    xero.tell({"Invoices": [element]})
    with pytest.raises(XeroAnswerError, match="CM-1 has no id"):
        send(gateway, "CM-1")


def test_create_when_refused_without_an_id_then_error(xero, gateway):
    """Xero's word is enough."""
    xero.tell({"Invoices": [refused("CM-1", "Account code 'x' is not valid.", InvoiceID=None)]})
    (outcome,) = send(gateway, "CM-1")
    assert outcome.state is ElementState.ERROR
    assert outcome.messages == ("Account code 'x' is not valid.",)


def test_create_when_the_status_word_is_missing_then_errors_speak(xero, gateway):
    """Without StatusAttributeString, HasErrors or nested validation errors decide."""
    nested = {"LineItems": [{"ValidationErrors": [{"Message": "Tax type is wrong."}]}]}
    xero.tell({"Invoices": [
        saved("CM-1", StatusAttributeString=None, **nested),
        saved("CM-2", StatusAttributeString=None, HasErrors="true"),
        saved("CM-3", StatusAttributeString=None),
    ]})  # fmt: skip
    outcomes = send(gateway, "CM-1", "CM-2", "CM-3")
    assert [each.state.value for each in outcomes] == ["ERROR", "ERROR", "OK"]
    assert outcomes[0].messages == ("Tax type is wrong.",)


@pytest.mark.parametrize(
    "elements",
    [[], [saved("CM-1")], [saved("CM-1"), saved("CM-2"), saved("CM-3")],
     [saved("CM-2"), saved("CM-1")]],
    ids=["none", "one too few", "one too many", "in another order"],
)  # fmt: skip
def test_create_when_the_answer_does_not_fit_then_the_outcome_is_unknown(xero, gateway, elements):
    """Two sent, but the answer is about something else: look before sending again."""
    xero.tell({"Invoices": elements})
    with pytest.raises(XeroAnswerError, match="looks up what Xero has"):
        send(gateway, "CM-1", "CM-2")
    assert len(xero.calls()) == 1


@pytest.mark.parametrize("cut", ["before", "half"])
def test_create_when_the_answer_is_lost_then_it_is_not_sent_again(xero, gateway, cut):
    """Xero may have saved it: one request, and the caller is told to look first."""
    xero.tell({"Invoices": [saved("CM-1")]}, cut=cut)
    with pytest.raises(XeroUnreachableError, match="looks up what Xero has"):
        send(gateway, "CM-1")
    assert len(xero.calls()) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
def test_create_when_xero_is_in_trouble_then_it_is_not_sent_again(xero, gateway, status):
    """A 5xx says nothing about whether the work was done."""
    xero.tell({"Title": "Offline"}, status=status, headers={"Retry-After": "1"})
    with pytest.raises(XeroUnreachableError) as caught:
        send(gateway, "CM-1")
    assert caught.value.status == status
    assert len(xero.calls()) == 1


def test_create_when_the_batch_is_refused_then_every_message_is_told(xero, gateway):
    """A 400 for the whole request carries all validation messages, not only the first."""
    xero.tell(
        {"ErrorNumber": 10, "Type": "ValidationException", "Message": "A validation exception",
         "Elements": [refused("CM-1", "One.", "Two."), refused("CM-2", "Two.", "Three.")]},
        status=400,
    )  # fmt: skip
    with pytest.raises(XeroRejectedError, match="One; Two; Three") as caught:
        send(gateway, "CM-1", "CM-2")
    assert caught.value.messages == ("One.", "Two.", "Three.")


def test_create_when_the_day_is_used_up_then_at_once_said_so(xero, gateway, clock):
    """Nobody waits for tomorrow."""
    xero.tell({}, status=429, headers={"Retry-After": "30000", "X-Rate-Limit-Problem": "day"})
    with pytest.raises(XeroRateLimitError) as caught:
        send(gateway, "CM-1")
    assert (caught.value.limit, caught.value.retry_after) == ("day", 30000)
    assert clock.slept == []


def test_create_when_the_new_token_is_refused_too_then_sign_in(xero, gateway):
    """One refresh, then a person has to sign in."""
    xero.tell({"Detail": "TokenExpired"}, status=401)
    xero.tell({"Detail": "TokenExpired"}, status=401)
    with pytest.raises(XeroSignInError, match="cmxero connect"):
        send(gateway, "CM-1")
    assert len(xero.calls()) == 2
    assert len(xero.sign_ins()) == 2


@pytest.mark.parametrize("key", ["", "k" * 129])
def test_create_when_the_key_is_unusable_then_nothing_is_sent(xero, gateway, key):
    """Xero takes 1 to 128 characters."""
    with pytest.raises(ValueError, match="128"):
        gateway.create_invoices(gateway.encode_drafts([draft("CM-1")]), key=key)
    assert xero.seen == []


def test_create_when_the_body_is_not_ours_then_nothing_is_sent(xero, gateway):
    """Only a body whose invoices are numbered can be matched with its answer."""
    with pytest.raises(ValueError, match="encode_drafts"):
        gateway.create_invoices(b'{"Invoices": [{}]}', key="k")
    assert xero.seen == []


def test_create_when_there_is_nothing_to_create_then_no_call(xero, gateway):
    """An empty batch is done before it begins."""
    assert send(gateway) == ()
    assert xero.seen == []


def test_redirects_when_xero_sends_elsewhere_then_not_followed(xero, gateway):
    """A token must not travel to another address, neither with a write nor with a read."""
    for _ in range(2):
        xero.tell({}, status=307, headers={"Location": f"{xero.url}/elsewhere"})
    with pytest.raises(XeroAnswerError, match="307"):
        send(gateway, "CM-1")
    with pytest.raises(XeroAnswerError, match="307"):
        gateway.accounts()
    assert [call.path for call in xero.calls()] == [
        "/api.xro/2.0/Invoices", "/api.xro/2.0/Accounts",
    ]  # fmt: skip


def test_encode_when_read_back_then_the_numbers_are_those_of_the_draft(gateway):
    """What is sent, in full."""
    body = gateway.encode_drafts([draft("CM-1001")])
    assert b'"Quantity":1.5000,"UnitAmount":196.9000,"LineAmount":295.35' in body
    assert json.loads(body) == {"Invoices": [{
        "Type": "ACCREC", "Status": "DRAFT", "Contact": {"Name": "Acme Insurance"},
        "Date": "2024-07-01", "DueDate": "2024-07-15", "LineAmountTypes": "Inclusive",
        "InvoiceNumber": "CM-1001", "Reference": "Case 77", "CurrencyCode": "AUD",
        "LineItems": [{
            "Description": "Case management €", "Quantity": 1.5, "UnitAmount": 196.9,
            "LineAmount": 295.35, "AccountCode": "200", "TaxType": "OUTPUT",
        }],
    }]}  # fmt: skip
