"""Findings: one disagreement each, with a stable key, an amount, its evidence and a way out.

Which facts make a finding is decided by the ``recon`` views; what a kind means to a person,
its cause and its remedy are here, and only here.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class FindingKind(StrEnum):
    """Kinds of disagreement (DESIGN 9); the words are what people read."""

    NOT_EXPORTED = "not exported"
    EXPORT_FAILED = "export failed"
    MISSING_IN_XERO = "missing in Xero"
    VOIDED_IN_XERO = "voided in Xero"
    DELETED_IN_XERO = "deleted in Xero"
    STILL_DRAFT = "still a draft in Xero"
    TOTALS_DIFFER = "totals differ"
    EDITED_IN_XERO = "edited in Xero"
    NUMBER_USED_TWICE = "number used twice"
    TYPED_BY_HAND = "number typed by hand"
    ADJUSTMENT_WITHOUT_COUNTERPART = "adjustment without counterpart in Xero"
    CREDIT_WITHOUT_COUNTERPART = "credit in Xero without counterpart"
    REFUND_WITHOUT_COUNTERPART = "refund without counterpart in Xero"
    PAYMENT_ONLY_IN_CASE_MANAGER = "payment only in Case Manager"
    PAYMENT_ENTERED_LOCALLY = "payment entered in Case Manager while payments come from Xero"
    PAYMENT_CHANGED_AFTER_JOURNAL = "payment changed or deleted in Xero after it was journaled"
    PAYMENT_HELD = "payment held (forward-dated)"
    PAYMENT_ONLY_IN_XERO = "payment only in Xero"
    PAYMENT_UNKNOWN_INVOICE = "payment for an unknown CM- number"
    JOURNAL_CHANGED = "journal changed after it was imported"
    IMPORT_PROBLEM = "row of a journal export cannot be used"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a kind usually comes from, and what settles it."""

    cause: str
    remedy: str


EXPLANATIONS: dict[FindingKind, Explanation] = {
    FindingKind.NOT_EXPORTED: Explanation(
        "The invoice is journaled in Case Manager and has not been sent to Xero.",
        "Run the export for its journal (`cmxero export JOURNAL --send`).",
    ),
    FindingKind.EXPORT_FAILED: Explanation(
        "The invoice was held back by the plan or refused by Xero; the evidence has the words.",
        "Mend what the evidence names, then run the export for its journal again.",
    ),
    FindingKind.MISSING_IN_XERO: Explanation(
        "The invoice was sent and confirmed, but the last full pull no longer found it in Xero.",
        "Run `cmxero pull --full`. If it stays missing, ask who has access to the organisation.",
    ),
    FindingKind.VOIDED_IN_XERO: Explanation(
        "Somebody voided the approved invoice in Xero; Case Manager still counts it as owed.",
        "If it is not owed, enter an adjustment for its full amount in Case Manager. "
        "If it is, raise it again in Xero.",
    ),
    FindingKind.DELETED_IN_XERO: Explanation(
        "Somebody deleted the draft in Xero; Case Manager still counts the invoice as owed.",
        "If it is not owed, enter an adjustment for its full amount in Case Manager. "
        "If it is, raise it again in Xero.",
    ),
    FindingKind.STILL_DRAFT: Explanation(
        "The exported draft has not been approved in Xero, so Xero does not count it as owed.",
        "Check and approve the draft in Xero.",
    ),
    FindingKind.TOTALS_DIFFER: Explanation(
        "The invoice's total was changed on one side after the export.",
        "Decide which side is right. Xero right: enter an adjustment of the difference in Case "
        "Manager. Case Manager right: edit the invoice in Xero back to its total.",
    ),
    FindingKind.EDITED_IN_XERO: Explanation(
        "A date, the contact or the tax was changed in Xero after the export; the total agrees.",
        "If the change is right, make it in Case Manager too, or accept it; "
        "otherwise undo it in Xero.",
    ),
    FindingKind.NUMBER_USED_TWICE: Explanation(
        "Xero already holds a different invoice under this number.",
        "Give the other invoice another number in Xero, then export this one again.",
    ),
    FindingKind.TYPED_BY_HAND: Explanation(
        "An invoice in Xero carries a CM- number that Case Manager does not know.",
        "Give it a number without CM- in Xero, or journal the missing invoice in Case Manager.",
    ),
    FindingKind.ADJUSTMENT_WITHOUT_COUNTERPART: Explanation(
        "The adjustment was entered in Case Manager; adjustments do not travel to Xero.",
        "Lowering: raise a credit note in Xero and allocate it to the invoice, or edit the "
        "unpaid invoice. Raising: edit the unpaid invoice, or add a further invoice.",
    ),
    FindingKind.CREDIT_WITHOUT_COUNTERPART: Explanation(
        "The invoice was credited in Xero; credits do not travel to Case Manager.",
        "Enter an adjustment of the credited amount in Case Manager.",
    ),
    FindingKind.REFUND_WITHOUT_COUNTERPART: Explanation(
        "The refund was entered in Case Manager; refunds do not travel to Xero.",
        "Record the refund in Xero against a credit note for the same invoice.",
    ),
    FindingKind.PAYMENT_ONLY_IN_CASE_MANAGER: Explanation(
        "The payment was journaled in Case Manager and no payment like it exists in Xero.",
        "Enter the payment in Xero, or correct it in Case Manager.",
    ),
    FindingKind.PAYMENT_ENTERED_LOCALLY: Explanation(
        "Payments come from Xero, but this one was typed into Case Manager.",
        "Delete it in Case Manager (take it out of the journal first) and enter it in Xero.",
    ),
    FindingKind.PAYMENT_CHANGED_AFTER_JOURNAL: Explanation(
        "The payment was journaled in Case Manager; its counterpart in Xero was deleted since.",
        "Enter it in Xero again if the money did arrive; "
        "otherwise record a refund of the payment in Case Manager.",
    ),
    FindingKind.PAYMENT_HELD: Explanation(
        "The payment is dated further ahead than the forward-dating limit allows.",
        "Nothing to do: it is applied on its day. Correct the date in Xero if it is a slip.",
    ),
    FindingKind.PAYMENT_ONLY_IN_XERO: Explanation(
        "The payment exists in Xero only, and lies before the day from which payments come from "
        "Xero (or payments are not switched on).",
        "Enter the payment in Case Manager, or correct the start date in the settings.",
    ),
    FindingKind.PAYMENT_UNKNOWN_INVOICE: Explanation(
        "The payment belongs to a CM- invoice that Case Manager does not know.",
        "Settle the invoice's number first; the payment follows it.",
    ),
    FindingKind.JOURNAL_CHANGED: Explanation(
        "A newer export of the same journal differs, although a journal is locked.",
        "Find out in Case Manager who unlocked the journal. If the change is right, make it in "
        "Xero by hand too; an exported invoice is never overwritten.",
    ),
    FindingKind.IMPORT_PROBLEM: Explanation(
        "A row of the journal export is wrong or incomplete, so its transaction was held back.",
        "Correct what the evidence names in Case Manager, export the journal again and import "
        "the new file.",
    ),
}


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
