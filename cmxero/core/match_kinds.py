"""Which kinds of finding may belong together with others, on which side, and which may not.

Payments, overpayments, prepayments and refunds are money: they settle what documents charge, in
both systems (case-manager.md 1.8 and 1.9, xero-api.md 2.1), so money is only ever money's
counterpart. Invoices, adjustments and credit notes are documents. A refund of a credit note is
money; the credit note itself is a document, and each has its own counterpart in Case Manager, the
refund and the adjustment (case-manager.md 4.2).
"""

from dataclasses import dataclass

from cmxero.core.finding_kinds import FindingKind
from cmxero.core.match_candidates import Nature, Side


@dataclass(frozen=True, slots=True)
class MatchRole:
    """The part a kind takes.

    Attributes:
        what: the finding in words; ``{}`` is its subject.
        is_dated: whether the finding's date is the day on which the ledger moved. An invoice that
            changed keeps its own date, and nobody knows the day of the change.
    """

    side: Side
    nature: Nature
    what: str = "{}"
    is_dated: bool = True


_CASE_DOCUMENT = MatchRole(Side.CASE_MANAGER, Nature.DOCUMENT)
_XERO_DOCUMENT = MatchRole(Side.XERO, Nature.DOCUMENT)
_CASE_MONEY = MatchRole(Side.CASE_MANAGER, Nature.MONEY)
_XERO_MONEY = MatchRole(Side.XERO, Nature.MONEY)

ROLES: dict[FindingKind, MatchRole] = {
    FindingKind.ADJUSTMENT_WITHOUT_COUNTERPART: _CASE_DOCUMENT,
    FindingKind.EXPORT_FAILED: MatchRole(
        Side.CASE_MANAGER, Nature.DOCUMENT, "invoice {} that did not reach Xero"
    ),
    FindingKind.MISSING_IN_XERO: MatchRole(
        Side.CASE_MANAGER, Nature.DOCUMENT, "invoice {} missing in Xero", is_dated=False
    ),
    FindingKind.VOIDED_IN_XERO: MatchRole(
        Side.CASE_MANAGER, Nature.DOCUMENT, "invoice {} voided in Xero", is_dated=False
    ),
    FindingKind.DELETED_IN_XERO: MatchRole(
        Side.CASE_MANAGER, Nature.DOCUMENT, "invoice {} deleted in Xero", is_dated=False
    ),
    FindingKind.TOTALS_DIFFER: MatchRole(
        Side.EITHER, Nature.DOCUMENT, "the difference of {}", is_dated=False
    ),
    FindingKind.CREDIT_WITHOUT_COUNTERPART: MatchRole(
        Side.XERO, Nature.DOCUMENT, "the credit on {}", is_dated=False
    ),
    FindingKind.CREDIT_NAMES_NO_INVOICE: _XERO_DOCUMENT,
    FindingKind.TYPED_BY_HAND: MatchRole(Side.XERO, Nature.DOCUMENT, "the hand-typed invoice {}"),
    FindingKind.PAYMENT_ONLY_IN_CASE_MANAGER: _CASE_MONEY,
    FindingKind.PAYMENT_ENTERED_LOCALLY: _CASE_MONEY,
    FindingKind.PAYMENT_CHANGED_AFTER_JOURNAL: _CASE_MONEY,
    FindingKind.REFUND_WITHOUT_COUNTERPART: _CASE_MONEY,
    FindingKind.PAYMENT_ONLY_IN_XERO: _XERO_MONEY,
    FindingKind.PAYMENT_BEFORE_START: _XERO_MONEY,
    FindingKind.PAYMENT_BEYOND_DUE: _XERO_MONEY,
    FindingKind.PAYMENT_HAND_TYPED: _XERO_MONEY,
    FindingKind.PAYMENT_UNKNOWN_INVOICE: _XERO_MONEY,
    FindingKind.OVERPAYMENT: _XERO_MONEY,
    FindingKind.PREPAYMENT: _XERO_MONEY,
    FindingKind.MONEY_APPLIED: _XERO_MONEY,
    FindingKind.REFUND_ONLY_IN_XERO: _XERO_MONEY,
}
"""The effect of each is one document's or one payment's, on the side it says."""

LEFT_OUT: dict[FindingKind, str] = {
    FindingKind.NOT_EXPORTED: "The next export sends it.",
    FindingKind.STILL_DRAFT: "It counts as soon as it is approved.",
    FindingKind.PAYMENT_HELD: "It is taken over on its day; a link would outlive its reason.",
    FindingKind.NUMBER_USED_TWICE: "Its amount is the difference of two strangers.",
    FindingKind.IN_ANOTHER_CURRENCY: "Amounts of two currencies are never held against each other.",
    FindingKind.PAYMENT_OTHER_CURRENCY: "It moves nothing.",
    FindingKind.PAYMENT_NOT_OWED: "It moves nothing.",
    FindingKind.PAYMENT_JOURNALED: "Both sides have it.",
    FindingKind.CREDIT_NOT_ALLOCATED: "It moves nothing.",
    FindingKind.ROUNDING: "Cents that happen to be equal say nothing.",
    FindingKind.EDITED_IN_XERO: "It moves nothing.",
    FindingKind.CONTACT_RENAMED: "It moves nothing.",
    FindingKind.DUE_BEFORE_DATE: "It moves nothing.",
    FindingKind.JOURNAL_CHANGED: "It moves nothing.",
    FindingKind.GONE_FROM_JOURNAL: "It moves nothing.",
    FindingKind.IMPORT_PROBLEM: "It moves nothing.",
}
"""Why the other kinds take no part."""
