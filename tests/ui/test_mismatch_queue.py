from dataclasses import replace
from decimal import Decimal

import pytest
from fake_workbench import FakeWorkbench, finding

from cmxero.core.errors import DecisionRefusedError, NothingToDoError, StaleDecisionError
from cmxero.core.findings import FindingKind
from cmxero.core.resolutions import (
    ACCEPTED,
    FOR_APPROVAL,
    LINKED,
    OPEN,
    SNOOZED,
    WAITING,
    Resolution,
    ResolutionAction,
)
from cmxero.ui.finding_list import SLICES
from cmxero.ui.mismatch_queue import MismatchQueue


@pytest.fixture
def queue(bench):
    return MismatchQueue(bench)


def subjects(findings):
    return [one.subject for one in findings]


def test_default_is_open_oldest_first_then_largest_effect():
    """The work begins with what waits longest, and among equals with the most money."""
    day = finding(0).since
    bench = FakeWorkbench(
        findings=[
            finding(1, since=day, effect=Decimal("5.00")),
            finding(2, since=day, effect=Decimal("-90.00")),
            finding(3, since=day, effect=Decimal("20.00"), status=WAITING),
            finding(4, since=day.replace(year=2025), effect=Decimal("0.01")),
        ]
    )
    queue = MismatchQueue(bench)
    assert subjects(queue.shown()) == ["CM-1005", "CM-1003", "CM-1002"]
    assert queue.finding(queue.current).subject == "CM-1005"


def test_chips_filter_and_count(queue, bench):
    """Counts of kinds follow the chosen status; an empty value means all."""
    bench.decided_by_tom(finding(0).key, ACCEPTED)
    queue.reload()
    assert queue.status_counts() == [
        (OPEN, "Open", 13),
        (WAITING, "Waiting for proof", 0),
        (ACCEPTED, "Accepted", 1),
        ("", "All", 14),
    ]
    assert ("totals differ", "Totals differ", 1) in queue.kind_counts()
    assert queue.kind_counts()[0] == ("", "All kinds", 13)
    queue.filter_by(kind=FindingKind.TOTALS_DIFFER)
    assert subjects(queue.shown()) == ["CM-1008"]
    queue.filter_by(status="")
    assert subjects(queue.shown()) == ["CM-1001", "CM-1008"]
    assert queue.kind_counts()[0] == ("", "All kinds", 14)


def test_chosen_kind_stays_among_the_chips_when_nothing_is_left_of_it(queue):
    """Otherwise a person could not see what they filter by."""
    queue.filter_by(kind=FindingKind.JOURNAL_CHANGED)
    assert queue.shown() == ()
    assert queue.current == ""
    assert (FindingKind.JOURNAL_CHANGED, "Journal changed after it was imported", 0) in (
        queue.kind_counts()
    )


def test_targets_are_the_selection_else_the_row_under_the_cursor(queue):
    """And never a finding that the search box hides."""
    queue.current = finding(3).key
    assert subjects(queue.targets()) == ["CM-1004"]
    queue.selected = (finding(0).key, finding(1).key)
    assert subjects(queue.targets()) == ["CM-1001", "CM-1002"]
    queue.query = "CM-1002"
    assert subjects(queue.targets()) == ["CM-1002"]
    queue.query = "CM-1004"
    assert subjects(queue.targets()) == ["CM-1004"]
    queue.query = "nothing like it"
    assert queue.targets() == ()
    assert queue.allowed() == frozenset()


def test_only_actions_that_fit_every_target_are_allowed(queue, bench):
    """A bulk decision is all or nothing, so one that does not fit rules the action out."""
    bench.decided_by_tom(finding(0).key, ACCEPTED)
    bench.decided_by_tom(finding(1).key, WAITING)
    queue.filter_by(status="")
    queue.reload()
    queue.selected = (finding(2).key,)
    assert queue.allowed() == {
        ResolutionAction.DID_IN_XERO,
        ResolutionAction.DID_IN_CASE_MANAGER,
        ResolutionAction.SEND,
        ResolutionAction.ACCEPT,
        ResolutionAction.ASSIGN,
        ResolutionAction.SNOOZE,
    }
    queue.selected = (finding(0).key, finding(1).key)
    always = {ResolutionAction.ASSIGN, ResolutionAction.UNDO}
    assert queue.allowed() == {ResolutionAction.REOPEN} | always
    queue.selected = (finding(0).key, finding(2).key)
    assert queue.allowed() == {ResolutionAction.ASSIGN}
    with pytest.raises(DecisionRefusedError, match="does not fit what is selected"):
        queue.decide(Resolution(ResolutionAction.ACCEPT, "Rounding"))
    assert bench.decisions == []


