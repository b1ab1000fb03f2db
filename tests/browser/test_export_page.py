import io
import re
import urllib.error
import urllib.request

import openpyxl
import pytest
from barriers import wait_until_it_fits
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def row(page, number):
    return page.get_by_role("row").filter(has=page.get_by_role("gridcell", name=number, exact=True))


def panel(page):
    return page.locator(".cmx-panel").filter(visible=True)


def kernel_of(page):
    return page.evaluate(
        "JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId"
    )


def status(url):
    try:
        with urllib.request.urlopen(url, timeout=60) as got:  # noqa: S310 - our own server
            return got.status
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def test_from_the_plan_over_the_export_to_one_cause_sent_again(exports):
    """The whole way of a finance person: look, confirm, export, mend, send again, take the log."""
    page = exports
    expect(page.get_by_role("heading", name="Export batches", level=1)).to_be_visible()
    expect(page.get_by_text("DEMO", exact=True)).to_be_visible()
    expect(page.get_by_text("10 invoices of journal 42 are ready for Xero")).to_be_visible()
    expect(page.get_by_text("4 adjustments, 2 payments, 1 refund", exact=True)).to_be_visible()
    expect(panel(page).get_by_text("Add the code to [mapping.tax_codes]")).to_be_visible()

    row(page, "CM-1003").click()
    expect(
        panel(page).get_by_text("account 200 is the option mapping.account_code")
    ).to_be_visible()

    page.get_by_role("button", name="Export 10 invoices (1,615.50 AUD)").click()
    expect(page.get_by_text("Send 10 invoices, 1,615.50 AUD, as DRAFTS to")).to_be_visible()
    sure = page.get_by_role("button", name="Yes, send 10 as DRAFTS (1,615.50 AUD)")
    expect(sure).to_be_focused()
    sure.click()
    outcome = page.locator(".cmx-outcome").filter(visible=True)
    expect(outcome).to_contain_text("7 invoices exported as drafts")
    expect(outcome).to_contain_text("5 failures, 3 causes.")

    page.get_by_role("button", name="See what did not go").click()
    expect(page.get_by_role("heading", name="5 failures, 3 causes, 795.00")).to_be_visible()
    cause = page.locator(".cmx-cause").filter(has_text="Xero refuses the account: 260")
    expect(cause.get_by_text("Correct account_code under [mapping]")).to_be_visible()
    cause.get_by_role("button", name="Send these 2 again…").click()
    expect(page.get_by_text("Only 2 invoices: Xero refuses the account: 260.")).to_be_visible()
    again = page.get_by_role("button", name="Export 2 invoices (313.50 AUD)")
    expect(again).to_be_focused()
    again.click()
    page.get_by_role("button", name="Yes, send 2 as DRAFTS (313.50 AUD)").click()
    expect(page.get_by_role("button", name="Did not go 3")).to_be_visible()

    page.get_by_role("button", name="Export log 14").click()
    page.get_by_role("searchbox", name="Search the export log").fill("refuses 260")
    expect(page.get_by_text("2 shown", exact=True)).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Log as Excel").click()
    assert re.search(r"journal-42-2026-11-22\.xlsx$", saved.value.suggested_filename)
    sheet = openpyxl.load_workbook(io.BytesIO(saved.value.path().read_bytes())).active
    head, *found = sheet.iter_rows(values_only=True)
    lines = [dict(zip(head, cells, strict=True)) for cells in found]
    assert [(line["Xero number"], line["Outcome"], line["Newest"]) for line in lines] == [
        ("CM-1005", "ERROR", "no"),
        ("CM-1006", "ERROR", "no"),
    ]


def test_keyboard_alone_ticks_confirms_and_exports(exports):
    """No mouse: search, tick, Enter to the button, Enter asks, Enter sends."""
    page, keys = exports, exports.keyboard
    page.get_by_role("grid", name="invoices").focus()
    keys.press("/")
    keys.type("CM-1007")
    expect(page.get_by_text("1 of 14 shown")).to_be_visible()
    keys.press("Enter")
    keys.press("Home")
    keys.press("Space")
    ticked = page.get_by_role("button", name="Export 1 ticked invoice (159.00 AUD)")
    expect(ticked).to_be_enabled()
    keys.press("Enter")
    expect(ticked).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("button", name=re.compile("^Yes, send 1 as DRAFTS"))).to_be_focused()
    keys.press("Tab")
    expect(page.get_by_role("button", name="No, send nothing")).to_be_focused()
    keys.press("Shift+Tab")
    keys.press("Enter")
    outcome = page.locator(".cmx-outcome").filter(visible=True)
    expect(outcome).to_contain_text("1 invoice exported as drafts")
    expect(page.get_by_role("button", name="Already in Xero 3")).to_be_visible()


def test_running_export_shows_how_far_it_is_and_goes_on_when_the_page_is_closed(
    page, server, sent_file
):
    """The bar and Cancel are there; the kernel ends after the export, not in the middle of it."""
    page.goto(f"{server}voila/render/slow.ipynb")
    page.get_by_role("button", name="Export 10 invoices").click(timeout=30_000)
    page.get_by_role("button", name="Yes, send 10").click()
    expect(page.get_by_text(re.compile(r"3 of 10 invoices, about \d+ min left"))).to_be_visible()
    expect(page.get_by_role("progressbar", name="Export")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel", exact=True)).to_be_focused()
    row(page, "CM-1012").click()
    expect(panel(page).get_by_text("Case Manager invoice 1012")).to_be_visible()
    kernel = kernel_of(page)
    page.goto("about:blank")
    for _attempt in range(60):
        if status(f"{server}api/kernels/{kernel}") == 404:
            break
        page.wait_for_timeout(250)
    assert status(f"{server}api/kernels/{kernel}") == 404
    assert len(sent_file.read_text("utf-8").splitlines()) == 10


def test_page_runs_nothing_foreign_has_names_fits_and_leads_on(exports):
    """Hostile texts stay text, every control is named, 480 pixels are enough, pages are linked."""
    page = exports
    row(page, "CM-1002").click()
    expect(panel(page).get_by_text("Nguyen <img src=x onerror=").first).to_be_visible()
    page.get_by_role("button", name="Export 10 invoices").click()
    expect(page.get_by_text("as DRAFTS to Harbour Rehab <img src=x")).to_be_visible()
    assert page.locator(".cmx-page img, .cmx-page script").count() == 0
    assert page.evaluate("window.hostile") is None

    assert page.title() == "Export batches · cmxero"
    assert page.get_by_role("heading", level=1).count() == 1
    unnamed = page.evaluate(
        """() => [...document.querySelector(".cmx-page").querySelectorAll("button, input, select")]
            .filter((one) => !(one.textContent.trim() && one.tagName === "BUTTON")
                && !one.getAttribute("aria-label") && !one.labels?.length)
            .map((one) => one.outerHTML)"""
    )
    assert unnamed == []

    page.set_viewport_size({"width": 480, "height": 900})
    for view in ("Plan", "Did not go", "Export log"):
        page.get_by_role("button", name=re.compile(f"^{view} \\d")).click()
        wait_until_it_fits(page, 480)

    navigation = page.get_by_role("navigation", name="Pages")
    here = navigation.get_by_role("link", name="Export batches")
    expect(here).to_have_attribute("aria-current", "page")
    navigation.get_by_role("link", name="Mismatches").click()
    expect(page.get_by_role("heading", name="Mismatches", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Export batches")).to_be_visible()
