"""Findings and tie-out for small scenes; the input is in each test."""

from datetime import timedelta
from decimal import Decimal

import pytest
from scene import day

from cmxero.core.credits import CreditKind
from cmxero.core.errors import StaleDecisionError
from cmxero.core.finding_kinds import FindingKind
from cmxero.core.resolutions import ResolutionAction
from cmxero.store.exports import OutcomeState


def test_clean_cycle_agrees_to_the_cent(scene):
    """Two invoices, one part-paid in Xero: no finding, both ledgers equal."""
    scene.journal("41", "invoice 1001 110.00 2026-09-01", "invoice 1002 50.05 2026-09-02")
    report = scene.cycle("41")
    assert report.exported == 2
    scene.xero.pay("CM-1001", "60.00", day("2026-09-09"))
    scene.bench.pull()
    assert scene.findings() == []
    assert scene.receivables() == ("100.05", "100.05", "0.00")
    assert scene.bench.payments_by_state() == {"mirrored": 1}
    assert scene.checks() == {}


def test_nothing_exported_yet_is_explained(scene):
    """An imported, unexported journal differs by its whole total, all of it explained."""
    scene.journal("41", "invoice 1001 110.00 2026-09-01")
    assert scene.findings() == [("not exported", "CM-1001", "110.00")]
    assert scene.receivables() == ("110.00", "0.00", "0.00")


def test_importing_the_same_file_again_changes_nothing(scene):
    """A file is known by its content, whatever its name."""
    scene.journal("41", "invoice 1001 110.00 2026-09-01")
    again = scene.journal("41", "invoice 1001 110.00 2026-09-01", name="other-name.csv")
    assert again.imported_before == "journal-41-1.csv"
    assert "Nothing changed" in str(again)
    assert [j.invoices for j in scene.bench.journals()] == [1]


def test_a_changed_file_of_a_locked_journal_is_shown_as_a_difference(scene):
    """The newer version counts, the difference is a finding, the missing payment too."""
    scene.journal("41", "invoice 1001 110.00 2026-07-01", "payment P1 1001 10.00 2026-07-05")
    report = scene.journal("41", "invoice 1001 120.00 2026-07-01")
    assert report.changed == 2
    assert report.needs_a_person
    kinds = [(kind, subject) for kind, subject, _ in scene.findings()]
    assert ("journal changed after it was imported", "invoice 1001 of journal 41") in kinds
    assert ("transaction gone from its journal", "payment P1 of journal 41") in kinds
    assert scene.receivables() == ("110.00", "0.00", "0.00")
    assert scene.checks() == {}


def test_an_invoice_in_two_journals_is_refused_the_second_time(scene):
    """A transaction is in at most one journal; the second is shown, the first stays."""
    scene.journal("41", "invoice 1001 110.00 2026-09-01")
    report = scene.journal("42", "invoice 1001 99.00 2026-09-03", "invoice 1002 1.00 2026-09-03")
    assert [p.code for p in report.problems if p.blocks] == ["duplicate-number"]
    assert (report.rows, report.rows_used, report.rows_held) == (2, 1, 1)
    subjects = [subject for _, subject, _ in scene.findings()]
    assert "duplicate-number: invoice 1001" in subjects
    assert scene.receivables()[0] == "111.00"


def test_states_in_xero_make_their_findings(scene):
    """Draft, voided, deleted, edited and re-dated invoices each get the right kind and amount."""
    numbers = ["1001", "1002", "1003", "1004", "1005"]
    scene.journal("41", *(f"invoice {n} 100.00 2026-09-01" for n in numbers))
    scene.export("41")
    scene.xero.approve("CM-1002", "CM-1004", "CM-1005")
    scene.xero.change("CM-1002", status="VOIDED")
    scene.xero.change("CM-1003", status="DELETED")
    scene.xero.change("CM-1004", total=scene.xero.by_number("CM-1004").total - 1)
    scene.xero.change("CM-1005", due_date=day("2026-12-24"))
    scene.bench.pull()
    assert scene.findings() == [
        ("deleted in Xero", "CM-1003", "100.00"),
        ("edited in Xero", "CM-1005", "0.00"),
        ("still a draft in Xero", "CM-1001", "100.00"),
        ("totals differ", "CM-1004", "1.00"),
        ("voided in Xero", "CM-1002", "100.00"),
    ]
    assert scene.receivables() == ("500.00", "199.00", "0.00")


