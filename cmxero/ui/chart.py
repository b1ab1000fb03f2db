"""Charts of our own in SVG (ui.md 5): bars side by side, and a strip of runs.

Lengths go over as whole cents or counts, figures as texts made from Decimals; nothing is a float.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anywidget
import traitlets

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        id: what is told to Python when a person presses it.
        name: everything it says, for who hears the page.
        text: its figure as it stands beside it.
        length: whole cents, or a count; to the left of the axis if below zero.
        side: whose it is, before the bar; empty where a group has one bar only.
        series: which colour, 0 or 1.
    """

    id: str
    name: str
    text: str
    length: int
    side: str = ""
    series: int = 0


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Bars under one heading."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of a strip; its ``state`` (``good``, ``amber``, ``alarm``) colours its sign."""

    id: str
    name: str
    sign: str
    state: str


class Chart(anywidget.AnyWidget):
    """What both charts share: parts that can be pressed, one after the other by the arrow keys.

    Attributes:
        label: the chart's name for who hears the page.
        chosen: id of the part whose rows are open; empty for none.
    """

    label = traitlets.Unicode().tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)
    parts: Any = traitlets.List().tag(sync=True)

    def __init__(self, label: str) -> None:
        super().__init__(label=label)
        self._choose: Callable[[str], None] = lambda _id: None
        self.on_msg(self._received)

    def on_choose(self, act: Callable[[str], None]) -> None:
        """Call this with the id of a part that was clicked, or on which Enter was pressed."""
        self._choose = act

    def take_focus(self, part_id: str) -> None:
        """Put the keyboard's focus on a part."""
        self.send({"type": "focus", "id": part_id})

    def _received(self, _chart: object, message: dict[str, Any], _buffers: object) -> None:
        if message.get("type") == "choose":
            self._choose(str(message.get("id", "")))


class BarChart(Chart):
    """Bars in groups, longest from the axis; figures stand in a column of their own."""

    _esm = HERE / "chart.js"

    def show(self, groups: Sequence[BarGroup]) -> None:
        """Draw these."""
        self.parts = [
            {
                "title": group.title,
                "bars": [
                    [bar.id, bar.name, bar.text, bar.length, bar.side, bar.series]
                    for bar in group.bars
                ],
            }
            for group in groups
        ]


class Strip(Chart):
    """Marks in a row, oldest first."""

    _esm = HERE / "strip.js"

    def show(self, marks: Sequence[Mark]) -> None:
        """Draw these."""
        self.parts = [[mark.id, mark.name, mark.sign, mark.state] for mark in marks]
