"""The panel in which a person makes the Overview page their own."""

from collections.abc import Callable

import ipywidgets

from cmxero.ui.action import Action, Notice
from cmxero.ui.chooser import Chooser
from cmxero.ui.overview_choice import CHARTS, OPENINGS, TILES, Choice
from cmxero.ui.parts import show

NO_ROWS = "None"


class CustomPanel:
    """Tiles, charts and how the page opens; each change is kept at once.

    Attributes:
        box: the panel, closed until ``toggle``.
    """

    def __init__(
        self, change: Callable[..., None], reset: Callable[[], str], notice: Notice
    ) -> None:
        """``change`` gets what was changed of a ``Choice``, by name."""
        self._change, self._notice = change, notice
        self._is_showing = False
        self.is_open = False
        self.tiles = Chooser("Tiles")
        self.charts = Chooser("Charts")
        self.opens = ipywidgets.Dropdown(
            description="Tie-out opens", options=[(words, each) for each, words in OPENINGS.items()]
        )
        self.rows = ipywidgets.Dropdown(
            description="Rows open at the start",
            options=[(NO_ROWS, ""), *((words, each) for each, words in TILES.items())],
        )
        self.reset = Action("Reset to how it came", reset, notice=notice)
        other = ipywidgets.VBox([self.charts, self.opens, self.rows, self.reset.button])
        self.box = ipywidgets.HBox([self.tiles, other]).add_class("cmx-custom")
        show(self.box, visible=False)
        self._listen(self.tiles, "tiles", lambda: tuple(self.tiles.value))
        self._listen(self.charts, "charts", lambda: tuple(self.charts.value))
        self._listen(self.opens, "opens", lambda: self.opens.value)
        self._listen(self.rows, "rows", lambda: self.rows.value)

    def toggle(self) -> None:
        """Open or close it."""
        self.is_open = not self.is_open
        show(self.box, visible=self.is_open)

    def show(self, choice: Choice) -> None:
        """Show what is chosen."""
        self._is_showing = True
        try:
            self.tiles.offer(TILES.items(), choice.tiles)
            self.charts.offer(CHARTS.items(), choice.charts)
            self.opens.value, self.rows.value = choice.opens, choice.rows
        finally:
            self._is_showing = False

    def _listen(self, widget: ipywidgets.Widget, name: str, value: Callable[[], object]) -> None:
        def changed(_change: object) -> None:
            if not self._is_showing:
                self._notice.guard("keep your view", lambda: self._change(**{name: value()}))

        widget.observe(changed, "value")
