"""How amounts, dates and ages are written for people (ui.md 8.1)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from cmxero.core.money import ZERO, money
from cmxero.core.wording import counted, date_words, instant_words, minute_words

__all__ = [
    "MINUS",
    "NOTHING",
    "age_text",
    "amount_text",
    "counted",
    "date_words",
    "instant_key",
    "instant_words",
    "minor_units",
    "minute_words",
    "totals_text",
]

MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EN DASH}"
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - instants are naive UTC throughout


def amount_text(amount: Decimal | None) -> str:
    """Dollars with thousands separators and a true minus sign; an en dash for None."""
    if amount is None:
        return NOTHING
    exact = money(amount)
    return f"{MINUS if exact < 0 else ''}{abs(exact):,.2f}"


def minor_units(amount: Decimal | None) -> int | None:
    """The amount in cents, for sorting and adding up in the browser without fractions."""
    return None if amount is None else int(money(amount).scaleb(2))


def instant_key(instant_utc: datetime) -> int:
    """Milliseconds since 1970, for sorting in the browser."""
    return (instant_utc - _EPOCH) // timedelta(milliseconds=1)


def totals_text(amounts: Iterable[tuple[str, Decimal]]) -> str:
    """Pairs (currency, dollars) added up per currency; two currencies are never one figure."""
    totals: dict[str, Decimal] = {}
    for currency, amount in amounts:
        totals[currency] = totals.get(currency, ZERO) + amount
    return ", ".join(
        f"{amount_text(total)} {currency}".strip() for currency, total in sorted(totals.items())
    )


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
