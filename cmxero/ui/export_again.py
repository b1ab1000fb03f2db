"""Giving an invoice free that is in Xero, after its copy there was voided or deleted."""

from collections.abc import Callable, Sequence

import ipywidgets

from cmxero.ui.action import Action, Notice
from cmxero.ui.formats import counted
from cmxero.ui.html import element
from cmxero.ui.parts import show, text_field

Release = Callable[[Sequence[str], str], None]
"""Called with Case Manager numbers and the reason."""


class AgainForm:
    """A button and the reason it asks for.

    Attributes:
        box: the whole, to put on a page.
        press: the button that asks.
        sure: the button that gives the invoices free.
        reason: what the person typed.
    """

    def __init__(self, release: Release, notice: Notice) -> None:
        self._release = release
        self._numbers: tuple[str, ...] = ()
        self.press = Action("Send again…", self._ask, notice=notice)
        self.reason = text_field("Reason", "Why, e.g. voided by mistake; it is kept for ever")
        self.reason.add_class("cmx-note")
        self.sure = Action("Give free", self._confirmed, notice=notice, classes=["cmx-primary"])
        self.dismiss = Action("Leave it", self.close, notice=notice)
        self.words = ipywidgets.HTML()
        buttons = ipywidgets.HBox([self.sure.button, self.dismiss.button])
        self.form = ipywidgets.VBox(
            [self.words, self.reason, buttons.add_class("cmx-actions")]
        ).add_class("cmx-form")
        self.box = ipywidgets.VBox([self.press.button, self.form]).add_class("cmx-decide")
        self.close()

    def offer(self, numbers: Sequence[str], *, is_free: bool, why: str = "") -> None:
        """These invoices may be given free; none of them hides the button.

        Args:
            why: why this person may not.
        """
        if tuple(numbers) != self._numbers:
            self.close()
        self._numbers = tuple(numbers)
        show(self.box, visible=bool(numbers))
        for action in (self.press, self.sure):
            action.allow(allowed=bool(numbers) and is_free, why=why)

    def close(self) -> None:
        """Put the question away."""
        show(self.form, visible=False)

    def clear(self) -> None:
        """It is done: put the question away, and the reason with it."""
        self.reason.value = ""
        self.close()

    def _ask(self) -> None:
        self.words.value = element(
            "p",
            f"Give {counted(len(self._numbers), 'invoice')} free for the next export? Xero is "
            "asked first: while it holds a live copy, nothing changes.",
        )
        show(self.form, visible=True)
        self.reason.focus()

    def _confirmed(self) -> None:
        self._release(self._numbers, self.reason.value)
