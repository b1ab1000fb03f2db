"""One company in other letters is found; another company is not."""

import pytest

from cmxero.core.spellings import Spellings

KNOWN = [
    "Bluegum Workers Insurance", "Ironbark & Daughters Underwriting",
    "Currawong Claims, Care and Recovery", "Quandong Work Injury Scheme",
    "Lyrebird Road Accident Scheme", "Banksia Compulsory Third Party", "Driftwood Café Group",
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Blue Gum Workers Insurance Ltd", "Bluegum Workers Insurance"),
        ("Ironbark and Daughters Underwriting", "Ironbark & Daughters Underwriting"),
        ("Currawong Claims Care & Recovery", "Currawong Claims, Care and Recovery"),
        ("Quandong Work-Injury Scheme", "Quandong Work Injury Scheme"),
        ("Lyrebird Road Accidents Scheme", "Lyrebird Road Accident Scheme"),
        ("Banksia CTP", "Banksia Compulsory Third Party"),
        ("DRIFTWOOD CAFE GROUP PTY LTD", "Driftwood Café Group"),
    ],
)
def test_another_spelling_is_found(name, other):
    """In either direction."""
    assert Spellings(KNOWN).find_other(name) == other
    assert Spellings([name]).find_other(other) == name


@pytest.mark.parametrize(
    "name",
    ["Bluegum Workers Insurance", "Bluegum Removals", "Banksia Care", "Banksia CTO", "", "Pty Ltd"],
)
def test_itself_and_other_companies_are_not(name):
    """A known name is no other spelling, and neither is a name that only begins alike."""
    assert Spellings(KNOWN).find_other(name) is None
