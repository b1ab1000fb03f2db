import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

import cmxero.ui

pytestmark = pytest.mark.browser
BRACKETS = ("not yet due", "1 to 30 days overdue", "more than 90 days overdue")
CHART = (Path(cmxero.ui.__file__).parent / "chart.js").read_text(encoding="utf-8")


@pytest.fixture
def overview(page, server):
    """The Overview page, both ledgers read."""
    page.goto(f"{server}voila/render/overview.ipynb")
    expect(page.get_by_role("button", name="Owed in Xero")).to_be_visible(timeout=30_000)
    return page


def drawer(page):
    return page.locator(".cmx-drawer")


def test_figures_and_bars_open_their_rows_by_mouse_and_by_keyboard(overview):
    """A click on a tile, arrows and Enter in a chart; closing brings the focus back."""
    page, keys = overview, overview.keyboard
    expect(page.get_by_role("heading", name="Overview", level=1)).to_be_visible()
    expect(page.get_by_text("agree except for")).to_be_visible()
    page.get_by_role("button", name="Open findings 14").click()
    expect(drawer(page).get_by_role("heading", name="Open findings")).to_be_visible()
    expect(drawer(page).get_by_role("grid")).to_be_focused()
    expect(drawer(page).get_by_role("grid")).to_have_attribute("aria-rowcount", "15")
    keys.press("ArrowDown")
    expect(drawer(page).get_by_role("link", name="Open this one in Mismatches")).to_have_attribute(
        "href", re.compile("finding=demo%7CMISSING_IN_XERO%7CCM-1002")
    )
    drawer(page).get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Open findings 14")).to_be_focused()

    chart = page.get_by_role("group", name="Receivables by days overdue")
    bars = chart.get_by_role("button")
    expect(bars).to_have_count(2 * len(BRACKETS))
    bars.first.focus()
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    focused = chart.get_by_role("button", name=f"{BRACKETS[0]}, Xero: 309.15 AUD, 3 invoices")
    expect(focused).to_be_focused()
    keys.press("Enter")
    expect(drawer(page).get_by_role("heading", name=f"Owed in Xero, {BRACKETS[0]}")).to_be_visible()
    expect(drawer(page).get_by_text("3 rows, 309.15 AUD.", exact=True)).to_be_visible()
    expect(focused).to_have_attribute("aria-pressed", "true")
    with page.expect_download() as saved:
        drawer(page).get_by_role("button", name="CSV").click()
    lines = saved.value.path().read_text("utf-8-sig").splitlines()
    owed = [Decimal(line.rsplit(",", 2)[1]) for line in lines[1:]]
    assert sum(owed) == Decimal("309.15")
    assert page.evaluate("window.hostile") is None


def test_person_customises_by_keyboard_and_finds_it_so_on_the_next_visit(overview, server):
    """Another tile first, one less, another chart; then back to how it came."""
    page, keys = overview, overview.keyboard
    tiles = page.get_by_role("list", name="What needs a person").get_by_role("button")
    expect(tiles).to_have_count(8)
    page.get_by_role("button", name="Customise").click()
    page.get_by_role("button", name="Move Open findings down").focus()
    keys.press("Enter")
    expect(page.get_by_role("button", name="Move Open findings down")).to_be_focused()
    page.get_by_role("checkbox", name="Failed exports").focus()
    keys.press("Space")
    page.get_by_role("checkbox", name="Last runs").focus()
    keys.press("Space")
    expect(tiles).to_have_count(7)
    expect(tiles.first).to_contain_text("Older than 60 days")
    failed = page.get_by_role("group", name="Last runs").get_by_role("button", name=": failed")
    expect(failed).to_have_text("\N{MULTIPLICATION SIGN}")
    page.goto(f"{server}voila/render/overview.ipynb")
    expect(tiles.first).to_contain_text("Older than 60 days", timeout=30_000)
    expect(tiles).to_have_count(7)
    expect(page.get_by_role("group", name="Last runs")).to_be_visible()
    page.get_by_role("button", name="Customise").click()
    page.get_by_role("button", name="Reset to how it came").click()
    expect(tiles).to_have_count(8)
    expect(page.get_by_role("group", name="Last runs")).to_have_count(0)


@pytest.fixture(scope="module")
def bare(browser):
    """An empty page with the chart's script loaded as a module; no server at all."""
    page = browser.new_page()
    page.evaluate(
        """async (source) => {
            const file = new Blob([source], {type: "text/javascript"});
            window.chart = await import(URL.createObjectURL(file));
        }""",
        CHART,
    )
    yield page
    page.close()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-(10**13), 10**13), max_size=8), st.integers(1, 2000))
def test_every_bar_fits_and_keeps_its_side_of_the_axis(bare, lengths, width):
    """Whatever is owed or owing, no bar leaves the chart, and the longest fills it."""
    found = bare.evaluate("([lengths, width]) => chart.scale(lengths, width)", [lengths, width])
    axis, unit = found["axis"], found["unit"]
    ends = [axis + length * unit for length in lengths]
    assert all(-0.01 <= end <= width + 0.01 for end in [axis, *ends])
    if any(lengths):
        assert max(axis, *ends) - min(axis, *ends) == pytest.approx(width)
