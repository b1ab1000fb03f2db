"""Previewed first, checked with Xero itself, and held back whenever something does not fit."""

from datetime import date
from decimal import Decimal

import pytest
from settling_world import SETTINGS, SettlingWorld

from cmxero.core.errors import NothingToDoError
from cmxero.core.money import money
from cmxero.core.playbook_entries import EnterAdjustment
from cmxero.core.timeline import HistoryKind
from cmxero.core.timeline_words import what_happened
from cmxero.store.settlement_rows import StepState

KEY = "main/adjustment without counterpart in Xero/adjustment A7"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, migrated_database):
    """An open invoice that was lowered in Case Manager only, and a draft."""
    made = SettlingWorld(tmp_path_factory.mktemp("settling"), migrated_database)
    made.cycle("invoice 1001 100.00 2026-08-01", "adjustment A7 1001 -20.05 2026-09-05")
    made.scene.journal("42", "invoice 2001 50.00 2026-09-01")
    made.scene.export("42")
    made.bench.pull()
    yield made.keep()
    made.close()


@pytest.fixture
def world(prepared):
    """The same, untouched."""
    return prepared.again()


def held(world, key="A7", **options):
    """Why a finding is held back; nothing may have been sent or recorded for it."""
    before = world.notes()
    report = world.bench.settle([key], dry_run=False, **options)
    assert report.settled == ()
    assert world.notes() == before
    assert report.needs_a_person
    return " ".join(report.plans[0].held)


def writes(world):
    """Requests that could change something, sent by the workbench."""
    asked = world.user.control("GET", "requests").json()
    return [one for one in asked if one["method"] != "GET" and "/connect/" not in one["path"]]


def test_a_dry_run_shows_the_document_and_sends_and_records_nothing(world):
    """The exact lines, what Xero will make of them, and the note for the history."""
    before, runs = len(writes(world)), world.bench.runs()
    report = world.bench.settle(["A7"])
    (plan,) = report.plans
    (document,) = plan.documents
    assert document.draft.number == "CN-1001-A7"
    assert (document.draft.total, document.draft.total_tax) == (money("20.05"), money("0.00"))
    assert document.to_allocate == money("20.05")
    assert document.note == (
        "credit note CN-1001-A7 over 20.05, 20.05 of it for CM-1001 "
        "(adjustment A7: adjustment without counterpart in Xero)"
    )
    assert str(report) == "Dry run, nothing sent. 1 document ready, 0 held back."
    assert (len(writes(world)), world.bench.runs()) == (before, runs)
    assert world.open_settlements() == ()


def test_what_was_previewed_is_what_is_sent(world):
    """And the finding is gone at once, since what Xero holds now was read back."""
    preview = world.bench.settle(["A7"]).plans[0].documents[0]
    report = world.bench.settle([KEY], dry_run=False)
    (one,) = report.settled
    assert (one.state, one.allocated, one.messages) == (StepState.DONE, money("20.05"), ())
    _, row = world.user.find_credit(preview.draft.number)
    assert (row["Total"], row["TotalTax"]) == (preview.draft.total, preview.draft.total_tax)
    assert (row["Reference"], row["Status"]) == ("CM-1001", "PAID")
    (note,) = world.history("CM-1001")
    run = world.bench.runs(1)[0]
    assert note == f"cmxero, run {run.run_id}, by Alex: {preview.note}."
    assert (run.kind, run.outcome) == ("settle", "done")
    assert [finding.subject for finding in world.bench.findings()] == ["CM-2001"]
    with pytest.raises(NothingToDoError):
        world.bench.settle([KEY], dry_run=False)


def test_gst_is_predicted_as_xero_computes_it(world):
    """An adjustment with GST of which a third line carries none."""
    desk = world.player().case
    for total, tax, code in (("-11.11", "-1.01", "GST"), ("-0.07", "0.00", "FRE")):
        desk.do(
            EnterAdjustment(
                case_invoice_number="1001", refers_to="Assessment", tax_code=code,
                sub_total=Decimal(total) - Decimal(tax), tax=Decimal(tax), total=Decimal(total),
                adjustment_date=date(2026, 9, 6), reason="Agreed",
            )
        )  # fmt: skip
    desk.deliver()
    report = world.bench.settle(["W00001", "W00002", "A7"], dry_run=False)
    assert [(s.state, s.messages) for s in report.settled] == [(StepState.DONE, ())] * 3
    assert {note[:3] for note in world.notes()} == {
        ("CN-1001-A7", "20.05", "0.00"), ("CN-1001-W00001", "11.11", "0.00"),
        ("CN-1001-W00002", "0.07", "0.00"),
    }  # fmt: skip
    assert world.user.find_credit("CN-1001-W00001")[1]["TotalTax"] == Decimal("1.01")
    assert [finding.subject for finding in world.bench.findings()] == ["CM-2001"]


