"""What the detail panels are made of: two sides of a document, folded tables, lists."""

from collections.abc import Sequence

from cmxero.core.findings import FieldPair
from cmxero.ui.html import Html, element

SIDE_HEADS = ("Field", "Case Manager", "Xero", "Same?")
# These columns hold figures, which are read down their right edge.
FIGURE_HEADS = {"Quantity", "Rate", "Price", "Tax", "Total", "Amount"}


def sides_table(
    fields: Sequence[FieldPair], caption: str = "Both sides", heads: Sequence[str] = SIDE_HEADS
) -> Html | None:
    """A document on both sides, with a word where a field differs; nothing without fields."""
    if not fields:
        return None
    return element(
        "table",
        element("caption", caption),
        table_head(heads),
        element("tbody", [_side_row(pair) for pair in fields]),
        class_="cmx-table cmx-sides",
    )


def _side_row(pair: FieldPair) -> Html:
    same = "same" if pair.case_value == pair.xero_value else ""
    mark = element("span", "≠ differs", class_="cmx-differs") if pair.differs else same
    return element(
        "tr",
        element("th", pair.field, scope="row"),
        element("td", pair.case_value),
        element("td", pair.xero_value),
        element("td", mark),
        class_="cmx-differing" if pair.differs else None,
    )


def folded_table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Html | None:
    """A table behind a line to open it; nothing if it has no row."""
    if not rows:
        return None
    styles = ["cmx-figure" if head in FIGURE_HEADS else None for head in heads]
    styles += [None] * max(0, max(map(len, rows)) - len(styles))
    lines = [
        element(
            "tr",
            [element("td", cell, class_=style) for cell, style in zip(row, styles, strict=False)],
        )
        for row in rows
    ]
    return element(
        "details",
        element("summary", f"{title} ({len(rows):,})"),
        element("table", table_head(heads), element("tbody", lines), class_="cmx-table"),
        class_="cmx-folded",
    )


def table_head(heads: Sequence[str]) -> Html:
    """A table's first row; figures stand right."""
    cells = [
        element("th", head, scope="col", class_="cmx-figure" if head in FIGURE_HEADS else None)
        for head in heads
    ]
    return element("thead", element("tr", cells))


def sentences(title: str, said: Sequence[str]) -> Html | None:
    """A heading with a list; nothing if there is nothing to say."""
    if not said:
        return None
    return element(
        "section",
        element("h3", title),
        element("ul", [element("li", sentence) for sentence in said], class_="cmx-plain"),
    )
