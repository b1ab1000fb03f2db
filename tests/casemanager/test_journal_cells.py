"""Single cells: dates, amounts, quantities, types, texts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmxero.casemanager.cells import CellError, Dates, Kinds, Texts, amounts, numbers
from cmxero.core.casejournal import CaseKind


@pytest.mark.parametrize(
    "cell",
    [
        "1/2/2026", "01/02/2026", " 1/02/2026 ", "1-2-2026", "1.2.2026", "2026-02-01", "2026/2/1",
        "1 Feb 2026", "1 feb 2026", "01-FEB-2026", "1 February 2026", "1 Feb. 2026",
        "1/02/2026 12:00:00 AM", "2026-02-01T00:00:00", "2026-02-01 23:59:59.997", "1/2/2026 9:15",
    ],
)  # fmt: skip
def test_date_of_a_known_form_is_the_first_of_february(cell):
    """Dates are day first, and a time of day behind them does not matter."""
    assert Dates()[cell] == date(2026, 2, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "1/2/26", "01-02-03", "31/02/2026", "2/13/2026", "0/1/2026", "1/2-2026", "20260201",
        "46054", "soon", "1 Fév 2026", "1/02/0026", "1/02/1989", "1/02/2100",
        "2026-02-01T00:00:00+10:00", "29/02/2025", "1/2/2026 and later", "\u0661/\u0662/2026",
        "1/02/2026" + " " * 100 + "x",
    ],
)  # fmt: skip
def test_date_that_needs_guessing_is_refused(cell):
    """Two-digit years, impossible days and time zones are never guessed at."""
    with pytest.raises(CellError) as refusal:
        Dates()[cell]
    assert refusal.value.code == "bad-date"


def test_sept_is_september():
    """The four-letter short form is as good as the three-letter one."""
    assert Dates()["9 Sept 2026"] == date(2026, 9, 9)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1,234.50", "1234.50"), ("$1,234.50", "1234.50"), ("1234.5", "1234.50"),
        ("(50.00)", "-50.00"), ("($50)", "-50.00"), ("-50.00", "-50.00"), ("-$50", "-50.00"),
        ("$-50", "-50.00"), ("+50", "50.00"), ("\u221250", "-50.00"), (" 7 ", "7.00"),
        ("\u00a07.10\u00a0", "7.10"), ("$ 7.10", "7.10"), (".5", "0.50"), ("5.", "5.00"),
        ("50.0000", "50.00"), ("-0.00", "0.00"), ("0", "0.00"), ("999,999,999.99", "999999999.99"),
    ],
)  # fmt: skip
def test_amount_is_read_exactly(cell, amount):
    """Dollar signs, thousands commas, brackets for negatives and idle zeros are understood."""
    found = amounts()[cell]
    assert (found, str(found)) == (Decimal(amount), amount)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.234,50", "bad-amount"), ("1,23", "bad-amount"), ("12,34.50", "bad-amount"),
        ("1 234.50", "bad-amount"), ("(50", "bad-amount"), ("50)", "bad-amount"),
        ("-(50)", "bad-amount"), ("--50", "bad-amount"), ("50-", "bad-amount"), (".", "bad-amount"),
        ("$", "bad-amount"), ("fifty", "bad-amount"), ("1e3", "bad-amount"), ("NaN", "bad-amount"),
        ("Infinity", "bad-amount"), ("1_000", "bad-amount"), ("\u0665\u0660", "bad-amount"),
        ("9" * 100, "bad-amount"), ("50.001", "too-many-decimals"),
        ("0.30000000000000004", "too-many-decimals"), ("1000000000", "amount-too-large"),
        ("-1000000000.00", "amount-too-large"), ("#VALUE!", "spreadsheet-error"),
        ("########", "spreadsheet-error"),
    ],
)  # fmt: skip
def test_amount_that_is_not_exact_cents_is_refused(cell, code):
    """Nothing is rounded or guessed."""
    with pytest.raises(CellError) as refusal:
        amounts()[cell]
    assert refusal.value.code == code


@given(cents=st.integers(-99_999_999_999, 99_999_999_999))
def test_any_cents_survive_each_way_of_writing(cents):
    """Plain, with commas, with a dollar sign and in brackets, an amount stays the same."""
    amount = Decimal(cents).scaleb(-2)
    size = abs(amount)
    negative = f"({size:,})" if cents < 0 else f"${size:,}"
    assert {amounts()[text] for text in (str(amount), f"{amount:,}", negative)} == {amount}


@given(day=st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_any_day_survives_each_way_of_writing(day):
    """Day first, year first and with the month's name, a date stays the same."""
    texts = (f"{day.day}/{day.month}/{day.year}", day.isoformat(), f"{day:%d %b %Y}")
    assert {Dates()[text] for text in texts} == {day}


def test_quantity_keeps_four_places():
    """A fifth decimal is refused, not rounded."""
    assert str(numbers()["0.1667"]) == "0.1667"
    with pytest.raises(CellError) as refusal:
        numbers()["0.16667"]
    assert (refusal.value.code, refusal.value.facts) == ("too-many-decimals", {"places": 4})


def test_quantity_as_a_clock_time_is_refused():
    """An hour and a half is 1.5; 1:30 could mean anything."""
    with pytest.raises(CellError) as refusal:
        numbers()["1:30"]
    assert refusal.value.code == "bad-number"


@pytest.mark.parametrize("cell", ["invoice", "Invoice", "INVOICES", " invoices "])
def test_type_is_known_in_any_case_and_number(cell):
    """Singular and plural, upper and lower case name the same kind."""
    assert Kinds()[cell] is CaseKind.INVOICE


def test_text_keeps_its_inside():
    """Only the ends are trimmed; line breaks become one kind."""
    assert Texts(50)["\t a  b\r\nc \u00a0"] == "a  b\nc"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("abcdef", "text-too-long"), ("a\x00b", "control-character"),
        ("a\x1fb", "control-character"), ("#N/A", "spreadsheet-error"),
        ("#####", "spreadsheet-error"),
        ("1.2E+9", "text-too-long"),
        ("1E+11", "lost-digits"), ("   ", "missing-value"),
    ],
)  # fmt: skip
def test_text_that_cannot_be_right_is_refused(cell, code):
    """Damage done on the way is named for what it is."""
    with pytest.raises(CellError) as refusal:
        Texts(5)[cell]
    assert refusal.value.code == code


@pytest.mark.parametrize("cell", ["#", "#4471", "=1+1", "<script>alert(1)</script>", "1E11", "-"])
def test_text_that_only_looks_odd_is_kept(cell):
    """Formulas, script and number signs are texts like any other."""
    assert Texts(255)[cell] == cell
