"""Xero's own arithmetic on a document line (xero-api.md 1.4).

Tax is computed per line, rounded half up to the cent, then summed. Line amounts are computed
from the quantity and the unit amount, which Xero first rounds to two places unless the request
says ``unitdp=4``.
"""

from decimal import Decimal

from cmxero.core.money import CENT, UNIT, half_up

HUNDRED = Decimal(100)


def line_amount(quantity: Decimal, unit_amount: Decimal, *, unitdp: int = 4) -> Decimal:
    """The line amount in dollars that Xero computes, two places.

    Args:
        quantity: up to four places.
        unit_amount: price of one unit in dollars.
        unitdp: 4 keeps four places of the price; 2 rounds it before multiplying.
    """
    step = UNIT if unitdp == 4 else CENT  # noqa: PLR2004
    return half_up(quantity * half_up(unit_amount, step))


def line_tax(amount: Decimal, rate: Decimal, *, inclusive: bool) -> Decimal:
    """The tax in dollars that Xero computes on one line amount.

    Args:
        amount: line amount in dollars, tax included or not as ``inclusive`` says.
        rate: per cent, e.g. ``Decimal(10)`` for Australian GST.
        inclusive: True when the amount already holds the tax.
    """
    base = HUNDRED + rate if inclusive else HUNDRED
    return half_up(amount * rate / base)
