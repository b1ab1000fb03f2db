"""What was changed in one system and must be entered in the other (case-manager.md 4.3)."""

from dataclasses import dataclass

from cmxero.core.finding_kinds import FindingKind
from cmxero.core.playbook_entries import System


@dataclass(frozen=True, slots=True)
class Work:
    """What a kind of finding asks for.

    Attributes:
        what: the transaction that was changed, in a word.
        changed_in: where.
        enter_in: where it is entered as a rule; the facts of one finding may say otherwise, its
            playbook knows.
    """

    what: str
    changed_in: System
    enter_in: System


_CASE, _XERO = System.CASE_MANAGER, System.XERO

WORK: dict[FindingKind, Work] = {
    FindingKind.ADJUSTMENT_WITHOUT_COUNTERPART: Work("adjustment", _CASE, _XERO),
    FindingKind.REFUND_WITHOUT_COUNTERPART: Work("refund", _CASE, _XERO),
    FindingKind.REFUND_ONLY_IN_XERO: Work("refund", _XERO, _CASE),
    FindingKind.CREDIT_WITHOUT_COUNTERPART: Work("credit", _XERO, _CASE),
    FindingKind.MONEY_APPLIED: Work("money applied", _XERO, _CASE),
    FindingKind.TOTALS_DIFFER: Work("invoice", _XERO, _CASE),
    FindingKind.ROUNDING: Work("cents", _XERO, _CASE),
    FindingKind.VOIDED_IN_XERO: Work("invoice", _XERO, _CASE),
    FindingKind.DELETED_IN_XERO: Work("invoice", _XERO, _CASE),
    FindingKind.EDITED_IN_XERO: Work("invoice", _XERO, _XERO),
    FindingKind.CREDIT_NOT_ALLOCATED: Work("credit note", _XERO, _XERO),
    FindingKind.CREDIT_NAMES_NO_INVOICE: Work("credit note", _XERO, _XERO),
    FindingKind.OVERPAYMENT: Work("overpayment", _XERO, _XERO),
    FindingKind.PREPAYMENT: Work("prepayment", _XERO, _XERO),
}
"""Adjustments, credits, refunds and changed invoices; nothing of these crosses by itself."""
