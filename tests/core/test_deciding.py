"""What may be decided on a finding, and what is stored of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from decidables import NOW, TODAY, after, by, found

from cmxero.core.deciding import decide
from cmxero.core.errors import DecisionRefusedError, NothingToDoError, StaleDecisionError
from cmxero.core.resolutions import (
    ACCEPTED,
    ALLOWED,
    FOR_APPROVAL,
    OPEN,
    STATUSES,
    TO_SEND,
    WAITING,
    Resolution,
    ResolutionAction,
    read_action,
)

A = ResolutionAction
ACCEPT = Resolution(A.ACCEPT, "cents")


def one(finding, wanted, signature=None, versions=None):
    """The row that a decision on one finding adds."""
    (row,) = decide({finding.key: finding}, [finding.key], wanted, signature or by(), versions)
    return row


def test_a_row_says_who_when_why_and_for_which_figures():
    """Everything a later reader needs; texts without blanks around."""
    row = one(found(), Resolution(A.ACCEPT, " cents ", " mail ", Decimal("120.00"), TODAY))
    assert (row.version, row.stands, row.action, row.status) == (1, 1, A.ACCEPT, ACCEPTED)
    assert (row.decided_by, row.decided_utc, row.reason, row.note) == ("Alex", NOW, "cents", "mail")
    assert (row.facts, row.cap, row.expires_on) == ("100.00|0.10|99.90", Decimal("120.00"), TODAY)
    assert (row.kind, row.subject) == ("totals differ", "CM-1001")
    assert row.words == "accept by Alex, up to 120.00, until 22 Nov 2026: cents (mail)"


@pytest.mark.parametrize(
    ("wanted", "say"),
    [
        (Resolution(A.ACCEPT), "needs a reason"),
        (Resolution(A.ACCEPT, "x", cap=Decimal("-1.00")), "without a minus"),
        (Resolution(A.ACCEPT, "x", cap=Decimal("99.89")), "below what CM-1001 comes to now, 99.90"),
        (Resolution(A.ACCEPT, "x", expires_on=TODAY - timedelta(1)), "expired on 21 Nov 2026"),
        (Resolution(A.ASSIGN, assigned_to=" "), "to whom"),
        (Resolution(A.SNOOZE), "until when"),
        (Resolution(A.SNOOZE, snoozed_until=TODAY), "not after today"),
        (Resolution(A.DID_IN_XERO, cap=Decimal("1.00")), "A cap goes with 'accept' only"),
        (Resolution(A.DID_IN_XERO, assigned_to="Bea"), "goes with 'assign' only"),
        (Resolution(A.ACCEPT, "x", snoozed_until=TODAY), "goes with 'snooze' only"),
        (Resolution(A.SNOOZE, expires_on=TODAY), "goes with 'accept' only"),
        (Resolution(A.REOPEN), "does not fit CM-1001: it is open"),
        (Resolution(A.APPROVE), "does not fit CM-1001"),
        (Resolution(A.UNDO), "Nothing was decided on CM-1001"),
        (Resolution(A.LINK), "two findings or more"),
    ],
)
def test_what_is_missing_or_does_not_fit_is_refused_with_words(wanted, say):
    """Nothing is guessed and nothing is dropped in silence."""
    with pytest.raises(DecisionRefusedError, match=say):
        one(found(), wanted)


def test_a_cap_of_exactly_the_effect_and_an_expiry_of_today_are_taken():
    """The boundaries, for both signs."""
    for effect in ("99.90", "-99.90"):
        row = one(
            found(effect=effect), Resolution(A.ACCEPT, "x", cap=Decimal("99.90"), expires_on=TODAY)
        )
        assert row.status == ACCEPTED


@pytest.mark.parametrize("status", STATUSES)
def test_each_status_allows_what_its_table_says_and_nothing_else(status):
    """Whatever is not listed is refused, with the status in the words."""
    decided = after(found(), ACCEPT, status=status)
    second = found("CM-1002", "-99.90", status)
    given = {
        A.ACCEPT: ACCEPT,
        A.ASSIGN: Resolution(A.ASSIGN, assigned_to="Bea"),
        A.SNOOZE: Resolution(A.SNOOZE, snoozed_until=date(2027, 1, 1)),
    }
    for action in A:
        wanted = given.get(action, Resolution(action))
        both = {decided.key: decided, second.key: second}
        keys = list(both) if action is A.LINK else [decided.key]
        if action in ALLOWED[status]:
            assert decide(both, keys, wanted, by("Bea"), None)
        else:
            with pytest.raises(DecisionRefusedError, match=f"it is {status}"):
                decide(both, keys, wanted, by("Bea"), None)


def test_one_that_does_not_fit_holds_back_all():
    """All or none; the words say for how many nothing was stored."""
    fine, settled = found(), after(found("CM-1002"), ACCEPT)
    both = {fine.key: fine, settled.key: settled}
    with pytest.raises(DecisionRefusedError, match="stored for any of the 2 findings"):
        decide(both, list(both), ACCEPT, by(), None)


def test_whoever_was_faster_is_named_with_what_they_did_and_when():
    """The first overtaken finding is named, the others are counted."""
    mine, other = (after(found(s), Resolution(A.DID_IN_XERO), by("Bea", 1)) for s in ("A", "B"))
    both = {mine.key: mine, other.key: other}
    with pytest.raises(StaleDecisionError) as fault:
        decide(both, list(both), ACCEPT, by(), {mine.key: 0})
    assert "Bea was faster: 'did it in Xero' on A (22 Nov 2026 03:00 UTC)." in str(fault.value)
    assert "1 more of these findings were overtaken too." in str(fault.value)


def test_being_overtaken_is_said_before_what_does_not_fit():
    """A person who looked at something old must look again first."""
    settled = after(found(), ACCEPT, by("Bea"))
    with pytest.raises(StaleDecisionError):
        one(settled, ACCEPT, versions={settled.key: 0})


def test_nothing_named_and_nothing_there():
    """An empty list is a mistake, as is a finding that is gone; a proof is said if there is one."""
    with pytest.raises(NothingToDoError, match="No finding was named"):
        decide({}, [], ACCEPT, by(), None)
    with pytest.raises(NothingToDoError, match="not a finding any more"):
        decide({}, ["main/totals differ/CM-1"], ACCEPT, by(), None)
    done = after(found(), Resolution(A.DID_IN_XERO))
    gone = found(status="", decisions=done.decisions, proven_utc=NOW)
    with pytest.raises(NothingToDoError, match=r"saw it gone, so 'did it in Xero by Alex' is pr"):
        one(gone, ACCEPT)


def test_a_key_named_twice_is_decided_once():
    """The same finding by its key and by its number."""
    finding = found()
    assert len(decide({finding.key: finding}, [finding.key] * 2, ACCEPT, by(), None)) == 1


def test_an_assignment_leaves_the_decision_standing():
    """Status, figures and approval stay; later decisions keep the owner until it is changed."""
    accepted = after(found(), ACCEPT)
    row = one(accepted, Resolution(A.ASSIGN, assigned_to=" Bea "), by("Tom"))
    assert (row.version, row.stands, row.status, row.assigned_to) == (2, 1, ACCEPTED, "Bea")
    assert row.words == "assign by Tom to Bea"
    assigned = after(accepted, Resolution(A.ASSIGN, assigned_to="Bea"))
    reopened = after(assigned, Resolution(A.REOPEN))
    assert reopened.newest.assigned_to == "Bea"
    assert one(reopened, Resolution(A.ASSIGN, assigned_to="Nobody")).assigned_to == ""


# Links ------------------------------------------------------------------------------------


def linked(*findings, signature=None):
    """The rows of a link."""
    return decide(
        {each.key: each for each in findings},
        [each.key for each in findings],
        Resolution(A.LINK),
        signature or by(),
        None,
    )


def test_a_link_is_one_group_of_findings_that_come_to_nothing():
    """Three that cancel out, a cent included, and one that changes nothing with them."""
    rows = linked(
        found("A", "20.01"), found("B", "-20.00"), found("C", "-0.01"), found("D", "0.00")
    )
    assert {(row.group_id, row.status) for row in rows} == {("link-1", "linked")}


@pytest.mark.parametrize(
    ("findings", "say"),
    [
        ([found("A", "20.00"), found("B", "-19.99")], "come to 0.01 AUD, not to 0.00"),
        ([found("A", "0.00"), found("B", "0.00")], "nothing that they explain"),
        ([found("A", "20.00"), found("B", "-20.00", currency_code="NZD")], "AUD and NZD"),
        ([found("A", "0.00")], "two findings or more"),
    ],
)
def test_what_cannot_explain_each_other_is_not_linked(findings, say):
    """A cent is a cent; two currencies do not add up; nothing explains nothing."""
    with pytest.raises(DecisionRefusedError, match=say):
        linked(*findings)


# The second person ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("effect", "limit", "cap", "status"),
    [
        ("1000.00", "1000.00", None, ACCEPTED),
        ("1000.01", "1000.00", None, FOR_APPROVAL),
        ("-1000.01", "1000.00", None, FOR_APPROVAL),
        ("5.00", "1000.00", "1000.01", FOR_APPROVAL),
        ("5.00", "1000.00", "1000.00", ACCEPTED),
        ("0.01", "0.00", None, FOR_APPROVAL),
        ("0.00", "0.00", None, ACCEPTED),
        ("99999.00", None, None, ACCEPTED),
    ],
)
def test_above_the_limit_another_person_must_approve(effect, limit, cap, status):
    """Above, not at; either sign; a cap counts, as the effect may grow up to it."""
    wanted = Resolution(A.ACCEPT, "x", cap=None if cap is None else Decimal(cap))
    assert one(found(effect=effect), wanted, by(limit=limit)).status == status


def test_sending_counts_the_entry_where_the_totals_agree():
    """A credit note not allocated changes no total, but its allocation is of its whole amount."""
    note = found(effect="0.00", largest_amount=Decimal("1500.00"))
    assert one(note, Resolution(A.SEND), by(limit="1000.00")).status == FOR_APPROVAL
    assert one(note, Resolution(A.SEND), by(limit="1500.00")).status == TO_SEND
    small = found(effect="5.00", largest_amount=Decimal("1500.00"))
    assert one(small, Resolution(A.SEND), by(limit="1000.00")).status == TO_SEND


@pytest.mark.parametrize(("action", "then"), [(A.ACCEPT, ACCEPTED), (A.SEND, TO_SEND)])
def test_approval_makes_it_hold(action, then):
    """What was asked for stands, with both names; an assignment between changes nothing."""
    asked = after(found(), Resolution(action, "x" if action is A.ACCEPT else ""), by(limit="1.00"))
    asked = after(asked, Resolution(A.ASSIGN, assigned_to="Bea"), by("Tom"))
    row = one(asked, Resolution(A.APPROVE), by("Bea", 1))
    assert (row.status, row.stands, row.approved_by) == (then, 1, "Bea")
    assert row.approved_utc == NOW + timedelta(hours=1)
    moved = after(
        after(asked, Resolution(A.APPROVE), by("Bea")), Resolution(A.ASSIGN, assigned_to="X")
    )
    assert moved.newest.approved_by == "Bea"


@pytest.mark.parametrize("person", ["Alex", "alex", " A lex "])
def test_nobody_approves_their_own(person):
    """Capitals and spaces do not make another person."""
    asked = after(found(), ACCEPT, by(limit="1.00"))
    with pytest.raises(DecisionRefusedError, match="somebody else must approve it"):
        one(asked, Resolution(A.APPROVE), by(person))


def test_declined_is_open_again_and_withdrawn_too():
    """The second person says no, or the first thinks better of it."""
    asked = after(found(), ACCEPT, by(limit="1.00"))
    assert one(asked, Resolution(A.DECLINE, "too much"), by("Bea")).status == OPEN
    assert one(asked, Resolution(A.REOPEN), by("Alex")).status == OPEN


# Undo -------------------------------------------------------------------------------------

UNDO = Resolution(A.UNDO)


def test_undo_brings_back_what_stood_before():
    """Status, decision, owner and approval of the version before; anybody may."""
    accepted = after(found(), Resolution(A.ACCEPT, "cents", cap=Decimal("200.00")))
    reopened = after(accepted, Resolution(A.REOPEN), by("Bea"))
    row = one(reopened, UNDO, by("Tom"))
    assert (row.status, row.stands, row.version) == (ACCEPTED, 1, 3)
    assert row.reason == "took back 'reopen' by Bea"
    first = one(accepted, UNDO)
    assert (first.status, first.stands) == (OPEN, 0)
    assigned = after(found(), Resolution(A.ASSIGN, assigned_to="Bea"))
    assert one(after(assigned, Resolution(A.ASSIGN, assigned_to="Tom")), UNDO).assigned_to == "Bea"


def test_after_an_undo_nothing_stands_and_everything_may_be_decided():
    """An undone acceptance leaves no trace in the state, only in the history."""
    undone = after(after(found(), ACCEPT), UNDO)
    assert undone.standing is None
    row = one(undone, Resolution(A.ASSIGN, assigned_to="Bea"))
    assert (row.status, row.stands) == (OPEN, 0)


def test_what_something_acted_on_cannot_be_taken_back():
    """Undone already, approved, declined, proven, begun, sent: each says what happened."""
    asked = after(found(), ACCEPT, by(limit="1.00"))
    did = after(found(), Resolution(A.DID_IN_XERO))
    send = after(found(), Resolution(A.SEND))
    cases = [
        (after(did, UNDO, by("Bea")), "Bea took the last decision on CM-1001 back already"),
        (after(asked, Resolution(A.APPROVE), by("Bea")), "Bea approved 'accept' by Alex"),
        (after(asked, Resolution(A.DECLINE), by("Bea")), "Bea declined 'accept' by Alex"),
        (found(decisions=did.decisions, proven_utc=NOW), "saw CM-1001 gone"),
        (found(decisions=send.decisions, sending="begun", sending_utc=NOW), "began to send it"),
        (found(decisions=send.decisions, sending="sent", sending_utc=NOW), "cmxero sent it"),
        (found(decisions=send.decisions, sending="refused"), "Xero refused it"),
    ]
    for finding, say in cases:
        with pytest.raises(DecisionRefusedError, match=say):
            one(finding, UNDO)


def test_decided_after_is_being_overtaken():
    """The page undoes the version it stored; if that is not the newest, somebody decided after."""
    did = after(found(), Resolution(A.DID_IN_XERO))
    later = after(did, ACCEPT, by("Bea"))
    with pytest.raises(StaleDecisionError, match="Bea was faster: 'accept'"):
        one(later, UNDO, versions={later.key: 1})


def test_a_link_is_taken_back_as_a_whole_or_not_at_all():
    """One member is named, all come back; a member decided since keeps the link as it is."""
    first, second = found("A", "20.00"), found("B", "-20.00")
    rows = linked(first, second)
    first, second = (
        found(each.subject, each.effect, "linked", decisions=(row,))
        for each, row in zip((first, second), rows, strict=True)
    )
    both = {first.key: first, second.key: second}
    undone = decide(both, [first.key], UNDO, by(), None)
    assert {(row.subject, row.status) for row in undone} == {("A", OPEN), ("B", OPEN)}
    both[second.key] = after(second, Resolution(A.ASSIGN, assigned_to="Bea"))
    with pytest.raises(DecisionRefusedError, match="B was in the same link, and was decided since"):
        decide(both, [first.key], UNDO, by(), None)


def test_while_it_is_being_sent_only_its_owner_may_change():
    """Xero may have it already; nobody can decide as if it had not."""
    send = after(found(), Resolution(A.SEND))
    sending = found(status=TO_SEND, decisions=send.decisions, sending="begun", sending_utc=NOW)
    with pytest.raises(DecisionRefusedError, match="is being sent to Xero since 22 Nov 2026 02:00"):
        one(sending, Resolution(A.REOPEN))
    assert one(sending, Resolution(A.ASSIGN, assigned_to="Bea")).status == TO_SEND


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("accept", A.ACCEPT),
        ("did it in Xero", A.DID_IN_XERO),
        ("DID-IN-XERO", A.DID_IN_XERO),
        ("did-it-in-case-manager", A.DID_IN_CASE_MANAGER),
        ("send", A.SEND),
        (" let cmxero create it in xero ", A.SEND),
    ],
)
def test_actions_are_read_as_people_type_them(text, action):
    """The words, with dashes or without, or the short name."""
    assert read_action(text) is action


def test_what_is_no_action_lists_those_there_are():
    """And never takes the nearest."""
    with pytest.raises(ValueError, match="did-in-xero, did-in-case-manager, send, link, accept"):
        read_action("resolve")


def test_waiting_may_be_said_to_be_done_again():
    """Still there after the pull: it is done once more, perhaps on the other side."""
    waiting = after(found(), Resolution(A.DID_IN_XERO))
    row = one(waiting, Resolution(A.DID_IN_CASE_MANAGER))
    assert (row.status, row.stands) == (WAITING, 2)
