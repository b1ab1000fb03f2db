"""The options in force: a row each, and where a person changes one."""

from collections.abc import Sequence

from cmxero.core.option_lines import DEFAULT, ENVIRONMENT, FILE, OptionInForce
from cmxero.ui.grid import Column, Data
from cmxero.ui.html import Html, element

WIDE, WIDER = 560, 800
COLUMNS = (
    Column("section", "Section", "text", 96, shown_from=WIDE),
    Column("option", "Option", "text", 180, grow=2),
    Column("value", "In force", "text", 110, grow=3),
    Column("source", "From", "tag", 112),
    Column("what", "What it does", "text", 120, grow=5, shown_from=WIDER),
)
ABOVE_ALL = "above all sections"
SOURCES = {DEFAULT: "default", FILE: "file", ENVIRONMENT: "environment"}


def option_data(options: Sequence[OptionInForce]) -> Data:
    """Options as the grid takes them."""
    return {
        "id": [each.name for each in options],
        "section": [each.section for each in options],
        "option": [each.key for each in options],
        "value": [each.value for each in options],
        "source": [SOURCES[each.source] for each in options],
        "what": [each.what for each in options],
    }


def option_panel(option: OptionInForce, file: str) -> Html:
    """One option: what it does, its value, where that comes from, and where to change it."""
    return element(
        "div",
        element("p", f"[{option.section}]" if option.section else ABOVE_ALL, class_="cmx-kind"),
        element("h2", option.key),
        element("p", option.what),
        element(
            "dl",
            [
                element("div", element("dt", name), element("dd", value))
                for name, value in (
                    ("In force", option.value),
                    ("Comes from", _where_from(option)),
                )
            ],
            class_="cmx-facts",
        ),
        element("h3", "To change it"),
        element("p", how_to_change(option, file)),
        None if option.is_secret else element("pre", option.entry, class_="cmx-in-file"),
        class_="cmx-panel-head",
    )


def how_to_change(option: OptionInForce, file: str) -> str:
    """Which file and line, or which variable; and when the change counts."""
    if option.is_secret:
        return (
            f"Set the environment variable {option.entry} before cmxero is started. Never write it "
            "into a file; no page shows it."
        )
    if option.source == ENVIRONMENT:
        return (
            f"The environment variable {option.variable} sets it and wins over the file. Change or "
            "remove the variable, then start cmxero anew."
        )
    return f"{_place(option, file)} It counts when a page is opened or a command is run next."


def _place(option: OptionInForce, file: str) -> str:
    if option.line is None:
        heading = f"below [{option.section}]" if option.section else f"{ABOVE_ALL}, at the top"
        return f"Add a line to {file}, {heading}."
    if option.line.is_set:
        return f"Change line {option.line.number} of {file}."
    return f"Take the # away in line {option.line.number} of {file}, and change it there."


def _where_from(option: OptionInForce) -> str:
    if option.source == ENVIRONMENT:
        return f"the environment variable {option.variable}"
    if option.source == FILE and option.line is not None:
        return f"line {option.line.number} of the file"
    return "the default"
