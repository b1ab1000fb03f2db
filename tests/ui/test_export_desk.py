from dataclasses import replace

import pytest
from fake_export_bench import REFUSED, FakeExportBench, unfinished_run

from cmxero.core.errors import NothingToDoError
from cmxero.ui.export_desk import ExportDesk
from cmxero.ui.export_words import headline, journal_words, question, warnings
from cmxero.workflows.plan_rows import HELD, IN_XERO, READY


def planned(bench, journal=None):
    desk = ExportDesk(bench, journal)
    desk.take(bench.plan(desk.journal))
    return desk


def test_desk_opens_the_newest_journal_that_is_not_exported_and_sends_nothing():
    """Journals stand newest first; opening only reads."""
    bench = FakeExportBench(14, journals=("9", "41", "42"))
    desk = ExportDesk(bench)
    assert desk.journal == "42"
    assert [each.journal_number for each in desk.journals] == ["42", "41", "9"]
    assert bench.calls == []
    assert journal_words(desk.journals[0]).endswith("2 exported, 12 not exported")
    assert journal_words(desk.journals[1]).endswith("all 14 exported")


def test_what_needs_a_person_stands_first():
    """Held back before ready before what is in Xero; within each the journal's order."""
    desk = planned(FakeExportBench(14))
    states = [row.state for row in desk.listed()]
    assert states == [HELD] * 2 + [READY] * 10 + [IN_XERO] * 2
    assert desk.current == "1004"
    assert desk.state_counts() == [
        ("", "All", 14),
        (HELD, "Held back", 2),
        (READY, "Ready", 10),
        (IN_XERO, "Already in Xero", 2),
    ]
    assert headline(desk) == (
        "10 invoices of journal 42 are ready for Xero; 2 are held back; 2 are in Xero already."
    )


def test_sending_is_what_was_shown_and_nothing_else():
    """An invoice imported after the plan was made cannot slip into the export."""
    bench = FakeExportBench(14)
    desk = planned(bench)
    late = replace(bench.invoices["42"]["1005"], number="9999", invoice_number="9999")
    bench.invoices["42"]["9999"] = late
    sending = desk.sending()
    assert sending.count == 10
    assert sending.total == "1,615.50 AUD"
    assert sending.numbers == {str(number) for number in range(1003, 1015)}
    assert not sending.is_approved


def test_ticked_invoices_are_sent_alone_and_only_the_ready_ones():
    """Held ones and those in Xero do not count, even if ticked."""
    desk = planned(FakeExportBench(14))
    desk.selected = ("1001", "1004", "1005", "1006")
    sending = desk.sending()
    assert sending.numbers == {"1005", "1006"}
    assert (sending.count, sending.is_part, sending.total) == (2, True, "313.50 AUD")
    desk.selected = ("1004",)
    assert desk.sending() is None


def test_nothing_can_be_sent_while_xero_was_not_asked():
    """The plan goes by the options alone then, and says so."""
    desk = planned(FakeExportBench(14, asks_xero=False))
    assert desk.sending() is None
    assert any("cmxero connect" in text for text in warnings(desk))


def test_question_says_sum_status_organisation_and_mode():
    """Drafts in the demo, approved in the real books: both are spelt out."""
    demo = planned(FakeExportBench(14))
    asked = question(demo.sending(), demo.header)
    assert "Send 10 invoices, 1,615.50 AUD, as <b>DRAFTS</b> to Harbour Rehab" in asked
    assert "DEMO: no real books are touched." in asked
    live = planned(FakeExportBench(14, mode="LIVE", approve=True))
    asked = question(live.sending(), live.header)
    assert "<b>APPROVED</b>" in asked
    assert "LIVE: these are the real books. They count as owed in Xero at once." in asked


def test_export_of_somebody_else_that_has_not_ended_is_said():
    """After a closed page, or while a colleague exports."""
    bench = FakeExportBench(14)
    bench.run_list.insert(0, unfinished_run())
    (said,) = warnings(planned(bench))
    assert said.startswith("An export begun by Tom on 22 Nov 2026 08:02 UTC has not ended")


def test_limiting_to_a_cause_keeps_only_its_invoices_until_another_journal():
    """The plan of a retry is the plan of these invoices; choosing a journal ends it."""
    bench = FakeExportBench(14, refuses={"1005": REFUSED})
    desk = planned(bench)
    desk.limit_to(["1005"], "Xero refuses the account: 260")
    desk.take(bench.plan("42", only=desk.only))
    assert [row.case_invoice_number for row in desk.listed()] == ["1005"]
    assert desk.sending().numbers == {"1005"}
    desk.choose("41")
    assert (desk.only, desk.plan, desk.journal) == (None, None, "41")


def test_only_what_is_in_xero_may_be_given_free():
    """A mixed selection offers nothing."""
    desk = planned(FakeExportBench(14))
    desk.selected = ("1001", "1002")
    assert desk.may_go_again() == ("1001", "1002")
    desk.selected = ("1001", "1003")
    assert desk.may_go_again() == ()


def test_everything_exported_is_a_sentence():
    """No empty table without a word."""
    desk = planned(FakeExportBench(14), "41")
    assert headline(desk) == "Every invoice of journal 41 is in Xero. There is nothing to export."
    assert desk.sending() is None


def test_journal_that_is_not_there_is_refused_in_words():
    """A notebook may name one; nothing else is opened in its place."""
    with pytest.raises(NothingToDoError, match=r"Journal 99 .* Known journals: 42, 41\."):
        ExportDesk(FakeExportBench(14), "99")
