"""The Adjustments & refunds page: decisions and proofs on a real store, sending to the sandbox."""

import csv
import io
from decimal import Decimal

import openpyxl
import pytest
from settling_world import SETTINGS, SettlingWorld

from cmxero.core.errors import StoreBusyError
from cmxero.core.money import money
from cmxero.core.playbook_entries import System
from cmxero.core.resolutions import ACCEPTED, FOR_APPROVAL, OPEN, WAITING, ResolutionAction
from cmxero.ui import show_adjustments
from cmxero.ui.adjustment_desk import PROVEN
from cmxero.ui.adjustments_page import AdjustmentsPage

SECOND_PERSON = f"{SETTINGS}[decisions]\nsecond_person_above = 10.00\n"
HOSTILE = "Bluegum<script>window.hostile=1</script>"


@pytest.fixture
def book(scene):
    """An adjustment that Xero lacks, an invoice changed in Xero, and one that is neither."""
    scene.journal(
        "41",
        f"invoice 1001 100.00 2026-08-01 FRE {HOSTILE}",
        "invoice 1002 50.00 2026-08-02",
        "invoice 1003 60.00 2026-08-03",
        "adjustment A7 1001 -20.05 2026-09-05",
    )
    scene.cycle("41")
    scene.journal("42", "invoice 1004 10.00 2026-09-01")
    scene.xero.change("CM-1002", total=money("30.00"), amount_due=money("30.00"))
    scene.bench.pull()
    return scene


@pytest.fixture
def page(book):
    return AdjustmentsPage(book.bench)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, migrated_database):
    """An open invoice that was lowered in Case Manager only, over real HTTP."""
    made = SettlingWorld(tmp_path_factory.mktemp("sending"), migrated_database)
    made.cycle("invoice 1001 100.00 2026-08-01", "adjustment A7 1001 -20.05 2026-09-05")
    yield made.keep()
    made.close()


@pytest.fixture
def world(prepared):
    """The same, untouched."""
    return prepared.again()


def visible(widget):
    return "cmx-off" not in widget._dom_classes


def standing_out(decisions):
    found = decisions.buttons.items()
    return [action for action, each in found if "cmx-primary" in each.button._dom_classes]


def chips(widget):
    return {value: (words, count) for value, words, count in widget.options}


def status(bench, subject):
    return next(each.status for each in bench.findings() if each.subject == subject)


def test_page_lists_only_what_is_to_be_entered_and_where(page):
    """Two of three findings; tabs by system; the entry with everything to type, ready to copy."""
    assert sorted(page.grid.data["subject"]) == ["CM-1002", "adjustment A7"]
    assert "1 to enter in Xero, 1 to enter in Case Manager" in page.top.value
    assert chips(page.systems)["Xero"] == ("Enter in Xero", "1")
    page.systems.value = "Xero"
    assert page.grid.data["subject"] == ["adjustment A7"]
    assert page.grid.data["enter_in"] == ["Xero"]
    entries = page.panel.entries
    assert "CN-1001-A7" in entries.texts[0].value
    copied = entries.copies[0].text
    for typed in ("Number: CN-1001-A7", "Total: 20.05", "Line: ", "| 200 |", "5 Sep 2026"):
        assert typed in copied
    assert entries.copies[1].text in entries.copy_all.text
    assert copied in entries.copy_all.text
    assert "<script" not in page.panel.head.value + page.panel.detail.value + entries.texts[0].value


def test_the_button_that_fits_the_way_shown_stands_out(page):
    """Who follows the suggestion need not look for it; of several findings none is likelier."""
    decisions, ways = page.panel.decisions, page.panel.entries.ways
    page.grid.current = page.grid.data["id"][page.grid.data["subject"].index("adjustment A7")]
    assert page.panel.entries.way.system is System.XERO
    assert standing_out(decisions) == [ResolutionAction.DID_IN_XERO]
    page.grid.current = page.grid.data["id"][page.grid.data["subject"].index("CM-1002")]
    assert page.panel.entries.way.system is System.CASE_MANAGER
    assert standing_out(decisions) == [ResolutionAction.DID_IN_CASE_MANAGER]
    assert decisions.likely is ResolutionAction.DID_IN_CASE_MANAGER
    ways.value = 2
    assert page.panel.entries.way.system is System.XERO
    assert standing_out(decisions) == [ResolutionAction.DID_IN_XERO]
    page.grid.selected = list(page.grid.data["id"])
    assert standing_out(decisions) == []


