"""The history of a workbench: everything that happened and is kept, as entries of one timeline.

``report.timeline`` says which facts are entries; what one of them means to a person is in
``timeline_words``, and only there.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum

IN_XERO = "Xero"
"""Who acts where Xero does not say who did."""

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


class HistoryKind(StrEnum):
    """Kinds of entries; the words are what people read, and what the view says."""

    RUN = "run"
    EXPORT = "export"
    DECISION = "decision"
    PROOF = "proof"
    SENT = "sent"
    PAYMENT = "payment"
    DOCUMENT = "document"
    JOURNAL = "journal"
    PERIOD = "period"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Change:
    """One field, before and after, as the store writes it; None where there was or is nothing."""

    field: str
    before: str | None
    after: str | None

    @property
    def became(self) -> str:
        """What became of the field: ``added``, ``removed`` or ``changed``."""
        if self.before is None:
            return ADDED
        return REMOVED if self.after is None else CHANGED


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened; instants are naive UTC.

    Attributes:
        entry_id: what tells it from every other entry, for ever.
        at_utc: when it happened; by Xero's clock for what happened there.
        known_utc: when a pull brought it; None for what happened here.
        ended_utc: the end of a run; None where it has none, and for every other kind.
        person: who did it; ``Xero`` where Xero does not say who.
        subject: what it is about, e.g. ``CM-1001`` or ``journal 41``; may be empty.
        case_invoice_number: Case Manager's invoice it belongs to; empty for none.
        case_number, customer: of that invoice.
        what, state: what was done, and where that left it; the codes of the stored fact.
        said: the words stored with it: a run's result, a reason, a contact's name.
        note: more of them: a note, a run's parameters, the journal.
        amount: dollars it is about; None for none.
        currency_code: empty where the facts do not name it.
        run_id: the run that did it or brought it; empty for none.
        finding_key: of a decision and its proof.
        messages: Xero's or our own, stored with the outcome of something sent.
    """

    entry_id: str
    at_utc: datetime
    known_utc: datetime | None
    ended_utc: datetime | None
    kind: HistoryKind
    person: str
    subject: str
    case_invoice_number: str
    case_number: str
    customer: str
    what: str
    state: str
    said: str
    note: str
    amount: Decimal | None
    currency_code: str
    run_id: str
    finding_key: str
    changes: tuple[Change, ...] = ()
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryCounts:
    """How many entries a filter finds.

    Attributes:
        by_kind: over all kinds, whichever is chosen.
        by_person: over all persons, whoever is chosen; in order of their names.
    """

    found: int
    by_kind: dict[str, int]
    by_person: dict[str, int]


Value = date | Decimal | int | str | None
"""A value of a change: real dates, amounts in dollars, counts, words."""
_DAYS = frozenset({"date", "due date", "accepted until", "snoozed until"})
_AMOUNTS = frozenset(
    {
        "total sent, total in Xero",
        "amount",
        "GST",
        "total",
        "paid",
        "credited",
        "amount due",
        "left of it",
        "cap",
        "owed in Case Manager",
        "owed in Xero",
    }
)
_COUNTS = frozenset({"open findings", "payments"})


def value_of(kind: HistoryKind, field: str, text: str | None) -> Value:
    """A value before or after, of its own type; a text that is none of them stays a text.

    Differences of a journal are stored as words ready to show, and stay so.
    """
    if text is None or kind is HistoryKind.JOURNAL:
        return text
    try:
        if field in _DAYS:
            return date.fromisoformat(text)
        if field in _AMOUNTS:
            return Decimal(text)
        if field in _COUNTS:
            return int(text)
    except (ValueError, InvalidOperation):
        return text
    return text
