"""The rows behind a figure: a grid below the page, its files, the page they are worked on."""

from collections.abc import Callable

import ipywidgets

from cmxero.core.pages import PageHeader
from cmxero.ui.action import Action, Notice
from cmxero.ui.files import table_file
from cmxero.ui.grid import Grid
from cmxero.ui.handover import DownloadButton, FileForBrowser
from cmxero.ui.html import Html, element
from cmxero.ui.overview_desk import finding_link
from cmxero.ui.overview_rows import RowsBehind
from cmxero.ui.parts import show


class RowsDrawer:
    """Opens at the foot of the page; the page above stays as it is.

    Attributes:
        box: the whole, to put on a page as its last part.
        rows: what is shown; None while it is closed.
    """

    def __init__(self, close: Callable[[], None], notice: Notice) -> None:
        self.rows: RowsBehind | None = None
        self._notice = notice
        self._header: PageHeader | None = None
        self.head = ipywidgets.HTML()
        self.one = ipywidgets.HTML()
        self.excel = DownloadButton("Excel", lambda: self._file("xlsx"))
        self.csv = DownloadButton("CSV", lambda: self._file("csv"))
        self.close = Action("Close", close, notice=notice)
        self.grid = Grid((), label="rows behind the figure")
        tools = ipywidgets.HBox([self.one, self.excel, self.csv, self.close.button])
        bar = ipywidgets.HBox([self.head, tools.add_class("cmx-tools")]).add_class("cmx-drawer-bar")
        self.box = ipywidgets.VBox([bar, self.grid]).add_class("cmx-drawer")
        self.grid.observe(lambda _change: notice.guard("name the row", self._show_one), "current")
        show(self.box, visible=False)

    def open(self, rows: RowsBehind, header: PageHeader, *, focus: bool) -> None:
        """Show these rows, and let the keyboard into them if ``focus``."""
        self.rows, self._header = rows, header
        self.grid.empty = rows.empty
        self.grid.query = ""
        self.grid.sort = []
        self.grid.show(rows.data, rows.columns)
        self.grid.current = rows.data["id"][0] if rows.data["id"] else ""
        self.head.value = _head(rows)
        self._show_one()
        show(self.box, visible=True)
        if focus:
            self.grid.take_focus()
        self.grid.say(f"{rows.title}: {rows.said}")

    def shut(self) -> None:
        """Close; the next figure opens it again."""
        self.rows = None
        show(self.box, visible=False)

    def _show_one(self) -> None:
        """A link to the finding under the cursor."""
        keys = self.rows.finding_keys if self.rows else ()
        ids = self.grid.data["id"]
        at = ids.index(self.grid.current) if self.grid.current in ids else -1
        key = keys[at] if 0 <= at < len(keys) else ""
        words = "Open this one in Mismatches"
        self.one.value = element("a", words, href=finding_link(key)) if key else ""

    def _file(self, ending: str) -> FileForBrowser | None:
        return self._notice.got(f"make the {ending} file", lambda: self._made(ending))

    def _made(self, ending: str) -> FileForBrowser:
        if self.rows is None or self._header is None:
            raise RuntimeError("there are no rows to save")
        return table_file(
            self.rows.title, self.rows.heads, self.rows.cells(), self._header, ending=ending
        )


def _head(rows: RowsBehind) -> Html:
    words = f"Work on them in {rows.where}"
    link = element("a", words, href=rows.address) if rows.address else None
    return element(
        "div",
        element("h2", rows.title),
        element("p", rows.said, " ", link, class_="cmx-small"),
        class_="cmx-drawer-head",
    )
