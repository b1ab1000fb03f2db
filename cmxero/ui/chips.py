"""Filter chips: a row of words with counts, one of them pressed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets


class Chips(anywidget.AnyWidget):
    """Choose one of a few.

    Attributes:
        options: lists of value, words and count as text.
        value: the chosen one's value.
    """

    _esm = Path(__file__).parent / "chips.js"

    label = traitlets.Unicode().tag(sync=True)
    options: Any = traitlets.List().tag(sync=True)
    value = traitlets.Unicode().tag(sync=True)

    def __init__(self, label: str, value: str = "") -> None:
        super().__init__(label=label, value=value)

    def offer(self, options: Sequence[tuple[str, str, int]]) -> None:
        """Show these choices (value, words, count)."""
        self.options = [[value, words, f"{count:,}"] for value, words, count in options]
