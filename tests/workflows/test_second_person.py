"""Above the limit two people are needed; and what is to be sent waits for them."""

import pytest
from sending import SendingBook
from two_people import book

from cmxero.core.errors import DecisionRefusedError
from cmxero.core.resolutions import Resolution, ResolutionAction
from cmxero.workflows.resolve import resolve

A = ResolutionAction


@pytest.fixture
def desk(scene):
    """CM-1001 is 1.00 off, CM-1002 1,500.00; two people are needed above 1,000.00."""
    made = book(scene, second_person_above="1000.00")
    made.off_by("1001", "1.00")
    made.off_by("1002", "1500.00")
    yield made
    made.close()


def test_a_bulk_above_and_below_the_limit(desk):
    """Each finding by itself: the small one holds, the large one waits for another person."""
    keys = [desk.key("CM-1001"), desk.key("CM-1002")]
    assert desk.alex.resolve(keys, A.ACCEPT, reason="agreed") == 2
    assert (desk.status("CM-1001"), desk.status("CM-1002")) == ("accepted", "waiting for approval")
    assert desk.finding("CM-1002").approval == "waiting"
    with pytest.raises(DecisionRefusedError, match="Alex decided 'accept' on CM-1002"):
        desk.alex.approve(keys[1:])
    assert desk.bea.approve(keys[1:], note="seen the mail") == 1
    approved = desk.finding("CM-1002")
    assert (approved.status, approved.approval, approved.approved_by) == (
        "accepted",
        "approved",
        "Bea",
    )
    assert (approved.decided_by, approved.note) == ("Alex", "agreed")
    with pytest.raises(DecisionRefusedError, match="Bea approved 'accept' by Alex on CM-1002"):
        desk.alex.undo(keys[1:])


def test_declined_is_open_again_with_the_reason(desk):
    """And the first person may ask anew."""
    key = desk.key("CM-1002")
    desk.alex.resolve([key], A.ACCEPT, reason="agreed")
    desk.bea.decline([key], reason="ask the insurer first")
    declined = desk.finding("CM-1002")
    assert (declined.status, declined.approval, declined.note) == (
        "open",
        "declined",
        "ask the insurer first",
    )
    desk.alex.resolve([key], A.ACCEPT, reason="insurer agreed")
    assert desk.status("CM-1002") == "waiting for approval"


def test_what_changed_while_it_waited_is_open_again(desk):
    """Nobody approves figures that the first person never saw."""
    key = desk.key("CM-1002")
    desk.alex.resolve([key], A.ACCEPT, reason="agreed")
    desk.off_by("1002", "1600.00")
    assert (desk.status("CM-1002"), desk.finding("CM-1002").flags) == ("open", ("facts changed",))
    with pytest.raises(DecisionRefusedError, match="does not fit CM-1002: it is open"):
        desk.bea.approve([key])


def let_send(desk, *keys):
    """Alex lets cmxero create it, whatever it is; the workbench would ask the playbooks first."""
    return resolve(desk.alex.bench, keys, Resolution(A.SEND))


def test_sending_waits_for_approval_and_then_to_be_sent(desk):
    """What is to be sent: decided by, approved by, and whether it may go yet."""
    small, large = desk.key("CM-1001"), desk.key("CM-1002")
    let_send(desk, small, large)
    assert (desk.status("CM-1001"), desk.status("CM-1002")) == (
        "waiting to be sent",
        "waiting for approval",
    )
    waiting = {each.finding_key: each for each in desk.bea.to_send()}
    assert (waiting[small].needs_approval, waiting[large].needs_approval) == (False, True)
    with pytest.raises(DecisionRefusedError, match="is not approved"):
        SendingBook(desk.alex._database).begin(large, desk.scene.clock())
    desk.bea.approve([large])
    ready = {each.finding_key: each for each in desk.bea.to_send()}[large]
    assert (ready.needs_approval, ready.decided_by, ready.approved_by) == (False, "Alex", "Bea")
    assert ready.approved_utc > ready.decided_utc


