"""Rows of ``recon.finding`` as findings: what a person sees of facts and decisions."""

from typing import Any

from cmxero.core.findings import Finding, FindingKind
from cmxero.core.remarks import Since, remarks
from cmxero.core.severity import severity

_OF_FINDING = (
    "finding_key organisation kind subject case_invoice_number customer case_number "
    "journal_number xero_invoice_id currency_code case_amount xero_amount effect since evidence "
    "status decided_by note version age decided_utc assigned_to approval approved_by cap "
    "expires_on snoozed_until group_id looked_utc outlived"
).split()
_OF_DECISION = (
    "action lapsed facts_before facts is_changed link_faults proven_utc back_utc look sending_words"
).split()
FINDINGS = f"select {', '.join([*_OF_FINDING, *_OF_DECISION])} from recon.finding"


def finding_of(row: tuple[Any, ...]) -> Finding:
    """A row of ``FINDINGS``, with severity and remarks worked out."""
    cell = dict(zip([*_OF_FINDING, *_OF_DECISION], row, strict=True))
    kind = FindingKind(cell["kind"])
    found = remarks(
        Since(
            status=cell["status"],
            lapsed=cell["lapsed"],
            currency_code=cell["currency_code"],
            effect=cell["effect"],
            action=cell["action"],
            decided_by=cell["decided_by"],
            decided_utc=cell["decided_utc"],
            facts_before=cell["facts_before"],
            facts_now=cell["facts"],
            is_changed=cell["is_changed"],
            cap=cell["cap"],
            expires_on=cell["expires_on"],
            snoozed_until=cell["snoozed_until"],
            link_faults=tuple(cell["link_faults"]),
            proven_utc=cell["proven_utc"],
            back_utc=cell["back_utc"],
            look=cell["look"],
            looked_utc=cell["looked_utc"],
            outlived=cell["outlived"],
            sending_words=cell["sending_words"],
        )
    )
    values = {name: cell[name] for name in _OF_FINDING[3:]}
    values["evidence"] = tuple(cell["evidence"])
    values["contact_name"] = values.pop("customer")
    return Finding(
        key=cell["finding_key"],
        organisation=cell["organisation"],
        kind=kind,
        decision=cell["action"],
        severity=severity(kind, cell["effect"], cell["age"]),
        flags=tuple(flag for flag, _ in found),
        remarks=tuple(words for _, words in found),
        **values,
    )
