"""From journaled invoices to drafts exactly as they would leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cmxero.core.casejournal import CaseInvoice
from cmxero.core.documents import AUTHORISED, InvoiceDraft
from cmxero.core.export_rules import ExportRules
from cmxero.core.mapping import MappingRules, map_invoices
from cmxero.core.numbering import number_when_sent_again
from cmxero.core.organisation_facts import OrganisationFacts
from cmxero.core.organisation_rules import rules_for
from cmxero.core.problems import Problem
from cmxero.core.shield import ShieldRules, screen


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything a person set about what leaves and how."""

    mapping: MappingRules
    shield: ShieldRules
    export: ExportRules


def first_of_new_contacts(
    drafts: Sequence[InvoiceDraft], facts: OrganisationFacts
) -> list[InvoiceDraft]:
    """The first draft of each contact that Xero lacks; capitals make no other name."""
    known = {contact.name.casefold() for contact in facts.contacts}
    found: dict[str, InvoiceDraft] = {}
    for draft in drafts:
        name = draft.contact_name.casefold()
        if name not in known:
            found.setdefault(name, draft)
    return list(found.values())


def drafts_for(
    invoices: Sequence[CaseInvoice],
    rules: Rules,
    facts: OrganisationFacts | None,
    times_released: Mapping[str, int],
) -> tuple[list[InvoiceDraft], list[Problem]]:
    """Drafts as they would leave: mapped, screened, numbered, with the status asked for.

    Args:
        times_released: how often invoices were given free to be sent again, by their number.
    """
    mapping = rules_for(rules.mapping, facts) if facts else rules.mapping
    mapped = map_invoices(invoices, mapping)
    by_number = {invoice.number: invoice for invoice in invoices}
    again = {} if rules.export.reuse_number else times_released
    # Xero would rename a contact to our spelling of it, so its own spelling is sent (1.6).
    spelled = {contact.name.casefold(): contact.name for contact in facts.contacts} if facts else {}
    drafts, problems = [], list(mapped.problems)
    for made in mapped.drafts:
        case_number = made.case_invoice_number
        draft, found = screen(made, by_number[case_number], rules.shield)
        problems += found
        name = spelled.get(draft.contact_name.casefold(), draft.contact_name)
        draft = replace(draft, contact_name=name)
        if times := again.get(case_number, 0):
            draft = replace(draft, number=number_when_sent_again(case_number, times))
        drafts.append(replace(draft, status=AUTHORISED) if rules.export.approve else draft)
    return drafts, problems