def test_a_view_of_the_work_is_kept_and_back_on_the_next_visit(page, book):
    """System, status, part, order and columns; what is proven too."""
    bar = page.view_bar
    bar.views.value = "To enter in Xero"
    assert (page.systems.value, page.grid.data["subject"]) == ("Xero", ["adjustment A7"])
    page.systems.value = ""
    assert bar.views.value == ""
    bar.views.value = "Mine"
    assert (page.grid.data["id"], chips(page.systems)["Xero"]) == ([], ("Enter in Xero", "0"))
    bar.views.value = "To enter in Case Manager"
    page.grid.sort = ["effect", "ascending"]
    bar.columns.value = ["effect", "subject"]
    bar.name.value = "For Bea"
    bar._save.run()
    again = AdjustmentsPage(book.bench)
    assert (again.view_bar.views.value, again.systems.value) == ("For Bea", "Case Manager")
    assert (again.grid.data["subject"], again.grid.sort) == (["CM-1002"], ["effect", "ascending"])
    assert [column["field"] for column in again.grid.columns] == ["effect", "subject"]
    again.statuses.value = PROVEN
    again.view_bar.name.value = "Proofs"
    again.view_bar._save.run()
    assert AdjustmentsPage(book.bench).desk.is_proven_shown
    assert page.notice.fault is again.notice.fault is None


def test_another_way_brings_its_own_entries(page):
    """What is copied and what is sent follow the chosen way."""
    page.systems.value = "Xero"
    entries = page.panel.entries
    assert visible(page.panel.settle.box)
    entries.ways.value = 3
    assert "In Case Manager, enter an adjustment of 20.05" in entries.copy_all.text
    assert not visible(page.panel.settle.box)
    assert entries.copies[1].hidden


def test_decided_waits_for_proof_and_a_pull_proves_it(page, book):
    """To do, waiting for proof, proven gone: chip, row in its place, undo, proof."""
    page.systems.value = "Case Manager"
    page.decisions.note.value = "back to 50.00"
    page.decisions.buttons[ResolutionAction.DID_IN_XERO].button.click()
    assert status(book.bench, "CM-1002") == WAITING
    assert "CM-1002: waiting for proof. The next pull checks it." in page.notice.text.value
    assert page.grid.data["status"] == [WAITING]
    assert "1 entry waits for proof." in page.top.value
    page.notice.box.children[1].click()
    assert status(book.bench, "CM-1002") == OPEN
    page.decisions.buttons[ResolutionAction.DID_IN_XERO].button.click()
    book.xero.change("CM-1002", total=money("50.00"), amount_due=money("50.00"))
    page.pull.button.click()
    assert page.notice.fault is None
    assert "1 decision proven: the finding is gone." in page.outcome.text.value
    assert chips(page.statuses)[PROVEN] == ("Proven gone", "1")
    page.statuses.value = PROVEN
    assert page.grid.data["subject"] == ["CM-1002"]
    assert page.grid.data["state"] == ["gone"]
    assert "did it in Xero" in page.panel.head.value
    assert not visible(page.decisions.box)
    page.statuses.value = OPEN
    assert page.grid.data["subject"] == []


def test_not_needed_asks_for_a_reason(page, book):
    """The words of this page; the decision is to accept."""
    accept = page.decisions.buttons[ResolutionAction.ACCEPT].button
    assert accept.description == "Not needed…"
    page.systems.value = "Xero"
    accept.click()
    page.decisions.accept.button.click()
    assert "needs a reason" in page.notice.text.value
    accept.click()
    page.decisions.reason.value = "Rounding"
    page.decisions.accept.button.click()
    assert status(book.bench, "adjustment A7") == ACCEPTED
    assert chips(page.statuses)[ACCEPTED] == ("Not needed", "1")


