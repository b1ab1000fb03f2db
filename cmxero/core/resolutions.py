"""Decisions of people on findings. They are facts: added, never changed (DESIGN 9)."""

from enum import StrEnum


class ResolutionAction(StrEnum):
    """What a person may decide; the words are what people read."""

    DID_IN_XERO = "did it in Xero"
    DID_IN_CASE_MANAGER = "did it in Case Manager"
    ACCEPT = "accept"
    REOPEN = "reopen"


OPEN = "open"
WAITING = "waiting for proof"
ACCEPTED = "accepted"

STATUS_AFTER: dict[ResolutionAction, str] = {
    ResolutionAction.DID_IN_XERO: WAITING,
    ResolutionAction.DID_IN_CASE_MANAGER: WAITING,
    ResolutionAction.ACCEPT: ACCEPTED,
    ResolutionAction.REOPEN: OPEN,
}


def reason_fault(action: ResolutionAction, reason: str) -> str | None:
    """Why this decision may not be stored as it is, or None."""
    if action is ResolutionAction.ACCEPT and not reason.strip():
        return "Accepting a difference needs a reason. Write one and press the button again."
    return None
