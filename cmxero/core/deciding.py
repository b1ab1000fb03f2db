"""What a decision makes of the findings it is about: rows to store, or a refusal in words.

Pure: the store reads what is there and appends what comes out, in one transaction; so one finding
that does not fit holds back the whole decision.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from cmxero.core.decidable import BEING_SENT, Decidable, Signature
from cmxero.core.errors import DecisionRefusedError, NothingToDoError, StaleDecisionError
from cmxero.core.money import ZERO
from cmxero.core.resolutions import (
    ACCEPTED,
    FOR_APPROVAL,
    NOBODY,
    OPEN,
    STATUS_AFTER,
    TO_SEND,
    Decision,
    Resolution,
    ResolutionAction,
    allowed_actions,
    resolution_fault,
)
from cmxero.core.undoing import link_undo_fault, linked_with, undo_fault, undone
from cmxero.core.wording import counted, instant_words


def decide(
    found: Mapping[str, Decidable],
    keys: Sequence[str],
    wanted: Resolution,
    by: Signature,
    versions: Mapping[str, int] | None,
) -> tuple[Decision, ...]:
    """The rows that one decision adds, one a finding.

    Args:
        versions: for each key how many decisions there were when the person looked; None takes
            the findings as they are now.

    Raises:
        DecisionRefusedError: something is missing, or it does not fit one of the findings.
        NothingToDoError: no key, or one that is no finding (any more).
        StaleDecisionError: somebody decided one of them since.
    """
    if fault := resolution_fault(wanted, by.today):
        raise DecisionRefusedError(fault)
    named = tuple(dict.fromkeys(keys))
    if not named:
        raise NothingToDoError("No finding was named. Nothing was stored.")
    findings = [_present(found, key, wanted.action) for key in named]
    if versions is not None:
        _refuse_overtaken(findings, versions)
    if wanted.action is ResolutionAction.UNDO:
        members = linked_with(findings, found)
        faults = [undo_fault(each) for each in findings] + [link_undo_fault(m) for m in members]
        _refuse(faults, len(findings))
        return tuple(undone(each, wanted, by) for each in (*findings, *members))
    _refuse((_misfit(each, wanted, by) for each in findings), len(findings))
    if wanted.action is ResolutionAction.LINK:
        _refuse([_link_fault(findings)], 1)
    return tuple(_row(each, wanted, by) for each in findings)


def amount_at_stake(finding: Decidable, wanted: Resolution) -> Decimal:
    """Dollars that the second-person rule looks at.

    What is accepted is the effect, and all that a cap allows it to become. What is sent is an
    entry of the effect; where the ledgers' totals agree, of at most the larger side's amount.
    """
    size = abs(finding.effect)
    if wanted.action is ResolutionAction.ACCEPT:
        return max(size, wanted.cap or ZERO)
    return amount_sent(finding.effect, finding.largest_amount)


def amount_sent(effect: Decimal, *amounts: Decimal | None) -> Decimal:
    """Dollars an entry for a finding comes to at most: the effect, or where it is 0, an amount."""
    return abs(effect) or max((abs(one) for one in amounts if one is not None), default=ZERO)


def is_same_person(one: str, other: str) -> bool:
    """Whether two names are one person's; capitals and spaces do not make another."""
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()


def _row(finding: Decidable, wanted: Resolution, by: Signature) -> Decision:
    newest, version = finding.newest, finding.version + 1
    action = wanted.action
    keeps = action in {ResolutionAction.ASSIGN, ResolutionAction.APPROVE}
    return Decision(
        finding_key=finding.key,
        version=version,
        organisation=finding.organisation,
        action=action,
        status=_status_after(finding, wanted, by),
        reason=wanted.reason.strip(),
        note=wanted.note.strip(),
        decided_by=by.person,
        decided_utc=by.now_utc,
        facts=finding.facts,
        stands=(newest.stands if newest else 0) if keeps else version,
        assigned_to=_owner(newest, wanted),
        approved_by=_approval(newest, action, by.person if keeps else ""),
        approved_utc=_approved_utc(newest, action, by.now_utc),
        cap=wanted.cap,
        expires_on=wanted.expires_on,
        snoozed_until=wanted.snoozed_until,
        group_id=by.group_id if action is ResolutionAction.LINK else "",
    )


def _status_after(finding: Decidable, wanted: Resolution, by: Signature) -> str:
    action, limit = wanted.action, by.second_person_above
    if action is ResolutionAction.ASSIGN:
        return finding.newest.status if finding.newest else OPEN
    if action is ResolutionAction.APPROVE:
        asked = finding.standing
        return TO_SEND if asked and asked.action is ResolutionAction.SEND else ACCEPTED
    is_large = limit is not None and amount_at_stake(finding, wanted) > limit
    if action in {ResolutionAction.ACCEPT, ResolutionAction.SEND} and is_large:
        return FOR_APPROVAL
    return STATUS_AFTER[action]


