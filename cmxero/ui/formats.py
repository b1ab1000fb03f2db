"""How amounts, dates and ages are written for people (ui.md 8.1)."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from cmxero.core.money import ZERO, money
from cmxero.core.wording import counted

__all__ = [
    "MINUS",
    "MONTHS",
    "NOTHING",
    "age_text",
    "amount_text",
    "counted",
    "date_text",
    "instant_text",
    "minor_units",
    "totals_text",
]

MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EN DASH}"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def amount_text(amount: Decimal | None) -> str:
    """Dollars with thousands separators and a true minus sign; an en dash for None."""
    if amount is None:
        return NOTHING
    exact = money(amount)
    return f"{MINUS if exact < 0 else ''}{abs(exact):,.2f}"


def minor_units(amount: Decimal | None) -> int | None:
    """The amount in cents, for sorting and adding up in the browser without fractions."""
    return None if amount is None else int(money(amount).scaleb(2))


def totals_text(amounts: Iterable[tuple[str, Decimal]]) -> str:
    """Pairs (currency, dollars) added up per currency; two currencies are never one figure."""
    totals: dict[str, Decimal] = {}
    for currency, amount in amounts:
        totals[currency] = totals.get(currency, ZERO) + amount
    return ", ".join(
        f"{amount_text(total)} {currency}".strip() for currency, total in sorted(totals.items())
    )


def date_text(day: date) -> str:
    """A date as Australians read it without doubt: ``22 Nov 2026``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def instant_text(instant_utc: datetime) -> str:
    """A naive UTC instant: ``22 Nov 2026 08:14 UTC``."""
    return f"{date_text(instant_utc)} {instant_utc:%H:%M} UTC"


def age_text(instant_utc: datetime, now_utc: datetime) -> str:
    """How long ago an instant was, in the largest unit that says enough."""
    minutes = max(0, int((now_utc - instant_utc).total_seconds()) // 60)
    if minutes < 1:
        return "just now"
    for unit, size in (("day", 24 * 60), ("hour", 60), ("min", 1)):
        count = minutes // size
        if count:
            return f"{count} {unit}{'s' if count > 1 and unit != 'min' else ''} ago"
    return "just now"