def test_decision_is_stored_with_reason_note_and_versions(queue, bench):
    """What the source gets is what was looked at; the row stays until the filter is touched."""
    queue.current = finding(2).key
    decided = queue.decide(Resolution(ResolutionAction.ACCEPT, "Rounding", "  see mail "))
    assert bench.decisions == [((finding(2).key,), ResolutionAction.ACCEPT, "Rounding", "see mail")]
    assert (decided.subject, decided.count, decided.status) == ("CM-1003", 1, ACCEPTED)
    assert queue.finding(finding(2).key).status == ACCEPTED
    assert "CM-1003" in subjects(queue.shown())
    queue.filter_by(status=OPEN)
    assert "CM-1003" not in subjects(queue.shown())


def test_accepting_needs_a_reason(queue, bench):
    """A reason of blanks is none."""
    with pytest.raises(DecisionRefusedError, match="needs a reason"):
        queue.decide(Resolution(ResolutionAction.ACCEPT, "  "))
    assert bench.decisions == []


def test_somebody_was_faster_stores_nothing_and_shows_their_decision(queue, bench):
    """All or nothing: one stale version holds back both, and the rows are fresh afterwards."""
    bench.decided_by_tom(finding(1).key, WAITING)
    queue.selected = (finding(0).key, finding(1).key)
    with pytest.raises(StaleDecisionError, match="Tom was faster"):
        queue.decide(Resolution(ResolutionAction.DID_IN_XERO))
    assert bench.decisions == []
    assert queue.finding(finding(0).key).status == OPEN
    assert queue.finding(finding(1).key).decided_by == "Tom"
    assert not queue.can_undo()


def test_undo_reopens_exactly_what_was_decided_once(queue, bench):
    """Undo is a new entry; afterwards there is nothing more to undo."""
    queue.selected = (finding(0).key, finding(1).key)
    queue.decide(Resolution(ResolutionAction.DID_IN_XERO))
    queue.selected = ()
    undone = queue.undo()
    assert undone.count == 2
    assert [action for _keys, action, _reason, _note in bench.decisions] == [
        ResolutionAction.DID_IN_XERO,
        ResolutionAction.UNDO,
    ]
    assert {one.status for one in bench.findings()} == {OPEN}
    with pytest.raises(NothingToDoError, match="no decision to undo"):
        queue.undo()


def test_undo_does_not_overwrite_a_later_decision(queue, bench):
    """If Tom decided after us, our undo is refused."""
    queue.decide(Resolution(ResolutionAction.DID_IN_XERO))
    bench.decided_by_tom(finding(0).key, ACCEPTED)
    with pytest.raises(StaleDecisionError):
        queue.undo()
    assert queue.finding(finding(0).key).status == ACCEPTED


def test_reopening_can_be_undone_too(queue, bench):
    """What stood before stands again: the acceptance, with its reason."""
    queue.decide(Resolution(ResolutionAction.ACCEPT, "Rounding", "see mail"))
    queue.decide(Resolution(ResolutionAction.REOPEN))
    assert queue.finding(finding(0).key).status == OPEN
    assert queue.undo().status == ACCEPTED
    assert bench.found[finding(0).key].note == "see mail"


def test_linking_needs_several_that_cancel_out():
    """One alone offers no link; two whose effects come to nothing do, and both are linked."""
    found = [finding(1), finding(8, effect=Decimal("-412.50")), finding(3)]
    queue = MismatchQueue(FakeWorkbench(findings=found))
    queue.current = found[0].key
    assert ResolutionAction.LINK not in queue.allowed()
    queue.selected = (found[0].key, found[2].key)
    with pytest.raises(DecisionRefusedError, match=r"come to 1,732.50 AUD, not to 0.00"):
        queue.decide(Resolution(ResolutionAction.LINK))
    queue.selected = (found[0].key, found[1].key)
    decided = queue.decide(Resolution(ResolutionAction.LINK))
    assert (decided.status, decided.count) == (LINKED, 2)
    assert (LINKED, "Linked", 2) in queue.status_counts()


def test_assigned_and_snoozed_say_so(queue):
    """Assigning keeps the status; sleeping ends on a later day only."""
    decided = queue.decide(Resolution(ResolutionAction.ASSIGN, assigned_to=" Bea "))
    assert decided.status == "assigned to Bea"
    assert queue.finding(finding(0).key).assigned_to == "Bea"
    assert queue.finding(finding(0).key).status == OPEN
    with pytest.raises(DecisionRefusedError, match="not after today"):
        queue.decide(Resolution(ResolutionAction.SNOOZE, snoozed_until=queue.header.today))
    later = queue.header.today.replace(year=2027)
    assert queue.decide(Resolution(ResolutionAction.SNOOZE, snoozed_until=later)).status == SNOOZED


