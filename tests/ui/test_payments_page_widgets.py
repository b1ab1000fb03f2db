"""The Payments page on a real store: what people press, and what is stored then."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from scene import day

import cmxero.ui
from cmxero.core.errors import StoreBusyError
from cmxero.core.resolutions import LINKED, OPEN, ResolutionAction
from cmxero.ui import show_payments
from cmxero.ui.payments_page import LIST, MATCH, OUTBOX, PaymentsPage
from cmxero.ui.pulling import pull_and_prove

HOSTILE = "Bluegum<script>window.hostile=1</script>"


@pytest.fixture
def book(scene):
    """Paid in two parts of one deposit, one ahead of its day, one split, one on no invoice."""
    scene.journal(
        "41",
        f"invoice 1001 100.00 2026-07-01 FRE {HOSTILE}",
        "invoice 1002 80.00 2026-07-01 FRE Wattle",
        "payment P1 1001 100.00 2026-08-10",
    )
    scene.cycle("41")
    scene.xero.pay("CM-1001", "60.00", day("2026-08-10"), "BCT 1")
    scene.xero.pay("CM-1001", "40.00", day("2026-08-10"), "BCT 2")
    scene.xero.pay("CM-1002", "30.00", day("2026-09-10"), "REMIT", batch="b1")
    scene.xero.pay("CM-1002", "20.00", day("2026-09-10"), "REMIT", batch="b1")
    scene.xero.pay("CM-1002", "5.00", scene.bench.today() + timedelta(days=30), "=cmd()")
    scene.bench.pull()
    return scene


@pytest.fixture
def page(book):
    return PaymentsPage(book.bench)


def visible(widget):
    return "cmx-off" not in widget._dom_classes


def chips(widget):
    return {value: count for value, _words, count in widget.options}


def select(page, reference):
    at = page.grid.data["reference"].index(reference)
    page.grid.current = page.grid.data["id"][at]


def test_page_says_which_payments_reached_case_manager(page):
    """Headline, chips with counts, the newest payment with its life."""
    assert "Of 5 payments on CM- invoices in Xero 0 reached Case Manager" in page.top.value
    assert chips(page.states) == {
        "": "5", "waiting": "2", "held": "1", "changed": "0", "deleted": "0",
        "cannot be matched": "2", "arrived": "0",
    }  # fmt: skip
    assert page.grid.data["reference"][0] == "=cmd()"
    assert "so it is applied on" in page.panel.head.value
    assert "Its life" in page.panel.detail.value
    assert page.notice.fault is None


def test_chips_filter_by_state_and_by_reason(page):
    """Another state takes every reason again."""
    page.states.value = "cannot be matched"
    assert page.grid.data["state"] == ["cannot be matched"] * 2
    assert chips(page.reasons) == {"": "2", "before the start date": "2"}
    page.reasons.value = "before the start date"
    page.states.value = "waiting"
    assert page.reasons.value == ""
    assert sorted(page.grid.data["amount"]) == ["20.00", "30.00"]


def test_a_batch_opens_its_parts_and_closes_again(page):
    """Each part says its batch; the panel adds them up."""
    select(page, "REMIT")
    assert page.grid.data["batch"].count("batch b1 (2 parts)") == 2
    assert "Its parts on CM- invoices come to 50.00 AUD" in page.panel.detail.value
    page.panel.batch.button.click()
    assert page.grid.data["reference"] == ["REMIT", "REMIT"]
    assert page.panel.batch.button.description == "Show all payments"
    page.panel.batch.button.click()
    assert len(page.grid.data["id"]) == 5


def test_a_view_of_payments_is_kept_and_back_on_the_next_visit(page, book):
    """State, reason, batch, search, order and columns."""
    bar = page.view_bar
    bar.views.value = "Largest first"
    assert (page.grid.sort, page.payments.shown()[0].key) == (
        ["amount", "descending"],
        page.grid.data["id"][page.grid.data["amount"].index("60.00")],
    )
    bar.views.value = "Cannot be matched"
    page.reasons.value = "before the start date"
    assert bar.views.value == ""
    page.grid.query = "bluegum"
    bar.columns.value = ["amount", "reference"]
    bar.name.value = "Before we began"
    bar._save.run()
    again = PaymentsPage(book.bench)
    assert again.view_bar.views.value == "Before we began"
    assert (again.states.value, again.reasons.value) == (
        "cannot be matched",
        "before the start date",
    )
    assert (again.grid.query, sorted(again.grid.data["amount"])) == ("bluegum", ["40.00", "60.00"])
    assert [column["field"] for column in again.grid.columns] == ["amount", "reference"]
    again.view_bar.views.value = "All payments"
    select(again, "REMIT")
    again.panel.batch.button.click()
    assert (again.view_bar.views.value, len(again.grid.data["id"])) == ("", 2)
    again.view_bar.name.value = "The deposit"
    again.view_bar._save.run()
    assert PaymentsPage(book.bench).grid.data["reference"] == ["REMIT", "REMIT"]
    assert page.notice.fault is again.notice.fault is None


def test_hostile_texts_are_text_everywhere(page):
    """Customer and reference, in the panel and in the match view."""
    select(page, "BCT 1")
    shown = page.panel.head.value + page.panel.detail.value
    page.views.value = MATCH
    shown += page.match.head.value + page.match.remains.value + page.match.found.value
    assert "&lt;script&gt;" in shown
    assert "<script" not in shown


def test_match_by_hand_from_the_payment_to_the_stored_link_and_back(page, book):
    """Open it, take what was found, store, undo."""
    select(page, "BCT 1")
    page.panel.match.button.click()
    assert page.views.value == MATCH
    assert visible(page.match.box)
    assert not visible(page.list_box)
    assert not page.match.store.allowed
    assert "60.00 AUD" in page.match.remains.value
    assert "Invoice 1001" in page.match.found.value
    page.match.offers[0].button.click()
    assert ">0.00 AUD<" in page.match.remains.value
    page.match.note.value = "split by the bank"
    page.match.store.button.click()
    assert page.notice.fault is None
    linked = [each for each in book.bench.findings() if each.status == LINKED]
    assert len(linked) == 3
    assert "is linked with 2 other findings." in page.notice.text.value
    assert chips(page.views)[MATCH] == "0"
    assert "nothing to match" in page.match.head.value
    page.notice.box.children[1].click()
    assert {each.status for each in book.bench.findings()} == {OPEN}


def test_somebody_faster_is_told_and_the_view_is_fresh(page, book):
    """The card names who it was; nothing was stored, and the ticks stay for another try."""
    page.views.value = MATCH
    page.match.offers[0].button.click()
    (p1,) = [each.key for each in book.bench.findings() if each.subject == "payment P1"]
    book.bench.resolve([p1], ResolutionAction.ASSIGN, to="Bea")
    page.match.store.button.click()
    assert "was faster" in page.notice.text.value
    assert {each.status for each in book.bench.findings()} == {OPEN}
    assert p1 in page.match.grid.selected
    page.match.store.button.click()
    assert page.notice.fault is None
    assert "is linked with 2 other findings." in page.notice.text.value


def test_what_nobody_looks_at_does_not_travel(page):
    """The candidates go to the browser with the view that shows them."""
    assert page.match.grid.data["id"] == []
    page.views.value = MATCH
    assert len(page.match.grid.data["id"]) == 2


def test_store_pressed_too_early_stores_nothing(page, book):
    """The button is off; and pressing it all the same says what remains."""
    page.views.value = MATCH
    page.match.grid.selected = [page.match.grid.data["id"][0]]
    page.match.store.button.click()
    assert {each.status for each in book.bench.findings()} == {OPEN}


def test_the_import_file_is_asked_for_made_once_and_handed_to_the_browser(page, book):
    """The question names count and sum; the file that is downloaded is the one that was written."""
    page.views.value = OUTBOX
    assert page.outbox.make.button.description == "Make the import file…"
    page.outbox.make.button.click()
    assert "Write 2 payments, 50.00 in all, into one import file" in page.outbox.question.value
    page.outbox.sure.button.click()
    assert "payments-0001" in page.outcome.text.value
    assert not visible(page.outbox.ask_form)
    assert chips(page.states)["arrived"] == "2"
    made = page.outbox._file()
    (written,) = (book.home / "data" / "outbox").glob("payments-0001-*.csv")
    assert (made.name, made.content) == (written.name, written.read_bytes())
    assert page.outbox.make.button.description == "Write the list anew…"
    page.outbox.make.button.click()
    assert "No payment waits for a file" in page.outbox.question.value


def test_a_change_by_hand_is_shown_before_and_after_and_said_done(page, book):
    """What was handed over and changed in Xero since."""
    book.bench.make_outbox()
    identity = next(key for key, one in book.xero.payments.items() if str(one.amount) == "30.00")
    book.xero.unpay(identity)
    book.xero.pay("CM-1002", "33.00", day("2026-09-10"), "REMIT")
    page.pull.button.click()
    assert "payments seen" in page.outcome.text.value
    assert chips(page.states)["changed"] == "1"
    page.views.value = OUTBOX
    assert page.outbox.grid.data["before"] == ["30.00"]
    assert page.outbox.grid.data["after"] == ["33.00"]
    assert "\N{NOT EQUAL TO} differs" in page.outbox.detail.value
    page.outbox.note.value = "by Tom"
    page.outbox.done.button.click()
    (item,) = book.bench.outbox_changes()
    assert (item.status, item.note) == ("said done", "by Tom")
    assert page.outbox.grid.data["status"] == ["said done"]
    assert not page.outbox.done.allowed


def test_files_hold_what_is_shown_with_real_numbers_and_no_formula(page):
    """CSV and Excel of the filtered rows, in the order shown."""
    page.states.value = "held"
    made = page._file("csv")
    (row,) = csv.DictReader(io.StringIO(made.content.decode("utf-8-sig")))
    assert (row["Amount"], row["Reference"], row["State"]) == ("5.00", "'=cmd()", "held")
    sheet = openpyxl.load_workbook(io.BytesIO(page._file("xlsx").content)).active
    heads, values = list(sheet.iter_rows(values_only=True))
    found = dict(zip(heads, values, strict=True))
    assert found["Amount"] == 5
    assert found["Applied on"] is not None


def test_pull_that_fails_is_a_card_and_the_button_comes_back(page, book):
    """Nothing is lost, and it can be pressed again."""

    def broken(**_options):
        raise StoreBusyError("Bea", 30)

    book.bench.pull = broken
    page.pull.button.click()
    assert "Not done: pull from Xero." in page.notice.text.value
    assert page.pull.button.description == "Pull now"
    assert not page.pull.button.disabled


def test_pull_now_shows_what_is_read_then_what_came(page, book):
    """A line that changes with each page, then the comparison, then the outcome in its place."""
    said = []
    page.outcome.text.observe(lambda change: said.append(change["new"]), "value")
    page.pull.button.click()
    assert "Reading contacts from Xero (1 of 7)." in said[0]
    assert any("Reading payments from Xero (7 of 7)" in each for each in said)
    assert "Comparing both sides." in said[-2]
    assert "progress" not in said[-1]
    assert "payments seen" in said[-1]
    assert visible(page.outcome.box)


def test_pull_now_proves_what_was_said_to_be_done(book):
    """A pull alone proves nothing; the reconcile after it does."""
    said = pull_and_prove(book.bench)
    assert said.startswith("Pull: ")
    assert [run.kind for run in book.bench.runs()][:2] == ["reconcile", "pull"]


def test_an_empty_home_says_so(scene):
    """No payment yet is a state, not an error."""
    page = PaymentsPage(scene.bench)
    assert "Xero has no payment on a CM- invoice yet." in page.top.value
    assert "Last pull never" in page.grid.empty
    assert page.notice.fault is None
    page.views.value = MATCH
    page.views.value = OUTBOX
    page.views.value = LIST
    assert page.notice.fault is None


def test_a_workbench_that_fails_becomes_a_card(monkeypatch):
    """show_payments never ends in a traceback."""
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)

    class Broken:
        def page_header(self):
            raise StoreBusyError("Bea", 30)

    show_payments(Broken())
    assert "Not done: open the Payments page." in shown[0].value
    assert "show_payments" in cmxero.ui.__all__
