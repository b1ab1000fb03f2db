"""Drafts against the organisation: every refusal of Xero's is named before it is asked."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from journaled import invoice, line

from cmxero.core.documents import (
    XeroAccount,
    XeroInvoice,
    XeroLine,
    XeroOrganisation,
    XeroTaxRate,
)
from cmxero.core.mapping import draft_for
from cmxero.core.mapping_rules import MappingRules
from cmxero.core.money import ZERO
from cmxero.core.organisation_facts import (
    OrganisationFacts,
    XeroContact,
    XeroItem,
    XeroTrackingCategory,
)
from cmxero.core.organisation_rules import check_against_facts, rules_for
from cmxero.core.rounding import Rounding

TODAY = date(2026, 11, 22)
RULES = MappingRules()


@dataclass(frozen=True, slots=True)
class KnownAccount(XeroAccount):
    """An account with Xero's word on what it uses it for."""

    system_account: str = ""


@dataclass(frozen=True, slots=True)
class KnownRate(XeroTaxRate):
    """A rate with the account classes it goes with."""

    classes: frozenset[str] = frozenset()


def account(code, kind="REVENUE", status="ACTIVE", system=""):
    """An account of a type."""
    return KnownAccount(code, f"Account {code}", kind, status, "", False, system)  # noqa: FBT003


def rate(tax_type, per_cent=0, status="ACTIVE", *, sales=True, classes=()):
    """A tax rate, for sales unless said otherwise."""
    return KnownRate(
        tax_type, f"Rate {tax_type}", status, Decimal(per_cent), sales, frozenset(classes)
    )


FACTS = OrganisationFacts(
    XeroOrganisation("t", "Southern Cross", "AUD", "AU", "Australia/Brisbane", is_demo=True),
    accounts=(
        account("200"),
        account("210", status="ARCHIVED"),
        account("400", "EXPENSE"),
        account("090", "BANK"),
        account("610", "CURRENT", system="DEBTORS"),
        account("880", "CURRLIAB", system="ROUNDING"),
    ),
    tax_rates=(
        rate("OUTPUT", 10, classes=("REVENUE", "ASSET", "EQUITY", "LIABILITY")),
        rate("EXEMPTOUTPUT"),
        rate("INPUT", 10, sales=False),
        rate("TAX001", 10, status="ARCHIVED"),
        rate("BASEXCLUDED", classes=("REVENUE", "EXPENSE", "LIABILITY")),
    ),
    contacts=(
        XeroContact("c1", "Bluegum Insurance", "ACTIVE"),
        XeroContact("c2", "Old Mutual", "ARCHIVED"),
        XeroContact("c3", "Banksia", "ARCHIVED", merged_into="c4"),
        XeroContact("c4", "Banksia Group", "ARCHIVED", merged_into="c5"),
        XeroContact("c5", "Banksia National", "ACTIVE"),
        XeroContact("c6", "Twin", "ACTIVE"),
        XeroContact("c7", "TWIN", "ACTIVE"),
        XeroContact("c8", "Gone", "GDPRREQUEST"),
    ),
    items=(XeroItem("IRA01", "Assessment", is_sold=True), XeroItem("BUY", "Bought", is_sold=False)),
    tracking=(
        XeroTrackingCategory("Office", "ACTIVE", ("Brisbane", "Sydney")),
        XeroTrackingCategory("Region", "ARCHIVED", ("North",)),
    ),
)


def draft_of(made=None, **changes):
    """The draft of an invoice that nothing is wrong with, changed."""
    return replace(draft_for(made or invoice(), RULES), **changes)


def found(draft, facts=FACTS, rules=RULES, **more):
    """(code, blocks) of everything the organisation says to one draft."""
    said = check_against_facts([draft], facts, rules, today=TODAY, **more)
    return [(problem.code, problem.blocks) for problem in said]


def with_lines(**changes):
    """A draft whose lines are changed alike."""
    draft = draft_of(invoice(line(), line()))
    return replace(draft, lines=tuple(replace(each, **changes) for each in draft.lines))


