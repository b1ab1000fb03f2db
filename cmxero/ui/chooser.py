"""Choose some of a few and their order, such as the columns of a grid."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets


class Chooser(anywidget.AnyWidget):
    """A folded list with a tick and two arrows each; at least one stays ticked.

    Attributes:
        options: lists of value and words, in their usual order.
        value: the chosen ones' values in the chosen order.
    """

    _esm = Path(__file__).parent / "chooser.js"

    label = traitlets.Unicode().tag(sync=True)
    options: Any = traitlets.List().tag(sync=True)
    value = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(
        self, label: str, options: Sequence[tuple[str, str]], value: Sequence[str]
    ) -> None:
        super().__init__(
            label=label, options=[list(option) for option in options], value=list(value)
        )