def test_from_the_moment_it_begins_to_be_sent_nobody_takes_it_back(desk):
    """Begun, sent, seen gone: each step says what happened."""
    now = desk.scene.clock
    key, sent = desk.key("CM-1001"), SendingBook(desk.alex._database)
    let_send(desk, key)
    sent.begin(key, now())
    (begun,) = desk.alex.to_send()
    assert begun.is_begun
    assert desk.finding("CM-1001").flags == ("being sent by cmxero",)
    with pytest.raises(DecisionRefusedError, match="began to send it to Xero"):
        desk.bea.undo([key])
    with pytest.raises(DecisionRefusedError, match="is being sent to Xero"):
        desk.bea.resolve([key], A.REOPEN)
    with pytest.raises(DecisionRefusedError, match="is not to be sent any more"):
        sent.begin(key, now())
    desk.off_by("1001", "3.00")
    assert desk.status("CM-1001") == "waiting to be sent"  # it may be there already
    sent.end(key, "sent", now())
    finding = desk.finding("CM-1001")
    assert (finding.status, finding.decided_by) == ("waiting for proof", "Alex")
    assert "sent by cmxero" in finding.flags
    assert any("credit note CN-1 over 1.00" in remark for remark in finding.remarks)
    assert desk.alex.to_send() == ()
    with pytest.raises(DecisionRefusedError, match="cmxero sent it to Xero"):
        desk.bea.undo([key])
    desk.off_by("1001", "0.00")
    report = desk.alex.reconcile()
    assert [each.action for each in report.proven] == ["let cmxero create it in Xero"]


def test_what_cmxero_cannot_create_is_not_left_to_it(desk):
    """Xero has too little, which no credit note mends: nothing is stored, and it says what does."""
    keys = [desk.key("CM-1001"), desk.key("CM-1002")]
    with pytest.raises(DecisionRefusedError, match="cmxero cannot create in Xero") as refused:
        desk.alex.resolve(keys, A.SEND)
    said = str(refused.value)
    assert "Do it by hand: In " in said
    assert "CM-1001" in said
    assert "did it in Xero" in said
    assert (desk.status("CM-1001"), desk.alex.decisions()) == ("open", ())


def test_until_its_last_document_is_there_it_is_being_sent(desk):
    """The first of two moved the figures; nobody decides otherwise before the second went."""
    now = desk.scene.clock
    key, sent = desk.key("CM-1001"), SendingBook(desk.alex._database)
    let_send(desk, key)
    sent.begin(key, now(), documents_after=1)
    sent.end(key, "sent", now())
    desk.off_by("1001", "0.40")
    assert desk.status("CM-1001") == "waiting to be sent"
    sent.begin(key, now())
    sent.end(key, "sent", now())
    assert desk.status("CM-1001") == "waiting for proof"
    (told,) = [one for one in desk.finding("CM-1001").remarks if one.startswith("cmxero sent")]
    assert "credit note CN-1 over 1.00; credit note CN-2 over 1.00." in told


def test_what_xero_refuses_is_open_again(desk):
    """With Xero's own words."""
    now = desk.scene.clock
    key, sent = desk.key("CM-1001"), SendingBook(desk.alex._database)
    let_send(desk, key)
    sent.begin(key, now())
    words = "The document date is before the lock date."
    sent.end(key, "refused", now(), words)
    finding = desk.finding("CM-1001")
    assert (finding.status, finding.flags) == ("open", ("refused by Xero",))
    assert words in finding.remarks[0]
    desk.bea.resolve([key], A.DID_IN_XERO)
    assert desk.status("CM-1001") == "waiting for proof"


def test_what_xero_shows_nothing_of_is_still_to_be_sent(desk):
    """The request never arrived, so the decision may be carried out or taken back."""
    now = desk.scene.clock
    key, sent = desk.key("CM-1001"), SendingBook(desk.alex._database)
    let_send(desk, key)
    sent.begin(key, now())
    sent.end(key, "not saved", now())
    assert desk.finding("CM-1001").flags == ()
    assert desk.status("CM-1001") == "waiting to be sent"
    desk.bea.undo([key])
    assert desk.status("CM-1001") == "open"


@pytest.mark.parametrize("meanwhile", ["taken back", "changed", "assigned"])
def test_between_look_and_send_it_is_looked_at_again(desk, meanwhile):
    """Taken back: nothing is sent. Other figures: not listed any more. Another owner: it goes."""
    now = desk.scene.clock
    key, sent = desk.key("CM-1001"), SendingBook(desk.alex._database)
    let_send(desk, key)
    if meanwhile == "taken back":
        desk.bea.undo([key])
        with pytest.raises(DecisionRefusedError, match="is not to be sent any more"):
            sent.begin(key, now())
    elif meanwhile == "changed":
        desk.off_by("1001", "2.00")
        assert desk.finding("CM-1001").flags == ("facts changed",)
        assert (desk.status("CM-1001"), desk.alex.to_send()) == ("open", ())
    else:
        desk.bea.resolve([key], A.ASSIGN, to="Bea")
        sent.begin(key, now())
        assert desk.alex.to_send()[0].is_begun
