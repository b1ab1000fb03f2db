"""Cents: whatever the option, Xero's total is Case Manager's, or the invoice waits."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journaled import invoice, line

from cmxero.core.mapping import map_invoices
from cmxero.core.mapping_rules import MappingRules
from cmxero.core.money import CENT, ZERO
from cmxero.core.rounding import Rounding
from cmxero.core.tax import line_amount, line_tax

ODD = line("1.5", "193.27", total=Decimal("318.91"), tax=Decimal("28.99"))
"""Hours times rate give 318.90 with GST; Case Manager rounded on the way."""
IMPOSSIBLE = line("900", "0.01", total=Decimal("9.91"), tax=Decimal("0.91"))
"""900 hours: a price with four decimals moves the total by nine cents at a time."""


def rules(rounding, **changes):
    """The default rules with an option of rounding."""
    return replace(MappingRules(), rounding=rounding, **changes)


def only_draft(made, chosen):
    """The draft of one invoice."""
    mapped = map_invoices([made], chosen)
    assert not mapped.held, mapped.problems
    return mapped.drafts[0]


def sent(draft):
    """Quantity, price and amount of each line, as text."""
    return [(str(x.quantity), str(x.unit_amount), str(x.line_amount)) for x in draft.lines]


def test_automatic_keeps_the_hours_where_a_price_gives_the_cent():
    """The price that the total implies is sent, and the words say which cent it settled."""
    draft = only_draft(invoice(ODD), rules(Rounding.AUTOMATIC))
    assert sent(draft) == [("1.5", "212.6067", "318.91")]
    assert draft.rounding == (
        "1 line: quantity times rate would give 318.90; "
        "a price with four decimals is sent that gives 318.91."
    )


def test_automatic_sends_one_unit_where_no_price_gives_the_cent():
    """The hours are then in the text, and the words say so."""
    draft = only_draft(invoice(IMPOSSIBLE, line()), rules(Rounding.AUTOMATIC))
    assert sent(draft)[0] == ("1.0000", "9.9100", "9.91")
    assert draft.lines[0].description.endswith("(900 hours at 0.01 plus GST)")
    assert draft.rounding == (
        "1 line: quantity times rate would give 9.90; one unit at 9.91 is sent, "
        "the quantity is in the text."
    )


def test_one_unit_never_multiplies():
    """Every line is one unit at its total; without a cent in question nothing is explained."""
    draft = only_draft(invoice(line("2", "90"), line("1", "50", "FRE")), rules(Rounding.ONE_UNIT))
    assert sent(draft) == [("1.0000", "198.0000", "198.00"), ("1.0000", "50.0000", "50.00")]
    assert [each.description[-28:] for each in draft.lines] == [
        "IRA01 (2 hours at 90 plus GST"[-27:] + ")",
        "2026 - IRA01 (1 hours at 50)",
    ]
    assert draft.rounding == ""


def test_four_decimals_holds_what_no_price_gives():
    """The reason names the line, its quantity and total, and what the nearest price gives."""
    mapped = map_invoices([invoice(line(), IMPOSSIBLE)], rules(Rounding.FOUR_DECIMALS))
    (problem,) = mapped.held["1001"]
    assert problem.code == "price-not-exact"
    assert "Line 2" in problem.message
    assert "900 gives 9.91; the nearest gives 9.90" in problem.message


def test_the_rounding_line_carries_the_cents_without_gst():
    """Hours and rate stay Case Manager's own; one line more makes up for all the cents."""
    chosen = rules(Rounding.ROUNDING_LINE, rounding_account_code="860")
    draft = only_draft(invoice(ODD, IMPOSSIBLE), chosen)
    assert sent(draft) == [
        ("1.5", "212.5970", "318.90"),
        ("900", "0.0110", "9.90"),
        ("1.0000", "0.0200", "0.02"),
    ]
    last = draft.lines[-1]
    assert (last.description, last.account_code, last.tax_type) == (
        "Rounding", "860", "BASEXCLUDED",
    )  # fmt: skip
    assert draft.rounding == (
        "2 lines are sent as quantity times rate, some cents off; "
        "a rounding line of 0.02 on account 860 makes up for it."
    )


