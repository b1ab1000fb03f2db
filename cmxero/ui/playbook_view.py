"""A playbook in the detail panel: what to enter where, each way with its fields."""

from cmxero.core.playbook import Playbook, Way
from cmxero.core.playbook_entries import Entry
from cmxero.core.playbook_texts import (
    LINE_HEADS,
    entry_fields,
    entry_lines,
    key_in_words,
    sentence,
)
from cmxero.ui.html import Html, element
from cmxero.ui.panel_tables import sentences, table_head


def playbook_view(playbook: Playbook) -> Html:
    """The default way open, the others behind a line each."""
    first, *others = playbook.ways
    waits = "; ".join(map(key_in_words, playbook.waits_for))
    return element(
        "section",
        element("h3", "What to enter"),
        element("p", element("b", "Settle first: "), waits, ".") if waits else None,
        element("p", element("b", first.name), ". ", first.when),
        _body(first),
        element("p", "Suggested because: ", playbook.rule, class_="cmx-small"),
        [
            element(
                "details",
                element("summary", f"Or: {way.name}. {way.when}"),
                _body(way),
                class_="cmx-folded",
            )
            for way in others
        ],
        [element("p", said, class_="cmx-small") for said in playbook.unknown],
        class_="cmx-playbook",
    )


def _body(way: Way) -> Html:
    return element(
        "div",
        sentences("To be answered first", way.questions),
        element("ol", [element("li", entry_view(entry, way)) for entry in way.entries]),
        [element("p", note, class_="cmx-small") for note in way.notes],
    )


def entry_view(entry: Entry, way: Way) -> list[Html | None]:
    """One entry of a way: what to do, and its fields and lines."""
    is_sent = way.can_be_sent and entry in way.sendable
    fields, lines = entry_fields(entry), entry_lines(entry)
    return [
        element("span", sentence(entry)),
        element("span", " cmxero can send it: cmxero settle.", class_="cmx-small")
        if is_sent
        else None,
        element("table", element("tbody", [_field(*each) for each in fields]), class_="cmx-table")
        if fields
        else None,
        element(
            "table",
            table_head(LINE_HEADS),
            element("tbody", [_line(line) for line in lines]),
            class_="cmx-table",
        )
        if lines
        else None,
    ]


def _field(label: str, text: str) -> Html:
    return element("tr", element("th", label, scope="row"), element("td", text))


def _line(cells: tuple[str, ...]) -> Html:
    return element("tr", [element("td", cell) for cell in cells])