def test_work_list_and_files_hold_every_entry(page):
    """Made beside the page; a row a step with real numbers; all of it can be copied."""
    page.work.press.button.click()
    assert page.notice.fault is None
    assert "Work list of 2 findings" in page.work.words.value
    assert "CN-1001-A7" in page.work.copy.text
    sheet = openpyxl.load_workbook(io.BytesIO(page.work._file().content)).active
    rows = list(sheet.iter_rows(values_only=True))
    steps = [row for row in rows if row[0] == "adjustment A7"]
    assert [row[6] for row in steps] == [1, 2]
    assert Decimal(str(steps[0][3])) == Decimal("-20.05")
    listed = list(csv.DictReader(io.StringIO(page._file("csv").content.decode("utf-8-sig"))))
    assert {row["Document"]: row["Enter in"] for row in listed} == {
        "adjustment A7": "Xero",
        "CM-1002": "Case Manager",
    }
    assert page._file("xlsx").name.endswith(".xlsx")


def test_an_empty_home_and_a_broken_one_say_so(scene, monkeypatch):
    """Nothing to enter is a state; a fault is a card, never a traceback."""
    page = AdjustmentsPage(scene.bench)
    assert "Nothing has to be entered by hand. Last checked never." in page.top.value
    page.work.press.button.click()
    assert "Nothing is shown that has to be entered" in page.notice.text.value
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)

    class Broken:
        def page_header(self):
            raise StoreBusyError("Bea", 30)

    show_adjustments(Broken())
    assert "Not done: open the Adjustments &amp; refunds page." in shown[0].value


def test_nothing_is_sent_before_it_was_seen_and_confirmed(world):
    """Preview, question, send: the exact document, once; then the finding is gone."""
    page = AdjustmentsPage(world.bench)
    settle = page.panel.settle
    settle.look.button.click()
    assert "Credit note CN-1001-A7" in settle.preview.value
    assert "Total 20.05 AUD" in settle.preview.value
    settle.send.button.click()
    assert "Send 1 document to" in settle.question.value
    assert "(DEMO): credit note CN-1001-A7 over 20.05" in settle.question.value
    assert world.notes() == []
    settle.dismiss.button.click()
    assert not visible(settle.ask_form)
    settle.send.button.click()
    settle.sure.button.click()
    assert page.notice.fault is None
    assert "CN-1001-A7: entered in Xero, 20.05 of it used." in page.outcome.text.value
    assert len(world.notes()) == 1
    assert page.grid.data["id"] == []
    assert settle.preview.value == ""


def test_above_the_limit_another_person_approves_first(tmp_path, migrated_database):
    """Held back, asked for, approved by somebody else, then sent."""
    world = SettlingWorld(tmp_path, migrated_database, settings=SECOND_PERSON)
    try:
        world.cycle("invoice 1001 100.00 2026-08-01", "adjustment A7 1001 -20.05 2026-09-05")
        page = AdjustmentsPage(world.bench)
        settle = page.panel.settle
        settle.look.button.click()
        assert "Another person has to approve it first." in settle.preview.value
        assert not visible(settle.send.button)
        settle.ask_approval.button.click()
        assert status(world.bench, "adjustment A7") == FOR_APPROVAL
        world.bench.person = "Bea"
        world.bench.__dict__.pop("bench", None)
        page = AdjustmentsPage(world.bench)
        page.statuses.value = FOR_APPROVAL
        page.decisions.buttons[ResolutionAction.APPROVE].button.click()
        assert page.notice.fault is None
        page.panel.settle.look.button.click()
        page.panel.settle.send.button.click()
        page.panel.settle.sure.button.click()
        assert "entered in Xero" in page.outcome.text.value
        assert len(world.notes()) == 1
    finally:
        world.close()
