"""The pages there are, and the way from one to another."""

from dataclasses import dataclass
from urllib.parse import urlencode

from cmxero.ui.html import Html, element


@dataclass(frozen=True, slots=True)
class Page:
    """One dashboard: its notebook in ``dashboards/``, its title and the module that draws it."""

    notebook: str
    title: str
    module: str


OVERVIEW = Page("overview.ipynb", "Overview", "cmxero.ui.overview")
MISMATCHES = Page("mismatches.ipynb", "Mismatches", "cmxero.ui.mismatches")
EXPORT = Page("export.ipynb", "Export batches", "cmxero.ui.export_page")
ADJUSTMENTS = Page("adjustments.ipynb", "Adjustments & refunds", "cmxero.ui.adjustments_page")
PAYMENTS = Page("payments.ipynb", "Payments", "cmxero.ui.payments_page")
HISTORY = Page("history.ipynb", "History", "cmxero.ui.history")
SETTINGS = Page("settings.ipynb", "Settings", "cmxero.ui.settings")
PAGES = (OVERVIEW, EXPORT, MISMATCHES, ADJUSTMENTS, PAYMENTS, HISTORY, SETTINGS)
"""Every page, in the order of the navigation; the first is where the dashboards open."""


def navigation(current: Page) -> Html:
    """Links to every page; a notebook does not show them (the style sheet sees to it)."""
    links = [
        element(
            "a",
            page.title,
            href=page.notebook,
            aria_current="page" if page is current else None,
        )
        for page in PAGES
    ]
    return element("nav", links, class_="cmx-nav", aria_label="Pages")


def find_page(title: str) -> Page | None:
    """A page by its title, or None if there is none."""
    return next((page for page in PAGES if page.title == title), None)


def deep_link(page: Page, **wanted: str) -> str:
    """Address of a page, relative to the others, that opens it at what is wanted (ui.md 8.4)."""
    named = {name: value for name, value in wanted.items() if value}
    return f"{page.notebook}?{urlencode(named)}" if named else page.notebook


def addresses(front_door: str) -> tuple[tuple[str, str], ...]:
    """Title and address of every page behind a server's front door, which opens the first."""
    return tuple((page.title, f"{front_door}voila/render/{page.notebook}") for page in PAGES)
