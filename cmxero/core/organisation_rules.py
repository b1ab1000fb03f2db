"""Drafts against the organisation they are for: what Xero would refuse, before it is asked.

xero-api.md 1.3 to 1.8. Where Xero's rule is not documented, the stricter reading holds the
invoice back; every such policy stands in ``problem_catalogue``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from cmxero.core.contact_rules import ContactRules
from cmxero.core.documents import InvoiceDraft, XeroOrganisation
from cmxero.core.ledger_rules import ACTIVE, LedgerRules, find_rounding_account
from cmxero.core.line_option_rules import LineOptionRules
from cmxero.core.mapping_rules import MappingRules
from cmxero.core.number_rules import check_number, check_twice
from cmxero.core.organisation_facts import OrganisationFacts
from cmxero.core.problem_catalogue import problem
from cmxero.core.problems import Problem

UNTAXED = ("BASEXCLUDED", "NONE", "EXEMPTOUTPUT")
"""Tax types of a rounding line, the first that the organisation has; the countries differ (1.5)."""


def rules_for(rules: MappingRules, facts: OrganisationFacts) -> MappingRules:
    """The options completed with what only the organisation knows.

    Tax is predicted with its own rates, not with assumed ones; cents go to its own rounding
    account, unless an option names one, without tax (xero-api.md 1.4, 1.5).
    """
    live = {rate.tax_type: rate.effective_rate for rate in facts.tax_rates}
    known = {rate.tax_type for rate in facts.tax_rates if rate.status == ACTIVE}
    untaxed = (rules.rounding_tax_type, *UNTAXED)
    return replace(
        rules,
        tax_rates={**rules.tax_rates, **live},
        rounding_account_code=rules.rounding_account_code or find_rounding_account(facts.accounts),
        rounding_tax_type=next(filter(known.__contains__, untaxed), rules.rounding_tax_type),
    )


def check_against_facts(
    drafts: Sequence[InvoiceDraft],
    facts: OrganisationFacts,
    rules: MappingRules,
    *,
    today: date | None = None,
    reuse_number: bool = False,
) -> list[Problem]:
    """Everything the organisation says to these drafts; each cause once an invoice.

    Args:
        rules: the rules the drafts were made with.
        today: the date in the organisation's time zone; without it no date is called future.
        reuse_number: the number of a voided or deleted invoice may be sent again.
    """
    ledger = LedgerRules(facts.accounts, facts.tax_rates)
    contacts = ContactRules(facts.contacts)
    line_options = LineOptionRules(facts.items, facts.tracking)
    found = list(check_twice(drafts))
    for draft in drafts:
        found += ledger.check(draft, rounding_account=rules.rounding_account_code)
        found += check_number(draft, facts, reuse_number=reuse_number)
        found += _dates(draft, facts.organisation, today)
        found += contacts.check(draft)
        found += line_options.check(draft)
        found += _currency(draft, facts.organisation)
    return found


def _dates(
    draft: InvoiceDraft, organisation: XeroOrganisation, today: date | None
) -> Iterator[Problem]:
    number, day = draft.case_invoice_number, draft.invoice_date
    locks = {
        "period lock date": organisation.period_lock_date,
        "end of year lock date": organisation.end_of_year_lock_date,
    }
    last = max((locked for locked in locks.values() if locked), default=date.min)
    for lock, locked in locks.items():
        if locked and day <= locked:
            first_day = last + timedelta(days=1)
            yield problem(
                "locked-period", number, day=day, lock=lock, locked=locked, first_day=first_day
            )
    if today and day > today:
        yield problem("future-date", number, day=day)


def _currency(draft: InvoiceDraft, organisation: XeroOrganisation) -> Iterator[Problem]:
    base = organisation.base_currency
    if draft.currency_code != base:
        yield problem(
            "currency-not-base", draft.case_invoice_number, value=draft.currency_code, base=base
        )
