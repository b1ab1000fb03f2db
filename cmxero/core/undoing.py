"""Taking a decision back: what stood before stands again, as long as nothing acted on it."""

from collections.abc import Mapping, Sequence

from cmxero.core.decidable import BEING_SENT, SENT, VOIDED, Decidable, Signature
from cmxero.core.resolutions import OPEN, Decision, Resolution, ResolutionAction
from cmxero.core.wording import instant_words

_GOT = {
    BEING_SENT: "began to send it to Xero",
    SENT: "sent it to Xero",
    VOIDED: "sent it to Xero, where it was voided since",
}


def linked_with(findings: Sequence[Decidable], found: Mapping[str, Decidable]) -> list[Decidable]:
    """What was linked with one of the findings by its newest decision: a link goes as a whole."""
    groups = {each.newest.group_id for each in findings if each.newest} - {""}
    taken = {each.key for each in findings}
    return [
        each
        for each in found.values()
        if each.key not in taken and groups & {one.group_id for one in each.decisions}
    ]


def link_undo_fault(member: Decidable) -> str | None:
    """Why the link cannot be taken back from this member of it, or None."""
    newest = member.newest
    if newest is None or newest.group_id:
        return None
    return (
        f"{member.subject} was in the same link, and was decided since: {newest.words} "
        f"({instant_words(newest.decided_utc)}). Reopen what should be open instead."
    )


def undo_fault(finding: Decidable) -> str | None:
    """Why the newest decision on a finding cannot be taken back, with what happened, or None."""
    newest, subject = finding.newest, finding.subject
    if newest is None:
        return f"Nothing was decided on {subject} yet, so there is nothing to take back."
    if answered := _answered(finding, newest):
        return answered
    if newest.stands != newest.version:
        return None
    if finding.proven_utc:
        return (
            f"The reconcile of {instant_words(finding.proven_utc)} saw {subject} gone, so "
            f"'{newest.action}' by {newest.decided_by} is proven and cannot be taken back."
        )
    if finding.sending:
        got = _GOT.get(finding.sending, "tried to send it, and Xero refused it")
        when = f" ({instant_words(finding.sending_utc)})" if finding.sending_utc else ""
        return (
            f"cmxero {got}{when}: '{newest.action}' by {newest.decided_by} on {subject} cannot be "
            "taken back. Put it right in Xero if it is wrong."
        )
    return None


def _answered(finding: Decidable, newest: Decision) -> str | None:
    """That the newest entry is itself an answer to a decision, or None."""
    at, action = instant_words(newest.decided_utc), newest.action
    if action is ResolutionAction.UNDO:
        return (
            f"{newest.decided_by} took the last decision on {finding.subject} back already ({at}). "
            "Decide anew."
        )
    if action not in {ResolutionAction.APPROVE, ResolutionAction.DECLINE}:
        return None
    did, then = ("approved", "Reopen it instead.")
    if action is ResolutionAction.DECLINE:
        did, then = ("declined", "Decide anew.")
    asked = finding.standing_at(finding.version - 1)
    what = f"'{asked.action}' by {asked.decided_by}" if asked else "the decision"
    return (
        f"{newest.decided_by} {did} {what} on {finding.subject} ({at}), so it cannot be taken "
        f"back. {then}"
    )


def undone(finding: Decidable, wanted: Resolution, by: Signature) -> Decision:
    """The row that takes the newest decision back; ``undo_fault`` allows it."""
    *_, newest = finding.decisions
    before = finding.decisions[-2] if finding.version > 1 else None
    return Decision(
        finding_key=finding.key,
        version=newest.version + 1,
        organisation=finding.organisation,
        action=ResolutionAction.UNDO,
        status=before.status if before else OPEN,
        reason=wanted.reason.strip() or f"took back '{newest.action}' by {newest.decided_by}",
        note=wanted.note.strip(),
        decided_by=by.person,
        decided_utc=by.now_utc,
        facts=finding.facts or newest.facts,
        stands=before.stands if before else 0,
        assigned_to=before.assigned_to if before else "",
        approved_by=before.approved_by if before else "",
        approved_utc=before.approved_utc if before else None,
    )
