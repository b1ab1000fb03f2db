import io
from datetime import date, datetime

import openpyxl
import pytest
from fake_history import BRISBANE, FakeHistory, ManyEntries
from fake_workbench import SCRIPT

import cmxero.ui
from cmxero.core.errors import StoreBusyError
from cmxero.core.timeline import Change, HistoryKind
from cmxero.ui.history import MOST_IN_EXCEL, HistoryPage
from cmxero.ui.history_panel import history_panel, mark_of
from cmxero.ui.history_rows import FILE_HEADS, history_file


@pytest.fixture
def source():
    return FakeHistory(12)


@pytest.fixture
def page(source):
    return HistoryPage(source)


def is_shown(widget):
    return "cmx-off" not in widget._dom_classes


def test_page_opens_on_the_newest_entry_with_before_and_after(page):
    """When in the organisation's zone, who, and each field with a sign and a word."""
    assert page.notice.fault is None
    assert page.grid.data["when"][0] == "22 Nov 2026 18:14"
    assert "12 entries, newest first" in page.top.value
    for said in ("≠ changed", "+ added", "removed", "approved", "voided", "1,880.00"):
        assert said in page.panel.value
    assert "Australia/Brisbane" in page.panel.value
    assert "which does not say who" in page.panel.value


def test_chips_person_and_days_narrow_and_show_everything_undoes_it(page):
    """One press takes every filter away again."""
    page.kinds.value = HistoryKind.DECISION.value
    assert set(page.grid.data["kind"]) == {"decision"}
    assert is_shown(page.everything.button)
    page.person.value = "Alex Finance"
    page.since.value = date(2026, 11, 22)
    assert page.notice.fault is None
    assert "fit what is asked for" in page.top.value
    page.everything.run()
    assert (page.kinds.value, page.person.value, page.since.value) == ("", "", None)
    assert len(page.grid.data["id"]) == 12
    assert not is_shown(page.everything.button)


def test_first_day_after_the_last_is_a_card_and_the_filter_stays(page):
    """A fault is said, and the pickers show what holds."""
    page.since.value = date(2026, 11, 20)
    page.until.value = date(2026, 11, 1)
    assert "first day is after the last" in page.notice.text.value
    assert page.until.value is None


def test_search_asks_python_and_an_empty_answer_says_so(page):
    """The grid sends the words; nothing found is said in words."""
    page.grid.query = "  CM-1002   rounding "
    assert page.grid.data["subject"] == ["CM-1002"]
    assert page.grid.query == "  CM-1002   rounding "
    page.grid.query = "nothing like it"
    assert page.grid.empty.startswith("Nothing in the history fits")
    assert page.grid.empty in page.panel.value


def test_only_this_invoice_leaves_one_and_a_link_opens_so(page, source):
    """The button, the key, and the page's address do the same."""
    page.only.run()
    assert page.list.wanted.invoice == "1001"
    assert "1 entry of invoice 1001 fits" in page.top.value
    assert HistoryPage(source, "CM-1004").list.counts.found == 0
    assert HistoryPage(source, "CM-1003").grid.data["subject"] == ["CM-1003"]


def test_a_view_of_the_history_is_kept_and_back_on_the_next_visit(page, source):
    """Person, days, search, order and columns; narrowing further leaves it."""
    bar = page.view_bar
    bar.views.value = "What I did"
    assert (page.person.value, set(page.grid.data["person"])) == ("Alex Finance", {"Alex Finance"})
    page.since.value = date(2026, 11, 22)
    assert bar.views.value == ""
    page.grid.query = "rounding"
    page.grid.sort = ["subject", "descending"]
    bar.columns.value = ["what", "when"]
    bar.name.value = "Mine today"
    bar._save.run()
    asked = len(source.asked)
    again = HistoryPage(source)
    assert len(source.asked) == asked + 1  # and not once more without the view
    assert again.view_bar.views.value == "Mine today"
    assert (again.person.value, again.since.value) == ("Alex Finance", date(2026, 11, 22))
    assert (again.grid.query, again.grid.sort) == ("rounding", ["subject", "descending"])
    assert [column["field"] for column in again.grid.columns] == ["what", "when"]
    assert again.grid.data == page.grid.data
    again.everything.run()
    assert (again.view_bar.views.value, again.grid.query) == ("", "")
    assert len(again.grid.data["id"]) == 12
    linked = HistoryPage(source, "CM-1003")
    assert (linked.view_bar.views.value, linked.grid.data["subject"]) == ("", ["CM-1003"])
    assert page.notice.fault is again.notice.fault is None


