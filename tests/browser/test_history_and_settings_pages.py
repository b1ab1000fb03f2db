"""The History and Settings pages over the real workbench, launcher and notebooks."""

import io

import openpyxl
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def address(decided_server):
    """The only server the visitor may ask."""
    return decided_server


def panel(page):
    return page.locator(".cmx-panel").filter(visible=True)


def test_link_to_one_invoice_then_everything_search_and_excel(page, address):
    """From an address with an invoice: before and after, no script runs; then all, as Excel."""
    page.goto(f"{address}voila/render/history.ipynb?invoice=CM-1001")
    expect(page.get_by_text("2 entries of invoice CM-1001 fit")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", "3")
    page.get_by_role("grid").focus()
    page.keyboard.press("ArrowDown")
    expect(panel(page).get_by_text("≠ changed")).to_be_visible()
    expect(panel(page).get_by_role("row").filter(has_text="status")).to_contain_text("accepted")
    expect(panel(page).get_by_text("<img src=x onerror=").first).to_be_visible()
    assert page.locator(".cmx-page img, .cmx-page script").count() == 0
    assert page.evaluate("window.hostile") is None
    page.get_by_role("button", name="Show everything").click()
    expect(page.get_by_text("3 entries, newest first")).to_be_visible()
    page.get_by_role("searchbox").fill("journal-41.csv")
    expect(page.get_by_text("1 entry fits what is asked for")).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    expect(page.get_by_role("searchbox")).to_have_value("")
    page.get_by_role("button", name="Decisions 2").click()
    expect(page.get_by_text("2 entries fit")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Excel").click()
    sheet = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes())).active
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == ["decision", "decision"]
    assert "=1+1" in sheet["I2"].value
    assert sheet["I2"].data_type == "s"
    assert sheet["A2"].is_date


def test_settings_say_what_to_do_and_test_the_connection_beside_the_page(page, address):
    """Not connected yet: said on top; the test's answer comes while the page stays usable."""
    page.goto(f"{address}voila/render/settings.ipynb")
    expect(page.get_by_text("Not connected to an organisation yet").first).to_be_visible(
        timeout=30_000
    )
    page.get_by_role("button", name="Options").click()
    page.get_by_role("searchbox").fill("client_secret")
    row = page.get_by_role("row").filter(has_text="client_secret")
    row.click()
    expect(panel(page).get_by_text("no page shows it")).to_be_visible()
    page.get_by_role("button", name="Copy the variable's name").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "CMXERO_XERO__CLIENT_SECRET"
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_text("nothing is connected yet")).to_be_visible()
    expect(page.get_by_text("! needs you").first).to_be_visible()
    expect(page.get_by_role("button", name="Test connection")).to_be_enabled()
