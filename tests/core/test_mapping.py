"""CaseInvoice to InvoiceDraft: names, dates, texts, tax, and totals that stay equal."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journaled import invoice, line

from cmxero.core.casejournal import CaseContact
from cmxero.core.documents import XeroInvoice, XeroLine
from cmxero.core.fingerprint import (
    fingerprint_of_draft,
    fingerprint_of_transaction,
    fingerprint_of_xero_invoice,
)
from cmxero.core.mapping import MappingRules, contact_name, map_invoices
from cmxero.core.money import ZERO
from cmxero.core.tax import line_amount

RULES = MappingRules()


def only_draft(made, rules=RULES):
    """The draft of one invoice."""
    mapped = map_invoices([made], rules)
    assert not mapped.held, mapped.problems
    return mapped.drafts[0]


def test_the_whole_draft_by_default():
    """Number, contact, dates, reference, tax-inclusive line with its description."""
    draft = only_draft(invoice(line("1.5", "180")))
    assert (draft.number, draft.contact_name, draft.reference) == (
        "CM-1001",
        "Bluegum Insurance",
        "C77",
    )
    assert (draft.invoice_date, draft.due_date) == (date(2026, 9, 2), date(2026, 9, 16))
    (sent,) = draft.lines
    assert sent.description == "Initial assessment - 01/09/2026 - IRA01"
    assert (str(sent.quantity), str(sent.unit_amount)) == ("1.5", "198.0000")
    assert (str(sent.line_amount), sent.tax_type, sent.account_code) == ("297.00", "OUTPUT", "200")
    assert (str(draft.total), str(draft.total_tax)) == ("297.00", "27.00")


@pytest.mark.parametrize(
    ("contact", "surname_first", "name"),
    [
        (CaseContact("", "Alex", "Citizen", "Bluegum"), True, "Bluegum"),
        (CaseContact("Ms", "Alex", "Citizen", ""), True, "Citizen, Alex"),
        (CaseContact("Ms", "Alex", "Citizen", ""), False, "Alex Citizen"),
        (CaseContact("", "", "Citizen", ""), True, "Citizen"),
        (CaseContact("", "Alex", "", ""), True, "Alex"),
        (CaseContact("", "Alex", "O'Brien", "  "), False, "Alex O'Brien"),
        (CaseContact("", "", "", "Blue  <Gum> "), True, "Blue (Gum)"),
    ],
)
def test_contact_name(contact, surname_first, name):
    """Company first; the person in the chosen order; nothing Xero refuses in a name."""
    assert contact_name(contact, surname_first=surname_first) == name


def test_items_and_tracking_travel_with_the_line():
    """The charge code as item, the office as tracking option under Xero's name for it."""
    rules = replace(
        RULES,
        send_item_code=True,
        tracking={"Office": "office"},
        tracking_options={"Fremantle branch": "Fremantle"},
    )
    (sent,) = only_draft(invoice(office="Fremantle branch"), rules).lines
    assert (sent.item_code, sent.tracking) == ("IRA01", (("Office", "Fremantle"),))
    long = replace(RULES, tracking={"Office": "office"})
    mapped = map_invoices([invoice(office="x" * 101)], long)
    assert [problem.code for problem in mapped.held["1001"]] == ["text-too-long"]
    mapped = map_invoices([invoice(line(charge_code="x" * 31))], rules)
    assert [problem.code for problem in mapped.held["1001"]] == ["text-too-long"]


def test_description_and_reference_parts_come_in_the_chosen_order():
    """Options decide what leaves the house; empty parts leave no separator behind."""
    rules = replace(
        RULES,
        description_parts=("charge_code", "notes", "cost_name"),
        description_separator=" / ",
        reference_parts=("claim_number", "case_number"),
        reference_separator=", ",
        send_item_code=True,
    )
    draft = only_draft(invoice(line(notes="")), rules)
    assert draft.lines[0].description == "IRA01 / Initial assessment"
    assert draft.lines[0].item_code == "IRA01"
    assert draft.reference == "CL9, C77"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"lines": (line(tax_code="TFX"),)}, "unknown-tax-code"),
        ({"terms": "by arrangement"}, "unknown-terms"),
        ({"contact": CaseContact()}, "no-contact"),
        ({"number": "10,01"}, "number-not-allowed"),
        ({"lines": ()}, "no-lines"),
        ({"total": Decimal("1.00")}, "case-totals-differ"),
        ({"lines": (line(cost_name="x" * 4001),)}, "text-too-long"),
        ({"case_number": "x" * 256}, "text-too-long"),
        ({"contact": CaseContact(company_name="x" * 256)}, "text-too-long"),
        ({"contact": CaseContact(company_name=" \x00 ")}, "no-contact"),
        ({"lines": (line(cost_name="", cost_date=None, charge_code=""),)}, "no-description"),
        ({"lines": (line("10000000000000", "0"),)}, "quantity-too-large"),
        ({"lines": (line("1", "10000000000"),)}, "amount-too-large"),
        ({"total": Decimal("-1.00")}, "negative-total"),
    ],
)
def test_what_holds_an_invoice_back(changes, code):
    """Each fault is named, says what to do, and the invoice does not go."""
    mapped = map_invoices([invoice(**changes)], RULES)
    assert mapped.drafts == ()
    assert code in {problem.code for problem in mapped.problems if problem.blocks}
    assert all(problem.remedy for problem in mapped.problems)


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (invoice(line(tax_code="")), "blank-tax-code"),
        (invoice(terms="by arrangement", due_date=date(2026, 10, 1)), "terms-not-understood"),
        (invoice(terms="", due_date=date(2026, 8, 1)), "due-before-date"),
        (invoice(line("0", "0")), "zero-total"),
        (invoice(line(), line("0", "0")), "zero-line"),
        (invoice(line("5"), line("-1")), "negative-line"),
        (invoice(tax=Decimal("9.00")), "case-tax-differs"),
        (invoice(line(cost_date=date(2026, 9, 3))), "cost-after-invoice"),
        (invoice(line(tax=Decimal("10.01"), sub_total=Decimal("99.99"))), "gst-rounding"),
        (invoice(line(tax_code="FRE", tax=Decimal("10.00"))), "gst-differs"),
    ],
)
def test_what_only_warns(made, code):
    """The invoice goes, and a person is told."""
    mapped = map_invoices([made], RULES)
    assert len(mapped.drafts) == 1
    assert code in {problem.code for problem in mapped.problems}


