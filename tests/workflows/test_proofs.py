"""Resolved means seen: a reconcile proves what was done, once, and tells when it comes back."""

from contextlib import contextmanager

import pytest
from two_people import book

from cmxero.core.errors import DecisionRefusedError, NothingToDoError
from cmxero.core.resolutions import ResolutionAction

A = ResolutionAction


@pytest.fixture
def desk(scene):
    """CM-1001 is 1.00 off, CM-1002 20.00."""
    made = book(scene)
    made.off_by("1001", "1.00")
    made.off_by("1002", "20.00")
    yield made
    made.close()


def proofs(desk):
    """What is recorded: subject, version, gone or back."""
    with desk.alex._database.read() as con:
        return con.execute(
            "select split_part(finding_key, '/', 3), version, what from workbench.recon.proof "
            "order by all"
        ).fetchall()


def test_gone_is_proven_by_the_next_reconcile_and_by_nothing_else(desk):
    """A pull alone proves nothing; the second reconcile has nothing more to prove."""
    key = desk.key("CM-1001")
    desk.alex.resolve([key], A.DID_IN_XERO, note="CN-7")
    desk.off_by("1001", "0.00")
    assert (desk.finding("CM-1001"), desk.alex.proven()) == (None, ())
    report = desk.bea.reconcile()
    assert "1 decision proven: the finding is gone." in str(report)
    (proven,) = desk.alex.proven()
    assert report.proven == (proven,)
    assert (proven.subject, proven.kind, proven.decided_by, proven.note) == (
        "CM-1001",
        "totals differ",
        "Alex",
        "CN-7",
    )
    assert proven.run_id == desk.alex.runs(1)[0].run_id
    assert desk.bea.reconcile().proven == ()
    assert proofs(desk) == [("CM-1001", 1, "gone")]
    with pytest.raises(NothingToDoError, match="saw it gone, so 'did it in Xero by Alex"):
        desk.bea.resolve([key], A.ACCEPT, reason="x")
    with pytest.raises(DecisionRefusedError, match="saw CM-1001 gone"):
        desk.bea.undo([key])


def test_only_what_was_said_to_be_done_is_proven(desk):
    """An accepted or undecided difference that goes was never claimed to be settled."""
    desk.alex.resolve([desk.key("CM-1001")], A.ACCEPT, reason="cents")
    desk.off_by("1001", "0.00")
    desk.off_by("1002", "0.00")
    assert desk.alex.reconcile().proven == ()


def test_proven_and_back_is_open_and_says_the_whole_story(desk):
    """Open at once; the date it came back is that of the reconcile that saw it."""
    key = desk.key("CM-1001")
    desk.alex.resolve([key], A.DID_IN_XERO)
    desk.off_by("1001", "0.00")
    desk.alex.reconcile()
    desk.off_by("1001", "1.00")
    back = desk.finding("CM-1001")
    assert (back.status, back.flags) == ("open", ("came back",))
    assert back.remarks[0].startswith("Came back after it was settled by Alex on 22 Nov 2026")
    report = desk.alex.reconcile()
    assert report.came_back == 1
    assert "1 finding proven before came back." in str(report)
    desk.alex.reconcile()
    assert proofs(desk) == [("CM-1001", 1, "back"), ("CM-1001", 1, "gone")]
    assert "Came back on 22 Nov 2026" in desk.finding("CM-1001").remarks[0]
    assert desk.alex.proven()[0].came_back_utc is not None
    history = " ".join(desk.alex.finding_detail(key).history)
    assert "reconcile: seen gone" in history
    assert "reconcile: seen again" in history
    with pytest.raises(DecisionRefusedError, match="is proven and cannot be taken back"):
        desk.bea.undo([key])


def test_it_can_be_settled_and_proven_once_more(desk):
    """A second decision has its own proof."""
    key = desk.key("CM-1001")
    for turn in (1, 2):
        desk.alex.resolve([key], A.DID_IN_XERO)
        desk.off_by("1001", "0.00")
        assert len(desk.alex.reconcile().proven) == 1
        desk.off_by("1001", "1.00")
        assert desk.finding("CM-1001").version == turn
    assert [row[1:] for row in proofs(desk)] == [(1, "gone"), (2, "gone")]
    assert desk.finding("CM-1001").flags == ("came back",)


