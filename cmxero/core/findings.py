"""Findings: one disagreement each, with a stable key, an amount, its evidence and a way out.

Which facts make a finding is decided by the ``recon`` views; what a kind means to a person,
its cause and its remedy are in ``finding_texts``, and only there.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cmxero.core.finding_kinds import FindingKind
from cmxero.core.finding_texts import EXPLANATIONS, Explanation
from cmxero.core.remarks import FindingFlag
from cmxero.core.resolutions import WAITING
from cmxero.core.severity import Severity

__all__ = [
    "EXPLANATIONS",
    "Explanation",
    "FieldPair",
    "Finding",
    "FindingDetail",
    "FindingFlag",
    "FindingKind",
    "Severity",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One disagreement, as the queue shows it.

    Attributes:
        key: stable over re-runs: organisation, kind and subject.
        subject: the transaction it is about, e.g. ``CM-1001`` or ``payment 1001-P1``.
        case_amount: dollars Case Manager counts; None where it has nothing.
        xero_amount: dollars Xero counts; None where it has nothing.
        effect: what it adds to Case Manager receivables minus Xero receivables, in dollars.
        since: the date of the document it is about.
        evidence: facts in sentences.
        status: one of ``resolutions.STATUSES``: the decision that stands, if it still holds.
        decided_by, decided_utc, note: who made that decision, when (naive UTC), and why.
        version: number of decisions so far; a decision carries the version it saw.
        age: days since ``since``.
        severity: how much it presses (``core.severity``).
        decision: the action that stands; empty if none does.
        assigned_to: whose it is; empty for nobody's.
        snoozed_until: the day on which it is open again.
        approval: of a second person: ``waiting``, ``approved``, ``declined``, or empty.
        cap: dollars that an accepted effect may come to; None while the figures stay.
        expires_on: the last day of an acceptance; None for ever.
        group_id: shared by the findings that were linked with it.
        looked_utc: end of the newest pull or import that could have taken it away since it was
            said to be done (naive UTC); None if there was none.
        outlived: reconciles that still saw it after one.
        flags, remarks: what happened to the decision since, for filters and in sentences.
    """

    key: str
    organisation: str
    kind: FindingKind
    subject: str
    case_invoice_number: str
    contact_name: str
    case_number: str
    journal_number: str
    xero_invoice_id: str
    currency_code: str
    case_amount: Decimal | None
    xero_amount: Decimal | None
    effect: Decimal
    since: date
    evidence: tuple[str, ...]
    status: str = "open"
    decided_by: str = ""
    note: str = ""
    version: int = 0
    age: int = 0
    severity: Severity = Severity.LOW
    decision: str = ""
    decided_utc: datetime | None = None
    assigned_to: str = ""
    snoozed_until: date | None = None
    approval: str = ""
    approved_by: str = ""
    cap: Decimal | None = None
    expires_on: date | None = None
    group_id: str = ""
    looked_utc: datetime | None = None
    outlived: int = 0
    flags: tuple[FindingFlag, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def explanation(self) -> Explanation:
        """Likely cause and remedy in words."""
        return EXPLANATIONS[self.kind]


def is_still_there(finding: Finding) -> bool:
    """Whether it was said to be settled, and a later pull or import did not take it away."""
    return finding.status == WAITING and finding.looked_utc is not None


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One field of a document on both sides, as text ready to show."""

    field: str
    case_value: str
    xero_value: str
    differs: bool


@dataclass(frozen=True, slots=True)
class FindingDetail:
    """Everything the detail panel shows of one finding.

    Attributes:
        headline: one sentence, e.g. "Xero shows 99.90 less than Case Manager."
        fields: header fields side by side.
        case_lines: rows (date, what, charge code, quantity, rate, total) as text.
        xero_lines: rows (description, item, quantity, price, tax, total) as text.
        payments: rows (side, date, reference, status, amount) as text.
        history: what happened to it: sent, confirmed, decided; newest first.
        sources: rows (side, document, amount, where it was read) as text.
        xero_link: address of the document in Xero, empty if none.
    """

    finding: Finding
    headline: str
    fields: tuple[FieldPair, ...]
    case_lines: tuple[tuple[str, ...], ...] = ()
    xero_lines: tuple[tuple[str, ...], ...] = ()
    payments: tuple[tuple[str, ...], ...] = ()
    history: tuple[str, ...] = ()
    xero_link: str = ""
    sources: tuple[tuple[str, str, str, str], ...] = ()
