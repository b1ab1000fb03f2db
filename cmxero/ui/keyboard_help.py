"""Which keys do what; shown on the page (ui.md 8.4)."""

from cmxero.ui.html import Html, element

KEYS = (
    ("↑ ↓  PgUp PgDn  Home End", "move"),
    ("Space,  Shift+↑↓,  Ctrl+A", "select one, a range, all shown"),
    ("Esc", "select nothing"),
    ("Enter", "go to the buttons"),
    ("/", "search"),
    ("↑ on the first row", "go to the column heads; Enter sorts"),
    ("X,  C,  A,  O", "did it in Xero, did it in Case Manager, accept, reopen"),
    ("N", "write a note"),
    ("U", "undo the last decision"),
    ("Ctrl+C", "copy the selected rows for a spreadsheet"),
)


def keyboard_help() -> Html:
    """The list, folded away until asked for."""
    rows = [element("div", element("dt", keys), element("dd", does)) for keys, does in KEYS]
    return element(
        "details",
        element("summary", "Keyboard"),
        element("dl", rows),
        class_="cmx-keys",
    )