def test_a_good_draft_meets_no_word():
    """Account, rate, contact and number are as Xero wants them."""
    assert found(draft_of()) == []


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (with_lines(account_code="999"), "unknown-account"),
        (with_lines(account_code="210"), "account-archived"),
        (with_lines(account_code="090", tax_type="BASEXCLUDED"), "account-not-allowed"),
        (with_lines(account_code="610"), "account-not-allowed"),
        (with_lines(tax_type="NOPE"), "tax-type-unknown"),
        (with_lines(tax_type="TAX001"), "tax-type-archived"),
        (with_lines(tax_type="INPUT"), "tax-type-not-for-sales"),
        (with_lines(item_code="NOPE"), "item-unknown"),
        (with_lines(item_code="BUY"), "item-not-sold"),
        (with_lines(tracking=(("Team", "A"),)), "tracking-category-unknown"),
        (with_lines(tracking=(("Region", "North"),)), "tracking-category-unknown"),
        (with_lines(tracking=(("Office", "Perth"),)), "tracking-option-unknown"),
        (draft_of(currency_code="NZD"), "currency-not-base"),
        (draft_of(contact_name="old mutual"), "contact-archived"),
        (draft_of(contact_name="Banksia"), "contact-merged"),
        (draft_of(contact_name="Twin"), "contact-ambiguous"),
        (draft_of(contact_name="Gone"), "contact-erased"),
    ],
)
def test_what_xero_would_refuse_is_said_once(draft, code):
    """Each cause is one problem an invoice, however many lines have it, with what to do."""
    assert found(draft) == [(code, True)]
    (problem,) = check_against_facts([draft], FACTS, RULES)
    assert problem.subject == "1001"
    assert "{" not in problem.message + problem.remedy


def test_a_sales_tax_type_is_refused_on_an_expense_account():
    """Xero ties tax types to account classes; the account by itself only draws a warning."""
    on_expense = with_lines(account_code="400")
    assert found(on_expense) == [
        ("account-not-revenue", False),
        ("tax-type-not-for-account", True),
    ]
    assert found(with_lines(account_code="400", tax_type="BASEXCLUDED")) == [
        ("account-not-revenue", False)
    ]


def test_without_xeros_word_on_classes_sales_types_are_refused_on_expenses():
    """Plain rates say only that they are for sales."""
    plain = replace(
        FACTS,
        tax_rates=(XeroTaxRate("OUTPUT", "GST", "ACTIVE", Decimal(10), True),),  # noqa: FBT003
    )
    assert ("tax-type-not-for-account", True) in found(with_lines(account_code="400"), plain)


def test_a_merged_contact_names_the_one_that_is_left():
    """A chain of mergers is followed to its end."""
    (problem,) = check_against_facts([draft_of(contact_name="Banksia")], FACTS, RULES)
    assert "'Banksia National'" in problem.message


def test_a_contact_xero_does_not_know_is_announced():
    """Xero creates it; nothing is wrong, but a payer under another name is worth a look."""
    (problem,) = check_against_facts([draft_of(contact_name="New Payer")], FACTS, RULES)
    assert (problem.code, problem.severity.value) == ("contact-new", "informs")


@pytest.mark.parametrize(
    ("period", "year", "day", "codes"),
    [
        (date(2026, 9, 2), None, date(2026, 9, 2), [("locked-period", True)]),
        (date(2026, 9, 2), None, date(2026, 9, 3), []),
        (None, date(2026, 9, 30), date(2026, 9, 2), [("locked-period", True)]),
        (date(2026, 9, 30), date(2026, 6, 30), date(2026, 6, 1), [("locked-period", True)] * 2),
        (None, None, date(2026, 11, 23), [("future-date", False)]),
        (None, None, TODAY, []),
    ],
)
def test_dates(period, year, day, codes):
    """On or before a lock date Xero takes nothing; a date to come is a warning."""
    own = replace(FACTS.organisation, period_lock_date=period, end_of_year_lock_date=year)
    assert found(draft_of(invoice_date=day), replace(FACTS, organisation=own)) == codes


def test_the_remedy_of_a_locked_period_is_the_first_day_after_both_locks():
    """The later of the two dates decides."""
    own = replace(
        FACTS.organisation,
        period_lock_date=date(2026, 9, 30),
        end_of_year_lock_date=date(2026, 6, 30),
    )
    facts = replace(FACTS, organisation=own)
    (problem,) = check_against_facts([draft_of()], facts, RULES)
    assert "2026-10-01 or later" in problem.remedy
    assert "period lock date" in problem.message