def test_an_adjustment_is_a_finding_until_xero_follows(scene):
    """A lowering adjustment differs by its sign; the same edit in Xero closes it."""
    scene.journal("41", "invoice 1001 100.00 2026-09-01", "adjustment A1 1001 -20.00 2026-09-05")
    scene.cycle("41")
    expected = ("adjustment without counterpart in Xero", "adjustment A1", "-20.00")
    assert scene.findings() == [expected]
    scene.xero.change("CM-1001", total=scene.xero.by_number("CM-1001").total - 20)
    scene.bench.pull()
    assert scene.findings() == []
    assert scene.receivables() == ("80.00", "80.00", "0.00")


def test_journaled_payments_pair_with_their_twins(scene):
    """Same day first, another day second; equal amounts are never paired twice."""
    scene.journal(
        "41",
        "invoice 1001 100.00 2026-07-01",
        "payment P1 1001 10.00 2026-07-05",
        "payment P2 1001 10.00 2026-07-06",
        "payment P3 1001 30.00 2026-07-07",
    )
    scene.cycle("41")
    scene.xero.pay("CM-1001", "10.00", day("2026-07-06"))
    scene.xero.pay("CM-1001", "10.00", day("2026-07-09"))
    scene.bench.pull()
    assert scene.findings() == [("payment only in Case Manager", "payment P3", "-30.00")]
    assert scene.receivables() == ("50.00", "80.00", "0.00")
    assert scene.bench.payments_by_state() == {"journaled": 2}


def test_payment_kinds(scene):
    """Entered locally, deleted after journaling, before the start, held: each its own kind."""
    rows = [f"invoice {n} 100.00 2026-07-01" for n in ("1001", "1002", "1003", "1004")]
    scene.journal(
        "41", *rows, "payment P1 1001 10.00 2026-09-02", "payment P2 1002 20.00 2026-08-01"
    )
    scene.cycle("41")
    twin = scene.xero.pay("CM-1002", "20.00", day("2026-08-01"))
    scene.xero.pay("CM-1003", "30.00", day("2026-08-31"), "EARLY")
    scene.xero.pay("CM-1004", "40.00", scene.bench.today() + timedelta(days=8), "LATER")
    scene.bench.pull()
    scene.xero.unpay(twin)
    scene.bench.pull()
    assert scene.findings() == [
        ("payment before the start date", "payment EARLY on CM-1003", "30.00"),
        ("payment changed or deleted in Xero after it was journaled", "payment P2", "-20.00"),
        (
            "payment entered in Case Manager while payments come from Xero",
            "payment P1",
            "-10.00",
        ),
        ("payment held (forward-dated)", "payment LATER on CM-1004", "40.00"),
    ]
    assert scene.receivables() == ("370.00", "330.00", "0.00")


def test_a_payment_on_the_limit_day_is_mirrored(scene):
    """Exactly the limit is accepted (case-manager.md 3.6)."""
    scene.journal("41", "invoice 1001 100.00 2026-09-01")
    scene.cycle("41")
    scene.xero.pay("CM-1001", "40.00", scene.bench.today() + timedelta(days=7))
    scene.bench.pull()
    assert scene.bench.payments_by_state() == {"mirrored": 1}
    assert scene.findings() == []


