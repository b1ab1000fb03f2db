"""Exact amounts. Every Decimal that enters the workbench passes through here."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from cmxero.core.errors import InexactAmountError

CENT = Decimal("0.01")
UNIT = Decimal("0.0001")
ZERO = Decimal("0.00")


def money(value: str | int | Decimal) -> Decimal:
    """An exact amount in dollars with two places; never a rounded guess.

    The result always has exponent -2, which also guards against DuckDB 1.5 storing
    ``Decimal('1E+3')`` as 1.00 (storage.md 3.1).

    Raises:
        InexactAmountError: a float, not a number, or more than two places.
    """
    return _exact(value, CENT)


def unit_price(value: str | int | Decimal) -> Decimal:
    """An exact price or quantity with four places (xero-api.md 1.4).

    Raises:
        InexactAmountError: a float, not a number, or more than four places.
    """
    return _exact(value, UNIT)


def half_up(value: Decimal, step: Decimal = CENT) -> Decimal:
    """Round to a step, halves away from zero, as Xero does (xero-api.md 1.4)."""
    return value.quantize(step, rounding=ROUND_HALF_UP) + 0


def _exact(value: str | int | Decimal, step: Decimal) -> Decimal:
    if isinstance(value, (float, bool)):
        raise InexactAmountError(value)
    try:
        amount = Decimal(value)
        rounded = amount.quantize(step)
    except (InvalidOperation, TypeError) as fault:
        raise InexactAmountError(value) from fault
    if amount != rounded:
        raise InexactAmountError(value)
    return rounded + 0  # no negative zero