def test_the_second_person_approves_what_the_first_may_not():
    """Above the limit it waits; the one who asked is not offered to approve it, the other is."""
    bench = FakeWorkbench(14, second_person_above=Decimal("1000.00"))
    queue = MismatchQueue(bench)
    queue.selected = (finding(2).key, finding(3).key)
    decided = queue.decide(Resolution(ResolutionAction.ACCEPT, "Rounding"))
    assert decided.status == "1 waiting for approval, 1 accepted"
    assert (FOR_APPROVAL, "Waiting for approval", 1) in queue.status_counts()
    queue.selected = (finding(3).key,)
    assert ResolutionAction.APPROVE not in queue.allowed()
    bench.person = "Bea"
    queue.reload()
    queue.filter_by(status=FOR_APPROVAL)
    assert {ResolutionAction.APPROVE, ResolutionAction.DECLINE} <= queue.allowed()
    assert queue.decide(Resolution(ResolutionAction.APPROVE)).status == ACCEPTED
    assert not queue.can_undo()


@pytest.mark.parametrize(("count", "asks"), [(25, False), (26, True)])
def test_more_than_25_ask_first(count, asks):
    """The boundary of ui.md 8.4."""
    queue = MismatchQueue(FakeWorkbench(30))
    queue.selected = tuple(finding(number).key for number in range(count))
    assert queue.must_ask() is asks


def test_neighbours_follow_the_order_on_the_screen(queue):
    """Previous and Next obey search and sort, and stop at both ends."""
    queue.query, queue.sort = "CM-100", ("subject", "descending")
    assert subjects(queue.shown())[:2] == ["CM-1009", "CM-1008"]
    queue.current = finding(8).key
    assert queue.neighbour(-1) == finding(8).key
    assert queue.neighbour(1) == finding(7).key
    queue.current = finding(0).key
    assert queue.neighbour(1) == finding(0).key
    queue.query = "none"
    assert queue.neighbour(1) == ""


def test_reload_stays_on_the_finding_or_moves_to_the_first(queue, bench):
    """A finding that has gone (a pull proved it) does not leave the panel hanging."""
    queue.current = finding(4).key
    queue.reload()
    assert queue.current == finding(4).key
    del bench.found[finding(4).key]
    queue.reload()
    assert queue.current == finding(0).key


def test_changed_finding_is_read_fresh(queue, bench):
    """The queue keeps nothing of its own."""
    key = finding(0).key
    bench.found[key] = replace(bench.found[key], effect=Decimal("1.00"))
    queue.reload()
    assert queue.finding(key).effect == Decimal("1.00")


def test_chips_keep_their_order_when_something_is_decided(queue):
    """A decision changes counts, not places."""
    before = [value for value, _words, _count in queue.kind_counts()]
    queue.decide(Resolution(ResolutionAction.DID_IN_XERO))
    assert [value for value, _words, _count in queue.kind_counts()] == before


def test_parts_of_the_queue(bench):
    """Whose, how old, how little; chips count within the part."""
    bench = FakeWorkbench(
        findings=[
            finding(0, assigned_to="alex finance", age=61, effect=Decimal("0.99")),
            finding(1, assigned_to="Bea", age=60, effect=Decimal("-0.01")),
            finding(2, age=61, effect=Decimal("0.00")),
            finding(3, age=2, effect=Decimal("1.00"), status=WAITING),
        ]
    )
    queue = MismatchQueue(bench)
    found = {}
    for part in SLICES:
        queue.filter_by(status="", part=part)
        found[part] = subjects(queue.listed())
        assert queue.status_counts()[-1] == ("", "All", len(found[part]))
        assert queue.kind_counts()[0] == ("", "All kinds", len(found[part]))
    assert found == {
        "": ["CM-1001", "CM-1002", "CM-1003", "CM-1004"],
        "mine": ["CM-1001"],
        "unassigned": ["CM-1003", "CM-1004"],
        "over 60 days": ["CM-1001", "CM-1003"],
        "cents only": ["CM-1001", "CM-1002"],
    }


def test_only_what_a_decision_touched_is_read_again(bench):
    """Twenty thousand others stay as they are; what was linked with it may have changed too."""
    asked = []
    read = bench.findings
    bench.findings = lambda keys=None: (asked.append(keys), read(keys))[1]
    one, two, three = (finding(number) for number in range(3))
    bench.found[two.key] = replace(two, group_id="g1", status=LINKED)
    bench.found[three.key] = replace(three, group_id="g1", status=LINKED)
    queue = MismatchQueue(bench)
    queue.filter_by(status="")
    queue.current = one.key
    queue.decide(Resolution(ResolutionAction.DID_IN_XERO))
    assert asked == [None, [one.key]]
    assert set(queue.take_changed()) >= {one.key}
    queue.current = two.key
    queue.decide(Resolution(ResolutionAction.REOPEN))
    assert asked[2:] == [[two.key], [three.key]]
    assert set(queue.take_changed()) == {two.key, three.key}
    assert queue.take_changed() == {}
