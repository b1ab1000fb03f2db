"""What axe-core finds on a page against WCAG 2.2 A and AA (ui.md 9)."""

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def barriers(page):
    """Width, rule, element and what is wrong there; wide and narrow."""
    found = []
    for width in (640, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
        found += [
            (width, rule["id"], node["target"], node["failureSummary"])
            for rule in answer["violations"]
            for node in rule["nodes"]
        ]
    return found


def wait_until_it_fits(page, width):
    """Until the page needs no more than so many pixels; a page that never does fails the test."""
    page.wait_for_function("(width) => document.documentElement.scrollWidth <= width", arg=width)
