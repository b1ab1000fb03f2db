"""How much a finding presses: amount, age, kind."""

from decimal import Decimal

import pytest

from cmxero.core.findings import FindingKind
from cmxero.core.severity import PRESSING, SETTLES_ITSELF, severity


@pytest.mark.parametrize(
    ("effect", "age", "expected"),
    [
        ("0.00", 0, "low"),
        ("0.99", 400, "low"),
        ("-0.99", 59, "low"),
        ("1.00", 59, "medium"),
        ("-1.00", 60, "high"),
        ("999.99", 59, "medium"),
        ("1000.00", 0, "high"),
        ("-1000.00", 0, "high"),
    ],
)
def test_amount_and_age(effect, age, expected):
    """Cents are low however old; from a dollar on, two months make it high, as a thousand does."""
    assert severity(FindingKind.TOTALS_DIFFER, Decimal(effect), age) == expected


def test_kinds_that_press_and_kinds_that_settle_themselves():
    """Somebody meddled: high even at nothing. A held payment: low even at a fortune."""
    for kind in PRESSING:
        assert severity(kind, Decimal("0.00"), 0) == "high"
    for kind in SETTLES_ITSELF:
        assert severity(kind, Decimal("50000.00"), 99) == "low"
    assert not PRESSING & SETTLES_ITSELF
