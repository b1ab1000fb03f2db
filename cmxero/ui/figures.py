"""Figures that open their rows: tiles beside each other, or lines of a statement."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import anywidget
import traitlets

Tone = Literal["", "good", "amber", "alarm"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Attributes:
        id: what is told to Python when a person presses it.
        value: as it stands on the screen; amounts are texts made from Decimals.
        note: small words beside it.
        tone: a colour that repeats what the words say; never the only sign.
        level: in a statement: 0 a ledger, 1 a line within, 2 a sum.
    """

    id: str
    name: str
    value: str
    note: str = ""
    tone: Tone = ""
    level: int = 0


class Figures(anywidget.AnyWidget):
    """A list of figures, each a button.

    Attributes:
        items: what ``Figure`` says, a mapping each.
        chosen: id of the one whose rows are open; empty for none.
        layout_name: ``tiles`` or ``statement``.
    """

    _esm = Path(__file__).parent / "figures.js"

    label = traitlets.Unicode().tag(sync=True)
    layout_name = traitlets.Unicode("tiles").tag(sync=True)
    items: Any = traitlets.List().tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)

    def __init__(self, label: str, layout_name: Literal["tiles", "statement"] = "tiles") -> None:
        super().__init__(label=label, layout_name=layout_name)
        self._choose: Callable[[str], None] = lambda _id: None
        self.on_msg(self._received)

    def show(self, figures: Sequence[Figure]) -> None:
        """Draw these; the focus stays on the figure that had it."""
        self.items = [asdict(figure) for figure in figures]

    def on_choose(self, act: Callable[[str], None]) -> None:
        """Call this with the id of a figure that was pressed."""
        self._choose = act

    def take_focus(self, figure_id: str) -> None:
        """Put the keyboard's focus on a figure."""
        self.send({"type": "focus", "id": figure_id})

    def _received(self, _figures: object, message: dict[str, Any], _buffers: object) -> None:
        if message.get("type") == "choose":
            self._choose(str(message.get("id", "")))
