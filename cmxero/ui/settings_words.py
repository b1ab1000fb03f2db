"""What the Settings page says: one sentence, what needs a person, figures, what was examined."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from cmxero.core.pages import PageHeader
from cmxero.core.settings_report import SANDBOX, SettingsReport
from cmxero.core.usage import megabytes
from cmxero.ui.formats import NOTHING, counted, date_words
from cmxero.ui.html import Html, element
from cmxero.ui.masthead import figure_list, last_checked, page_top
from cmxero.ui.pages import SETTINGS
from cmxero.workflows.doctor import Examined

SOON = timedelta(days=7)
"""How long before a person must sign in again it is said as a warning."""
FINE, WRONG = "\N{CHECK MARK} fine", "! needs you"
NOT_CONNECTED = (
    "Not connected to an organisation yet. Run `cmxero connect` in a terminal, or open the "
    "notebook 00_first_run."
)


def masthead(header: PageHeader, report: SettingsReport) -> Html:
    """The page's top: title, one sentence, what needs a person, the figures."""
    return element(
        "header",
        page_top(header, SETTINGS),
        element("p", headline(report), class_="cmx-headline"),
        [element("p", text, class_="cmx-warning") for text in warnings(header, report)],
        figure_list(_figures(header, report)),
        class_="cmx-masthead",
    )


def headline(report: SettingsReport) -> str:
    """One sentence: are we connected, to what?"""
    if report.connected_to is None:
        return NOT_CONNECTED
    books = "the real books" if report.mode == "LIVE" else "no real books"
    return f"Connected to {report.connected_to.name}: {report.mode}, {books}."


def warnings(header: PageHeader, report: SettingsReport) -> Iterable[str]:
    """What a person should do something about."""
    if report.connected_to is None:
        return
    sign_in = report.sign_in
    if sign_in.renewed_utc is None and sign_in.who != SANDBOX:
        yield "Nobody is signed in to Xero. Run `cmxero connect`."
    again = sign_in.again_by_utc
    if again is not None and again - header.now_utc < SOON:
        yield (
            f"The sign-in ends on {date_words(again)} unless something calls Xero before. Pull, or "
            "run `cmxero connect`."
        )
    if report.next_recount is None and report.last_pull_utc is not None:
        yield "A full recount is due. Run `cmxero pull --full`, or leave `cmxero watch` running."
    wrong = sum(1 for row in report.mappings if not row.is_fine)
    if wrong:
        names = "names" if wrong == 1 else "name"
        yield f"{counted(wrong, 'mapping')} {names} what Xero does not have; see Mappings."


def _figures(header: PageHeader, report: SettingsReport) -> Sequence[tuple[str, str, str]]:
    today = report.usage.days[0]
    left = report.usage.day_remaining
    changed = sum(1 for each in report.options if each.source != "default")
    return (
        ("Last pull", last_checked(header), ""),
        ("Calls today (UTC)", f"{today.calls:,}", ""),
        ("Calls left, as Xero said", NOTHING if left is None else f"{left:,}", "cmx-strong"),
        ("Received today", f"{megabytes(today.bytes_received)} MB", ""),
        ("Options that differ from the default", f"{changed:,}", ""),
    )


def examined_list(examined: Sequence[Examined]) -> Html:
    """What was looked at, what needs a person first."""
    ordered = sorted(examined, key=lambda each: each.is_fine)
    return element(
        "ul",
        [
            element("li", state_words(is_fine=each.is_fine), element("span", each.text))
            for each in ordered
        ],
        class_="cmx-plain cmx-examined",
    )


def examined_words(examined: Sequence[Examined]) -> str:
    """The result of the test in one line."""
    wrong = sum(1 for each in examined if not each.is_fine)
    if not wrong:
        return f"All {len(examined):,} things looked at are fine."
    return (
        f"{wrong:,} of {len(examined):,} things looked at {'needs' if wrong == 1 else 'need'} you."
    )


def state_words(*, is_fine: bool) -> Html:
    """A sign and a word for what is fine and what is not."""
    style = "cmx-fine" if is_fine else "cmx-differs"
    return element("b", FINE if is_fine else WRONG, class_=style)
