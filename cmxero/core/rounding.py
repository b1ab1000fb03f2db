"""A quantity and a price for every line, so that Xero's total is Case Manager's to the cent.

Xero computes a line as quantity times price, the price with four decimals, and rounds to the cent
(xero-api.md 1.4). Case Manager rounds the amount without GST first and adds GST, so the two can
differ by a cent a line (case-manager.md 2.6).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from cmxero.core.casejournal import CaseLine
from cmxero.core.limits import LARGEST_AMOUNT
from cmxero.core.money import CENT, UNIT, ZERO, half_up
from cmxero.core.tax import HUNDRED, line_amount

ONE = Decimal("1.0000")
MOST_ROUNDING = 5 * CENT
"""A line that is further off than this is not rounded but priced otherwise."""


class Rounding(StrEnum):
    """How the cents are kept."""

    AUTOMATIC = "automatic"
    """Quantity times price where a price with four decimals gives the cent, else one unit."""

    ONE_UNIT = "one unit"
    """Always one unit at the line's total; the quantity is in the text."""

    FOUR_DECIMALS = "four decimals"
    """Always quantity times price; an invoice where no price gives the cent is held back."""

    ROUNDING_LINE = "rounding line"
    """Quantity times Case Manager's own rate; the cents left over are a line of their own."""


class Priced(StrEnum):
    """Where a price comes from."""

    PLAIN = "plain"
    """Case Manager's rate with GST."""

    IMPLIED = "implied"
    """What the total implies, with four decimals."""

    ONE_UNIT = "one unit"
    """The line's total."""

    ROUNDED = "rounded"
    """Case Manager's rate with GST, some cents off."""


@dataclass(frozen=True, slots=True)
class LinePrice:
    """How one line is sent; amounts in dollars, tax included.

    Attributes:
        line_amount: as Xero will compute it.
        plain_amount: what quantity times rate would have given.
        case_total: as Case Manager has it.
        words: the quantity and rate in words, where one unit hides them.
    """

    quantity: Decimal
    unit_amount: Decimal
    line_amount: Decimal
    plain_amount: Decimal
    case_total: Decimal
    priced: Priced
    words: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether Xero's amount is Case Manager's."""
        return self.line_amount == self.case_total

    @property
    def fits(self) -> bool:
        """Whether Xero takes amounts of this size; a tiny quantity can imply a huge price."""
        price = abs(self.unit_amount)
        return max(price, self.quantity * price) <= LARGEST_AMOUNT


def price_line(line: CaseLine, rate: Decimal, rounding: Rounding) -> LinePrice:
    """A price for a line; not exact only where the option allows it or none exists.

    Args:
        line: within Xero's limits, as ``preflight`` checks them.
        rate: tax in per cent.
    """
    quantity, sign = abs(line.quantity), -1 if line.quantity < 0 else 1
    plain = sign * half_up(line.rate * (HUNDRED + rate) / HUNDRED, UNIT)
    plain_amount = line_amount(quantity, plain)

    def priced(how: Priced, units: Decimal, price: Decimal, words: str = "") -> LinePrice:
        amount = line_amount(units, price)
        return LinePrice(units, price, amount, plain_amount, line.total, how, words)

    one_unit = priced(Priced.ONE_UNIT, ONE, half_up(line.total, UNIT), _words(line, rate))
    if rounding is Rounding.ONE_UNIT or not quantity:
        return one_unit
    plainly = priced(Priced.PLAIN, quantity, plain)
    if plainly.is_exact and plainly.fits:
        return plainly
    if rounding is Rounding.ROUNDING_LINE:
        is_near = abs(plain_amount - line.total) <= MOST_ROUNDING and plainly.fits
        return replace(plainly, priced=Priced.ROUNDED) if is_near else one_unit
    implied = priced(Priced.IMPLIED, quantity, half_up(line.total / quantity, UNIT))
    if (implied.is_exact and implied.fits) or rounding is Rounding.FOUR_DECIMALS:
        return implied
    return one_unit


def explain(prices: Sequence[LinePrice], left_over: Decimal, account_code: str) -> str:
    """Which cents there were and how they were settled, in words; empty where none were.

    Args:
        left_over: dollars of the rounding line; 0.00 without one.
        account_code: of the rounding line.
    """
    parts = []
    for how, settled in _SETTLED.items():
        of_it = [p for p in prices if p.priced is how and p.plain_amount != p.case_total]
        if of_it:
            would = sum((price.plain_amount for price in of_it), ZERO)
            total = sum((price.case_total for price in of_it), ZERO)
            lines = "1 line" if len(of_it) == 1 else f"{len(of_it)} lines"
            gives = "be cents off that cancel out" if would == total else f"give {would}"
            parts.append(f"{lines}: quantity times rate would {gives}; {settled.format(total)}.")
    off = sum(price.priced is Priced.ROUNDED for price in prices)
    if off:
        lines = "1 line is" if off == 1 else f"{off} lines are"
        settled = (
            f"a rounding line of {left_over} on account {account_code} makes up for it"
            if left_over
            else "the cents cancel each other"
        )
        parts.append(f"{lines} sent as quantity times rate, some cents off; {settled}.")
    return " ".join(parts)


_SETTLED = {
    Priced.ONE_UNIT: "one unit at {} is sent, the quantity is in the text",
    Priced.IMPLIED: "a price with four decimals is sent that gives {}",
}


def in_words(number: Decimal) -> str:
    """A number as people write it: ``1.5``, not ``1.5000``."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _words(line: CaseLine, rate: Decimal) -> str:
    unit = f" {line.unit}" if line.unit else ""
    gst = " plus GST" if rate else ""
    return f"{in_words(line.quantity)}{unit} at {in_words(line.rate)}{gst}"