def test_without_a_note_nothing_is_left_in_the_history(world):
    """A note can never be removed, so a person may leave it out."""
    world.bench.settle(["A7"], dry_run=False, note=False)
    assert (len(world.notes()), world.history("CM-1001")) == (1, [])


def test_a_number_that_somebody_else_used_is_left_alone(world):
    """Another credit note carries it: nothing is sent, nothing overwritten."""
    world.note("CN-1001-A7", "Bluegum", "3.00")
    assert "Xero already holds another credit note CN-1001-A7, over 3.00" in held(world)


def test_an_invoice_that_changed_in_xero_meanwhile_is_looked_at_again_first(world):
    """Paid since the last pull: the entry would be another one."""
    world.pay("CM-1001", "95.00", "2026-09-20")
    assert held(world).startswith("CM-1001 was changed in Xero after the last pull.")
    world.bench.pull()
    report = world.bench.settle(["A7"], dry_run=False)
    assert [one.allocated for one in report.settled] == [money("5.00")]


def test_what_is_not_approved_is_not_sent(world):
    """The predicate is asked for the finding's key."""
    asked = []
    assert held(world, is_approved=asked.append) == "Another person has to approve it first."
    assert asked == [KEY]
    report = world.bench.settle(["A7"], dry_run=False, is_approved=lambda key: key == KEY)
    assert [one.is_done for one in report.settled] == [True]


def test_what_a_person_must_do_is_said_and_not_sent(world):
    """Approving a draft is a person's; deleting it is never what cmxero does by itself."""
    assert held(world, "CM-2001") == (
        "Nothing of it may cmxero send; a person does it: In Xero, check and approve CM-2001. "
        "cmxero could send --way 2 (Delete the draft)."
    )
    assert held(world, "CM-2001", way=9) == "There is no way 9; the playbook has 2."


def test_an_archived_account_is_found_before_xero_refuses_it(tmp_path, migrated_database):
    """The same rules as for an export."""
    settings = '[mapping]\naccount_code = "999"\n' + SETTINGS
    world = SettlingWorld(tmp_path, migrated_database, settings=settings)
    try:
        world.type_invoice("CM-1001", "100.00", contact="Bluegum")
        world.scene.journal("41", "invoice 1001 100.00 2026-08-01")
        invoice = world.user.find_invoices(["CM-1001"])["CM-1001"]
        two = [
            {"Description": "a", "Quantity": 1, "UnitAmount": 50, "AccountCode": code,
             "TaxType": "EXEMPTOUTPUT"}
            for code in ("200", "260")
        ]  # fmt: skip
        world.user.post_one(f"Invoices/{invoice['InvoiceID']}", {"LineItems": two})
        world.scene.journal("42", "adjustment A7 1001 -20.05 2026-09-05")
        world.bench.pull(full=True)
        assert "999" in held(world)
    finally:
        world.close()


def test_a_text_that_says_too_much_is_held_where_the_shield_blocks(tmp_path, migrated_database):
    """In mode mask it would go with [withheld] in its place."""
    settings = '[shield]\nmode = "block"\nwords = ["assessment", "adjustment"]\n' + SETTINGS
    world = SettlingWorld(tmp_path, migrated_database, settings=settings)
    try:
        world.type_invoice("CM-1001", "100.00", contact="Bluegum")
        world.scene.journal("41", "invoice 1001 100.00 2026-08-01")
        world.scene.journal("42", "adjustment A7 1001 -20.05 2026-09-05")
        world.bench.pull(full=True)
        assert held(world).startswith("A text holds what must not leave")
    finally:
        world.close()


