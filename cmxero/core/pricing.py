"""The prices of a whole invoice, and the line that carries the cents left over (2.6)."""

from dataclasses import dataclass
from decimal import Decimal

from cmxero.core.casejournal import CaseInvoice
from cmxero.core.documents import DraftLine
from cmxero.core.mapping_rules import MappingRules
from cmxero.core.money import UNIT, ZERO, half_up
from cmxero.core.problem_catalogue import problem
from cmxero.core.problems import Problem
from cmxero.core.rounding import ONE, LinePrice, Rounding, explain, in_words, price_line

ROUNDING_TEXT = "Rounding"


@dataclass(frozen=True, slots=True)
class PricedInvoice:
    """How the lines of an invoice are sent.

    Attributes:
        prices: one a line of the invoice, in its order.
        left_over: dollars of the rounding line; 0.00 where none is needed.
        words: which cents there were and how they were settled; empty where none were.
        problems: why it cannot be sent like this.
    """

    prices: tuple[LinePrice, ...]
    left_over: Decimal
    words: str
    problems: tuple[Problem, ...]


def price_invoice(invoice: CaseInvoice, rules: MappingRules) -> PricedInvoice:
    """Price every line of an invoice that passed ``check_invoice``."""
    prices = tuple(
        price_line(line, rules.tax_rates.get(rules.tax_types[line.tax_code], ZERO), rules.rounding)
        for line in invoice.lines
    )
    left_over = ZERO
    if rules.rounding is Rounding.ROUNDING_LINE:
        left_over = sum((price.case_total - price.line_amount for price in prices), ZERO)
    return PricedInvoice(
        prices,
        left_over,
        explain(prices, left_over, rules.rounding_account_code),
        tuple(_problems(invoice, prices, left_over, rules)),
    )


def rounding_line(left_over: Decimal, rules: MappingRules) -> DraftLine:
    """The extra line that carries the cents left over, without tax (xero-api.md 1.4)."""
    return DraftLine(
        description=ROUNDING_TEXT,
        quantity=ONE,
        unit_amount=half_up(left_over, UNIT),
        line_amount=left_over,
        tax_type=rules.rounding_tax_type,
        account_code=rules.rounding_account_code,
    )


def _problems(
    invoice: CaseInvoice, prices: tuple[LinePrice, ...], left_over: Decimal, rules: MappingRules
) -> list[Problem]:
    found = []
    if left_over and not rules.rounding_account_code:
        found.append(problem("no-rounding-account", invoice.number, value=str(left_over)))
    if rules.rounding is not Rounding.FOUR_DECIMALS:
        return found
    for place, (line, price) in enumerate(zip(invoice.lines, prices, strict=True), start=1):
        if not (price.is_exact and price.fits):
            found.append(
                problem(
                    "price-not-exact",
                    invoice.number,
                    row=line.row,
                    line=place,
                    cost=line.cost_name,
                    quantity=in_words(line.quantity),
                    total=line.total,
                    gives=price.line_amount,
                )
            )
    return found
