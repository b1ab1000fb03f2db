"""The project's own dashboard, launcher, workbench and store; nothing is fake."""

import pytest
from playwright.sync_api import expect

from cmxero import open_workbench
from cmxero.core.resolutions import ACCEPTED, OPEN

pytestmark = pytest.mark.browser
MISMATCHES = "voila/render/mismatches.ipynb"


@pytest.fixture
def address(real_server):
    return real_server


def stored(home):
    bench = open_workbench(home)
    try:
        return {one.key: one for one in bench.findings()}
    finally:
        bench.close()


def test_decision_made_by_keyboard_is_in_the_store_and_undo_too(page, real_server, real_home):
    """From a key press in the browser to the append-only table, and back by Undo."""
    page.goto(real_server + MISMATCHES)
    expect(page.get_by_role("grid")).to_be_visible()
    page.get_by_role("searchbox").fill("not exported")
    page.keyboard.press("Enter")
    page.keyboard.press("Home")
    current = page.locator("[role=row][aria-current]")
    expect(current).to_contain_text("not exported")
    subject = current.get_by_role("gridcell").nth(1).inner_text()
    expect(page.locator(".cmx-panel").get_by_text(f"{subject} · not exported")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("textbox", name="Note")).to_be_focused()
    page.keyboard.type("waits for the client")
    page.get_by_role("grid").focus()
    page.keyboard.press("a")
    expect(page.get_by_role("combobox", name="Reason")).to_be_focused()
    page.keyboard.press("T")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_text(f"{subject}: accepted.").first).to_be_visible()
    (accepted,) = [one for one in stored(real_home).values() if one.status == ACCEPTED]
    assert accepted.subject == subject
    assert accepted.note == "Timing: it settles itself in the next period: waits for the client"
    assert accepted.version == 1
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Accepted 0")).to_be_visible()
    reopened = stored(real_home)[accepted.key]
    assert (reopened.status, reopened.version) == (OPEN, 2)


def test_two_visitors_settle_the_same_finding_and_the_slower_is_told(
    context, real_server, real_home
):
    """One decision is stored; the other visitor sees whose it was and loses nothing."""
    faster, slower = context.new_page(), context.new_page()
    for page in (faster, slower):
        page.goto(real_server + MISMATCHES)
        expect(page.get_by_role("grid")).to_be_visible()
        page.get_by_role("searchbox").fill("CM-1005")
        page.keyboard.press("Enter")
        page.keyboard.press("End")
        expect(page.locator(".cmx-panel").get_by_text("CM-1005 · not exported")).to_be_visible()
    faster.keyboard.press("c")
    expect(faster.get_by_text("CM-1005: waiting for proof.").first).to_be_visible()
    slower.keyboard.press("x")
    expect(slower.get_by_role("alert")).to_contain_text("was faster")
    expect(slower.get_by_text("waiting for proof", exact=True).first).to_be_visible()
    (decided,) = [one for one in stored(real_home).values() if one.subject == "CM-1005"]
    assert decided.version == 1


def test_page_of_the_real_workbench_asks_only_our_server(page, real_server):
    """The listener of the visitor fails this test on any foreign address."""
    page.goto(real_server + MISMATCHES)
    expect(page.get_by_role("heading", name="Mismatches", level=1)).to_be_visible()
    expect(page.get_by_text("DEMO", exact=True)).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="shown")).to_be_visible()


def test_server_says_nothing_where_it_was_started(page, real_server, real_home):
    """Its terminal is some person's; what they can do nothing about does not stand there."""
    page.goto(real_server + MISMATCHES)
    expect(page.get_by_role("grid")).to_be_visible()
    assert (real_home / "server.log").read_text(encoding="utf-8") == ""
