"""Choose which of a few things are shown, and in which order; by buttons, no dragging."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets


class Chooser(anywidget.AnyWidget):
    """A list of boxes to tick, each with buttons that move it up and down.

    Attributes:
        options: lists of id and words, in the order shown.
        value: ids ticked, in the order shown.
    """

    _esm = Path(__file__).parent / "chooser.js"

    label = traitlets.Unicode().tag(sync=True)
    options: Any = traitlets.List().tag(sync=True)
    value = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(self, label: str) -> None:
        super().__init__(label=label)

    def offer(self, words: Iterable[tuple[str, str]], chosen: Sequence[str]) -> None:
        """Show what is chosen first, in its order, then the rest as given."""
        named = dict(words)
        ids = [*chosen, *(each for each in named if each not in chosen)]
        with self.hold_sync():
            self.options = [[each, named[each]] for each in ids]
            self.value = list(chosen)
