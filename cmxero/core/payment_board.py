"""Which of Xero's payments reached Case Manager: one state a payment, and why, in words.

Case Manager's ledger decides (case-manager.md 3, ``recon.payment_state``); what was handed over and
what must follow by hand comes from the outbox. Case Manager tells cmxero of a payment only in a
journal, so one that went by an import file has arrived on the word of that file.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from cmxero.core.wording import date_words

MIRRORED, JOURNALED, HELD_STATE = "mirrored", "journaled", "held"
TO_DO, SAID_DONE = "to do", "said done"


class PaymentState(StrEnum):
    """Where a payment is on its way; the words are what people read."""

    WAITING = "waiting"
    HELD = "held"
    CHANGED = "changed"
    DELETED = "deleted"
    UNMATCHED = "cannot be matched"
    ARRIVED = "arrived"


UNMATCHED: dict[str, str] = {
    "unknown invoice": "Case Manager has no such invoice of ours.",
    "hand-typed number": (
        "The invoice that carries this number in Xero was typed by hand; it is not the one "
        "Case Manager sent."
    ),
    "beyond the amount due": (
        "Case Manager refuses to overpay an invoice; this payment, or an older one it waits "
        "behind, is more than is owed."
    ),
    "before the start date": (
        "It is dated before the day from which payments come from Xero, and no journal has it."
    ),
    "voided invoice": "Xero does not count the invoice as owed: it is voided, deleted or a draft.",
    "another currency": "The invoice is in another currency than Case Manager's.",
    "only in Xero": "Payments do not come from Xero here (option payments.from_xero is not set).",
}
"""Why a payment is not taken over; the keys are the words of ``recon.payment_state``."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a payment reads: its day, dollars in the invoice's currency, reference."""

    day: date
    amount: Decimal
    reference: str


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """What the store knows of one payment that Xero shows, or showed, on a CM- invoice.

    Attributes:
        key: Xero's payment id.
        ledger_state: the words of ``recon.payment_state``; empty once it is gone from Xero.
        before: of the payment it replaced in Xero; None if it replaced none.
        replaced: ids of the payments that it goes back to in Xero, newest first.
        gone_utc: when it was deleted by Xero's clock (naive UTC); None where nobody knows.
        is_next: the next import file takes it.
        delivered: how it went to Case Manager: ``file``, ``change``, or empty.
        file_number: of the import file; None if it was in none.
        hand_action, hand_status: what a person must do for it in Case Manager and how far that is;
            empty for nothing.
        journaled_fault: key of the finding on its journaled copy, which did not follow a change.
    """

    key: str
    organisation: str
    current: Version
    invoice_number: str
    case_invoice_number: str
    xero_invoice_id: str
    customer: str
    case_number: str
    journal_number: str
    currency_code: str
    ledger_state: str
    case_payment_number: str = ""
    batch_id: str = ""
    batch_reference: str = ""
    batch_total: Decimal | None = None
    finding_key: str = ""
    before: Version | None = None
    replaced: tuple[str, ...] = ()
    gone_utc: datetime | None = None
    is_next: bool = False
    delivered: str = ""
    file_number: int | None = None
    hand_action: str = ""
    hand_status: str = ""
    journaled_fault: str = ""


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment as the page lists it.

    Attributes:
        reason: why it is in its state, in a few words, to filter by.
        why: the same in a sentence, with what happens next or is to be done.
        applies_on: the day on which a held payment is taken over; None for every other.
    """

    facts: PaymentFacts
    state: PaymentState
    reason: str
    why: str
    applies_on: date | None = None

    @property
    def key(self) -> str:
        """Xero's payment id."""
        return self.facts.key

    @property
    def finding_key(self) -> str:
        """The finding that says what to do; empty if there is none."""
        return self.facts.journaled_fault or self.facts.finding_key


def payment_row(facts: PaymentFacts, forward_days: int) -> PaymentRow:
    """A payment with its state.

    Args:
        forward_days: Case Manager takes a payment dated up to so many days ahead
            (case-manager.md 3.6).
    """
    if not facts.ledger_state:
        return PaymentRow(facts, PaymentState.DELETED, *_deleted(facts))
    if facts.hand_status in {TO_DO, SAID_DONE} or facts.journaled_fault:
        return PaymentRow(facts, PaymentState.CHANGED, *_changed(facts))
    if facts.ledger_state in UNMATCHED:
        reason = facts.ledger_state
        return PaymentRow(facts, PaymentState.UNMATCHED, reason, UNMATCHED[reason])
    if facts.ledger_state == HELD_STATE:
        day = facts.current.day - timedelta(days=forward_days)
        why = (
            f"Dated {date_words(facts.current.day)}: Case Manager takes a payment no more than "
            f"{forward_days} days ahead, so it is applied on {date_words(day)}."
        )
        return PaymentRow(
            facts, PaymentState.HELD, f"forward-dated, until {date_words(day)}", why, day
        )
    if facts.is_next:
        why = "Case Manager does not have it yet: the next payment import file takes it."
        return PaymentRow(facts, PaymentState.WAITING, "for the next import file", why)
    return PaymentRow(facts, PaymentState.ARRIVED, *_arrived(facts))


def _arrived(facts: PaymentFacts) -> tuple[str, str]:
    if facts.ledger_state == JOURNALED:
        why = f"Case Manager journaled it as payment {facts.case_payment_number}."
        return "journaled in Case Manager", why
    if facts.delivered == "file":
        why = (
            "Handed over in a payment import file. Case Manager shows it to cmxero only once it "
            "is journaled."
        )
        return f"in import file {facts.file_number}", why
    return "changed by hand in Case Manager", "A person made this change in Case Manager."


def _changed(facts: PaymentFacts) -> tuple[str, str]:
    if facts.journaled_fault:
        return (
            "journaled before the change",
            "Xero changed it after Case Manager had journaled it; a journaled payment is locked.",
        )
    if facts.hand_status == SAID_DONE:
        return (
            "said to be done in Case Manager",
            "A person said that Case Manager has the change; the next journal proves it.",
        )
    if facts.hand_action == "enter":
        return (
            "to enter in Case Manager",
            "It is in Xero again after it was taken out of Case Manager: enter it there by hand.",
        )
    if facts.hand_action == "delete":
        return (
            "to delete in Case Manager",
            "It was handed over, and Case Manager is not to hold it (any more): delete it there.",
        )
    why = (
        "Xero changed it after it was handed over, and it cannot be imported again: change it in "
        "Case Manager by hand."
    )
    return "to change in Case Manager", why


def _deleted(facts: PaymentFacts) -> tuple[str, str]:
    if facts.journaled_fault:
        return (
            "journaled before it was deleted",
            "Xero deleted it after Case Manager had journaled it; a journaled payment is locked.",
        )
    if facts.hand_status == TO_DO:
        return (
            "to delete in Case Manager",
            "It was handed over before Xero deleted it: delete it in Case Manager by hand.",
        )
    if facts.hand_status == SAID_DONE:
        return (
            "said to be deleted in Case Manager",
            "A person said that it is deleted in Case Manager; the next journal proves it.",
        )
    if facts.delivered:
        return "deleted in Case Manager", "It is deleted on both sides."
    return "Case Manager never had it", "It was deleted in Xero before it was handed over."
