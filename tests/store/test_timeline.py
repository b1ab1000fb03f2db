"""The timeline over real facts: exports, documents of Xero, payments, decisions, closed periods."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from scene import Scene

from cmxero.core.resolutions import ResolutionAction
from cmxero.core.timeline import Change, HistoryKind
from cmxero.core.timeline_words import what_happened
from cmxero.store.timeline import HistoryFilter, Timeline, facts_behind
from cmxero.store.webhook_events import DeliveryRow, EventRow, WebhookEvents


@pytest.fixture(scope="module")
def book(tmp_path_factory, migrated_database):
    """Two invoices exported and approved, one paid; their journal changed; decided and undone."""
    scene = Scene(tmp_path_factory.mktemp("timeline") / "home", template=migrated_database)
    scene.connect()
    scene.journal(
        "41", "invoice 1001 110.00 2026-09-01 FRE Bluegum", "invoice 1002 50.00 2026-09-02"
    )
    scene.cycle("41")
    scene.xero.pay("CM-1001", "60.00", date(2026, 9, 20), reference="EFT 7")
    scene.bench.pull()
    scene.journal(
        "41",
        "invoice 1001 120.00 2026-09-01 FRE Bluegum",
        "invoice 1002 50.00 2026-09-02",
        "adjustment A1 1002 -5.00 2026-09-20",
    )
    keys = [f.key for f in scene.bench.findings() if f.subject == "CM-1001"]
    scene.bench.resolve(
        keys[:1],
        ResolutionAction.ACCEPT,
        reason="Rounding",
        cap="20.00",
        expires_on=date(2027, 1, 31),
    )
    scene.bench.undo(keys[:1], note="not so")
    yield scene
    scene.close()


def told(book, **wanted):
    """(about, sentence) of each entry found, oldest first."""
    found = book.bench.history_entries(limit=None, **wanted)
    return [(entry.subject, what_happened(entry)) for entry in reversed(found)]


def test_runs_say_what_and_about_what(book):
    """Connection, imports, export and pulls, each once, in the order of time."""
    subjects = [subject for subject, _ in told(book, kind=HistoryKind.RUN.value)]
    assert subjects[1:3] == ["journal-41-1.csv", "journal 41"]
    first = told(book, kind=HistoryKind.RUN.value)[0][1]
    assert first == "Connected to Xero (DEMO)."


def test_an_exported_invoice_is_an_outcome_and_its_approval_a_change(book):
    """What cmxero sent is not told again as a document first seen."""
    entries = book.bench.history_entries(limit=None, invoice="CM-1002")
    kinds = [entry.kind for entry in entries]
    assert kinds.count(HistoryKind.EXPORT) == 1
    (document,) = [entry for entry in entries if entry.kind is HistoryKind.DOCUMENT]
    assert document.changes == (Change("status", "DRAFT", "AUTHORISED"),)
    assert what_happened(document) == "Invoice approved (was draft)."
    assert (document.person, document.case_number, document.customer) == (
        "Xero",
        "C1002",
        "Bluegum",
    )
    (sent,) = [entry for entry in entries if entry.kind is HistoryKind.EXPORT]
    assert (sent.amount, sent.person, what_happened(sent)) == (
        Decimal("50.00"), "Alex", "Created in Xero.",
    )  # fmt: skip


def test_a_payment_has_no_before_and_a_changed_journal_has_both(book):
    """Fields keep their exact values."""
    (payment,) = book.bench.history_entries(limit=None, kind=HistoryKind.PAYMENT.value)
    assert Change("amount", None, "60.00") in payment.changes
    assert payment.known_utc is not None
    (journal,) = book.bench.history_entries(limit=None, kind=HistoryKind.JOURNAL.value)
    assert journal.subject == "invoice 1001"
    assert ("total", "110.00", "120.00") in [(c.field, c.before, c.after) for c in journal.changes]
    assert "locked journal 41 came otherwise: journal-41-2.csv" in what_happened(journal)


def test_a_decision_and_its_undo_show_where_they_left_the_finding(book):
    """Status, cap and last day, before and after."""
    undone, accepted = book.bench.history_entries(limit=None, kind=HistoryKind.DECISION.value)
    assert Change("status", "open", "accepted") in accepted.changes
    assert Change("cap", None, "20.00") in accepted.changes
    assert Change("accepted until", None, "2027-01-31") in accepted.changes
    assert Change("status", "accepted", "open") in undone.changes
    assert what_happened(accepted) == "Difference accepted: Rounding."
    assert what_happened(undone) == "Took back 'accept' by Alex (not so)."
    assert accepted.case_invoice_number == "1001"


def test_search_finds_stored_words_and_what_they_mean(book):
    """Who types "approved" means what Xero calls AUTHORISED; accents and capitals do not matter."""
    approved = {subject for subject, _ in told(book, text="APPROVED cm-100")}
    assert approved == {"CM-1001", "CM-1002"}
    assert {s for s, _ in told(book, text="c1002 created")} == {"CM-1002"}
    assert told(book, text="no such words") == []
    assert {s for s, _ in told(book, text="eft 60.00")} == {"CM-1001"}


def test_counts_go_by_kind_and_person_and_each_leaves_itself_out(book):
    """A chosen kind narrows persons, not kinds."""
    every = book.bench.count_history()
    assert every.found == sum(every.by_kind.values()) == sum(every.by_person.values())
    some = book.bench.count_history(kind=HistoryKind.DECISION.value)
    assert (some.found, some.by_person) == (2, {"Alex": 2})
    assert some.by_kind == every.by_kind
    nobody = book.bench.count_history(person="Tom")
    assert (nobody.found, nobody.by_kind) == (0, {})


def test_days_are_the_organisations_own(book):
    """Everything happened on one day in Sydney or Brisbane; the days around are empty."""
    runs = book.bench.history_entries(limit=1, kind=HistoryKind.RUN.value)
    day = book.bench.local_time()(runs[0].at_utc).date()
    inside = book.bench.count_history(since=day, until=day, kind=HistoryKind.RUN.value)
    assert inside.found == book.bench.count_history(kind=HistoryKind.RUN.value).found
    assert book.bench.count_history(until=date(2020, 1, 1)).found == 0


def test_pages_follow_each_other_and_ids_are_unique(book):
    """Page by page the same as all at once."""
    every = book.bench.history_entries(limit=None)
    pages = [book.bench.history_entries(limit=3, offset=at) for at in range(0, len(every), 3)]
    assert tuple(entry for page in pages for entry in page) == every
    assert len({entry.entry_id for entry in every}) == len(every)
    assert list(every) == sorted(
        every, key=lambda entry: (entry.at_utc, entry.entry_id), reverse=True
    )


def test_a_fact_that_comes_later_is_there_at_the_next_look(book):
    """The kept entries are worked out anew after a delivery, and not before."""
    timeline = Timeline(book.bench.bench.database)
    before = timeline.counts("main", HistoryFilter()).found
    event = EventRow("t", "INVOICE", "UPDATE", "x-1", datetime(2026, 11, 22), 1, 0)
    rows = [
        DeliveryRow("a" * 64, datetime(2026, 11, 22, 3), "k", "", (event, event)),
        DeliveryRow("b" * 64, datetime(2026, 11, 22, 4), "k", "no JSON", ()),
    ]
    WebhookEvents(book.bench.bench.database).land("main", rows, now_utc=datetime(2026, 11, 22, 5))
    assert timeline.counts("main", HistoryFilter()).found == before + 2
    assert [words for _, words in told(book, kind=HistoryKind.WEBHOOK.value)] == [
        "Xero told of 2 changes: invoice update 2.",
        "A delivery could not be understood: no JSON",
    ]


def test_a_proof_a_closed_period_and_a_document_that_is_gone(scene):
    """Each is an entry of its own kind; a second certificate shows the figures of the first."""
    scene.journal("41", "invoice 1001 110.00 2026-09-01", "invoice 1002 50.00 2026-09-02")
    scene.cycle("41")
    scene.xero.change("CM-1001", due_date=date(2026, 9, 30))
    scene.bench.pull()
    (key,) = [finding.key for finding in scene.bench.findings()]
    scene.bench.resolve([key], ResolutionAction.DID_IN_XERO)
    scene.xero.change("CM-1001", due_date=date(2026, 9, 15))
    scene.bench.pull()
    scene.bench.reconcile()
    (proof,) = scene.bench.history_entries(kind=HistoryKind.PROOF.value)
    assert (proof.subject, proof.case_invoice_number, proof.person) == ("CM-1001", "1001", "Alex")
    assert proof.changes == (Change("status", "waiting for proof", "proven"),)
    edits = scene.bench.history_entries(invoice="CM-1001", kind=HistoryKind.DOCUMENT.value)
    assert [entry.changes for entry in edits[:2]] == [
        (Change("due date", "2026-09-30", "2026-09-15"),),
        (Change("due date", "2026-09-15", "2026-09-30"),),
    ]
    scene.bench.close_period(date(2026, 9, 30))
    scene.journal("42", "invoice 1003 10.00 2026-09-10")
    scene.bench.close_period(date(2026, 9, 30), note="One more invoice.")
    again, first = scene.bench.history_entries(kind=HistoryKind.PERIOD.value)
    assert Change("owed in Xero", None, "160.00") in first.changes
    assert Change("owed in Case Manager", "160.00", "170.00") in again.changes
    assert "owed in Xero" not in [change.field for change in again.changes]
    assert what_happened(again) == "Period closed again (certificate 2). One more invoice."
    assert (first.amount, first.currency_code) == (Decimal("0.00"), "AUD")
    del scene.xero.invoices[scene.xero.by_number("CM-1002").xero_invoice_id]
    scene.bench.pull(full=True)
    gone = scene.bench.history_entries(invoice="1002", kind=HistoryKind.DOCUMENT.value)[0]
    assert what_happened(gone) == "Invoice no longer found by a full recount."
    assert gone.changes == (Change("status", "AUTHORISED", None),)


def test_a_book_too_large_to_keep_gives_the_same_answers(book, monkeypatch):
    """Above the limit each question reads the views themselves."""
    database = book.bench.bench.database
    kept = Timeline(database).page("main", HistoryFilter(text="cm-1001"), limit=None)
    monkeypatch.setattr("cmxero.store.timeline.MOST_KEPT", 0)
    assert Timeline(database).page("main", HistoryFilter(text="cm-1001"), limit=None) == kept


def test_every_fact_behind_the_timeline_is_watched():
    """A table that is not counted would leave the page behind the facts."""
    watched = facts_behind("report.timeline")
    assert {
        "workbench.sync.run_end", "workbench.recon.resolution", "workbench.recon.proof",
        "workbench.landing.xero_invoice", "workbench.landing.xero_payment",
        "workbench.landing.case_difference", "workbench.sync.outcome", "workbench.sync.absence",
        "workbench.sync.period_close", "workbench.sync.settlement_outcome",
        "workbench.sync.webhook_delivery", "workbench.sync.released_link",
    } <= set(watched)  # fmt: skip
