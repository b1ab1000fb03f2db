"""Xero's arithmetic on a document: line amounts, discounts, tax per line, totals (1.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cmxero.core.money import CENT, UNIT, ZERO, half_up
from cmxero.core.tax import HUNDRED, line_tax
from cmxero.sandbox.records import Line


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


def tax_on(line_amount: Decimal, rate: Decimal, line_amount_types: str) -> Decimal:
    """The tax in dollars on one line, rounded half up."""
    if line_amount_types == "NoTax":
        return ZERO
    return line_tax(line_amount, rate, inclusive=line_amount_types == "Inclusive")


def totals(lines: Iterable[Line], line_amount_types: str) -> Totals:
    """The totals of a document: line amounts and line taxes, each rounded already, summed."""
    amount = tax = ZERO
    for line in lines:
        amount += line.line_amount
        tax += line.tax_amount
    if line_amount_types == "Inclusive":
        return Totals(amount - tax, tax, amount)
    return Totals(amount, tax, amount + tax)
