"""A page of payments says the same whether it is read by columns or element by element."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmxero.xero.calls import Answer
from cmxero.xero.payment_lists import UnusualError, by_columns, by_elements, payment_listing

USUAL = {
    "PaymentID": "p-1",
    "PaymentType": "ACCRECPAYMENT",
    "Status": "AUTHORISED",
    "Date": "/Date(1719792000000+0000)/",
    "Amount": 60.5,
    "Invoice": {"InvoiceID": "i-1", "InvoiceNumber": "CM-1"},
    "UpdatedDateUTC": "/Date(1719835200123+0000)/",
}
CHANGES = {
    "PaymentID": ["", "p-2", None],
    "PaymentType": [
        "ACCPAYPAYMENT",
        "ARCREDITPAYMENT",
        "AROVERPAYMENTPAYMENT",
        "NEWKIND",
        "",
        None,
    ],
    "Status": ["DELETED", "", None],
    "Date": ["2024-07-01", "/Date(1)/", "/Date(99999999999999999+0000)/", "", None, "soon"],
    "Amount": [60, "60.50", 0.005, -0.00, "NaN", "-0.00", 1e3, None],
    "Reference": ["EFT", None],
    "InvoiceNumber": ["CM-9", None],
    "IsReconciled": [True, "true", None],
    "BatchPaymentID": ["b-1", None],
    "BatchPayment": [{"BatchPaymentID": "b-2", "TotalAmount": "5"}, {}, None],
    "Account": [{"Code": "090"}, {}, None],
    "Invoice": [{"InvoiceID": "i-2"}, {"InvoiceNumber": "CM-2"}, {}, None],
    "CreditNote": [{"CreditNoteID": "c-1"}, None],
    "Overpayment": [{"OverpaymentID": "o-1"}],
    "UpdatedDateUTC": [
        "/Date(1719835200000)/",
        "/Date(99999999999999999+0000)/",
        "/Date(1+0000)/,/Date(2+0000)/",
        "1719835200000",
        "2024-07-01T12:00:00",
        "",
        None,
    ],
    "UpdatedDateUTCString": ["2024-07-01T12:00:00Z"],
}
change = st.sampled_from(sorted(CHANGES)).flatmap(
    lambda name: st.tuples(st.just(name), st.sampled_from(CHANGES[name]))
)
element = st.lists(change, max_size=2).map(lambda changes: USUAL | dict(changes))


def answer(*elements):
    body = json.dumps({"pagination": {"pageCount": 3}, "Payments": elements}).encode()
    return Answer(body, None, body)


def plain(listing):
    """What a listing says."""
    sales = listing.sales
    return listing.keys(), sales and (tuple(sales), tuple(sales.place)), listing.page_count


@given(st.lists(element, max_size=4))
def test_page_when_it_can_be_read_by_columns_then_elements_say_the_same(elements):
    """Columns refuse what they do not know; what they take, they take as ``translate`` does."""
    try:
        found = by_columns(answer(*elements))
    except (UnusualError, msgspec.DecodeError):
        return
    assert plain(found) == plain(by_elements(answer(*elements)))


@pytest.mark.parametrize("kind", ["ACCRECPAYMENT", "ARCREDITPAYMENT", "ACCPAYPAYMENT"])
def test_page_when_it_is_usual_then_it_is_read_by_columns(kind):
    """Payments, refunds and payments of bills side by side."""
    other = USUAL | {"PaymentID": "p-2", "PaymentType": kind, "CreditNote": {"CreditNoteID": "c"}}
    found = by_columns(answer(other, USUAL))
    assert [key[0] for key in found.keys()] == ["p-2", "p-1"]  # noqa: SIM118 - no mapping
    assert list(found.sales.place) == ([1] if kind == "ACCPAYPAYMENT" else [0, 1])


def test_page_when_one_is_unusual_then_all_are_read_all_the_same():
    """A null where the contract has none costs time, and nothing else."""
    found = payment_listing(answer(USUAL, USUAL | {"PaymentID": "p-2", "InvoiceNumber": None}))
    assert found.sales.xero_payment_id == ["p-1", "p-2"]


def test_page_when_some_are_known_then_only_the_others_are_fresh():
    """At its head, where pages overlap, or anywhere."""
    found = payment_listing(answer(*(USUAL | {"PaymentID": f"p-{n}"} for n in range(4))))
    keys = found.keys()
    for known, left in (([], "0123"), ([0, 1], "23"), ([1, 3], "02"), ([1, 2, 3], "0")):
        fresh = found.fresh(keys, {keys[n] for n in known})
        assert [p.xero_payment_id[-1] for p in fresh] == list(left)
        assert [str(place) for place in fresh.place] == list(left)
    assert found.fresh(keys, set(keys)) is None