def in_xero(draft, status="AUTHORISED", **changes):
    """The draft as Xero would hold it."""
    held = XeroInvoice(
        "id", draft.number, "ACCREC", status, "c1", draft.contact_name, draft.invoice_date,
        draft.due_date, draft.reference, "AUD", "Inclusive", ZERO, draft.total_tax, draft.total,
        draft.total, ZERO, ZERO, datetime(2026, 9, 2),
        tuple(
            XeroLine("l", x.description, x.quantity, x.unit_amount, x.line_amount, ZERO,
                     x.tax_type, x.account_code, "")
            for x in draft.lines
        ),
    )  # fmt: skip
    return replace(held, **changes)


def numbered(held):
    """The facts with one number in use."""
    return replace(FACTS, numbers={held.number.casefold(): held})


def test_the_same_invoice_in_xero_is_no_problem():
    """It will be adopted, and the row says so."""
    draft = draft_of()
    (problem,) = check_against_facts([draft], numbered(in_xero(draft)), RULES)
    assert (problem.code, problem.severity.value) == ("already-in-xero", "informs")


@pytest.mark.parametrize(
    ("changes", "message", "remedy"),
    [
        ({"total": Decimal("5.00"), "contact_name": "Other"},
         "It looks typed by hand: contact (Bluegum Insurance here) and total (110.00 here) differ.",
         "typed into Xero by hand"),
        ({"due_date": None}, "(live). Contact and total agree, dates or lines differ.",
         "Somebody changed CM-1001 in Xero"),
        ({"status": "VOIDED"}, "VOIDED (not live)", "It was voided in Xero"),
        ({"status": "DELETED", "total": ZERO}, "DELETED (not live)", "cmxero send-again 1001"),
    ],
)  # fmt: skip
def test_another_invoice_of_the_number_holds_the_draft(changes, message, remedy):
    """The person reads whose it is, whether it is live, whether typed by hand, and what to do."""
    draft = draft_of()
    (problem,) = check_against_facts([draft], numbered(in_xero(draft, **changes)), RULES)
    assert (problem.code, problem.blocks) == ("number-in-xero", True)
    assert message in problem.message
    assert remedy in problem.remedy


def test_a_dead_number_may_be_used_again_where_a_person_chose_so():
    """Xero may refuse it, so it is a warning, not silence; a live number is never used again."""
    draft = draft_of()
    dead, live = in_xero(draft, "DELETED"), in_xero(draft, total=ZERO)
    assert found(draft, numbered(dead), reuse_number=True) == [("number-used-again", False)]
    assert found(draft, numbered(live), reuse_number=True) == [("number-in-xero", True)]


def test_two_drafts_of_one_number_cannot_both_go():
    """Xero's numbers ignore case, Case Manager's do not."""
    drafts = [draft_of(), draft_of(case_invoice_number="1001A", number="cm-1001")]
    said = check_against_facts(drafts, FACTS, RULES)
    assert [(problem.code, problem.subject) for problem in said] == [("number-twice", "1001A")]


def test_more_than_two_tracking_categories_hold_the_invoice():
    """Xero takes two on a line."""
    tracked = (("Office", "Brisbane"), ("Office", "Sydney"), ("Office", "Brisbane"))
    assert found(with_lines(tracking=tracked)) == [("tracking-too-many", True)]


def test_a_name_that_differs_in_case_alone_is_pointed_at():
    """The person reads what Xero calls it."""
    (problem,) = check_against_facts([with_lines(tracking=(("Office", "brisbane"),))], FACTS, RULES)
    assert problem.message.endswith("Xero has 'Brisbane'.")


def test_rules_are_completed_from_the_organisation():
    """Its own rates, its own rounding account, and a tax type that its country has."""
    new_zealand = replace(FACTS, tax_rates=(rate("OUTPUT2", 15), rate("NONE")))
    found_rules = rules_for(replace(RULES, rounding=Rounding.ROUNDING_LINE), new_zealand)
    assert found_rules.tax_rates["OUTPUT2"] == 15
    assert (found_rules.rounding_account_code, found_rules.rounding_tax_type) == ("880", "NONE")
    chosen = rules_for(replace(RULES, rounding_account_code="860"), FACTS)
    assert (chosen.rounding_account_code, chosen.rounding_tax_type) == ("860", "BASEXCLUDED")


def test_the_rounding_account_is_rightly_no_income():
    """A rounding line on a liability account draws no warning."""
    chosen = rules_for(replace(RULES, rounding=Rounding.ROUNDING_LINE), FACTS)
    made = invoice(line("1.5", "193.27", total=Decimal("318.91"), tax=Decimal("28.99")))
    draft = draft_for(made, chosen)
    assert draft.lines[-1].account_code == "880"
    assert found(draft, rules=chosen) == []
