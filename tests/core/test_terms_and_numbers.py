"""Due dates from terms; numbers on both sides."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmxero.core.numbering import find_case_number, number_fault, xero_number
from cmxero.core.terms import find_due_date


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        ("14 days", date(2026, 2, 14)),
        ("Net 30", date(2026, 3, 2)),
        ("7", date(2026, 2, 7)),
        ("30 days from invoice date", date(2026, 3, 2)),
        ("COD", date(2026, 1, 31)),
        ("On receipt", date(2026, 1, 31)),
        ("End of month", date(2026, 1, 31)),
        ("E.O.M.", date(2026, 1, 31)),
        ("end of next month", date(2026, 2, 28)),
        ("7 days after end of month", date(2026, 2, 7)),
        ("30 days EOM", date(2026, 3, 2)),
        ("30  Days  after the end of the month", date(2026, 3, 2)),
        ("by arrangement", None),
        ("", None),
        ("1000 days", None),
    ],
)
def test_due_date_from_terms(terms, due):
    """Days, end of month, days after end of month; anything else is for a person."""
    assert find_due_date(terms, date(2026, 1, 31)) == due


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 1, 1)), st.integers(0, 365))
def test_days_and_end_of_month_never_fall_before_the_invoice(day, days):
    """No known wording makes an invoice due before it exists."""
    for terms in (f"{days} days", "end of month", f"{days} days after end of month", "COD"):
        assert find_due_date(terms, day) >= day


@given(st.text(st.characters(min_codepoint=48, max_codepoint=122), min_size=1, max_size=40))
def test_a_number_that_may_travel_comes_back_as_it_was(number):
    """CM- and back, for every number Xero can carry."""
    if number_fault(number) is None:
        assert find_case_number(xero_number(number)) == number


@pytest.mark.parametrize(
    ("number", "case_number"),
    [("CM-1001", "1001"), ("cm-1001", "1001"), ("INV-1", None), ("CM-", None), (None, None)],
)
def test_only_cm_numbers_are_ours(number, case_number):
    """The prefix decides, in either case, as people type it."""
    assert find_case_number(number) == case_number


@pytest.mark.parametrize("number", ["10,01", "10\n01", "é1", "9" * 300])
def test_numbers_xero_cannot_carry_are_named(number):
    """A comma cannot be looked up, others are refused by Xero."""
    assert number_fault(number)
