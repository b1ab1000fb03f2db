"""The Payments and the Adjustments & refunds page as a browser shows them, on a real store."""

import io
from pathlib import Path

import openpyxl
import pytest
from barriers import wait_until_it_fits
from playwright.sync_api import expect
from scene import Scene, day

from cmxero import open_workbench
from cmxero.core.resolutions import LINKED, OPEN, WAITING

pytestmark = pytest.mark.browser
DASHBOARDS = Path(__file__).parents[2] / "dashboards"
HOSTILE = "Bluegum<img/src=x/onerror='window.hostile=1'><script>window.hostile=1</script>"


@pytest.fixture(scope="module")
def money_home(tmp_path_factory, migrated_database):
    """Payments that were split, that come in one deposit, and an adjustment that Xero lacks."""
    home = tmp_path_factory.mktemp("money-home")
    scene = Scene(home, template=migrated_database).connect()
    scene.journal(
        "41",
        f"invoice 1001 100.00 2026-07-01 FRE {HOSTILE}",
        "invoice 1002 80.00 2026-07-01 FRE Wattle",
        "payment P1 1001 100.00 2026-08-10",
        "adjustment A7 1002 -20.05 2026-09-05",
    )
    scene.cycle("41")
    scene.xero.pay("CM-1001", "60.00", day("2026-08-10"), "BCT 1")
    scene.xero.pay("CM-1001", "40.00", day("2026-08-10"), "BCT 2")
    scene.xero.pay("CM-1002", "30.00", day("2026-09-10"), "REMIT", batch="b1")
    scene.xero.pay("CM-1002", "20.00", day("2026-09-10"), "REMIT", batch="b1")
    scene.bench.pull()
    scene.close()
    return home


@pytest.fixture(scope="module")
def money_server(money_home, launch):
    """The launcher on the project's own dashboards."""
    with launch(money_home, DASHBOARDS) as address:
        yield address


@pytest.fixture
def address(money_server):
    return money_server


def opened(page, server, notebook):
    page.goto(f"{server}voila/render/{notebook}.ipynb")
    expect(page.get_by_role("grid").first).to_be_visible(timeout=30_000)
    return page


def panel(page):
    return page.locator(".cmx-panel").filter(visible=True)


def row(page, text):
    return page.locator(".cmx-body").filter(visible=True).get_by_role("row").filter(has_text=text)


def stored(home):
    bench = open_workbench(home)
    try:
        return {one.subject: one.status for one in bench.findings()}
    finally:
        bench.close()


def test_match_by_hand_until_nothing_remains(page, money_server, money_home):
    """From the payment to the stored link: tick, watch the difference, store, undo."""
    opened(page, money_server, "payments")
    expect(page.get_by_text("Of 4 payments on CM- invoices in Xero 0 reached")).to_be_visible()
    row(page, "CM-1001").filter(has_text="60.00").click()
    expect(panel(page).get_by_role("heading", name="60.00 AUD of 10 Aug 2026")).to_be_visible()
    page.keyboard.press("m")
    remaining = panel(page).get_by_role("row").filter(has_text="Remaining difference")
    expect(remaining).to_contain_text("60.00 AUD")
    store = page.get_by_role("button", name="Store this match")
    expect(store).to_be_disabled()
    row(page, "payment P1").get_by_role("gridcell").first.click()
    expect(remaining).to_contain_text("\N{MINUS SIGN}40.00 AUD")
    expect(store).to_be_disabled()
    row(page, "payment BCT 2").get_by_role("gridcell").first.click()
    expect(remaining).to_contain_text("0.00 AUD")
    store.click()
    expect(page.get_by_text("is linked with 2 other findings.").first).to_be_visible()
    assert stored(money_home)["payment P1"] == LINKED
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("its findings are open again").first).to_be_visible()
    assert stored(money_home)["payment P1"] == OPEN
    assert page.locator(".cmx-page img, .cmx-page script").count() == 0
    assert page.evaluate("window.hostile") is None


def test_a_batch_the_download_and_the_import_file(page, money_server, money_home):
    """A deposit opens its parts, Excel holds what is shown, the outbox hands over its file."""
    opened(page, money_server, "payments")
    row(page, "30.00").click()
    expect(panel(page)).to_contain_text("Its parts on CM- invoices come to 50.00 AUD")
    page.get_by_role("button", name="Show its 2 parts").click()
    expect(page.locator(".cmx-counter").filter(visible=True)).to_contain_text("2 shown")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Excel").click()
    content = saved.value.path().read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    heads, *rows = sheet.iter_rows(values_only=True)
    assert sorted(each[heads.index("Amount")] for each in rows) == [20, 30]
    page.get_by_role("button", name="To Case Manager").first.click()
    page.get_by_role("button", name="Make the import file…").click()
    expect(page.get_by_text("Write 2 payments, 50.00 in all")).to_be_visible()
    page.get_by_role("button", name="Yes, make the file").click()
    expect(page.locator(".cmx-outcome").filter(visible=True)).to_contain_text("payments-0001")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download the file").click()
    (written,) = (money_home / "data" / "outbox").glob("payments-0001-*.csv")
    assert saved.value.path().read_bytes() == written.read_bytes()


def test_an_adjustment_is_copied_entered_and_waits_for_proof(page, money_server, money_home):
    """The entry goes to the clipboard, one key says it is done; 480 pixels are wide enough."""
    opened(page, money_server, "adjustments")
    expect(page.get_by_text("1 to enter in Xero")).to_be_visible()
    expect(panel(page).get_by_text("CN-1002-A7").first).to_be_visible()
    page.get_by_role("button", name="Copy this entry").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "Number: CN-1002-A7" in copied
    assert "Total: 20.05" in copied
    page.set_viewport_size({"width": 480, "height": 900})
    wait_until_it_fits(page, 480)
    page.get_by_role("grid").focus()
    page.keyboard.press("x")
    expect(page.get_by_text("adjustment A7: waiting for proof.").first).to_be_visible()
    assert stored(money_home)["adjustment A7"] == WAITING
    page.get_by_role("button", name="Waiting for proof 1").click()
    expect(row(page, "adjustment A7").get_by_text("waiting for proof")).to_be_visible()