def test_hand_typed_numbers(scene):
    """A foreign invoice under our number is never overwritten; an unknown CM- number is shown."""
    scene.xero.type_by_hand("CM-1001", "77.00")
    scene.xero.type_by_hand("CM-9999", "55.00")
    scene.journal("41", "invoice 1001 100.00 2026-09-01", "invoice 1002 10.00 2026-09-01")
    report = scene.cycle("41")
    assert report.count(OutcomeState.CONFLICT) == 1
    assert report.exported == 1
    scene.xero.pay("CM-9999", "5.00", day("2026-09-20"), "ODD")
    scene.bench.pull()
    assert str(scene.xero.by_number("CM-1001").total) == "77.00"
    assert scene.findings() == [
        ("number typed by hand", "CM-9999", "-55.00"),
        ("number used twice", "CM-1001", "23.00"),
        ("payment for an unknown CM- number", "payment ODD on CM-9999", "5.00"),
    ]
    assert scene.receivables() == ("110.00", "137.00", "0.00")


def test_refunds_and_orphans(scene):
    """A refund is shown; a payment for an invoice nobody knows takes no part in the ledger."""
    scene.journal(
        "41",
        "invoice 1001 100.00 2026-07-01",
        "payment P1 1001 100.00 2026-07-05",
        "refund R1 1001 P1 15.00 2026-07-20",
        "payment P9 4711 8.00 2026-07-05",
    )
    scene.cycle("41")
    scene.xero.pay("CM-1001", "100.00", day("2026-07-05"))
    scene.bench.pull()
    assert scene.findings() == [
        ("refund without counterpart in Xero", "refund R1", "15.00"),
        ("row of a journal export cannot be used", "unknown-invoice: payment P9", "0.00"),
    ]
    assert scene.receivables() == ("15.00", "0.00", "0.00")


def test_held_invoices_say_why_until_mended(scene):
    """An unknown tax code holds the invoice; a mended file of the journal lets it go."""
    scene.journal("41", "invoice 1001 100.00 2026-09-01 TFX")
    report = scene.export("41")
    assert report.count(OutcomeState.HELD) == 1
    assert scene.xero.bodies == []
    (finding,) = scene.bench.findings()
    assert finding.kind.value == "export failed"
    assert any("TFX" in line for line in finding.evidence)
    scene.journal("41", "invoice 1001 100.00 2026-09-01 FRE")
    scene.cycle("41")
    assert [kind for kind, _, _ in scene.findings()] == ["journal changed after it was imported"]


def test_a_decision_waits_for_proof_and_an_accepted_difference_reopens_when_it_changes(scene):
    """Resolutions never hide a difference that moved."""
    scene.journal("41", "invoice 1001 100.00 2026-09-01")
    scene.cycle("41")
    scene.xero.change("CM-1001", total=scene.xero.by_number("CM-1001").total - 1)
    scene.bench.pull()
    (finding,) = scene.bench.findings()
    scene.bench.resolve([finding.key], ResolutionAction.ACCEPT, reason="cents")
    (accepted,) = scene.bench.findings()
    assert (accepted.status, accepted.decided_by, accepted.version) == ("accepted", "Alex", 1)
    scene.xero.change("CM-1001", total=scene.xero.by_number("CM-1001").total - 1)
    scene.bench.pull()
    (reopened,) = scene.bench.findings()
    assert (reopened.status, str(reopened.effect)) == ("open", "2.00")
    scene.bench.resolve([reopened.key], ResolutionAction.DID_IN_XERO)
    assert scene.bench.findings()[0].status == "waiting for proof"
    scene.xero.change("CM-1001", total=scene.xero.by_number("CM-1001").total + 2)
    scene.bench.pull()
    assert scene.findings() == []


def test_a_full_recount_notices_what_is_gone(scene):
    """An invoice that Xero no longer shows is missing after a full recount, not before."""
    scene.journal("41", "invoice 1001 100.00 2026-09-01")
    scene.cycle("41")
    del scene.xero.invoices[scene.xero.by_number("CM-1001").xero_invoice_id]
    scene.bench.pull()
    assert scene.findings() == []
    report = scene.bench.pull(full=True)
    assert report.absent == 1
    assert scene.findings() == [("missing in Xero", "CM-1001", "100.00")]
    assert scene.receivables() == ("100.00", "0.00", "0.00")


