"""Which keys do what; shown on the page (ui.md 8.4)."""

from collections.abc import Sequence

from cmxero.ui.html import Html, element


def keyboard_help(keys: Sequence[tuple[str, str]]) -> Html:
    """The list, folded away until asked for."""
    rows = [element("div", element("dt", pressed), element("dd", does)) for pressed, does in keys]
    return element(
        "details",
        element("summary", "Keyboard"),
        element("dl", rows),
        class_="cmx-keys",
    )
