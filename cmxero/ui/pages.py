"""The pages there are, and the way from one to another."""

from dataclasses import dataclass

from cmxero.ui.html import Html, element


@dataclass(frozen=True, slots=True)
class Page:
    """One dashboard: its notebook in ``dashboards/`` and its title."""

    notebook: str
    title: str


MISMATCHES = Page("mismatches.ipynb", "Mismatches")
EXPORT = Page("export.ipynb", "Export batches")
HISTORY = Page("history.ipynb", "History")
SETTINGS = Page("settings.ipynb", "Settings")
PAGES = (MISMATCHES, EXPORT, HISTORY, SETTINGS)
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


def addresses(front_door: str) -> tuple[tuple[str, str], ...]:
    """Title and address of every page behind a server's front door, which opens the first."""
    return tuple((page.title, f"{front_door}voila/render/{page.notebook}") for page in PAGES)