def test_still_there_after_the_pull_says_so_and_waits_on(desk):
    """Only a look after the decision counts, and reconciles after that look are counted."""
    desk.alex.resolve([desk.key("CM-1001")], A.DID_IN_XERO)
    desk.alex.reconcile()
    assert desk.finding("CM-1001").flags == ()
    desk.alex.pull()
    assert desk.finding("CM-1001").flags == ()
    report = desk.alex.reconcile()
    assert "1 said to be settled, but still there after a later look." in str(report)
    desk.alex.pull()
    desk.alex.reconcile()
    finding = desk.finding("CM-1001")
    assert (finding.status, finding.outlived, finding.flags) == (
        "waiting for proof",
        2,
        ("still there",),
    )
    last_pull = desk.alex.bench.history.last_pull_utc("main")
    (said,) = finding.remarks
    assert said.startswith(f"Still there after the pull of 22 Nov 2026 {last_pull:%H:%M} UTC,")
    assert said.endswith(", although Alex did it in Xero; 2 reconciles saw it since.")


def test_what_was_done_in_case_manager_is_looked_for_in_imports(desk):
    """A pull cannot bring what was entered in Case Manager."""
    desk.alex.resolve([desk.key("CM-1001")], A.DID_IN_CASE_MANAGER)
    desk.alex.pull()
    desk.alex.reconcile()
    assert desk.finding("CM-1001").flags == ()
    desk.scene.journal("42", "invoice 1009 5.00 2026-09-03")
    desk.alex.reconcile()
    assert desk.finding("CM-1001").remarks[0].startswith("Still there after the import of 22 Nov")


def test_an_assignment_does_not_lose_the_proof(desk):
    """The proof is of the decision, whoever the finding was given to since."""
    key = desk.key("CM-1001")
    desk.alex.resolve([key], A.DID_IN_XERO)
    desk.bea.resolve([key], A.ASSIGN, to="Bea")
    desk.off_by("1001", "0.00")
    (proven,) = desk.alex.reconcile().proven
    assert proven.decided_by == "Alex"
    desk.off_by("1001", "1.00")
    assert desk.finding("CM-1001").flags == ("came back",)


def test_while_checks_are_not_empty_nothing_is_proven(desk, monkeypatch):
    """A half-finished pull may have lost sight of the finding; the report says what waits."""
    desk.alex.resolve([desk.key("CM-1001")], A.DID_IN_XERO)
    desk.off_by("1001", "0.00")
    reports = type(desk.alex.bench.reports)
    with monkeypatch.context() as patch:
        patch.setattr(reports, "failing_checks", lambda *_: {"payment_in_one_pair": 1})
        report = desk.alex.reconcile()
    assert (report.proven, proofs(desk)) == ((), [])
    assert "nothing counts as proven" in str(report)
    assert len(desk.alex.reconcile().proven) == 1


class KilledError(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("commits", range(4))
def test_killed_at_any_commit_a_proof_is_recorded_once(desk, monkeypatch, commits):
    """Run's start, proof, run's end: killed right after any of them, the next run puts it right."""
    desk.alex.resolve([desk.key("CM-1001")], A.DID_IN_XERO)
    desk.off_by("1001", "0.00")
    write, left = desk.alex._database.write, commits

    @contextmanager
    def fused(parameters=()):
        nonlocal left
        if left == 0:
            raise KilledError
        with write(parameters) as con:
            yield con
        left -= 1

    with monkeypatch.context() as patch:
        patch.setattr(desk.alex._database, "write", fused)
        if commits < 3:
            with pytest.raises(KilledError):
                desk.alex.reconcile()
        else:
            desk.alex.reconcile()
    desk.bea.reconcile()
    assert proofs(desk) == [("CM-1001", 1, "gone")]
    assert [each.subject for each in desk.bea.proven()] == ["CM-1001"]


def test_the_digest_says_what_was_proven_and_what_waits(desk):
    """Numbers only."""
    desk.alex.resolve([desk.key("CM-1001"), desk.key("CM-1002")], A.DID_IN_XERO)
    desk.off_by("1001", "0.00")
    desk.alex.reconcile()
    text = desk.alex.digest(record=False).text
    assert (
        "1 decision proven so far; 1 said to be settled but still there; 0 to be approved by "
        "another person."
    ) in text
