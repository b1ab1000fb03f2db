"""What long work came to, above what it was about."""

import ipywidgets

from cmxero.ui.html import element
from cmxero.ui.parts import show


class OutcomeLine:
    """A line or several; there is no room taken while there is nothing to say.

    Attributes:
        box: the whole, to put on a page.
        text: what is said.
    """

    def __init__(self) -> None:
        self.text = ipywidgets.HTML()
        self.box = ipywidgets.HBox([self.text]).add_class("cmx-outcome")
        self.clear()

    def say(self, text: str, *, needs_a_person: bool = False) -> None:
        """Say it, a line for each line of it."""
        style = "cmx-attention" if needs_a_person else "cmx-good"
        self._show(element("div", [element("p", line, class_=style) for line in text.split("\n")]))

    def say_how_far(self, said: str) -> None:
        """Say how far the work is that goes on; how much there is, nobody knows."""
        bar = element("progress", aria_label="Work that goes on")
        self._show(element("div", bar, element("p", said), class_="cmx-progress", role="status"))

    def clear(self) -> None:
        """Take away what was said."""
        self._show("")

    def _show(self, said: str) -> None:
        self.text.value = said
        show(self.box, visible=bool(said))
