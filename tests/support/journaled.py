"""Case Manager's side built by hand: lines and invoices whose sums are right by default."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from cmxero.core.casejournal import CaseContact, CaseInvoice, CaseLine
from cmxero.core.money import ZERO, half_up
from cmxero.core.tax import line_tax


def line(quantity="1", rate="100", tax_code="GST", **changes) -> CaseLine:
    """A line as Case Manager works it out: ex-tax amount, then GST on it."""
    quantity, rate = Decimal(quantity), Decimal(rate)
    sub_total = half_up(quantity * rate)
    tax = line_tax(sub_total, Decimal(10 if tax_code == "GST" else 0), inclusive=False)
    made = CaseLine(
        cost_name="Initial assessment",
        cost_date=date(2026, 9, 1),
        notes="saw client",
        charge_code="IRA01",
        quantity=quantity,
        unit="hours",
        rate=rate,
        tax_code=tax_code,
        sub_total=sub_total,
        tax=tax,
        total=sub_total + tax,
    )
    return replace(made, **changes)


def invoice(*lines, **changes) -> CaseInvoice:
    """An invoice whose totals are those of its lines."""
    lines = lines or (line(),)
    made = CaseInvoice(
        number="1001",
        invoice_number="1001",
        journal_number="41",
        journal_date=date(2026, 9, 30),
        transaction_date=date(2026, 9, 2),
        total=sum((each.total for each in lines), ZERO),
        tax=sum((each.tax for each in lines), ZERO),
        sub_total=sum((each.sub_total for each in lines), ZERO),
        case_number="C77",
        claim_number="CL9",
        contact=CaseContact("Ms", "Alex", "Citizen", "Bluegum Insurance"),
        terms="14 days",
        lines=lines,
    )
    return replace(made, **changes)
