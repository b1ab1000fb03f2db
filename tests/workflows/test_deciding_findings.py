"""Decisions meet facts and dates: what holds, what is open again, and what is said of it."""

from datetime import date, timedelta

import pytest
from two_people import book

from cmxero.core.errors import DecisionRefusedError, StaleDecisionError
from cmxero.core.findings import FindingFlag
from cmxero.core.resolutions import ResolutionAction

A = ResolutionAction


@pytest.fixture
def desk(scene):
    """A book in which CM-1001 is 1.00 off, CM-1002 20.00, CM-1003 -20.00."""
    made = book(scene)
    for number, dollars in (("1001", "1.00"), ("1002", "20.00"), ("1003", "-20.00")):
        made.off_by(number, dollars)
    yield made
    made.close()


def seen(finding):
    """Status and flags."""
    return finding.status, [flag.value for flag in finding.flags]


def test_a_finding_tells_its_age_and_how_much_it_presses(desk):
    """Days since the document's date, in the organisation's time zone; cents are low."""
    one, two = desk.finding("CM-1001"), desk.finding("CM-1002")
    assert (one.since, one.age, one.severity) == (date(2026, 9, 1), 82, "high")
    desk.off_by("1001", "0.99")
    assert desk.finding("CM-1001").severity == "low"
    assert (two.decision, two.decided_by, two.version, two.flags) == ("", "", 0, ())


def test_accepted_without_a_cap_holds_for_these_figures_only(desk):
    """A cent more or less is another difference; back at the figures, the acceptance holds."""
    desk.alex.resolve([desk.key("CM-1001")], A.ACCEPT, reason="cents", note="by phone")
    accepted = desk.finding("CM-1001")
    assert (accepted.status, accepted.note) == ("accepted", "cents: by phone")
    desk.off_by("1001", "1.01")
    changed = desk.finding("CM-1001")
    assert seen(changed) == ("open", ["facts changed"])
    assert changed.remarks == (
        "Open again: what it is about changed since Alex decided (22 Nov 2026 02:00 UTC). Before: "
        "Case Manager 100.00, Xero 99.00, effect 1.00. Now: Case Manager 100.00, Xero 98.99, "
        "effect 1.01.".replace("02:00", f"{changed.decided_utc:%H:%M}"),
    )
    desk.off_by("1001", "1.00")
    assert seen(desk.finding("CM-1001")) == ("accepted", [])


@pytest.mark.parametrize(("dollars", "holds"), [("5.00", True), ("-5.00", True), ("5.01", False)])
def test_accepted_with_a_cap_holds_up_to_it_either_way(desk, dollars, holds):
    """Changed figures within the cap are flagged; above it the finding is open again."""
    desk.alex.resolve([desk.key("CM-1001")], A.ACCEPT, reason="small", cap="5.00")
    desk.off_by("1001", dollars)
    finding = desk.finding("CM-1001")
    if holds:
        assert seen(finding) == ("accepted", ["facts changed"])
        assert finding.remarks[0].startswith("It changed since Alex decided")
    else:
        assert seen(finding) == ("open", ["above its cap", "facts changed"])
        assert "was up to 5.00 AUD, and it comes to 5.01 now." in finding.remarks[0]


def test_accepted_until_a_day_is_open_the_day_after(desk):
    """The last day still counts."""
    last = desk.alex.today() + timedelta(days=3)
    desk.alex.resolve([desk.key("CM-1001")], A.ACCEPT, reason="later", expires_on=last)
    desk.days_later(3)
    assert seen(desk.finding("CM-1001")) == ("accepted", [])
    desk.days_later(1)
    finding = desk.finding("CM-1001")
    assert seen(finding) == ("open", ["expired"])
    assert finding.remarks == ("Open again: 'accept' by Alex was until 25 Nov 2026.",)


def test_snoozed_is_open_again_on_the_day(desk):
    """Not the day before, and it says who asked for it."""
    until = desk.alex.today() + timedelta(days=2)
    desk.bea.resolve([desk.key("CM-1001")], A.SNOOZE, until=until)
    desk.days_later(1)
    assert (desk.status("CM-1001"), desk.finding("CM-1001").snoozed_until) == ("snoozed", until)
    desk.days_later(1)
    finding = desk.finding("CM-1001")
    assert seen(finding) == ("open", ["snooze over"])
    assert finding.remarks == ("Open again since 24 Nov 2026, as Bea asked.",)


def test_a_link_holds_while_every_member_is_there_unchanged(desk):
    """One cent on one side opens both, each saying why; back at the cent, both are linked."""
    keys = [desk.key("CM-1002"), desk.key("CM-1003")]
    assert desk.alex.link(keys, reason="booked on the wrong invoice") == 2
    first, second = desk.finding("CM-1002"), desk.finding("CM-1003")
    assert (first.status, second.status) == ("linked", "linked")
    assert first.group_id == second.group_id != ""
    desk.off_by("1002", "20.01")
    first, second = desk.finding("CM-1002"), desk.finding("CM-1003")
    assert seen(first) == ("open", ["link broken", "facts changed"])
    assert seen(second) == ("open", ["link broken"])
    assert second.remarks == (
        "Open again: the link by Alex no longer holds, since CM-1002 changed.",
    )
    desk.off_by("1002", "20.00")
    assert (desk.status("CM-1002"), desk.status("CM-1003")) == ("linked", "linked")
    desk.off_by("1002", "0.00")
    assert seen(desk.finding("CM-1003")) == ("open", ["link broken"])
    assert "since CM-1002 is gone." in desk.finding("CM-1003").remarks[0]


