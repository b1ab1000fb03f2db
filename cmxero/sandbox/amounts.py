"""Xero's arithmetic on a document: line amounts, discounts, tax per line, totals (1.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_DOWN, Decimal

from cmxero.core.money import CENT, UNIT, ZERO, half_up
from cmxero.core.tax import HUNDRED
from cmxero.sandbox.records import Line
from cmxero.sandbox.switches import Switches


@dataclass(frozen=True, slots=True)
class Totals:
    """The three totals of a document, in dollars."""

    sub_total: Decimal
    total_tax: Decimal
    total: Decimal


def price(unit_amount: Decimal, unitdp: int) -> Decimal:
    """A unit price as Xero keeps it: two places, or four with ``unitdp=4``."""
    return half_up(unit_amount, UNIT if unitdp == 4 else CENT)  # noqa: PLR2004


def discounted(
    quantity: Decimal, unit_amount: Decimal, rate: Decimal | None, amount: Decimal | None
) -> Decimal:
    """The line amount in dollars after a discount in per cent or in dollars."""
    gross = quantity * unit_amount
    if rate is not None:
        return half_up(gross * (HUNDRED - rate) / HUNDRED)
    return half_up(gross - (amount or ZERO))


def tax_on(
    line_amount: Decimal, rate: Decimal, line_amount_types: str, switches: Switches
) -> Decimal:
    """The tax in dollars on one line, to the cent.

    Half a cent goes away from zero; two switches hold the other ways that Xero might have (9).
    """
    if line_amount_types == "NoTax":
        return ZERO
    if line_amount_types != "Inclusive":
        return _cents(line_amount * rate / HUNDRED, switches)
    gross = HUNDRED + rate
    if switches.inclusive_tax_from_net:
        return line_amount - _cents(line_amount * HUNDRED / gross, switches)
    return _cents(line_amount * rate / gross, switches)


def totals(lines: Iterable[Line], line_amount_types: str) -> Totals:
    """The totals of a document: line amounts and line taxes, each rounded already, summed."""
    amount = tax = ZERO
    for line in lines:
        amount += line.line_amount
        tax += line.tax_amount
    if line_amount_types == "Inclusive":
        return Totals(amount - tax, tax, amount)
    return Totals(amount, tax, amount + tax)


def _cents(value: Decimal, switches: Switches) -> Decimal:
    if value < 0 and switches.negative_tax_ties_up:
        return value.quantize(CENT, rounding=ROUND_HALF_DOWN) + 0
    return half_up(value)
