# ruff: noqa: RUF001 - the true minus sign and the dash are what people see

import csv
import io
from urllib.parse import urlencode

import pytest
from barriers import wait_until_it_fits
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def row(page, subject):
    return page.get_by_role("row").filter(
        has=page.get_by_role("gridcell", name=subject, exact=True)
    )


def panel(page):
    return page.locator(".cmx-panel")


def test_queue_shows_the_oldest_finding_first_and_what_the_ledgers_say(mismatches, served_page):
    """A person sees at once where they are, whether the ledgers agree, and what to begin with."""
    first = mismatches.locator('[role=row][aria-rowindex="2"]')
    expect(first).to_contain_text(served_page.subject)
    expect(mismatches.get_by_role("heading", name="Mismatches", level=1)).to_be_visible()
    expect(mismatches.get_by_text("DEMO", exact=True)).to_be_visible()
    expect(mismatches.get_by_text("agree except for")).to_be_visible()
    expect(mismatches.get_by_role("button", name=f"Open {served_page.total}")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(mismatches.get_by_role("grid")).to_have_attribute(
        "aria-rowcount", str(served_page.total + 1)
    )


def test_click_on_a_row_shows_both_sides(mismatches):
    """A click brings the finding to the panel, with the differing field marked by a word."""
    row(mismatches, "CM-1002").click()
    expect(panel(mismatches).get_by_text("CM-1002 · missing in Xero")).to_be_visible()
    expect(panel(mismatches).get_by_text("2 of 14")).to_be_visible()
    differing = panel(mismatches).get_by_role("row").filter(has_text="≠ differs")
    expect(differing).to_have_count(1)
    expect(differing).to_contain_text("780.10")
    expect(panel(mismatches).get_by_role("link", name="Open in Xero")).to_have_attribute(
        "href", "https://go.xero.com/app/invoicing/view/x-1"
    )


def test_enter_leads_to_the_button_that_fits_the_suggested_way(mismatches):
    """The one that stands out, so that two keys say the usual thing."""
    row(mismatches, "CM-1002").click()
    expect(panel(mismatches).get_by_text("2 of 14")).to_be_visible()
    likely = panel(mismatches).locator(".cmx-actions > .cmx-primary:visible")
    expect(likely).to_have_count(1)
    mismatches.keyboard.press("Enter")
    expect(likely).to_be_focused()


def test_keyboard_alone_selects_two_and_accepts_them_with_a_reason(mismatches):
    """No mouse: move, tick two, accept with a reason; statuses change and the focus stays."""
    keys = mismatches.keyboard
    mismatches.get_by_role("grid").focus()
    keys.press("ArrowDown")
    keys.press("Space")
    keys.press("Shift+ArrowDown")
    expect(mismatches.get_by_text("2 selected, net 208.40", exact=True)).to_be_visible()
    keys.press("a")
    reason = mismatches.get_by_role("combobox", name="Reason")
    expect(reason).to_be_focused()
    keys.press("R")
    expect(reason).to_have_value("Rounding")
    keys.press("Tab")
    expect(mismatches.get_by_role("button", name="Accept", exact=True)).to_be_focused()
    keys.press("Enter")
    expect(mismatches.get_by_text("2 findings: accepted.").first).to_be_visible()
    expect(row(mismatches, "CM-1002").get_by_text("accepted", exact=True)).to_be_visible()
    expect(row(mismatches, "CM-1003").get_by_text("accepted", exact=True)).to_be_visible()
    expect(mismatches.get_by_role("grid")).to_be_focused()
    expect(mismatches.get_by_role("button", name="Accepted 2")).to_be_visible()
    mismatches.get_by_role("button", name="Undo").click()
    expect(mismatches.get_by_role("button", name="Accepted 0")).to_be_visible()
    expect(mismatches.get_by_role("button", name="Open 14")).to_be_visible()


def test_typing_ahead_of_the_note_decides_nothing(mismatches):
    """N followed at once by a word that holds X and C must not be taken for decisions."""
    mismatches.get_by_role("grid").focus()
    mismatches.keyboard.type("nxcx")
    expect(mismatches.get_by_role("textbox", name="Note")).to_be_focused()
    expect(mismatches.get_by_role("button", name="Open 14")).to_be_visible()
    expect(mismatches.locator(".cmx-result")).to_have_count(0)


def test_accepting_without_a_reason_says_what_is_missing(mismatches):
    """The difference stays open, and the card says what to do and carries a reference."""
    mismatches.get_by_role("button", name="Accept difference…").click()
    mismatches.get_by_role("button", name="Accept", exact=True).click()
    card = mismatches.get_by_role("alert")
    expect(card).to_contain_text("Accepting a difference needs a reason")
    expect(card).to_contain_text("Reference E-")
    expect(mismatches.get_by_role("button", name="Open 14")).to_be_visible()


def test_accept_with_a_cap_and_a_last_day_assign_and_take_back(mismatches):
    """Typed as people type them; the panel repeats them, the row shows whose it is."""
    row(mismatches, "CM-1002").click()
    mismatches.get_by_role("button", name="Accept difference…").click()
    mismatches.get_by_role("combobox", name="Reason").select_option("Rounding")
    mismatches.get_by_role("textbox", name="Only up to").fill("500.00")
    mismatches.get_by_label("Only until").fill("2026-12-31")
    mismatches.get_by_label("Only until").blur()
    mismatches.get_by_role("button", name="Accept", exact=True).click()
    expect(panel(mismatches).get_by_text("up to 500.00 AUD, until 31 Dec 2026")).to_be_visible()
    expect(mismatches.get_by_role("grid")).to_be_focused()
    mismatches.keyboard.press("t")
    owner = mismatches.get_by_role("textbox", name="Assign to")
    expect(owner).to_be_focused()
    expect(owner).to_have_value("Alex Finance")
    mismatches.get_by_role("button", name="Assign", exact=True).click()
    expect(panel(mismatches).get_by_text("assigned to Alex Finance")).to_be_visible()
    mismatches.get_by_role("button", name="Take back").click()
    expect(panel(mismatches).get_by_text("assigned to Alex Finance")).to_have_count(0)
    expect(row(mismatches, "CM-1002").get_by_text("accepted", exact=True)).to_be_visible()


def test_decided_row_stays_until_refresh(mismatches):
    """Nothing jumps under the hands: the row keeps its place and leaves on Refresh."""
    row(mismatches, "CM-1004").click()
    mismatches.get_by_role("button", name="I did it in Xero").click()
    expect(row(mismatches, "CM-1004").get_by_text("waiting for proof", exact=True)).to_be_visible()
    expect(panel(mismatches).get_by_text("4 of 14")).to_be_visible()
    mismatches.get_by_role("button", name="Refresh").click()
    expect(row(mismatches, "CM-1004")).to_have_count(0)
    mismatches.get_by_role("button", name="Waiting for proof 1").click()
    expect(row(mismatches, "CM-1004")).to_be_visible()


def test_hostile_names_are_shown_as_text_and_run_nothing(mismatches):
    """Scripts in customer, organisation, evidence, lines and payments stay text everywhere."""
    for subject in ("CM-1002", "CM-1006"):
        row(mismatches, subject).click()
        expect(panel(mismatches).get_by_text(f"{subject} ·")).to_be_visible()
        for summary in panel(mismatches).locator("summary").all():
            summary.click()
    mismatches.keyboard.press("Escape")
    row(mismatches, "CM-1002").click()
    expect(panel(mismatches).get_by_text("Nguyen <img src=x onerror=").first).to_be_visible()
    assert mismatches.locator(".cmx-page img, .cmx-page script").count() == 0
    assert mismatches.evaluate("window.hostile") is None


def test_policy_stops_a_script_even_if_markup_slipped_through(mismatches):
    """The second belt (ui.md 4.6): injected event handlers do not run under our policy."""
    ran = mismatches.evaluate(
        """async () => {
            const box = document.createElement("div");
            box.innerHTML = '<img src="data:,x" onerror="window.hostile = 1">';
            document.body.append(box);
            const image = box.firstChild;
            await new Promise((done) => image.addEventListener("error", done));
            await new Promise((done) => setTimeout(done, 50));
            return window.hostile ?? null;
        }"""
    )
    assert ran is None


def test_search_and_sort_work_from_the_keyboard(mismatches):
    """The slash leads to the search box, and sorting is announced to those who hear the page."""
    mismatches.get_by_role("grid").focus()
    mismatches.keyboard.press("/")
    mismatches.keyboard.type("draft wattle")
    expect(mismatches.get_by_text("1 of 14 shown")).to_be_visible()
    expect(row(mismatches, "CM-1011")).to_be_visible()
    mismatches.get_by_role("searchbox").fill("")
    mismatches.get_by_role("columnheader", name="Effect").get_by_role("button").click()
    mismatches.get_by_role("columnheader", name="Effect").get_by_role("button").click()
    expect(mismatches.get_by_role("columnheader", name="Effect")).to_have_attribute(
        "aria-sort", "descending"
    )
    expect(mismatches.get_by_text("Sorted by Effect, descending, 14 rows")).to_be_attached()
    expect(mismatches.locator('[role=row][aria-rowindex="2"]')).to_contain_text("1,320.00")


def test_what_is_hidden_by_the_search_is_no_longer_selected(mismatches):
    """A decision can never reach a row that is not on the screen."""
    mismatches.get_by_role("grid").focus()
    mismatches.keyboard.press("Control+a")
    expect(mismatches.get_by_text("14 selected", exact=False).first).to_be_visible()
    mismatches.get_by_role("searchbox").fill("CM-1003")
    expect(mismatches.get_by_text("1 selected, net −204.10", exact=True)).to_be_visible()
    mismatches.get_by_role("searchbox").fill("")
    expect(mismatches.get_by_text("1 selected, net −204.10", exact=True)).to_be_visible()


def test_mouse_selects_with_control_and_shift(mismatches):
    """Ctrl-click adds to the row under the cursor, Shift-click takes the range, a click ends it."""
    row(mismatches, "CM-1002").click()
    row(mismatches, "CM-1004").click(modifiers=["Control"])
    expect(mismatches.get_by_role("heading", name="2 findings selected")).to_be_visible()
    row(mismatches, "CM-1008").click(modifiers=["Shift"])
    expect(mismatches.get_by_role("heading", name="5 findings selected")).to_be_visible()
    expect(mismatches.get_by_role("button", name="Copy what to do")).to_be_hidden()
    row(mismatches, "CM-1003").click()
    expect(panel(mismatches).get_by_text("CM-1003 ·")).to_be_visible()
    expect(mismatches.get_by_text("14 shown")).to_be_visible()


def test_download_is_a_csv_of_what_is_shown(mismatches):
    """The file has the shown rows in the shown order, plain figures, and no live formula."""
    mismatches.get_by_role("searchbox").fill("missing")
    expect(mismatches.get_by_text("2 of 14 shown")).to_be_visible()
    with mismatches.expect_download() as saved:
        mismatches.get_by_role("button", name="Download CSV").click()
    assert saved.value.suggested_filename.endswith("-2026-11-22.csv")
    content = saved.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [line["Document"] for line in lines] == ["CM-1002", "CM-1009"]
    assert lines[0]["Effect"] == "412.50"
    assert lines[0]["Date"] == "2026-06-02"


def test_copied_rows_are_tabs_for_a_spreadsheet(mismatches):
    """Ctrl+C gives heads and selected rows; figures are plain and formulas are disarmed."""
    row(mismatches, "CM-1003").click()
    row(mismatches, "CM-1004").click(modifiers=["Shift"])
    mismatches.keyboard.press("Control+c")
    expect(mismatches.get_by_text("2 copied")).to_be_attached()
    lines = mismatches.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[0].split("\t")[:3] == ["Document", "Customer", "Case"]
    assert lines[1].split("\t")[4:8] == ["-204.10", "–", "-204.10", "AUD"]
    assert lines[2].split("\t")[1].startswith("'=HYPERLINK(")


def test_remedy_is_copied_without_asking_the_server(mismatches):
    """One click puts what to do on the clipboard."""
    mismatches.get_by_role("button", name="Copy what to do").click()
    expect(mismatches.get_by_role("button", name="Copied")).to_be_visible()
    copied = mismatches.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("1. Look first. Decide which side is right.")


def test_banner_appears_when_the_kernel_is_gone(mismatches):
    """A dead page says so, cannot be clicked any more, and Reload brings a living one."""
    mismatches.evaluate(
        """async () => {
            const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);
            const token = document.cookie.match(/_xsrf=([^;]+)/)[1];
            await fetch(`/voila/api/shutdown/${config.kernelId}`,
                {method: "POST", headers: {"X-XSRFToken": token}});
        }"""
    )
    banner = mismatches.get_by_role("alert").filter(has_text="Disconnected")
    expect(banner).to_be_visible()
    assert mismatches.evaluate("document.querySelector('main').inert")
    banner.get_by_role("button", name="Reload").click()
    expect(mismatches.get_by_role("grid")).to_be_visible()
    expect(banner).to_have_count(0)


def test_narrow_window_puts_the_detail_below_and_keeps_what_matters(page, served_page):
    """On 480 pixels the page does not scroll sideways, and the panel stands under the queue."""
    page.set_viewport_size({"width": 480, "height": 900})
    page.goto(served_page.url)
    grid = page.get_by_role("grid")
    expect(grid).to_be_visible()
    heads = ["", "Document", "Kind", "Effect", "Age", "Status"]
    expect(grid.get_by_role("columnheader")).to_have_text(heads)
    assert panel(page).bounding_box()["y"] > grid.bounding_box()["y"]
    wait_until_it_fits(page, 480)
    panel(page).get_by_role("button", name="I did it in Xero").click()
    expect(page.get_by_role("button", name="Waiting for proof 1")).to_be_visible()


def test_page_has_landmarks_names_and_language(mismatches):
    """What a screen reader steers by: language, title, main, one h1, names on every control."""
    assert mismatches.title() == "Mismatches · cmxero"
    assert mismatches.locator("html").get_attribute("lang") == "en-AU"
    assert mismatches.locator("main").count() == 1
    assert mismatches.locator("main .cmx-page").count() == 1
    assert mismatches.get_by_role("heading", level=1).count() == 1
    unnamed = mismatches.evaluate(
        """() => [...document.querySelector(".cmx-page").querySelectorAll("button, input, select")]
            .filter((one) => !(one.textContent.trim() && one.tagName === "BUTTON")
                && !one.getAttribute("aria-label") && !one.labels?.length)
            .map((one) => one.outerHTML)"""
    )
    assert unnamed == []
    grid = mismatches.get_by_role("grid")
    expect(grid).to_have_attribute("aria-multiselectable", "true")
    current = grid.locator("[role=row][aria-current=true]")
    expect(grid).to_have_attribute("aria-activedescendant", str(current.get_attribute("id")))


def test_grid_names_its_current_row_only_where_it_is_drawn(page, server):
    """A screen reader led to a row that is not there says nothing; keys go on from the row."""
    page.goto(f"{server}voila/render/many.ipynb")
    grid, active = page.get_by_role("grid"), page.locator("[aria-activedescendant]")
    expect(row(page, "CM-1001")).to_be_visible()
    expect(active).to_have_count(1)
    grid.evaluate("(grid) => { grid.scrollTop = 8000; }")
    expect(row(page, "CM-1001")).to_have_count(0)
    expect(active).to_have_count(0)
    grid.focus()
    page.keyboard.press("ArrowDown")
    current = grid.locator("[role=row][aria-current=true]")
    expect(current).to_be_in_viewport()
    expect(current).to_have_attribute("aria-rowindex", "3")
    expect(grid).to_have_attribute("aria-activedescendant", str(current.get_attribute("id")))


def test_empty_grid_names_no_current_row(page, server):
    """Nor one that is waiting for its rows: a name that leads nowhere is a barrier (ui.md 9)."""
    page.goto(f"{server}voila/render/empty.ipynb")
    expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", "1")
    expect(page.locator("[aria-activedescendant]")).to_have_count(0)


def test_a_link_to_a_finding_far_down_shows_its_row(page, server):
    """Not only its detail: whoever is led to it sees where it stands."""
    wanted = urlencode({"finding": "demo|MISSING_IN_XERO|CM-1401"})
    page.goto(f"{server}voila/render/many.ipynb?{wanted}")
    expect(panel(page).get_by_text("CM-1401 · missing in Xero")).to_be_visible()
    expect(row(page, "CM-1401")).to_be_in_viewport()
