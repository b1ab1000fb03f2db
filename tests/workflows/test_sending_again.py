"""An invoice whose copy in Xero is gone can be sent again, by an explicit, recorded decision."""

import pytest

from cmxero.core.errors import DecisionRefusedError, NothingToDoError

ROWS = ("invoice 1001 10.00 2026-09-01", "invoice 1002 20.05 2026-09-02")
REUSE = """\
[analysts]
publish_after_each_run = false
[export]
number_after_delete = "same"
"""


@pytest.fixture
def exported(scene):
    """Both invoices in Xero as drafts, the first one then deleted there."""
    scene.journal("41", *ROWS)
    scene.export("41")
    scene.xero.change("CM-1001", status="DELETED")
    scene.bench.pull()
    return scene


def test_it_goes_again_under_a_number_of_its_own(exported):
    """Xero may keep the number of a deleted invoice, so the new one gets a suffix."""
    assert exported.bench.send_again(["1001"], reason="deleted by mistake") == 1
    assert exported.findings() == [
        ("not exported", "CM-1001", "10.00"),
        ("still a draft in Xero", "CM-1002", "20.05"),
    ]
    plan = exported.bench.plan("41")
    assert [(row.number, row.state) for row in plan.rows] == [
        ("CM-1001-2", "ready"),
        ("CM-1002", "already in Xero"),
    ]
    assert exported.export("41").exported == 1
    exported.xero.approve("CM-1001-2", "CM-1002")
    exported.bench.pull()
    assert exported.findings() == []
    assert exported.checks() == {}
    assert exported.receivables() == ("30.05", "30.05", "0.00")


def test_the_old_document_is_never_adopted(exported):
    """An answer that got lost while sending again finds the new document, not the dead one."""
    exported.bench.send_again(["1001"], reason="deleted by mistake")
    exported.xero.lose_answers = 1
    exported.export("41")
    links = exported.bench.bench.exports.links("main")
    assert exported.xero.invoices[links["1001"]].number == "CM-1001-2"


def test_nothing_goes_again_without_the_decision(exported):
    """Deleted in Xero is a finding, not a reason to send."""
    sent = len(exported.xero.bodies)
    assert exported.export("41").exported == 0
    assert len(exported.xero.bodies) == sent


def test_a_live_invoice_is_never_sent_again(exported):
    """Not while Xero holds one of that number."""
    with pytest.raises(DecisionRefusedError, match="CM-1002 is DRAFT in Xero"):
        exported.bench.send_again(["1001", "1002"], reason="both")
    assert set(exported.bench.bench.exports.links("main")) == {"1001", "1002"}


def test_a_reason_and_a_known_invoice_are_needed(exported):
    """The decision is kept for ever, so it says why."""
    with pytest.raises(DecisionRefusedError, match="reason"):
        exported.bench.send_again(["1001"], reason=" ")
    with pytest.raises(NothingToDoError, match="no invoice 9"):
        exported.bench.send_again(["9"], reason="because")


def test_deciding_twice_releases_once_and_a_second_death_counts_on(exported):
    """CM-1001, then CM-1001-2, then CM-1001-3."""
    assert exported.bench.send_again(["1001"], reason="deleted") == 1
    assert exported.bench.send_again(["1001"], reason="deleted") == 0
    exported.export("41")
    exported.xero.change("CM-1001-2", status="DELETED")
    assert exported.bench.send_again(["1001"], reason="again") == 1
    exported.export("41")
    assert [x.number for x in exported.xero.invoices.values() if x.status == "DRAFT"] == [
        "CM-1002",
        "CM-1001-3",
    ]


def test_an_invoice_that_vanished_altogether_can_go_again(exported):
    """Not even a deleted one is left, as after a restored demo company."""
    exported.xero.invoices.clear()
    assert exported.bench.send_again(["1001", "1002"], reason="organisation was reset") == 2
    assert exported.export("41").exported == 2
    assert sorted(x.number for x in exported.xero.invoices.values()) == ["CM-1001-2", "CM-1002-2"]


def test_a_dead_document_typed_by_hand_no_longer_blocks_the_number(scene):
    """Somebody typed CM-1001 and voided it; a decision sends ours under another number."""
    scene.journal("41", ROWS[0])
    scene.export("41")
    (made,) = scene.xero.invoices.values()
    scene.xero.change("CM-1001", status="VOIDED", contact_name="Typed by hand")
    scene.bench.send_again(["1001"], reason="voided by the bookkeeper")
    scene.export("41")
    numbers = {x.number: x.status for x in scene.xero.invoices.values()}
    assert numbers == {made.number: "VOIDED", "CM-1001-2": "DRAFT"}