def test_cents_that_cancel_need_no_rounding_line_but_are_said():
    """A cent up and a cent down leave the total alone; nothing about it is silent."""
    down = line("1", "100", total=Decimal("109.99"), tax=Decimal("9.99"))
    up = line("1", "100", total=Decimal("110.01"), tax=Decimal("10.01"))
    draft = only_draft(invoice(down, up), rules(Rounding.ROUNDING_LINE))
    assert len(draft.lines) == 2
    assert draft.rounding.endswith("the cents cancel each other.")


def test_a_rounding_line_needs_an_account():
    """Without one the invoice waits; invoices without cents left over do not."""
    mapped = map_invoices(
        [invoice(ODD), invoice(line(), number="1002")], rules(Rounding.ROUNDING_LINE)
    )
    assert [problem.code for problem in mapped.held["1001"]] == ["no-rounding-account"]
    assert [draft.case_invoice_number for draft in mapped.drafts] == ["1002"]


def test_a_line_that_is_far_off_is_no_rounding():
    """A fixed charge of three hours is not four hundred dollars of rounding."""
    fixed = line("3", "10", total=Decimal("440.00"), tax=Decimal("40.00"))
    chosen = rules(Rounding.ROUNDING_LINE, rounding_account_code="860")
    assert sent(only_draft(invoice(fixed), chosen)) == [("1.0000", "440.0000", "440.00")]


@pytest.mark.parametrize("rounding", Rounding)
def test_a_price_beyond_xeros_limit_is_never_chosen(rounding):
    """A ten-thousandth of an hour for a million dollars implies a price Xero does not take."""
    huge = line("0.0001", "1", total=Decimal("1000000.10"), tax=Decimal("90909.10"))
    mapped = map_invoices([invoice(huge)], rules(rounding))
    if rounding is Rounding.FOUR_DECIMALS:
        assert [problem.code for problem in mapped.held["1001"]] == ["price-not-exact"]
    else:
        assert sent(mapped.drafts[0]) == [("1.0000", "1000000.1000", "1000000.10")]


def test_a_negative_quantity_goes_as_a_negative_price():
    """Minus two hours are two hours at a negative price, which is how Xero's screens show it."""
    back = line("-2", "50", total=Decimal("-110.00"), tax=Decimal("-10.00"))
    draft = only_draft(invoice(line("3", "50"), back), rules(Rounding.FOUR_DECIMALS))
    assert sent(draft)[1] == ("2", "-55.0000", "-110.00")


def off_by(made, off):
    """A line whose total Case Manager has a cent higher or lower."""
    return replace(made, total=made.total + off, tax=made.tax + off)


LINES = st.lists(
    st.builds(
        lambda quantity, rate, code, off: off_by(line(str(quantity), str(rate), code), off),
        st.decimals("-3", "1200", places=4),
        st.decimals("0", "900", places=4),
        st.sampled_from(["GST", "FRE"]),
        st.sampled_from([ZERO, ZERO, CENT, -CENT]),
    ),
    min_size=1,
    max_size=5,
)


@given(LINES, st.sampled_from(Rounding), st.sampled_from(["", "860"]))
def test_totals_are_equal_or_the_invoice_waits_and_no_cent_is_silent(lines, rounding, account):
    """For any hours and rates, with any option; the tax is what Xero works out line by line."""
    made = invoice(*lines)
    chosen = rules(
        rounding,
        rounding_account_code=account,
        tax_rates={"OUTPUT": Decimal(10), "EXEMPTOUTPUT": ZERO, "BASEXCLUDED": ZERO},
    )
    mapped = map_invoices([made], chosen)
    if not mapped.drafts:
        allowed = {"negative-total", "price-not-exact", "no-rounding-account"}
        assert {problem.code for problem in mapped.held["1001"]} <= allowed
        return
    (draft,) = mapped.drafts
    assert draft.total == made.total
    amounts = [line_amount(x.quantity, x.unit_amount) for x in draft.lines]
    assert amounts == [x.line_amount for x in draft.lines]
    taxes = (
        line_tax(x.line_amount, chosen.tax_rates[x.tax_type], inclusive=True) for x in draft.lines
    )
    assert draft.total_tax == sum(taxes, ZERO)
    differs = [x.line_amount != y.total for x, y in zip(draft.lines, made.lines, strict=False)]
    assert draft.rounding or not any(differs)
    if rounding is not Rounding.ROUNDING_LINE:
        assert not any(differs)
