"""The playbook of one finding, from everything the store knows and what Xero was asked."""

from collections.abc import Sequence
from dataclasses import replace

from cmxero.core.casejournal import CaseAdjustment, CaseInvoice
from cmxero.core.errors import DecisionRefusedError, NothingToDoError
from cmxero.core.finding_keys import fitting
from cmxero.core.findings import Finding
from cmxero.core.organisation_facts import OrganisationFacts
from cmxero.core.organisation_rules import rules_for
from cmxero.core.playbook import Playbook, PlaybookFacts, playbook_for
from cmxero.core.playbook_texts import sentence
from cmxero.core.resolutions import ResolutionAction
from cmxero.workflows.bench import Bench
from cmxero.workflows.drafting import Rules

SHOWN = 8


def find_one(bench: Bench, key: str) -> Finding:
    """The finding of a key, or of any part of one that names it alone.

    Raises:
        NothingToDoError: none or several have it.
    """
    exact = bench.reports.find_finding(bench.parameters, key)
    if exact is not None:
        return exact
    found = {one.key: one for one in bench.reports.findings(bench.parameters)}
    fits = fitting({one.key: one.subject for one in found.values()}, key.strip())
    return _the_only(key, [found[one] for one in fits])


def playbook(
    bench: Bench,
    finding: Finding,
    rules: Rules,
    organisation: OrganisationFacts | None = None,
) -> Playbook:
    """The ways out of a finding.

    Args:
        organisation: as Xero told it just now; None leaves lock dates and accounts open.
    """
    return playbook_for(finding, gather(bench, finding, rules, organisation))


def refuse_unsendable(bench: Bench, keys: Sequence[str], rules: Rules) -> None:
    """Let nobody ask cmxero to create in Xero what it cannot; keys that are gone are not looked at.

    Raises:
        DecisionRefusedError: nothing in the playbook of one of them can be sent; says what to
            enter by hand instead.
    """
    for key in dict.fromkeys(keys):
        finding = bench.reports.find_finding(bench.parameters, key)
        if finding is None:
            continue
        book = playbook(bench, finding, rules)
        if not any(way.can_be_sent for way in book.ways):
            raise DecisionRefusedError(_by_hand(book, finding))


def gather(
    bench: Bench, finding: Finding, rules: Rules, organisation: OrganisationFacts | None
) -> PlaybookFacts:
    """Everything known about a finding."""
    number = finding.case_invoice_number
    with bench.database.attached_once():
        facts, adjusted = bench.playbook_facts.facts(bench.parameters, finding)
        known = bench.case_reading.transactions(
            bench.organisation, [("invoice", number), *(("adjustment", one) for one in adjusted)]
        )
    invoice = known.get(("invoice", number))
    adjustments = tuple(one for one in known.values() if isinstance(one, CaseAdjustment))
    mapping = rules_for(rules.mapping, organisation) if organisation else rules.mapping
    return replace(
        facts,
        mapping=mapping,
        shield=rules.shield,
        organisation=organisation,
        reuse_number=rules.export.reuse_number,
        case_invoice=invoice if isinstance(invoice, CaseInvoice) else None,
        adjustments=tuple(sorted(adjustments, key=lambda one: one.number)),
        bank_account_code=facts.bank_account_code or _only_bank(organisation),
    )


def _by_hand(book: Playbook, finding: Finding) -> str:
    """Why cmxero cannot send what settles a finding, and what a person does instead."""
    way = book.ready
    steps = " ".join([*way.questions, *map(sentence, way.entries)])
    return (
        f"cmxero cannot create in Xero what settles {finding.subject} ({finding.kind}): it sends "
        "credit notes, their use for an invoice, and the deletion of drafts, and none of these "
        f"comes first here. Nothing was stored. Do it by hand: {steps} "
        f"`cmxero playbook` with the same key has it ready to copy, and so has the page under "
        f"'What to enter'. Then decide '{ResolutionAction.DID_IN_XERO}' or "
        f"'{ResolutionAction.DID_IN_CASE_MANAGER}'."
    )


def _only_bank(organisation: OrganisationFacts | None) -> str:
    """The organisation's bank account if it has one only."""
    accounts = organisation.accounts if organisation else ()
    banks = [one.code for one in accounts if one.type == "BANK" and one.status == "ACTIVE"]
    return banks[0] if len(banks) == 1 else ""


def _the_only(key: str, found: Sequence[Finding]) -> Finding:
    if len(found) == 1:
        return found[0]
    if not found:
        raise NothingToDoError(
            f"There is no finding '{key}': it is gone, or the key is another one. "
            "`cmxero findings` lists what there is; any part of a key that names one alone will do."
        )
    shown = "; ".join(f"{one.subject} ({one.kind})" for one in found[:SHOWN])
    more = f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    raise NothingToDoError(
        f"'{key}' is in the keys of {len(found)} findings: {shown}{more}. Give more of the key."
    )
