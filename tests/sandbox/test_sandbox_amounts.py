"""Xero's arithmetic, through the API (xero-api.md 1.4)."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox_api import START, invoice, line

from cmxero.core.money import half_up
from cmxero.sandbox.invoices import create_invoice
from cmxero.sandbox.organisation import OrganisationState


def sums(row) -> tuple[str, str, str]:
    return str(row["SubTotal"]), str(row["TotalTax"]), str(row["Total"])


@pytest.mark.parametrize(
    ("lines", "types", "expected"),
    [
        ([("1", "100.00")], "Exclusive", ("100.00", "10.00", "110.00")),
        ([("1", "110.00")], "Inclusive", ("100.00", "10.00", "110.00")),
        ([("1", "100.00")], "NoTax", ("100.00", "0.00", "100.00")),
        # the recorded tie: 10.45 x 10 % is 1.045, and half goes up
        ([("1", "10.45")], "Exclusive", ("10.45", "1.05", "11.50")),
        # a tie of the line amount itself: 0.5 x 10.45 is 5.225
        ([("0.5", "10.45")], "Exclusive", ("5.23", "0.52", "5.75")),
        # per line, then summed: 3 x 0.05 of tax, not 0.14
        ([("1", "0.45")] * 3, "Exclusive", ("1.35", "0.15", "1.50")),
        ([("1.5", "10.1234")], "Exclusive", ("15.19", "1.52", "16.71")),
        ([("1", "100.00"), ("-1", "10.45")], "Exclusive", ("89.55", "8.95", "98.50")),
        ([("3", "33.3333")], "Inclusive", ("90.91", "9.09", "100.00")),
    ],
)
def test_totals_when_lines_are_given_then_they_are_xeros(api, lines, types, expected):
    """Half-up tax per line, then the sum; by LineAmountTypes."""
    items = [line(Quantity=Decimal(q), UnitAmount=Decimal(p)) for q, p in lines]
    assert sums(api.put_invoice(LineItems=items, LineAmountTypes=types)) == expected


def test_price_when_unitdp_is_absent_then_it_is_rounded_before_multiplying(api):
    """1000 x 0.061171 is 60.00 without unitdp=4, 61.20 with it (1.4)."""
    body = invoice(LineItems=[line(Quantity=1000, UnitAmount=Decimal("0.061171"))])
    two = api.call("PUT", "/Invoices", {**body, "InvoiceNumber": "CM-2"})
    four = api.call("PUT", "/Invoices?unitdp=4", {**body, "InvoiceNumber": "CM-4"})
    assert two.body["Invoices"][0]["SubTotal"] == Decimal("60.00")
    assert four.body["Invoices"][0]["SubTotal"] == Decimal("61.20")


def test_price_when_read_then_unitdp_decides_on_its_places(api):
    """A price of four places is shown at two unless asked for (1.4)."""
    api.put_invoice(LineItems=[line(UnitAmount=Decimal("10.1256"))])
    shown = [
        str(api.get_invoice("CM-1001", query)["LineItems"][0]["UnitAmount"])
        for query in ("", "?unitdp=4")
    ]
    assert shown == ["10.13", "10.1256"]
    assert api.call("GET", "/Invoices/CM-1001?unitdp=3").status == 400


def test_line_amount_when_it_agrees_then_it_is_taken(api):
    """A LineAmount may be sent; it must be what Xero computes."""
    row = api.put_invoice(LineItems=[line(Quantity=3, UnitAmount=Decimal("1.50"), LineAmount=4.5)])
    assert row["SubTotal"] == Decimal("4.50")


def test_line_amount_when_there_is_no_price_then_it_gives_the_price(api):
    """Quantity and LineAmount alone are enough."""
    item = {**line(Quantity=4, LineAmount=10), "UnitAmount": None}
    row = api.put_invoice(LineItems=[item])
    assert row["LineItems"][0]["UnitAmount"] == Decimal("2.5000")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [({"DiscountRate": 12.5}, "87.50"), ({"DiscountAmount": 0.01}, "99.99")],
)
def test_discount_when_given_then_it_lowers_the_line(api, fields, expected):
    """By rate in per cent, or by amount in dollars."""
    row = api.put_invoice(LineItems=[line(**fields)])
    assert (str(row["SubTotal"]), row["IsDiscounted"]) == (expected, True)


def test_text_line_when_it_has_no_price_then_it_counts_nothing(api):
    """A line of text alone needs no account and adds nothing."""
    row = api.put_invoice(LineItems=[line(), {"Description": "Claim 4711"}])
    assert sums(row) == ("100.00", "10.00", "110.00")
    assert "UnitAmount" not in row["LineItems"][1]


def test_tax_amount_when_typed_over_then_it_is_kept(api):
    """A TaxAmount may be overridden per line (1.4)."""
    assert api.put_invoice(LineItems=[line(TaxAmount=9.99)])["TotalTax"] == Decimal("9.99")


PRICES = st.decimals(min_value=0, max_value=5000, places=4)
QUANTITIES = st.decimals(min_value="0.0001", max_value=40, places=4)
LINES = st.lists(
    st.tuples(QUANTITIES, PRICES, st.sampled_from(["OUTPUT", "EXEMPTOUTPUT"])),
    min_size=1,
    max_size=8,
)


@given(lines=LINES, types=st.sampled_from(["Exclusive", "Inclusive", "NoTax"]))
def test_totals_when_any_lines_are_given_then_an_independent_sum_agrees(lines, types):
    """Total is the sum of the lines by Xero's rules, computed here in another way."""
    state = OrganisationState.new(START, "sums")
    items = [line(Quantity=q, UnitAmount=p, TaxType=t) for q, p, t in lines]
    row = create_invoice(state, invoice(LineItems=items, LineAmountTypes=types), START, 4)
    net = tax = Decimal(0)
    for quantity, unit_amount, tax_type in lines:
        amount = (quantity * unit_amount).quantize(Decimal("0.01"), ROUND_HALF_UP)
        parts = 11 if types == "Inclusive" else 10
        is_taxed = tax_type == "OUTPUT" and types != "NoTax"
        line_tax = half_up(amount / parts) if is_taxed else Decimal(0)
        tax += line_tax
        net += amount - line_tax if types == "Inclusive" else amount
    assert (row.sub_total, row.total_tax, row.total) == (net, tax, net + tax)
    assert row.total.as_tuple().exponent == -2
