"""How much a finding presses: one rule of amount, age and kind, so that everybody sees the same.

High: somebody meddled or something is lost (``PRESSING``), or the effect comes to ``LARGE`` or
more, or it has stood ``OLD_DAYS`` days or more with an effect of ``SMALL`` or more. Low: it settles
itself (``SETTLES_ITSELF``), or the effect is below ``SMALL``: nothing but cents. Medium: the rest.
"""

from decimal import Decimal
from enum import StrEnum

from cmxero.core.finding_kinds import FindingKind


class Severity(StrEnum):
    """How much a finding presses."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


LARGE = Decimal("1000.00")
"""Dollars of effect, either way, from which on a finding is high."""
SMALL = Decimal("1.00")
"""Dollars of effect, either way, below which it is only cents."""
OLD_DAYS = 60
"""Days since the document's date; two months of reminders (ui.md 8.2, "older than 60 days")."""
PRESSING = frozenset(
    {
        FindingKind.EXPORT_FAILED,
        FindingKind.MISSING_IN_XERO,
        FindingKind.NUMBER_USED_TWICE,
        FindingKind.IN_ANOTHER_CURRENCY,
        FindingKind.PAYMENT_CHANGED_AFTER_JOURNAL,
        FindingKind.PAYMENT_HAND_TYPED,
        FindingKind.JOURNAL_CHANGED,
        FindingKind.GONE_FROM_JOURNAL,
        FindingKind.IMPORT_PROBLEM,
    }
)
SETTLES_ITSELF = frozenset({FindingKind.PAYMENT_HELD})


def severity(kind: FindingKind, effect: Decimal, age: int) -> Severity:
    """High, medium or low.

    Args:
        effect: what it adds to Case Manager receivables minus Xero receivables, in dollars.
        age: days since the date of the document it is about.
    """
    if kind in SETTLES_ITSELF:
        return Severity.LOW
    size = abs(effect)
    is_old = age >= OLD_DAYS and size >= SMALL
    if kind in PRESSING or size >= LARGE or is_old:
        return Severity.HIGH
    return Severity.LOW if size < SMALL else Severity.MEDIUM
