"""Buttons that hand something to the browser: a text to the clipboard, a file to the disk."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anywidget
import traitlets


@dataclass(frozen=True, slots=True)
class FileForBrowser:
    """A file made in Python; it never lies on the server's disk (ui.md 4.2)."""

    name: str
    mime: str
    content: bytes


class HandOver(anywidget.AnyWidget):
    """One such button; ``hidden`` is a trait because anywidget ignores CSS classes."""

    _esm = Path(__file__).parent / "handover.js"

    label = traitlets.Unicode().tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    copies = traitlets.Bool(default_value=True).tag(sync=True)
    disabled = traitlets.Bool(default_value=False).tag(sync=True)
    hidden = traitlets.Bool(default_value=False).tag(sync=True)


class CopyButton(HandOver):
    """Copies its ``text``; entirely in the browser, so that the clipboard allows it."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label)


class DownloadButton(HandOver):
    """Saves the file that ``make`` gives when it is pressed."""

    def __init__(self, label: str, make: Callable[[], FileForBrowser | None]) -> None:
        super().__init__(label=label, copies=False)
        self._make = make
        self.on_msg(self._pressed)

    def _pressed(self, _button: object, _message: dict[str, Any], _buffers: object) -> None:
        self.disabled = True
        try:
            made = self._make()
            if made is not None:
                self.send({"name": made.name, "mime": made.mime}, buffers=[made.content])
        finally:
            self.disabled = False
