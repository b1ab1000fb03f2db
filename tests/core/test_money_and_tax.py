"""Amounts are exact or refused; the arithmetic is Xero's."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmxero.core.errors import InexactAmountError
from cmxero.core.money import half_up, money, unit_price
from cmxero.core.tax import line_amount, line_tax


@pytest.mark.parametrize("value", [0.1, "0.105", "NaN", "Infinity", "1,000.00", "", True, None])
def test_money_refuses_what_is_not_exact_cents(value):
    """Floats, half cents and words are refused with a sentence that says what to write."""
    with pytest.raises(InexactAmountError, match="not an exact amount"):
        money(value)


@given(st.decimals(-(10**12), 10**12, allow_nan=False, places=2))
def test_money_keeps_every_cent_and_always_has_two_places(amount):
    """Whatever the exponent it came with, it leaves with -2, also 1E+3 (storage.md 3.1)."""
    for form in (amount, amount.normalize(), str(amount)):
        assert money(form) == amount
        assert money(form).as_tuple().exponent == -2


def test_there_is_no_negative_zero():
    """A balance of nothing has no sign."""
    assert str(money("-0.00")) == "0.00"
    assert str(unit_price("-0")) == "0.0000"


@pytest.mark.parametrize(
    ("amount", "rate", "inclusive", "tax"),
    [
        ("25.06", "15", False, "3.76"),  # DOC-ROUND's three lines: 11.44 in all, not 11.45
        ("25.61", "15", False, "3.84"),
        ("25.63", "15", False, "3.84"),
        ("10.45", "10", False, "1.05"),  # a tie that tells half up from banker's rounding
        ("110.00", "10", True, "10.00"),
        ("0.01", "10", True, "0.00"),
        ("-10.45", "10", False, "-1.05"),
        ("123.45", "0", True, "0.00"),
    ],
)
def test_tax_is_rounded_half_up_per_line(amount, rate, inclusive, tax):
    """The recorded figures of xero-api.md 1.4."""
    assert line_tax(Decimal(amount), Decimal(rate), inclusive=inclusive) == Decimal(tax)


@pytest.mark.parametrize(
    ("unitdp", "amount"),
    [(4, "61.20"), (2, "60.00")],
)
def test_a_price_is_rounded_before_it_is_multiplied(unitdp, amount):
    """1000 x 0.0612 keeps its price only with unitdp=4."""
    found = line_amount(Decimal(1000), Decimal("0.0612"), unitdp=unitdp)
    assert found == Decimal(amount)


def test_half_up_goes_away_from_zero():
    """2.165 becomes 2.17, -2.165 becomes -2.17."""
    assert half_up(Decimal("2.165")) == Decimal("2.17")
    assert half_up(Decimal("-2.165")) == Decimal("-2.17")
