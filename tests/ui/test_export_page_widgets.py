import io
import re
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest
from fake_export_bench import ARCHIVED, REFUSED, FakeExportBench

from cmxero.core.errors import StoreBusyError
from cmxero.core.roles import Role
from cmxero.ui import show_export
from cmxero.ui.export_page import FAILED, LOG, PLAN, ExportPage

REFUSES = {"1005": REFUSED, "1006": REFUSED, "1009": ARCHIVED}


def visible(widget):
    return "cmx-off" not in widget._dom_classes


def states(page):
    return dict(zip(page.plan.grid.data["id"], page.plan.grid.data["state"], strict=True))


def confirm(page):
    page.bar.press.button.click()
    page.bar.sure.button.click()


def received(button):
    """What pressing a download button hands to the browser."""
    sent = []
    button.send = lambda content, buffers=None: sent.append((content["name"], buffers[0]))
    button._pressed(button, {"type": "make"}, [])
    assert not button.disabled
    return sent[0]


@pytest.fixture
def bench():
    return FakeExportBench(14, refuses=dict(REFUSES))


@pytest.fixture
def page(bench):
    return ExportPage(bench)


def test_who_only_looks_sees_the_plan_and_cannot_send(bench):
    """The button says what would go, is off, and says why."""
    bench.role = Role.VIEW
    page = ExportPage(bench)
    button = page.bar.press.button
    assert (button.description, button.disabled) == ("Export 10 invoices (1,615.50 AUD)", True)
    assert button.tooltip == "This needs the role 'resolve'; yours is 'view'."
    confirm(page)
    assert bench.calls == [("plan", "42", None)]


def test_page_opens_with_the_plan_and_sends_nothing(page, bench):
    """Summary, figures, rows and the first invoice's draft are there; only the plan was asked."""
    assert bench.calls == [("plan", "42", None)]
    assert "10 invoices of journal 42 are ready for Xero" in page.top.value
    assert "4 adjustments, 2 payments, 1 refund" in page.top.value
    assert "4 calls, 1 min, 9 kB" in page.top.value
    assert page.journal.value == "42"
    assert page.bar.press.button.description == "Export 10 invoices (1,615.50 AUD)"
    assert not visible(page.bar.ask_form)
    assert not visible(page.bar.running)
    assert page.plan.grid.current == "1004"
    assert "Tax code &#x27;XYZ&#x27; on a line of invoice 1004" in page.plan.detail.value
    assert "Add the code to [mapping.tax_codes]" in page.plan.detail.value
    assert page.notice.fault is None


def test_selected_invoice_shows_its_draft_line_by_line_with_reasons(page):
    """Quantity, price, amount, account, tax, why, and how the cent was settled."""
    page.plan.grid.current = "1003"
    detail = re.sub(r"<[^>]+>", "|", page.plan.detail.value)
    assert "|1.5||102.00||153.00||200||EXEMPTOUTPUT|" in detail
    assert "account 200 is the option mapping.account_code" in detail
    assert "Cents" not in detail
    page.plan.states.value = "already in Xero"
    assert "press Send again" in page.plan.detail.value


def test_export_needs_two_presses_and_the_second_repeats_the_sum(page, bench):
    """The first press asks, No sends nothing, Yes sends exactly what was shown."""
    page.bar.press.button.click()
    assert visible(page.bar.ask_form)
    assert page.bar.sure.button.description == "Yes, send 10 as DRAFTS (1,615.50 AUD)"
    page.bar.dismiss.button.click()
    page.bar.sure.button.click()
    assert [call[0] for call in bench.calls] == ["plan"]
    confirm(page)
    (exported,) = [call for call in bench.calls if call[0] == "export"]
    assert exported[1:] == ("42", [str(number) for number in range(1003, 1015)])
    assert "7 invoices exported as drafts" in page.result.value
    assert "5 failures, 3 causes." in page.result.value
    assert states(page)["1003"] == "already in Xero"
    assert "9 exported, 5 not exported" in page.journal.label
    assert not visible(page.bar.running)


def test_open_question_is_taken_back_when_what_it_asked_changes(page, bench):
    """Ticking a row after the first press: the sum asked about is no longer the sum sent."""
    page.bar.press.button.click()
    page.plan.grid.selected = ["1005"]
    assert not visible(page.bar.ask_form)
    assert page.bar.press.button.description == "Export 1 ticked invoice (156.00 AUD)"
    page.bar.sure.button.click()
    assert [call[0] for call in bench.calls] == ["plan"]