def test_a_run_shows_what_it_came_across_and_how_long_it_took(page):
    """Events of the run are folded below it."""
    page.grid.current = page.grid.data["id"][3]
    assert "Full recount of Xero. 388 invoices seen, 4 new or changed." in page.panel.value
    assert "after 9 seconds" in page.panel.value
    assert "No e-mail address" in page.panel.value


def test_a_refusal_shows_its_cause_and_what_to_do(page):
    """The same words as in the export log."""
    page.grid.current = page.grid.data["id"][2]
    assert "What to do" in page.panel.value
    assert "Every message, as it was said" in page.panel.value


def test_hostile_texts_stay_texts(page):
    """Names, notes and messages with a script in them are escaped in every panel."""
    for key in page.grid.data["id"][:5]:
        page.grid.current = key
        assert SCRIPT not in page.panel.value
        assert "<script" not in page.panel.value


def test_older_ones_are_listed_by_asking():
    """The line below the grid says how many of how many."""
    page = HistoryPage(ManyEntries(3_000))
    assert "The newest 500 of 3,000 are listed" in page.found.value
    page.older.run()
    assert "The newest 2,500 of 3,000 are listed" in page.found.value
    page.older.run()
    assert page.found.value == ""
    assert not is_shown(page.older.button)
    assert len(page.grid.data["id"]) == 3_000


def test_files_hold_real_dates_and_amounts_and_no_live_formula(source):
    """Excel: dates as dates, amounts as numbers. CSV: a formula gets an apostrophe."""
    header, local = source.page_header(), source.local_time()
    made = history_file(source.kept, header, local, "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(made.content)).active
    rows = [dict(zip(FILE_HEADS, row, strict=True)) for row in sheet.iter_rows(values_only=True)]
    assert rows[1]["When"] == datetime(2026, 11, 22, 18, 14)
    assert (rows[2]["Field"], rows[2]["Before"], rows[2]["After"]) == ("amount due", 1880, 0)
    assert (rows[4]["Field"], rows[4]["Before"]) == ("due date", datetime(2026, 6, 15))
    assert rows[1]["Before"] == "approved"
    csv = history_file(source.kept, header, local, "csv").content.decode("utf-8-sig")
    assert "'=1+1" in csv
    assert ",=1+1" not in csv
    assert made.name.startswith("history-Harbour-Rehab")


def test_files_hold_everything_found_not_only_what_is_listed():
    """The download goes by the filter."""
    page = HistoryPage(ManyEntries(700))
    made = page._file("csv")
    assert len(made.content.decode().splitlines()) == 701


def test_too_many_for_excel_is_said_before_anybody_waits():
    """CSV takes them all the same."""
    page = HistoryPage(ManyEntries(MOST_IN_EXCEL + 1))
    assert page._file("xlsx") is None
    assert "or take CSV" in page.notice.text.value


@pytest.mark.parametrize(
    ("change", "mark"),
    [
        (Change("total", "1.00", "2.00"), "≠ changed"),
        (Change("total", None, "2.00"), "+ added"),
        (Change("total", "1.00", None), "\N{MINUS SIGN} removed"),
    ],
)
def test_marks_have_a_sign_and_a_word(change, mark):
    """Colour is never the only sign."""
    assert mark_of(change) == mark


def test_an_entry_without_changes_says_so(source):
    """No empty table."""
    shown = history_panel(source.kept[2], (), source.local_time(), BRISBANE)
    assert "Nothing that was there before was changed" in shown
    assert "412.50 AUD" in shown


def test_empty_history_and_a_fault_while_opening(monkeypatch):
    """A new workbench says what begins the history; a fault is a card."""
    page = HistoryPage(FakeHistory(0))
    assert "Nothing has happened yet" in page.panel.value
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    cmxero.ui.show_history(FakeHistory(3, broken=StoreBusyError("Bea", 30)))
    assert "Not done: open the History page" in shown[0].value


def test_address_of_the_page_chooses_the_invoice(monkeypatch, source):
    """``history.ipynb?invoice=CM-1003``, as Voila hands it to the kernel."""
    monkeypatch.setenv("QUERY_STRING", "invoice=CM-1003&view=x")
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    cmxero.ui.show_history(source)
    assert "1 entry of invoice CM-1003 fits" in shown[0].children[0].value
