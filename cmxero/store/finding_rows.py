"""Rows of ``recon.finding`` as findings: what a person sees of facts and decisions."""

from typing import Any

from cmxero.core.findings import Finding, FindingKind
from cmxero.core.remarks import Since, remarks
from cmxero.core.severity import severity

_BEFORE_SEVERITY = (
    "finding_key organisation kind subject case_invoice_number customer case_number "
    "journal_number xero_invoice_id currency_code case_amount xero_amount effect since evidence "
    "status decided_by note version age"
).split()
_AFTER_SEVERITY = (
    "action decided_utc assigned_to snoozed_until approval approved_by cap expires_on group_id "
    "looked_utc outlived"
).split()
_SINCE = (
    "status lapsed currency_code effect action decided_by decided_utc facts_before facts "
    "is_changed cap expires_on snoozed_until link_faults proven_utc back_utc look looked_utc "
    "outlived sending_words sending sending_utc"
).split()
FINDINGS = f"select {', '.join([*_BEFORE_SEVERITY, *_AFTER_SEVERITY, *_SINCE])} from recon.finding"
"""Columns in the order of the fields of ``Finding``, then of ``Since``."""
_KIND, _EFFECT, _EVIDENCE, _AGE = map(_BEFORE_SEVERITY.index, ("kind", "effect", "evidence", "age"))
_SPLIT = len(_BEFORE_SEVERITY)
_DECIDED = _SPLIT + _AFTER_SEVERITY.index("decided_utc")
_REST = _SPLIT + len(_AFTER_SEVERITY)
_KINDS = {kind.value: kind for kind in FindingKind}


def finding_of(row: tuple[Any, ...]) -> Finding:
    """A row of ``FINDINGS``, with severity and remarks worked out; there may be 50,000 of them."""
    kind = _KINDS[row[_KIND]]
    values = [*row[:_SPLIT], severity(kind, row[_EFFECT], row[_AGE]), *row[_SPLIT:_REST]]
    values[_KIND], values[_EVIDENCE] = kind, tuple(row[_EVIDENCE])
    found = _remarks(row) if row[_DECIDED] else ()
    values += [tuple(flag for flag, _ in found), tuple(words for _, words in found)]
    return Finding(*values)


def _remarks(row: tuple[Any, ...]) -> tuple[tuple[Any, str], ...]:
    values = list(row[_REST:])
    faults = _SINCE.index("link_faults")
    values[faults] = tuple(values[faults])
    return remarks(Since(*values))
