"""Findings: one disagreement each, with a stable key, an amount, its evidence and a way out.

Which facts make a finding is decided by the ``recon`` views; what a kind means to a person,
its cause and its remedy are in ``finding_texts``, and only there.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cmxero.core.finding_kinds import FindingKind
from cmxero.core.finding_texts import EXPLANATIONS, Explanation

__all__ = [
    "EXPLANATIONS",
    "Explanation",
    "FieldPair",
    "Finding",
    "FindingDetail",
    "FindingKind",
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
        status: ``open``, ``waiting for proof`` or ``accepted``.
        version: number of decisions so far; a decision carries the version it saw.
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

    @property
    def explanation(self) -> Explanation:
        """Likely cause and remedy in words."""
        return EXPLANATIONS[self.kind]


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