def test_failures_are_clustered_and_one_cause_is_sent_again(page, bench):
    """Mended once; the retry plans only its invoices, shows them, and sends on confirmation."""
    confirm(page)
    page.see_failed.button.click()
    assert page.views.value == FAILED
    assert visible(page.causes_box)
    assert not visible(page.plan.box)
    assert list(page.causes.retries) == [
        "",
        "unknown-tax-code: XYZ",
        "account-refused: 260",
        "contact-archived: 'Wattle Grove'",
    ]
    bench.switch.refuses = {}
    page.causes.retries["account-refused: 260"].button.click()
    assert bench.calls[-1] == ("plan", "42", ["1005", "1006"])
    assert page.views.value == PLAN
    assert "Only 2 invoices: Xero refuses the account: 260." in page.only.value
    assert states(page) == {"1005": "ready", "1006": "ready"}
    confirm(page)
    assert ("export", "42", ["1005", "1006"]) in bench.calls
    assert page.views.options[1] == [FAILED, "Did not go", "3"]
    assert not visible(page.only_box)
    assert bench.calls[-1] == ("plan", "42", None)


def test_all_failures_are_sent_again_at_once(page, bench):
    """What is still wrong is held back again, with its reason; the rest goes."""
    confirm(page)
    bench.switch.refuses = {}
    page.causes.retries[""].button.click()
    assert bench.calls[-1][2] == ["1004", "1005", "1006", "1009", "1011"]
    assert page.bar.press.button.description == "Export 3 invoices (475.50 AUD)"
    page.whole.button.click()
    assert len(page.plan.grid.data["id"]) == 14


def test_cause_that_has_gone_meanwhile_says_so(page, bench):
    """A colleague was faster: nothing is planned, nothing is sent."""
    confirm(page)
    retry = page.causes.retries["account-refused: 260"]
    bench.log = []
    calls = len(bench.calls)
    retry.button.click()
    assert "nothing to send again" in page.result.value
    assert len(bench.calls) == calls


def test_invoice_voided_in_xero_is_given_free_with_a_reason(page, bench):
    """Without a reason, or while Xero holds it, it is refused in words and the form stays."""
    page.plan.grid.current = "1002"
    page.plan.again.press.button.click()
    assert visible(page.plan.again.form)
    page.plan.again.sure.button.click()
    assert "Sending again needs a reason" in page.notice.text.value
    page.plan.again.reason.value = "voided by mistake"
    page.plan.again.sure.button.click()
    assert "CM-1002 is AUTHORISED in Xero" in page.notice.text.value
    assert page.plan.again.reason.value == "voided by mistake"
    page.plan.grid.current = "1001"
    page.plan.again.press.button.click()
    page.plan.again.sure.button.click()
    assert ("send again", ("1001",), "voided by mistake") in bench.calls
    assert "1 invoice given free; the next export sends it again." in page.result.value
    assert states(page)["1001"] == "ready"
    assert page.plan.grid.data["number"][page.plan.grid.data["id"].index("1001")] == "CM-1001-2"
    assert page.plan.again.reason.value == ""


def test_export_that_already_runs_is_named_and_nothing_is_sent(page, bench):
    """Whose it is; the button is ready again."""
    bench.switch.running = "started by Tom, process 7"
    confirm(page)
    assert "already running (started by Tom, process 7)" in page.notice.text.value
    assert "Not done: export journal 42." in page.notice.text.value
    assert page.notice.reference in page.notice.text.value
    assert not page.bar.press.button.disabled
    assert not visible(page.bar.running)
    assert states(page)["1003"] == "ready"


def test_log_is_searched_in_python_and_looked_at(page):
    """The box of the log asks the store, so that what is not listed is found too."""
    confirm(page)
    page.views.value = LOG
    assert visible(page.log.box)
    assert page.views.options[2] == [LOG, "Export log", "12"]
    page.log.grid.query = "refuses account"
    assert page.log.grid.data["number"] == ["CM-1005", "CM-1006"]
    assert page.log.scope.options[1] == ["failed", "Not in Xero now", "2"]
    assert REFUSED.split("'")[0] in page.log.detail.value
    page.log.grid.query = "no such thing"
    assert "Nothing in the log fits." in page.log.detail.value
    page.log.grid.query = ""
    page.log.scope.value = "failed"
    assert set(page.log.grid.data["outcome"]) == {"HELD", "ERROR"}


