"""Values as a bookkeeper writes them, for messages."""

from datetime import date
from decimal import Decimal

_CENTS = -2


def shown(value: object) -> str:
    """A value as text: dates day first, dollars with cents, quantities without idle zeros."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value.day}/{value.month:02}/{value.year}"
    if isinstance(value, Decimal):
        return _figure(value)
    return str(value)


def _figure(value: Decimal) -> str:
    text = format(value, "f")
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < _CENTS:
        return text.rstrip("0").rstrip(".")
    return text