AMOUNTS = st.decimals(min_value="0.01", max_value="999", places=2)
QUANTITIES = st.decimals(min_value="0.05", max_value="40", places=2)


@given(st.lists(st.tuples(QUANTITIES, AMOUNTS, st.sampled_from(["GST", "FRE", ""])), min_size=1))
def test_xero_computes_case_managers_total_for_any_hours_and_rates(rows):
    """Whatever hours x rate, the total Xero will compute is Case Manager's, to the cent."""
    made = invoice(*(line(str(q), str(rate), code) for q, rate, code in rows))
    draft = only_draft(made)
    assert draft.total == made.total
    for sent, kept in zip(draft.lines, made.lines, strict=True):
        assert line_amount(sent.quantity, sent.unit_amount) == sent.line_amount == kept.total


def test_hours_stay_visible_where_a_price_gives_the_cent_and_in_words_where_none_does():
    """40 hours at a rate no 4-decimal price can hit go as one unit, the hours in the text."""
    hours = only_draft(invoice(line("0.35", "193.27"))).lines[0]
    assert str(hours.quantity) == "0.35"
    odd = line("900", "0.01", total=Decimal("9.91"), tax=Decimal("0.91"))
    lump = only_draft(invoice(odd)).lines[0]
    assert str(lump.quantity) == "1.0000"
    assert lump.description.endswith("(900 hours at 0.01 plus GST)")
    assert lump.line_amount == odd.total


@given(st.lists(st.sampled_from(["good", "tax", "terms"]), max_size=12))
def test_every_invoice_is_a_draft_or_held_with_a_reason(kinds):
    """Nothing disappears between journal and plan."""
    made = {
        "good": invoice(),
        "tax": invoice(line(tax_code="TFX")),
        "terms": invoice(terms="one day"),
    }
    invoices = [replace(made[kind], number=str(n)) for n, kind in enumerate(kinds)]
    mapped = map_invoices(invoices, RULES)
    assert len(mapped.drafts) + len(mapped.held) == len(invoices)


def test_a_draft_read_back_has_the_same_fingerprint_until_somebody_edits_it():
    """Adoption compares what was meant with what is there."""
    draft = only_draft(invoice())
    back = XeroInvoice(
        "id",
        draft.number,
        "ACCREC",
        "DRAFT",
        "c",
        draft.contact_name.upper(),
        draft.invoice_date,
        draft.due_date,
        draft.reference,
        "AUD",
        "Inclusive",
        ZERO,
        draft.total_tax,
        draft.total,
        draft.total,
        ZERO,
        ZERO,
        None,
        tuple(
            XeroLine(
                "l",
                each.description.replace(" ", "  "),
                each.quantity + Decimal("0.0000"),
                each.unit_amount,
                each.line_amount,
                ZERO,
                each.tax_type,
                "200",
                "",
            )
            for each in draft.lines
        ),
    )
    assert fingerprint_of_xero_invoice(back) == fingerprint_of_draft(draft)
    for edit in (
        {"contact_name": "Other"},
        {"due_date": date(2027, 1, 1)},
        {"total": draft.total + 1},
        {"lines": ()},
    ):
        assert fingerprint_of_xero_invoice(replace(back, **edit)) != fingerprint_of_draft(draft)


@pytest.mark.parametrize(
    "change",
    [
        {"total": Decimal("110.01")},
        {"transaction_date": date(2026, 9, 3)},
        {"contact": CaseContact("Ms", "Alex", "Citizen", "Other")},
        {"terms": "15 days"},
        {"lines": (line(notes="more"),)},
        {"lines": (line(), line())},
        {"client_name": "Somebody"},
    ],
)
def test_a_transaction_that_says_something_else_has_another_fingerprint(change):
    """Every field that means something counts, where it stood in the file does not."""
    made = invoice()
    assert fingerprint_of_transaction(made) != fingerprint_of_transaction(replace(made, **change))
    moved = replace(made, row=99, lines=(replace(made.lines[0], row=100),))
    assert fingerprint_of_transaction(made) == fingerprint_of_transaction(moved)