def test_an_accepted_edit_is_open_again_after_another_edit(scene):
    """No amount tells two edits of a date apart; the evidence does."""
    scene.journal("41", "invoice 1001 100.00 2026-09-01")
    scene.cycle("41")
    scene.xero.change("CM-1001", due_date=day("2026-12-24"))
    scene.bench.pull()
    (finding,) = scene.bench.findings()
    scene.bench.resolve([finding.key], ResolutionAction.ACCEPT, reason="agreed by phone")
    assert scene.bench.findings()[0].status == "accepted"
    scene.xero.change("CM-1001", due_date=day("2027-12-24"))
    scene.bench.pull()
    assert scene.bench.findings()[0].status == "open"


def test_two_people_deciding_the_same_finding(scene):
    """The second is told who was faster; nothing of theirs is stored."""
    scene.journal("41", "invoice 1001 100.00 2026-09-01", "invoice 1002 7.00 2026-09-01")
    first, second = scene.bench.findings()
    seen = {first.key: first.version, second.key: second.version}
    scene.bench.resolve([first.key], ResolutionAction.DID_IN_XERO, versions=seen)
    with pytest.raises(StaleDecisionError, match="Alex was faster"):
        scene.bench.resolve(
            [second.key, first.key], ResolutionAction.ACCEPT, reason="x", versions=seen
        )
    assert {f.key: f.status for f in scene.bench.findings()} == {
        first.key: "waiting for proof",
        second.key: "open",
    }


def test_detail_shows_both_documents_and_what_was_done(scene):
    """The differing field is marked, lines and payments of both sides are there, history too."""
    scene.journal("41", "invoice 1001 100.00 2026-09-01", "payment P1 1001 10.00 2026-07-02")
    scene.cycle("41")
    scene.xero.pay("CM-1001", "10.00", day("2026-07-02"), "REF")
    scene.xero.change("CM-1001", due_date=day("2026-12-24"))
    scene.bench.pull()
    (finding,) = scene.bench.findings()
    detail = scene.bench.finding_detail(finding.key)
    assert [pair.field for pair in detail.fields if pair.differs] == ["Due date"]
    assert detail.headline == "The amounts agree; something else does not."
    assert detail.case_lines[0][1] == "Assessment"
    assert "Assessment" in detail.xero_lines[0][0]
    assert [row[0] for row in detail.payments] == ["Case Manager", "Xero"]
    assert "export by Alex: CREATED, Xero's total 100.00" in detail.history[0]
    assert detail.xero_link == ""
    assert [row[:3] for row in detail.sources] == [
        ("Case Manager", "invoice 1001", "100.00"),
        ("Case Manager", "payment P1", "10.00"),
        ("Xero", "invoice CM-1001", "100.00"),
        ("Xero", "payment REF on CM-1001", "10.00"),
    ]
    imported, paid, invoice, _ = (row[3] for row in detail.sources)
    assert imported.startswith("journal-41-1.csv, row 2, imported on 22 Nov 2026")
    assert "row 3, imported" in paid
    pulled = scene.bench.runs(1)[0]
    assert invoice.startswith("version 3, changed in Xero on ")
    assert f"read by the pull of 22 Nov 2026 02:00 UTC ({pulled.run_id})" in invoice


def test_sources_of_what_belongs_to_no_invoice_and_of_what_is_gone(scene):
    """A credit by its id; a changed journal by each version; an invoice no recount finds."""
    scene.journal("41", "invoice 1001 100.00 2026-09-01", "invoice 1002 50.00 2026-09-01")
    scene.cycle("41")
    scene.journal("41", "invoice 1001 100.00 2026-09-01", "invoice 1002 50.00 2026-09-02")
    scene.xero.add_credit(CreditKind.CREDIT_NOTE, "20.00", "CN-9")
    del scene.xero.invoices[scene.xero.by_number("CM-1001").xero_invoice_id]
    scene.bench.pull(full=True)
    found = {one.kind: scene.bench.finding_detail(one.key) for one in scene.bench.findings()}
    changed = found[FindingKind.JOURNAL_CHANGED].sources
    assert [row[3].partition(",")[0] for row in changed if row[1] == "invoice 1002"] == [
        "journal-41-1.csv", "journal-41-2.csv",
    ]  # fmt: skip
    (gone,) = [row for row in found[FindingKind.MISSING_IN_XERO].sources if row[0] == "Xero"]
    assert gone[3].endswith("; a later full recount no longer found it")
    (credit,) = found[FindingKind.CREDIT_NAMES_NO_INVOICE].sources
    assert credit[:3] == ("Xero", "credit note CN-9", "20.00")