def test_log_as_excel_has_every_row_found_with_real_numbers(page):
    """Dates and amounts are cells of their own kind; a customer's formula stays text."""
    confirm(page)
    page.log.scope.value = "failed"
    name, content = received(page.log.excel)
    assert re.fullmatch(r"export-log-Harbour-Rehab-.*journal-42-2026-11-22\.xlsx", name)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert [row["Case Manager invoice"] for row in found] == [
        "1004", "1011", "1005", "1006", "1009",
    ]  # fmt: skip
    assert found[0]["When (UTC)"] == datetime(2026, 11, 22, 8, 14)
    assert Decimal(str(found[0]["Case Manager total"])) == Decimal("154.5")
    assert found[0]["Customer"] == '=HYPERLINK("http://evil.example")'
    assert sheet.cell(row=2, column=head.index("Customer") + 1).data_type == "s"


def test_log_as_csv_disarms_formulas(page):
    """The file that Excel opens by a double click runs nothing."""
    confirm(page)
    name, content = received(page.log.csv)
    assert name.endswith(".csv")
    lines = content.decode("utf-8-sig").splitlines()
    assert len(lines) == 13
    assert "'=HYPERLINK" in lines[1]


def test_plan_as_excel_has_a_row_a_line(page):
    """For the accountant who reads the drafts in Excel before they go."""
    name, content = received(page.plan.excel)
    assert name.startswith("export-plan-")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    head, *rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 14
    line = dict(zip(head, rows[4], strict=True))
    assert (line["Invoice"], line["Account"], line["State"]) == ("CM-1005", "200", "ready")
    assert Decimal(str(line["Amount"])) == Decimal(156)


def test_another_journal_is_planned_anew(page, bench):
    """Plan, causes and log follow; an exported journal has nothing to export."""
    page.journal.value = "41"
    assert bench.calls[-1] == ("plan", "41", None)
    assert "Every invoice of journal 41 is in Xero." in page.top.value
    assert page.bar.press.button.description == "Nothing to export"
    assert page.bar.press.button.disabled


def test_search_and_chips_change_what_is_listed_but_not_what_is_sent(page):
    """A filter is for the eyes; only ticks narrow the export."""
    page.plan.states.value = "held back"
    assert page.plan.grid.data["id"] == ["1004", "1011"]
    page.plan.grid.query = "evil"
    assert page.bar.press.button.description == "Export 10 invoices (1,615.50 AUD)"
    assert "1 of 1" in page.plan.position.value


def test_fault_while_planning_becomes_a_card_and_the_page_can_go_on(bench):
    """The headline says what is missing; Check again mends it."""
    page = ExportPage(bench)
    bench.switch.broken = StoreBusyError("another program", 10)
    page.check.button.click()
    assert "database is busy" in page.notice.text.value
    bench.switch.broken = None
    page.check.button.click()
    assert page.check.button.description == "Check again"
    assert "10 invoices of journal 42" in page.top.value


def test_nothing_imported_yet_says_how_to_begin():
    """Words instead of an empty page; no plan is asked for."""
    bench = FakeExportBench(0, journals=())
    page = ExportPage(bench)
    assert "cmxero import FILE" in page.top.value
    assert page.bar.press.button.disabled
    assert page.journal.disabled
    assert bench.calls == []
    assert page.notice.fault is None


def test_unreachable_xero_says_how_to_connect(bench):
    """The plan is there, the button is not."""
    bench.switch.asks_xero = False
    page = ExportPage(bench)
    assert "cmxero connect" in page.top.value
    assert page.bar.press.button.disabled


def test_hostile_texts_are_escaped_everywhere(page):
    """Organisation, customer, line and cause come from outside."""
    confirm(page)
    page.plan.grid.current = "1002"
    shown = [
        page.top.value, page.plan.head.value, page.plan.detail.value, page.log.detail.value,
        page.result.value, page.bar.question.value,
    ]  # fmt: skip
    assert all("<img" not in text and "<script" not in text for text in shown)
    assert "Nguyen &lt;img" in page.plan.head.value


def test_show_draws_a_card_when_the_workbench_cannot_be_read(monkeypatch):
    """A page never ends in a traceback; a journal may be named, as in a notebook."""
    drawn = []
    monkeypatch.setattr("IPython.display.display", drawn.append)
    show_export(FakeExportBench(14, broken=StoreBusyError("another program", 10)))
    assert "Not done: open the Export batches page." in drawn[0].value
    bench = FakeExportBench(14)
    show_export(bench, 41)
    assert "cmx-page" in drawn[1]._dom_classes
    assert bench.calls == [("plan", "41", None)]
