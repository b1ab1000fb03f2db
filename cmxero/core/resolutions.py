"""Decisions of people on findings. They are facts: added, never changed (DESIGN 9)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from cmxero.core.finding_keys import kind_and_subject
from cmxero.core.money import ZERO
from cmxero.core.roles import Role
from cmxero.core.wording import date_words

NOBODY = "nobody"
"""Assigned to this, a finding is nobody's again."""


class ResolutionAction(StrEnum):
    """What a person may decide; the words are what people read."""

    DID_IN_XERO = "did it in Xero"
    DID_IN_CASE_MANAGER = "did it in Case Manager"
    SEND = "let cmxero create it in Xero"
    LINK = "link"
    ACCEPT = "accept"
    ASSIGN = "assign"
    SNOOZE = "snooze"
    REOPEN = "reopen"
    UNDO = "undo"
    APPROVE = "approve"
    DECLINE = "decline"


OPEN = "open"
FOR_APPROVAL = "waiting for approval"
TO_SEND = "waiting to be sent"
WAITING = "waiting for proof"
LINKED = "linked"
ACCEPTED = "accepted"
SNOOZED = "snoozed"
STATUSES = (OPEN, FOR_APPROVAL, TO_SEND, WAITING, LINKED, ACCEPTED, SNOOZED)
"""Every status there is, in the order of the work; ``recon.finding`` says which one holds."""

STATUS_AFTER: dict[ResolutionAction, str] = {
    ResolutionAction.DID_IN_XERO: WAITING,
    ResolutionAction.DID_IN_CASE_MANAGER: WAITING,
    ResolutionAction.SEND: TO_SEND,
    ResolutionAction.LINK: LINKED,
    ResolutionAction.ACCEPT: ACCEPTED,
    ResolutionAction.SNOOZE: SNOOZED,
    ResolutionAction.REOPEN: OPEN,
    ResolutionAction.DECLINE: OPEN,
}
"""Where an action leads; the others depend on what was decided before."""

_A = ResolutionAction
_SETTLING = frozenset(
    {_A.DID_IN_XERO, _A.DID_IN_CASE_MANAGER, _A.SEND, _A.LINK, _A.ACCEPT, _A.SNOOZE}
)
_ALWAYS = frozenset({_A.ASSIGN, _A.UNDO})
ALLOWED: dict[str, frozenset[ResolutionAction]] = {
    OPEN: _SETTLING | _ALWAYS,
    FOR_APPROVAL: frozenset({_A.APPROVE, _A.DECLINE, _A.REOPEN}) | _ALWAYS,
    TO_SEND: frozenset({_A.REOPEN}) | _ALWAYS,
    WAITING: frozenset({_A.DID_IN_XERO, _A.DID_IN_CASE_MANAGER, _A.ACCEPT, _A.REOPEN}) | _ALWAYS,
    LINKED: frozenset({_A.REOPEN}) | _ALWAYS,
    ACCEPTED: frozenset({_A.REOPEN}) | _ALWAYS,
    SNOOZED: _SETTLING | _ALWAYS | {_A.REOPEN},
}


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a person wants to decide.

    Attributes:
        cap: only with accept: dollars that the effect may come to, either way, while it holds.
        expires_on: only with accept: the last day on which it holds; None for ever.
        assigned_to: only with assign: whose it is from now on, or ``nobody``.
        snoozed_until: only with snooze: the day on which it is open again.
    """

    action: ResolutionAction
    reason: str = ""
    note: str = ""
    cap: Decimal | None = None
    expires_on: date | None = None
    assigned_to: str = ""
    snoozed_until: date | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A stored decision: one row a finding and version, never changed.

    Attributes:
        version: 1 for the first decision on a finding, and so on.
        status: where it leaves the finding, as long as facts and dates let it.
        decided_utc: naive UTC.
        facts: the finding's figures when it was decided, as ``recon.finding`` writes them.
        stands: version of the decision that the status comes from, which an assignment or an
            approval leaves standing; 0 where none does.
        assigned_to: whose the finding is from then on; empty for nobody's.
        approved_by: the second person, where one had to approve; empty if not.
        cap, expires_on, snoozed_until: as in ``Resolution``.
        group_id: shared by the findings that were linked together; empty for every other action.
    """

    finding_key: str
    version: int
    organisation: str
    action: ResolutionAction
    status: str
    reason: str
    note: str
    decided_by: str
    decided_utc: datetime
    facts: str
    stands: int
    assigned_to: str = ""
    approved_by: str = ""
    approved_utc: datetime | None = None
    cap: Decimal | None = None
    expires_on: date | None = None
    snoozed_until: date | None = None
    group_id: str = ""

    @property
    def kind(self) -> str:
        """What kind of finding it is on."""
        return kind_and_subject(self.finding_key, self.organisation)[0]

    @property
    def subject(self) -> str:
        """What the finding is about, e.g. ``CM-1001``."""
        return kind_and_subject(self.finding_key, self.organisation)[1]

    @property
    def words(self) -> str:
        """Who decided what and why, without the finding and the time."""
        said = f"{self.action} by {self.decided_by}"
        if self.action is ResolutionAction.ASSIGN:
            said += f" to {self.assigned_to or NOBODY}"
        if self.cap is not None:
            said += f", up to {self.cap:,.2f}"
        if self.expires_on is not None:
            said += f", until {date_words(self.expires_on)}"
        if self.snoozed_until is not None:
            said += f", until {date_words(self.snoozed_until)}"
        if self.status == FOR_APPROVAL and self.stands == self.version:
            said += ", to be approved by another person"
        return (
            said
            + (f": {self.reason}" if self.reason else "")
            + (f" ({self.note})" if self.note else "")
        )