def test_a_lock_date_moves_the_credit_note_and_is_said(world):
    """Dated the first open day, in Xero as in the preview."""
    world.user.set_lock_dates(date(2026, 9, 30), None)
    (plan,) = world.bench.settle(["A7"]).plans
    assert plan.documents[0].draft.credit_date == date(2026, 10, 1)
    assert plan.notes == (
        "Dated 1 Oct 2026 instead of 5 Sep 2026: the books are locked in Xero up to 30 Sep 2026.",
    )
    report = world.bench.settle(["A7"], dry_run=False)
    assert [one.is_done for one in report.settled] == [True]
    _, row = world.user.find_credit("CN-1001-A7")
    assert row["DateString"].startswith("2026-10-01")
    book = world.bench.playbook("CM-2001", ask_xero=False)
    assert book.unknown[-1].startswith("Lock dates and accounts are those Xero told on 22 Nov")


def test_when_somebody_voids_the_note_the_finding_is_settled_under_another_number(world):
    """Whether Xero frees the number of a voided note is not documented."""
    world.bench.settle(["A7"], dry_run=False)
    world.user.remove_allocation("CN-1001-A7", "CM-1001")
    path, _ = world.user.find_credit("CN-1001-A7")
    world.user.post_one(path, {"Status": "VOIDED"})
    world.bench.pull(full=True)
    (finding,) = world.bench.findings([KEY])
    assert (finding.status, finding.flags) == ("open", ("voided in Xero",))
    report = world.bench.settle(["A7"], dry_run=False)
    assert [one.is_done for one in report.settled] == [True]
    assert world.notes() == [("CN-1001-A7-2", "20.05", "0.00", [("CM-1001", "20.05")])]


def test_an_entry_that_did_not_settle_its_finding_is_not_sent_twice(world):
    """Undone in Xero behind our back, and not pulled yet: a second entry has to wait."""
    world.bench.settle(["A7"], dry_run=False)
    database = world.bench.bench.database
    with database.write() as con:  # as if what Xero holds had not been read back
        con.execute("delete from workbench.landing.xero_credit")
        con.execute("delete from workbench.landing.xero_invoice where version > 2")
    said = held(world)
    assert "cmxero sent an entry for just this before" in said
    assert "It is waiting for proof: 'let cmxero create it in Xero' by Alex." in said
    (finding,) = world.bench.findings([KEY])
    assert (finding.status, finding.decided_by, finding.flags) == (
        "waiting for proof", "Alex", ("sent by cmxero",),
    )  # fmt: skip
    document = "credit note CN-1001-A7 over 20.05, 20.05 of it for CM-1001"
    assert finding.remarks[0].endswith(f"as Alex decided: {document}.")
    history = world.bench.finding_detail(KEY).history
    assert any(f"cmxero sent for Alex: {document}; it is in Xero." in line for line in history)
    assert any("let cmxero create it in Xero by Alex" in line for line in history)


def test_several_keys_and_an_ambiguous_one(world):
    """A part of a key must name one finding alone; nothing is sent otherwise."""
    with pytest.raises(NothingToDoError, match="is in the keys of 2 findings"):
        world.bench.settle(["main"], dry_run=False)
    with pytest.raises(NothingToDoError, match="There is no finding 'A99'"):
        world.bench.settle(["A7", "A99"], dry_run=False)
    assert world.notes() == []


def test_the_history_tells_once_what_was_sent(world):
    """As something sent, by whom and for which finding; not as a document first seen in Xero."""
    world.bench.settle([KEY], dry_run=False)
    entries = world.bench.history_entries(limit=None, text="CN-1001-A7")
    sent = {entry.what: entry for entry in entries if entry.kind is HistoryKind.SENT}
    assert set(sent) == {"credit note", "allocation", "history note"}
    assert (sent["credit note"].amount, sent["history note"].amount) == (money("20.05"), None)
    assert sent["credit note"].finding_key == KEY
    assert what_happened(sent["credit note"]) == "Credit note created in Xero."
    assert [entry for entry in entries if entry.state == "first seen"] == []
    (proven,) = world.bench.reconcile().proven
    assert (proven.finding_key, proven.action, proven.decided_by) == (
        KEY, "let cmxero create it in Xero", "Alex",
    )  # fmt: skip