def _owner(newest: Decision | None, wanted: Resolution) -> str:
    if wanted.action is not ResolutionAction.ASSIGN:
        return newest.assigned_to if newest else ""
    name = wanted.assigned_to.strip()
    return "" if name.casefold() == NOBODY else name


def _approval(newest: Decision | None, action: ResolutionAction, person: str) -> str:
    if action is ResolutionAction.APPROVE:
        return person
    return newest.approved_by if newest and action is ResolutionAction.ASSIGN else ""


def _approved_utc(
    newest: Decision | None, action: ResolutionAction, now_utc: datetime
) -> datetime | None:
    if action is ResolutionAction.APPROVE:
        return now_utc
    return newest.approved_utc if newest and action is ResolutionAction.ASSIGN else None


def _present(found: Mapping[str, Decidable], key: str, action: ResolutionAction) -> Decidable:
    finding = found.get(key)
    if finding and (finding.status or action is ResolutionAction.UNDO):
        return finding
    proof = ""
    if finding and finding.proven_utc and finding.standing:
        proof = (
            f" The reconcile of {instant_words(finding.proven_utc)} saw it gone, so "
            f"'{finding.standing.words}' is proven."
        )
    raise NothingToDoError(
        f"'{key}' is not a finding any more: both sides agree since the last pull, or it was "
        f"never one.{proof} Nothing was stored. Look at the list again."
    )


def _refuse_overtaken(findings: Iterable[Decidable], versions: Mapping[str, int]) -> None:
    overtaken = [each for each in findings if each.version != versions.get(each.key, 0)]
    for each in overtaken:
        newest = each.newest
        if newest is not None:
            at = instant_words(newest.decided_utc)
            raise StaleDecisionError(
                each.subject, newest.decided_by, newest.action, at, len(overtaken) - 1
            )


def _refuse(faults: Iterable[str | None], count: int) -> None:
    """Raise the first fault, if any; of a decision on several findings, say that all failed."""
    said = [fault for fault in faults if fault]
    if not said:
        return
    rest = f" The same or another reason holds for {len(said) - 1} more." if said[1:] else ""
    none = f" Nothing was stored for any of the {counted(count, 'finding')}." if count > 1 else ""
    raise DecisionRefusedError(said[0] + rest + none)


def _misfit(finding: Decidable, wanted: Resolution, by: Signature) -> str | None:
    """Why this decision does not fit the finding, or None."""
    action, subject = wanted.action, finding.subject
    if finding.sending == BEING_SENT and action is not ResolutionAction.ASSIGN:
        return (
            f"{subject} is being sent to Xero{_since(finding.sending_utc)}. Wait until it is known "
            "what became of it."
        )
    if action not in allowed_actions(finding.status, finding.version):
        return f"'{action}' does not fit {subject}: it is {finding.status}. {_way_out(finding)}"
    if action is ResolutionAction.APPROVE:
        asked = finding.standing
        if asked and is_same_person(asked.decided_by, by.person):
            return (
                f"{asked.decided_by} decided '{asked.action}' on {subject}, so somebody else must "
                "approve it. Ask another person."
            )
    if wanted.cap is not None and abs(finding.effect) > wanted.cap:
        return (
            f"The cap of {wanted.cap:,.2f} is below what {subject} comes to now, "
            f"{finding.effect:,.2f}. Give a higher cap, or none."
        )
    return None


def _way_out(finding: Decidable) -> str:
    if finding.status == OPEN:
        return "Nothing was decided that could be taken away."
    if finding.status == FOR_APPROVAL:
        return "Another person approves or declines it; reopening withdraws it."
    return "Reopen it first."


def _since(instant_utc: datetime | None) -> str:
    return f" since {instant_words(instant_utc)}" if instant_utc else ""


def _link_fault(findings: Sequence[Decidable]) -> str | None:
    """Why these findings cannot explain each other, or None."""
    if len(findings) == 1:
        return (
            f"A link needs two findings or more that cancel each other out; only "
            f"{findings[0].subject} was named."
        )
    currencies = sorted({each.currency_code for each in findings})
    if len(currencies) > 1:
        return f"These findings are in {' and '.join(currencies)}; only one currency adds up."
    total = sum((each.effect for each in findings), ZERO)
    if total:
        listed = ", ".join(f"{each.subject} {each.effect:,.2f}" for each in findings[:5])
        more = ", ..." if findings[5:] else ""
        return (
            f"Their effects come to {total:,.2f} {currencies[0]}, not to 0.00 ({listed}{more}), so "
            "they do not explain each other. Choose others."
        )
    if not any(each.effect for each in findings):
        return (
            "None of these findings changes what is owed, so there is nothing that they explain. "
            "Accept them with a reason instead."
        )
    return None