def allowed_actions(status: str, version: int) -> frozenset[ResolutionAction]:
    """What may be decided on a finding of this status with so many decisions so far."""
    return ALLOWED[status] - (frozenset() if version else {ResolutionAction.UNDO})


def needed_role(action: ResolutionAction) -> Role:
    """The role that a decision needs; what answers for the second person needs the highest."""
    answers = {ResolutionAction.APPROVE, ResolutionAction.DECLINE}
    return Role.APPROVE if action in answers else Role.RESOLVE


def read_action(text: str) -> ResolutionAction:
    """An action as people type it: ``accept``, ``did it in Xero``, ``did-in-xero``, ``send``.

    Raises:
        ValueError: no action is called so; names those there are.
    """
    plain = text.strip().casefold().replace("-", " ").replace("_", " ")
    for action in ResolutionAction:
        if plain in {action.value.casefold(), action.name.casefold().replace("_", " ")}:
            return action
    names = ", ".join(action.name.lower().replace("_", "-") for action in ResolutionAction)
    raise ValueError(f"'{text}' is nothing that can be decided. Take one of: {names}.")


def reason_fault(action: ResolutionAction, reason: str) -> str | None:
    """Why this decision may not be stored as it is, or None."""
    if action is ResolutionAction.ACCEPT and not reason.strip():
        return "Accepting a difference needs a reason. Write one and press the button again."
    return None


def resolution_fault(wanted: Resolution, today: date) -> str | None:
    """Why a decision may not be stored as it is, whatever the finding, or None.

    Args:
        today: the date in the organisation's time zone.
    """
    if fault := _misplaced(wanted) or reason_fault(wanted.action, wanted.reason):
        return fault
    if wanted.cap is not None and wanted.cap < ZERO:
        return f"The cap is {wanted.cap:,.2f}; it counts either way, so give it without a minus."
    if wanted.expires_on is not None and wanted.expires_on < today:
        return (
            f"The acceptance would have expired on {date_words(wanted.expires_on)} already. "
            "Give today or a later day, or none for ever."
        )
    if wanted.action is ResolutionAction.ASSIGN and not wanted.assigned_to.strip():
        return f"Say to whom it is assigned; '{NOBODY}' makes it nobody's again."
    return _snooze_fault(wanted, today)


def _snooze_fault(wanted: Resolution, today: date) -> str | None:
    if wanted.action is not ResolutionAction.SNOOZE:
        return None
    if wanted.snoozed_until is None:
        return "Say until when it sleeps: the day on which it is open again."
    if wanted.snoozed_until > today:
        return None
    return (
        f"It would be open again on {date_words(wanted.snoozed_until)}, which is not after today. "
        "Give a later day."
    )


def _misplaced(wanted: Resolution) -> str | None:
    """What was given along with an action that has no use for it."""
    given = (
        ("A cap", wanted.cap is not None, ResolutionAction.ACCEPT),
        ("An expiry date", wanted.expires_on is not None, ResolutionAction.ACCEPT),
        ("A person to assign to", bool(wanted.assigned_to.strip()), ResolutionAction.ASSIGN),
        ("A day until when", wanted.snoozed_until is not None, ResolutionAction.SNOOZE),
    )
    for what, is_given, action in given:
        if is_given and wanted.action is not action:
            return f"{what} goes with '{action}' only, not with '{wanted.action}'. Leave it out."
    return None
