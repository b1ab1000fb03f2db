"""Asking the organisation what the pre-flight has to know."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from cmxero.core.mapping import MappingRules
from cmxero.core.organisation_facts import OrganisationFacts
from cmxero.workflows.bench import Bench
from cmxero.workflows.holdings import held_in_xero
from cmxero.workflows.ports import XeroGateway

ASKED_AT_MOST = 400
"""Numbers that are looked up in Xero itself, 40 a call; of more only those that were pulled."""


def gather_facts(gateway: XeroGateway, rules: MappingRules) -> OrganisationFacts:
    """The organisation with everything a draft may name, the numbers in use left out."""
    return OrganisationFacts(
        organisation=gateway.organisation(),
        accounts=gateway.accounts(),
        tax_rates=gateway.tax_rates(),
        contacts=gateway.contacts(),
        items=gateway.items() if rules.send_item_code else (),
        tracking=gateway.tracking_categories() if rules.tracking else (),
    )


def with_numbers(
    bench: Bench,
    gateway: XeroGateway,
    facts: OrganisationFacts,
    numbers: Sequence[str],
    left_behind: Collection[str],
) -> OrganisationFacts:
    """The facts with the sales invoices that carry one of these numbers already.

    Looking up ten thousand numbers would take more calls than sending them. So beyond
    ``ASKED_AT_MOST`` only those that the last pull saw are looked at; the rest Xero itself keeps
    unique when they are sent.

    Args:
        left_behind: ids of documents that a person gave up, so that they are left out.
    """
    known_utc, asked = None, list(numbers)
    if len(asked) > ASKED_AT_MOST:
        known_utc = bench.history.last_pull_utc(bench.organisation)
        asked = list(bench.export_decisions.known_numbers(bench.organisation, asked))
    held = held_in_xero(gateway, asked, left_behind)
    return replace(
        facts,
        numbers={invoice.number.casefold(): invoice for invoice in held},
        numbers_known_utc=known_utc,
    )
