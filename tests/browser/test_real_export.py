"""The project's own Export batches page on the real workbench and the sandbox; nothing is fake."""

import pytest
from playwright.sync_api import expect

from cmxero import open_workbench

pytestmark = pytest.mark.browser


@pytest.fixture
def address(exporting_server):
    return exporting_server


def stored(home):
    """(exported, not exported, outcomes in the log) of the journal."""
    bench = open_workbench(home)
    try:
        (journal,) = bench.journals()
        return journal.exported, journal.not_exported, len(bench.export_log())
    finally:
        bench.close()


def test_journal_goes_to_the_sandbox_once_confirmed_and_not_before(
    page, exporting_server, exporting_home
):
    """The plan is checked with Xero, nothing is sent by looking; then every invoice is linked."""
    page.goto(f"{exporting_server}voila/render/export.ipynb")
    expect(page.get_by_text("invoices of journal 41 are ready for Xero")).to_be_visible()
    expect(page.get_by_text("Southern Cross Rehabilitation").first).to_be_visible()
    _, waiting, logged = stored(exporting_home)
    assert (waiting > 90, logged) == (True, 0)
    page.get_by_role("button", name="Export 9").click()
    page.get_by_role("button", name="Yes, send 9").click()
    outcome = page.locator(".cmx-outcome").filter(visible=True)
    expect(outcome).to_contain_text("invoices exported as drafts", timeout=30_000)
    expect(page.get_by_role("button", name="Check again")).to_be_enabled()
    exported, left, logged = stored(exporting_home)
    assert (exported + left, logged) == (waiting, waiting)
    page.get_by_role("button", name=f"Already in Xero {exported}").click()
    page.get_by_role("button", name="Send again…").click()
    page.get_by_role("textbox", name="Reason").fill("only to see that it is refused")
    page.get_by_role("button", name="Give free").click()
    expect(page.get_by_role("alert")).to_contain_text("is DRAFT in Xero. Void or delete it there")
    assert stored(exporting_home)[:2] == (exported, left)
