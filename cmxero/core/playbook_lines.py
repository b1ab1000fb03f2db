"""Lines with tax that add up to the cent, in Xero's arithmetic and in Case Manager's.

Xero takes the tax out of an amount that holds it (xero-api.md 1.4); Case Manager adds it to an
amount without (case-manager.md 2.6). Not every total with GST can be reached by adding, so a cent
may be left over, which then is a part of its own without GST.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cmxero.core.casejournal import CaseAdjustment, CaseLine
from cmxero.core.documents import DraftLine, XeroInvoice
from cmxero.core.mapping_rules import MappingRules
from cmxero.core.money import CENT, UNIT, ZERO, half_up
from cmxero.core.rounding import ONE
from cmxero.core.tax import HUNDRED, line_tax

NO_TAX = "NoTax"


@dataclass(frozen=True, slots=True)
class CasePart:
    """A part of an adjustment: signed dollars, tax as Case Manager works it out on sub_total."""

    tax_code: str
    sub_total: Decimal
    tax: Decimal
    refers_to: str = ""

    @property
    def total(self) -> Decimal:
        """Signed dollars with tax."""
        return self.sub_total + self.tax


def total_of(lines: Iterable[DraftLine]) -> Decimal:
    """Dollars with tax."""
    return sum((line.line_amount for line in lines), ZERO)


def tax_of(lines: Iterable[DraftLine], rules: MappingRules) -> Decimal:
    """Dollars of tax as Xero will compute them, line by line."""
    return sum(
        (
            line_tax(line.line_amount, rules.tax_rates.get(line.tax_type, ZERO), inclusive=True)
            for line in lines
        ),
        ZERO,
    )


def xero_line(text: str, total: Decimal, tax_type: str, account_code: str) -> DraftLine:
    """One unit at a total with tax."""
    return DraftLine(text, ONE, half_up(total, UNIT), half_up(total), tax_type, account_code)


def tax_type_of(line: CaseLine, rules: MappingRules) -> str:
    """The Xero tax type of a cost, by its code; of an unknown code, by the tax it carries."""
    known = rules.tax_types.get(line.tax_code)
    return known or _type_that_gives(line.sub_total, line.tax, rules)


def tax_code_of(tax_type: str, rules: MappingRules) -> str:
    """The Case Manager tax code of a Xero tax type; of an unknown type, one of the same rate."""
    codes = [code for code, mapped in rules.tax_types.items() if code]
    exact = next((code for code in codes if rules.tax_types[code] == tax_type), None)
    if exact is not None:
        return exact
    rate = rules.tax_rates.get(tax_type, ZERO)
    same = (code for code in codes if rules.tax_rates.get(rules.tax_types[code], ZERO) == rate)
    return next(same, "")


def amounts_by_tax(invoice: XeroInvoice) -> dict[str, Decimal]:
    """Dollars with tax of an invoice's lines by their tax type."""
    found: dict[str, Decimal] = {}
    for line in invoice.lines:
        amount = line.line_amount
        if invoice.line_amount_types == "Exclusive":
            amount += line.tax_amount
        found[line.tax_type] = found.get(line.tax_type, ZERO) + amount
    return found


def case_amounts_by_tax(lines: Iterable[CaseLine], rules: MappingRules) -> dict[str, Decimal]:
    """The same of Case Manager's lines, by the tax type they have in Xero."""
    found: dict[str, Decimal] = {}
    for line in lines:
        tax_type = tax_type_of(line, rules)
        found[tax_type] = found.get(tax_type, ZERO) + line.total
    return found


def adjusted_lines(adjustments: Iterable[CaseAdjustment]) -> Iterator[CaseLine]:
    """The lines of adjustments; one that came without any is a line of its own."""
    for one in adjustments:
        yield from one.lines or (
            CaseLine(
                one.refers_to, None, "", "", ONE, "", one.sub_total, "",
                one.total - one.tax, one.tax, one.total,
            ),
        )  # fmt: skip


def split_by_tax(total: Decimal, tax: Decimal, rules: MappingRules) -> dict[str, Decimal]:
    """An amount with a known tax in it, by tax type; for documents whose lines are not known."""
    taxed, free = _taxed_type(rules), _free_type(rules)
    rate = rules.tax_rates.get(taxed, ZERO)
    if not tax or not rate:
        return {free: total}
    if abs(line_tax(total, rate, inclusive=True) - tax) <= CENT:
        return {taxed: total}
    part = half_up(tax * HUNDRED / rate) + tax
    return {taxed: part, free: total - part} if abs(part) <= abs(total) else {taxed: total}


def difference(one: Mapping[str, Decimal], other: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """One less the other, tax type by tax type; what is equal is left out."""
    types = dict.fromkeys((*one, *other))
    found = {name: one.get(name, ZERO) - other.get(name, ZERO) for name in types}
    return {name: amount for name, amount in found.items() if amount}


def case_parts(amounts: Mapping[str, Decimal], rules: MappingRules) -> tuple[CasePart, ...]:
    """Parts of adjustments that come to these amounts with tax, by Xero's tax type.

    Each part's tax is what Case Manager works out on its amount without tax.
    """
    parts: list[CasePart] = []
    left = ZERO
    for tax_type, amount in amounts.items():
        rate = rules.tax_rates.get(tax_type, ZERO)
        sub_total, tax = _reached(amount, rate)
        if sub_total:
            parts.append(CasePart(tax_code_of(tax_type, rules), sub_total, tax))
        left += amount - sub_total - tax
    if left:
        parts.append(CasePart(tax_code_of(_free_type(rules), rules), left, ZERO))
    return tuple(parts)


def reversed_parts(lines: Iterable[CaseLine]) -> tuple[CasePart, ...]:
    """Parts that take back what these lines charged."""
    return tuple(
        CasePart(line.tax_code, -line.sub_total, -line.tax, line.cost_name)
        for line in lines
        if line.total
    )


def _reached(total: Decimal, rate: Decimal) -> tuple[Decimal, Decimal]:
    """The largest amount without tax, and its tax, that stay within a total."""
    sign, size = (-1, -total) if total < 0 else (1, total)
    sub_total = size - line_tax(size, rate, inclusive=True)
    while sub_total + line_tax(sub_total, rate, inclusive=False) > size:
        sub_total -= CENT
    return sign * sub_total + 0, sign * line_tax(sub_total, rate, inclusive=False) + 0


def _type_that_gives(sub_total: Decimal, tax: Decimal, rules: MappingRules) -> str:
    fits = (
        tax_type
        for tax_type in dict.fromkeys(rules.tax_types.values())
        if line_tax(sub_total, rules.tax_rates.get(tax_type, ZERO), inclusive=False) == tax
    )
    return next(fits, _taxed_type(rules) if tax else _free_type(rules))


def _taxed_type(rules: MappingRules) -> str:
    types = rules.tax_types.values()
    return next((name for name in types if rules.tax_rates.get(name, ZERO)), _free_type(rules))


def _free_type(rules: MappingRules) -> str:
    types = tuple(rules.tax_types.values())
    return next((name for name in types if not rules.tax_rates.get(name, ZERO)), types[0])
