"""What stands on top of a page: where we are, how fresh the data is, whether the ledgers agree."""

from collections.abc import Iterable
from datetime import timedelta

from cmxero.core.findings import Finding
from cmxero.core.pages import PageHeader
from cmxero.core.resolutions import OPEN
from cmxero.core.roles import MEANING, Role
from cmxero.ui.formats import age_text, amount_text, counted, instant_words
from cmxero.ui.html import Html, element
from cmxero.ui.pages import MISMATCHES, OVERVIEW, Page, navigation

STALE_AFTER = timedelta(hours=24)
NEVER = "never"


def headline(header: PageHeader, findings: Iterable[Finding]) -> str:
    """One sentence: do the two ledgers agree?"""
    unit = header.currency_code
    if header.unexplained:
        return (
            f"{amount_text(abs(header.unexplained))} {unit} of the difference between Case Manager "
            "and Xero is not explained by any finding. Do not rely on this list until it is."
        )
    found = tuple(findings)
    count = sum(1 for finding in found if finding.effect)
    if not count and not header.difference:
        return f"Case Manager and Xero agree to the cent.{_without_effect(len(found))}"
    amount = f"{amount_text(abs(header.difference))} {unit}"
    cancel = "" if header.difference else " that cancel each other out"
    return (
        f"Case Manager and Xero agree except for {counted(count, 'item')}{cancel}, {amount}."
        f"{_without_effect(len(found) - count)}"
    )


def _without_effect(count: int) -> str:
    if not count:
        return ""
    does = "does" if count == 1 else "do"
    return f" {counted(count, 'further finding')} {does} not change what is owed."


def last_checked(header: PageHeader) -> str:
    """How long ago Xero was read: ``3 min ago`` or ``never``."""
    if header.last_pull_utc is None:
        return NEVER
    return age_text(header.last_pull_utc, header.now_utc)


def is_stale(header: PageHeader) -> bool:
    """Whether the last pull is so old that a person should not decide by it."""
    return header.last_pull_utc is None or header.now_utc - header.last_pull_utc > STALE_AFTER


def masthead(header: PageHeader, findings: Iterable[Finding]) -> Html:
    """The page's top: title, organisation, figures and the headline sentence."""
    found = tuple(findings)
    return element(
        "header",
        page_top(header, MISMATCHES),
        element(
            "p",
            headline(header, found),
            class_="cmx-headline cmx-alarm" if header.unexplained else "cmx-headline",
        ),
        figure_list(_figures(header, found)),
        class_="cmx-masthead",
    )


def page_top(header: PageHeader, page: Page) -> Html:
    """The first line of every page: title, organisation, mark, the other pages, last pull."""
    looks_only = "Your role is 'view': whatever would change something is off."
    return element(
        "div",
        _title(header, page),
        navigation(page),
        _place(header, page),
        element("p", looks_only, class_="cmx-small") if header.role is Role.VIEW else None,
        class_="cmx-top",
    )


def figure_list(figures: Iterable[tuple[str, str, str]]) -> Html:
    """Figures beside each other: name, value, and the class of the value or nothing."""
    return element(
        "dl",
        [
            element("div", element("dt", name), element("dd", value, class_=style or None))
            for name, value, style in figures
        ],
        class_="cmx-figures",
    )


def _title(header: PageHeader, page: Page) -> Html:
    mark = "cmx-mark cmx-live" if header.mode == "LIVE" else "cmx-mark"
    return element(
        "div",
        element("h1", page.title),
        element("span", header.organisation, class_="cmx-organisation"),
        element("span", header.mode, class_=mark),
        class_="cmx-title",
    )


def _place(header: PageHeader, page: Page) -> Html:
    pulled = last_checked(header)
    exact = instant_words(header.last_pull_utc) if header.last_pull_utc else None
    stale = is_stale(header) and page in {OVERVIEW, MISMATCHES}  # an export asks Xero itself
    words = f"Last pull {pulled}{', stale: pull before deciding' if stale else ''}"
    return element(
        "div",
        element("span", words, class_="cmx-stale" if stale else None, title=exact),
        element(
            "span",
            header.person if header.role is Role.APPROVE else f"{header.person} ({header.role})",
            class_="cmx-person",
            title=f"Decisions are stored with it. Role {header.role}: {MEANING[header.role]}",
        ),
        class_="cmx-place",
    )


def _figures(header: PageHeader, findings: tuple[Finding, ...]) -> tuple[tuple[str, str, str], ...]:
    unit = header.currency_code
    opened = sum(1 for finding in findings if finding.status == OPEN)
    return (
        ("Owed in Case Manager", f"{amount_text(header.case_receivables)} {unit}", ""),
        ("Owed in Xero", f"{amount_text(header.xero_receivables)} {unit}", ""),
        ("Net difference", f"{amount_text(header.difference)} {unit}", "cmx-strong"),
        (
            "Unexplained",
            f"{amount_text(header.unexplained)} {unit}",
            "cmx-alarm" if header.unexplained else "",
        ),
        ("Open findings", f"{opened:,}", "cmx-strong"),
    )
