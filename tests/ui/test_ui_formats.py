# ruff: noqa: RUF001 - the true minus sign and the dash are what people see

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmxero.core.errors import InexactAmountError
from cmxero.ui.formats import (
    age_text,
    amount_text,
    counted,
    date_words,
    instant_words,
    minor_units,
    totals_text,
)

NOW = datetime(2026, 11, 22, 8, 14)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "0.00"),
        ("-0.00", "0.00"),
        ("0.01", "0.01"),
        ("-0.01", "−0.01"),
        ("999.99", "999.99"),
        ("1000", "1,000.00"),
        ("-204.1", "−204.10"),
        ("-1234567.89", "−1,234,567.89"),
        ("1E+3", "1,000.00"),
    ],
)
def test_amount_is_written_with_separators_and_a_true_minus(amount, text):
    """Two decimals always, thousands apart, U+2212 for minus, no negative zero."""
    assert amount_text(Decimal(amount)) == text


def test_missing_amount_is_a_dash_and_has_no_cents():
    """Nothing on one side is not the same as zero."""
    assert amount_text(None) == "–"
    assert minor_units(None) is None


def test_fraction_of_a_cent_is_refused():
    """A page never rounds an amount quietly."""
    with pytest.raises(InexactAmountError):
        amount_text(Decimal("0.005"))


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_cents_and_text_say_the_same(cents):
    """The sort key and the text of an amount cannot drift apart."""
    amount = Decimal(cents).scaleb(-2)
    text = amount_text(amount)
    assert minor_units(amount) == cents
    assert Decimal(text.replace(",", "").replace("−", "-")) == amount


def test_totals_never_add_two_currencies():
    """Each currency has its own total, whatever order they come in."""
    pairs = [("NZD", Decimal("5.00")), ("AUD", Decimal("10.00")), ("AUD", Decimal("-214.10"))]
    assert totals_text(pairs) == "−204.10 AUD, 5.00 NZD"
    assert totals_text([]) == ""


def test_dates_are_australian_and_unambiguous():
    """Day, month in letters, year."""
    assert date_words(date(2026, 11, 2)) == "2 Nov 2026"
    assert instant_words(NOW) == "22 Nov 2026 08:14 UTC"


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=40), "40 days ago"),
    ],
)
def test_age_is_in_the_largest_unit(ago, text):
    """Ages are short, and an instant in the future (clocks differ) is now."""
    assert age_text(NOW - ago, NOW) == text


def test_counted_agrees_with_its_noun():
    """One finding, two findings, thousands apart."""
    assert [counted(number, "finding") for number in (0, 1, 2014)] == [
        "0 findings",
        "1 finding",
        "2,014 findings",
    ]