def test_what_a_newer_file_of_its_journal_lacks_is_a_finding_until_a_file_has_it_again(scene):
    """It goes on counting and says which file had it and which has not; then it is back."""
    invoices = ("invoice 1001 100.00 2026-09-01", "invoice 1002 50.00 2026-09-01")
    scene.journal("41", *invoices, "adjustment A7 1002 -5.00 2026-09-05")
    scene.cycle("41")
    owed = scene.receivables()
    scene.journal("41", invoices[0])
    gone = {one.subject: one for one in scene.bench.findings()
            if one.kind is FindingKind.GONE_FROM_JOURNAL}  # fmt: skip
    assert set(gone) == {"invoice 1002 of journal 41", "adjustment A7 of journal 41"}
    one = gone["adjustment A7 of journal 41"]
    assert (one.case_invoice_number, one.case_amount, one.effect) == (
        "1002", Decimal("-5.00"), Decimal("0.00"),
    )  # fmt: skip
    assert one.evidence[:2] == (
        "Case Manager: adjustment A7 of -5.00 dated 2026-09-05 was in journal-41-1.csv, row 4.",
        "The newest file of journal 41, journal-41-2.csv, does not have it.",
    )
    assert scene.receivables() == owed
    assert [way.name for way in scene.bench.playbook(one.key).ways] == [
        "It belongs in the journal", "It was taken out on purpose",
    ]  # fmt: skip
    scene.journal("41", *reversed(invoices), "adjustment A7 1002 -5.00 2026-09-05")
    assert scene.findings() == [
        ("adjustment without counterpart in Xero", "adjustment A7", "-5.00")
    ]
    assert scene.checks() == {}


def test_a_person_sent_surname_first_is_the_same_customer(scene):
    """Case Manager's Alex Citizen is Xero's Citizen, Alex, as the settings ask; no difference."""
    scene.journal("41", "invoice 1001 100.00 2026-09-01 FRE /Citizen/Alex")
    scene.export("41")
    scene.bench.pull()
    (draft,) = scene.bench.findings()
    fields = {field.field: field for field in scene.bench.finding_detail(draft.key).fields}
    customer = fields["Customer"]
    assert (customer.case_value, customer.xero_value) == ("Alex Citizen", "Citizen, Alex")
    assert not customer.differs


def test_a_recount_whose_lists_leave_out_deleted_payments_forgets_nothing(scene):
    """A deletion we saw stays a deletion; one we did not see takes the payment out."""
    scene.journal(
        "41",
        "invoice 1001 100.00 2026-07-01",
        "invoice 1002 100.00 2026-09-01",
        "payment P1 1001 20.00 2026-07-05",
    )
    scene.cycle("41")
    twin = scene.xero.pay("CM-1001", "20.00", day("2026-07-05"))
    other = scene.xero.pay("CM-1002", "30.00", day("2026-09-05"))
    scene.bench.pull()
    scene.xero.unpay(twin)
    scene.bench.pull()
    scene.xero.unpay(other)
    scene.xero.payments = {
        key: payment
        for key, payment in scene.xero.payments.items()
        if payment.status == "AUTHORISED"
    }
    scene.bench.pull(full=True)
    kind = "payment changed or deleted in Xero after it was journaled"
    assert scene.findings() == [(kind, "payment P1", "-20.00")]
    assert scene.receivables() == ("180.00", "200.00", "0.00")
