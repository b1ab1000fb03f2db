"""One wrapper for whatever a person sets off, so that no fault is ever lost (ui.md 4.6, M12).

An exception in a widget's callback vanishes without a trace. Here it becomes a card with a
reference number on the page, and an entry with the same number in the log.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import uuid4

import ipywidgets

from cmxero.core.errors import CmxeroError
from cmxero.ui.faultlog import write_fault
from cmxero.ui.html import Html, element

Result = TypeVar("Result")


def report_fault(fault: BaseException, doing: str) -> str:
    """Put a fault into the log and give the reference number it has there."""
    reference = f"E-{uuid4().hex[:8].upper()}"
    write_fault("page fault", fault=fault, reference=reference, doing=doing)
    return reference


def fault_card(fault: BaseException, reference: str, doing: str) -> Html:
    """What happened, what to do, and the number to name when asking for help.

    Our own errors say in words what to do. Of any other fault only its kind is shown, as its
    text may hold what a visitor must not see.
    """
    expected = isinstance(fault, CmxeroError)
    told = (
        str(fault)
        if expected
        else f"cmxero did not expect this ({type(fault).__name__}). Press Refresh to see what is "
        "stored, then try again. If it happens again, pass the reference number on."
    )
    return element(
        "div",
        element("strong", f"Not done: {doing}."),
        element("p", told),
        element("p", f"Reference {reference}, also in the log.", class_="cmx-small"),
        class_="cmx-card cmx-fault",
        role="alert",
    )


class Notice:
    """The place on a page that says what happened: a line, or a card for a fault.

    Attributes:
        fault: the last fault, None after something went well.
        reference: the last fault's number in the log.
        on_act: called whenever a person does something on the page.
    """

    def __init__(self) -> None:
        self.text = ipywidgets.HTML()
        self.box = ipywidgets.HBox([self.text]).add_class("cmx-notice")
        self.fault: Exception | None = None
        self.reference = ""
        self.on_act: Callable[[], None] = lambda: None

    def say(self, text: str, *more: ipywidgets.Widget) -> None:
        """Show a line, with widgets (such as Undo) beside it; an empty text clears it."""
        self.fault, self.reference = None, ""
        self.text.value = element("div", text, class_="cmx-result") if text else ""
        self.box.children = (self.text, *more)

    def fail(self, fault: Exception, doing: str) -> None:
        """Log a fault and show its card."""
        self.fault = fault
        self.reference = report_fault(fault, doing)
        self.text.value = fault_card(fault, self.reference, doing)
        self.box.children = (self.text,)

    def guard(self, doing: str, work: Callable[[], None]) -> None:
        """Do something; a fault is shown and logged, never lost."""
        self.on_act()
        try:
            work()
        except Exception as fault:  # noqa: BLE001 - the last place before it would vanish
            self.fail(fault, doing)

    def guarded(self, doing: str, work: Callable[[], None]) -> Callable[[object], None]:
        """The same for a widget to call when something of it changes."""
        return lambda _change: self.guard(doing, work)

    def got(self, doing: str, make: Callable[[], Result]) -> Result | None:
        """What some work gives, a file say; None after a fault, which is shown and logged."""
        made: list[Result] = []
        self.guard(doing, lambda: made.append(make()))
        return made[0] if made else None


class Action:
    """One button, one call, one line that says what happened.

    Attributes:
        button: disabled while the call runs, so that a double click acts once.
        notice: where the result is said; its own unless given.
    """

    def __init__(
        self,
        label: str,
        work: Callable[[], str | None],
        *,
        notice: Notice | None = None,
        classes: Sequence[str] = (),
        tooltip: str = "",
    ) -> None:
        self.button = ipywidgets.Button(description=label, tooltip=tooltip or None)
        for name in ("cmx-button", *classes):
            self.button.add_class(name)
        self.notice = notice or Notice()
        self.allowed = True
        self._tooltip = tooltip or None
        self._work = work
        self._doing = label.rstrip("…")
        self._running = False
        self.button.on_click(lambda _button: self.run())

    @property
    def fault(self) -> Exception | None:
        """The last fault, None if it went well."""
        return self.notice.fault

    def allow(self, *, allowed: bool, why: str = "") -> None:
        """Whether the button may be pressed when nothing runs.

        Args:
            why: why not, e.g. that the person's role is not enough; shown at the button. With a
                reason the button is off whatever ``allowed`` says.
        """
        self.allowed = allowed = allowed and not why
        self.button.tooltip = why or self._tooltip
        self.button.disabled = self._running or not allowed

    def run(self) -> None:
        """Do the work once; the same as pressing the button."""
        if self._running or not self.allowed:
            return
        self._running = True
        self.button.disabled = True
        try:
            self.notice.guard(self._doing, self._work_and_say)
        finally:
            self._running = False
            self.button.disabled = not self.allowed

    def _work_and_say(self) -> None:
        said = self._work()
        if said is not None:
            self.notice.say(said)