def test_taking_one_out_of_a_link_opens_the_others(desk):
    """A decision on one member is a decision against the link, and the rest say whose it was."""
    desk.alex.link([desk.key("CM-1002"), desk.key("CM-1003")])
    desk.bea.resolve([desk.key("CM-1002")], A.REOPEN, reason="not the same case")
    assert seen(desk.finding("CM-1002")) == ("open", [])
    assert desk.finding("CM-1003").remarks == (
        "Open again: the link by Alex no longer holds, since CM-1002 was decided otherwise by Bea.",
    )
    desk.bea.undo([desk.key("CM-1002")])
    assert (desk.status("CM-1002"), desk.status("CM-1003")) == ("linked", "linked")


def test_an_assignment_to_a_member_keeps_the_link(desk):
    """Whose it is says nothing about what it is."""
    desk.alex.link([desk.key("CM-1002"), desk.key("CM-1003")])
    desk.bea.resolve([desk.key("CM-1002")], A.ASSIGN, to="Bea")
    assert (desk.status("CM-1002"), desk.status("CM-1003")) == ("linked", "linked")
    assert desk.finding("CM-1002").assigned_to == "Bea"


def test_a_new_link_after_a_broken_one_stands_for_itself(desk):
    """What became of the old group does not touch the new one."""
    keys = [desk.key("CM-1002"), desk.key("CM-1003")]
    desk.alex.link(keys)
    desk.alex.resolve(keys, A.REOPEN)
    desk.bea.link(keys)
    assert (desk.status("CM-1002"), desk.status("CM-1003")) == ("linked", "linked")
    assert desk.finding("CM-1002").decided_by == "Bea"


def test_waiting_with_changed_facts_is_flagged_and_waits_on(desk):
    """What was done may have been something else; a person looks, nothing is thrown away."""
    desk.alex.resolve([desk.key("CM-1002")], A.DID_IN_XERO)
    desk.off_by("1002", "7.00")
    assert seen(desk.finding("CM-1002")) == ("waiting for proof", ["facts changed"])


def test_undo_takes_back_another_persons_decision(desk):
    """And brings back what stood before it, a link included, as a whole."""
    keys = [desk.key("CM-1002"), desk.key("CM-1003")]
    desk.alex.resolve(keys, A.ASSIGN, to="Bea")
    desk.alex.link(keys)
    assert desk.bea.undo(keys[:1]) == 2
    assert {desk.status("CM-1002"), desk.status("CM-1003")} == {"open"}
    assert desk.finding("CM-1003").assigned_to == "Bea"
    with pytest.raises(DecisionRefusedError, match="Bea took the last decision on CM-1002 back"):
        desk.alex.undo(keys[:1])


def test_the_slower_of_two_is_told_and_nothing_is_stored(desk):
    """Also of those that nobody else decided."""
    seen_before = {each.key: each.version for each in desk.alex.findings()}
    desk.bea.resolve([desk.key("CM-1003")], A.DID_IN_CASE_MANAGER)
    with pytest.raises(StaleDecisionError, match="Bea was faster: 'did it in Case Manager'"):
        desk.alex.resolve(list(seen_before), A.ACCEPT, reason="cents", versions=seen_before)
    assert [desk.status(f"CM-{number}") for number in (1001, 1002, 1003)] == [
        "open",
        "open",
        "waiting for proof",
    ]


def test_the_history_says_who_when_and_why(desk):
    """Newest first, of all findings or of one; in the detail of the finding too."""
    desk.alex.resolve([desk.key("CM-1001")], A.ACCEPT, reason="cents", cap="5.00")
    desk.bea.resolve([desk.key("CM-1001")], A.ASSIGN, to="Bea")
    desk.bea.resolve([desk.key("CM-1002")], A.DID_IN_XERO, note="CN-7")
    assert [(each.subject, each.words) for each in desk.alex.decisions()] == [
        ("CM-1002", "did it in Xero by Bea (CN-7)"),
        ("CM-1001", "assign by Bea to Bea"),
        ("CM-1001", "accept by Alex, up to 5.00: cents"),
    ]
    assert len(desk.alex.decisions(1)) == 1
    assert len(desk.alex.decisions(key=desk.key("CM-1001"))) == 2
    history = desk.alex.finding_detail(desk.key("CM-1001")).history
    assert history[0].endswith("UTC - assign by Bea to Bea")
    assert history[1].endswith("UTC - accept by Alex, up to 5.00: cents")


def test_accepted_is_known_from_a_flag_that_can_be_filtered(desk):
    """The same words for filters and in the code."""
    desk.alex.resolve([desk.key("CM-1001")], A.ACCEPT, reason="cents")
    desk.off_by("1001", "9.00")
    assert FindingFlag.FACTS_CHANGED in desk.finding("CM-1001").flags
