"""What happened to a decision since it was made, in sentences: the flags of a finding.

``recon.finding`` decides whether a decision still holds and names the ground (``lapsed``); here
stands only how it reads.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from cmxero.core.decidable import BEING_SENT, SENT
from cmxero.core.resolutions import TO_SEND, WAITING, ResolutionAction
from cmxero.core.wording import counted, date_words, instant_words

NOTHING = "nothing"


class FindingFlag(StrEnum):
    """What a person should know about an earlier decision; the words are for filters."""

    FACTS_CHANGED = "facts changed"
    CAME_BACK = "came back"
    STILL_THERE = "still there"
    LINK_BROKEN = "link broken"
    EXPIRED = "expired"
    ABOVE_CAP = "above its cap"
    SNOOZE_OVER = "snooze over"
    REFUSED = "refused by Xero"
    VOIDED = "voided in Xero"
    BEING_SENT = "being sent by cmxero"
    SENT = "sent by cmxero"


@dataclass(frozen=True, slots=True)
class Since:
    """What became of the decision that stands on a finding; instants are naive UTC.

    Attributes:
        status: what holds now.
        lapsed: why the decision no longer holds, as a ``FindingFlag`` says it; empty if it does.
        action: of the decision that stands; empty if none does.
        facts_before, facts_now: figures when it was decided, and now, as the view writes them.
        is_changed: whether these differ.
        link_faults: of a broken link, what became of its members.
        proven_utc: when a reconcile saw the finding gone; back_utc: when one saw it again.
        look: what would bring the proof, ``pull`` or ``import``; looked_utc: the end of the newest
            one since the decision; outlived: how many reconciles saw the finding after one.
        sending: how far sending to Xero got, as ``decidable`` names it; empty if not begun.
        sending_words: what is or was sent; what Xero answered if it refused.
        sending_utc: since when that is so.
    """

    status: str
    lapsed: str
    currency_code: str
    effect: Decimal
    action: str
    decided_by: str
    decided_utc: datetime | None
    facts_before: str
    facts_now: str
    is_changed: bool
    cap: Decimal | None
    expires_on: date | None
    snoozed_until: date | None
    link_faults: tuple[str, ...]
    proven_utc: datetime | None
    back_utc: datetime | None
    look: str
    looked_utc: datetime | None
    outlived: int
    sending_words: str
    sending: str = ""
    sending_utc: datetime | None = None


def remarks(since: Since) -> tuple[tuple[FindingFlag, str], ...]:
    """Each flag of a finding with its sentence; nothing where no decision stands."""
    return tuple(_remarks(since)) if since.decided_utc else ()


def facts_in_words(facts: str) -> str:
    """Figures as ``recon.finding`` writes them: Case Manager, Xero, effect, parted by ``|``."""
    case, xero, effect, *_ = facts.split("|")
    return f"Case Manager {_amount(case)}, Xero {_amount(xero)}, effect {_amount(effect)}"


def _remarks(since: Since) -> Iterator[tuple[FindingFlag, str]]:
    if since.lapsed in _LAPSED:
        flag = FindingFlag(since.lapsed)
        yield flag, _LAPSED[since.lapsed](since)
    if since.lapsed == FindingFlag.CAME_BACK:
        return
    if since.is_changed:
        yield FindingFlag.FACTS_CHANGED, _changed(since)
    if since.status == TO_SEND and since.sending == BEING_SENT:
        yield FindingFlag.BEING_SENT, _being_sent(since)
    if since.status == WAITING and since.sending == SENT:
        yield FindingFlag.SENT, _sent(since)
    if since.status == WAITING and since.outlived and since.looked_utc:
        yield FindingFlag.STILL_THERE, _still_there(since, since.looked_utc)


def _expired(since: Since) -> str:
    last = f" was until {date_words(since.expires_on)}" if since.expires_on else " has expired"
    return f"Open again: '{since.action}' by {since.decided_by}{last}."


def _above_cap(since: Since) -> str:
    cap = f"{since.cap:,.2f} {since.currency_code}" if since.cap is not None else "its cap"
    return (
        f"Open again: '{since.action}' by {since.decided_by} was up to {cap}, and it comes to "
        f"{since.effect:,.2f} now."
    )


def _snooze_over(since: Since) -> str:
    day = f" since {date_words(since.snoozed_until)}" if since.snoozed_until else ""
    return f"Open again{day}, as {since.decided_by} asked."


def _link_broken(since: Since) -> str:
    return (
        f"Open again: the link by {since.decided_by} no longer holds, since "
        f"{' and '.join(since.link_faults)}."
    )


def _refused(since: Since) -> str:
    said = f": {since.sending_words}" if since.sending_words else "."
    return f"Open again: Xero refused what cmxero sent{said}"


def _voided(since: Since) -> str:
    return (
        f"Open again: cmxero sent it, as {since.decided_by} decided, and a credit note of it was "
        f"voided or deleted in Xero since: {since.sending_words}."
    )


def _sent(since: Since) -> str:
    on = _on(since.sending_utc)
    return f"cmxero sent to Xero{on}, as {since.decided_by} decided: {since.sending_words}."


def _being_sent(since: Since) -> str:
    return (
        f"cmxero began to send it{_on(since.sending_utc)}, and it is not known to be in Xero as a "
        f"whole: {since.sending_words}. Run `cmxero settle` for it again: it looks in Xero first."
    )


def _on(instant_utc: datetime | None) -> str:
    return f" on {instant_words(instant_utc)}" if instant_utc else ""


def _came_back(since: Since) -> str:
    settled = instant_words(since.decided_utc) if since.decided_utc else ""
    seen = f", and seen gone{_on(since.proven_utc)}" if since.proven_utc else ""
    on = _on(since.back_utc)
    return f"Came back{on} after it was settled by {since.decided_by} on {settled}{seen}."


def _changed(since: Since) -> str:
    before, now = facts_in_words(since.facts_before), facts_in_words(since.facts_now)
    at = instant_words(since.decided_utc) if since.decided_utc else ""
    start = "Open again: what it is about" if since.lapsed == FindingFlag.FACTS_CHANGED else "It"
    if before == now:
        return f"{start} changed since {since.decided_by} decided ({at}); the amounts are the same."
    return f"{start} changed since {since.decided_by} decided ({at}). Before: {before}. Now: {now}."


def _still_there(since: Since, looked_utc: datetime) -> str:
    did = f"{since.decided_by} {since.action}"
    if since.action == ResolutionAction.SEND:
        did = "cmxero sent it"
    return (
        f"Still there after the {since.look} of {instant_words(looked_utc)}, although {did}; "
        f"{counted(since.outlived, 'reconcile')} saw it since."
    )


def _amount(text: str) -> str:
    return NOTHING if text == "-" else f"{Decimal(text):,.2f}"


_LAPSED: dict[str, Callable[[Since], str]] = {
    FindingFlag.CAME_BACK: _came_back,
    FindingFlag.EXPIRED: _expired,
    FindingFlag.ABOVE_CAP: _above_cap,
    FindingFlag.SNOOZE_OVER: _snooze_over,
    FindingFlag.LINK_BROKEN: _link_broken,
    FindingFlag.REFUSED: _refused,
    FindingFlag.VOIDED: _voided,
}
