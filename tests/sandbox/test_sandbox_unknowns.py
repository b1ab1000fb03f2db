"""Tax, deletions and lengths that nobody could verify, under either setting (xero-api.md 9)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox_api import line, payment

from cmxero.core.money import ZERO, half_up
from cmxero.core.tax import line_tax
from cmxero.sandbox.amounts import tax_on
from cmxero.sandbox.switches import Switches


def switch(api, **wanted):
    """Set switches; it must succeed."""
    assert api.control("POST", "switches", wanted).status == 200


@pytest.mark.parametrize(("ties_up", "tax"), [(False, "-1.05"), (True, "-1.04")])
def test_tax_when_half_a_cent_on_a_negative_line_then_a_switch_decides(api, ties_up, tax):
    """10.45 at 10 % gives 1.05; what -10.45 gives is not known, so both are here (1.4, 9)."""
    switch(api, negative_tax_ties_up=ties_up)
    lines = [line(), line(UnitAmount=Decimal("-10.45")), line(UnitAmount=Decimal("10.45"))]
    row = api.put_invoice(LineItems=lines)
    assert [str(one["TaxAmount"]) for one in row["LineItems"]] == ["10.00", tax, "1.05"]
    assert row["TotalTax"] == Decimal("11.05") + Decimal(tax)
    assert row["Total"] == Decimal("100.00") + row["TotalTax"]


@pytest.mark.parametrize(("from_net", "tax"), [(False, "0.01"), (True, "0.00")])
def test_tax_when_half_a_cent_inside_an_amount_then_a_switch_decides(api, from_net, tax):
    """At 20 %, 0.03 holds half a cent of tax; the total is 0.03 either way (1.4)."""
    api.reach("uk")
    switch(api, inclusive_tax_from_net=from_net)
    lines = [line(UnitAmount=Decimal("0.03"), TaxType="OUTPUT2")]
    row = api.put_invoice(LineItems=lines, LineAmountTypes="Inclusive")
    assert (str(row["TotalTax"]), str(row["Total"])) == (tax, "0.03")
    assert row["SubTotal"] == row["Total"] - row["TotalTax"]


AMOUNTS = st.decimals(min_value=-100_000, max_value=100_000, places=2)


@given(AMOUNTS, st.sampled_from([Decimal(0), Decimal(10), Decimal(15), Decimal(20)]))
def test_tax_when_nothing_is_switched_then_it_is_what_cmxero_predicts(amount, rate):
    """The sandbox and the prediction before an export compute alike, to the cent."""
    for types, inclusive in (("Exclusive", False), ("Inclusive", True)):
        predicted = line_tax(amount, rate, inclusive=inclusive)
        assert tax_on(amount, rate, types, Switches()) == predicted
    assert tax_on(amount, rate, "NoTax", Switches()) == ZERO


@given(AMOUNTS, st.sampled_from([Decimal(10), Decimal(15)]))
def test_tax_inside_when_at_10_or_15_then_no_switch_changes_it(amount, rate):
    """Half a cent cannot occur inside an Australian or New Zealand amount (1.4)."""
    switched = Switches(inclusive_tax_from_net=True, negative_tax_ties_up=True)
    assert tax_on(amount, rate, "Inclusive", switched) == tax_on(
        amount, rate, "Inclusive", Switches()
    )


@given(AMOUNTS, st.sampled_from([Decimal(10), Decimal(15), Decimal(20)]), st.booleans())
def test_tax_when_switched_then_it_is_off_by_a_cent_at_most(amount, rate, inclusive):
    """A switch moves only halves of a cent, never more, and never a positive exclusive line."""
    types = "Inclusive" if inclusive else "Exclusive"
    switched = Switches(inclusive_tax_from_net=True, negative_tax_ties_up=True)
    usual = tax_on(amount, rate, types, Switches())
    other = tax_on(amount, rate, types, switched)
    assert abs(usual - other) <= Decimal("0.01")
    assert other == half_up(other)
    if amount >= 0 and not inclusive:
        assert other == usual


@pytest.mark.parametrize("moves", [True, False])
def test_payment_when_deleted_then_a_switch_decides_whether_its_invoice_moves(api, moves):
    """What a full recount is for: the invoice is open again, and may not say so (2.2, 2.5)."""
    switch(api, deleted_payment_moves_invoice=moves)
    api.put_invoice()
    made = api.put_payment("CM-1001", "110.00")
    paid = api.get_invoice("CM-1001")
    api.clock.advance(minutes=1)
    reply = api.call("POST", f"/Payments/{made['PaymentID']}", {"Status": "DELETED"})
    assert reply.status == 200
    after = api.get_invoice("CM-1001")
    assert (paid["Status"], after["Status"]) == ("PAID", "AUTHORISED")
    assert (after["UpdatedDateUTC"] != paid["UpdatedDateUTC"]) is moves
    gone = api.call("GET", f"/Payments/{made['PaymentID']}").body["Payments"][0]
    assert gone["UpdatedDateUTC"] != made["UpdatedDateUTC"]


def put_batch(api, *reconciled: bool, **fields):
    """One deposit of 10.00 on an invoice each; the flags say which payments are reconciled."""
    parts = []
    for place, is_reconciled in enumerate(reconciled or (False,)):
        number = f"CM-{len(api.state.invoices)}-{place}"
        api.put_invoice(InvoiceNumber=number)
        parts.append(payment(number, "10.00", IsReconciled=is_reconciled))
    body = {"Account": {"Code": "090"}, "Date": "2026-11-20", "Payments": parts, **fields}
    return api.call("PUT", "/BatchPayments", {"BatchPayments": [body]})


@pytest.mark.parametrize("deletable", [True, False])
@pytest.mark.parametrize("reconciled", [(True, True), (True, False)])
def test_batch_when_a_payment_is_reconciled_then_a_switch_decides_on_deletion(
    api, reconciled, deletable
):
    """Unknown of the API: all of it goes, or nothing does; never a part (9)."""
    row = put_batch(api, *reconciled).body["BatchPayments"][0]
    assert row["IsReconciled"] is all(reconciled)
    switch(api, reconciled_batch_deletable=deletable, reconciled_payment_deletable=not deletable)
    ident = row["BatchPaymentID"]
    reply = api.call("POST", f"/BatchPayments/{ident}", {"Status": "DELETED"})
    assert reply.status == (200 if deletable else 400)
    if not deletable:
        assert reply.messages == ["This payment is reconciled and cannot be deleted."]
    words = {"DELETED"} if deletable else {"AUTHORISED"}
    assert {one["Status"] for one in api.call("GET", "/Payments").body["Payments"]} == words
    assert api.get_one(f"BatchPayments/{ident}")["Status"] in words


@pytest.mark.parametrize(
    ("limit", "length", "status"),
    [(0, 4000, 200), (255, 255, 200), (255, 256, 400), (1, 2, 400)],
)
def test_reference_of_a_payment_when_long_then_a_switch_decides(api, limit, length, status):
    """No page names a maximum; 0 is none. Part of a batch or not (2.2, 9)."""
    switch(api, payment_reference_limit=limit)
    api.put_invoice()
    wish = payment("CM-1001", "10.00", Reference="x" * length)
    assert api.call("PUT", "/Payments", wish).status == status
    batch = {"Account": {"Code": "090"}, "Payments": [wish]}
    assert api.call("PUT", "/BatchPayments", {"BatchPayments": [batch]}).status == status
    found = api.call("GET", "/Payments").body["Payments"]
    assert {len(one["Reference"]) for one in found} == ({length} if status == 200 else set())


@pytest.mark.parametrize(
    ("field", "usual", "name"),
    [("Reference", 255, "batch_reference_limit"), ("Details", 18, "batch_details_limit")],
)
def test_text_of_a_batch_when_long_then_a_switch_decides(api, field, usual, name):
    """The documented maximum, another one, or none (2.3, 9)."""
    assert put_batch(api, **{field: "x" * usual}).status == 200
    refused = put_batch(api, **{field: "x" * (usual + 1)})
    assert refused.messages == [f"{field} must be {usual} characters or fewer."]
    switch(api, **{name: 3})
    assert put_batch(api, **{field: "xxxx"}).status == 400
    switch(api, **{name: 0})
    api.transport._contract = None  # it allows no more than 255 of a Reference
    row = put_batch(api, **{field: "x" * 500}).body["BatchPayments"][0]
    assert len(api.get_one(f"BatchPayments/{row['BatchPaymentID']}")[field]) == 500
