"""The buttons under a finding's headline, and the two questions they may ask first."""

from collections.abc import Callable, Iterable

import ipywidgets

from cmxero.core.resolutions import ResolutionAction
from cmxero.ui.action import Action, Notice
from cmxero.ui.html import element
from cmxero.ui.parts import show

REASONS = (
    "Rounding",
    "Timing: it settles itself in the next period",
    "Too small to pursue",
    "Agreed with the customer",
    "Correct in Xero, Case Manager cannot show it",
    "Correct in Case Manager, Xero cannot show it",
    "Other (see the note)",
)
ASK_FOR_REASON = "Choose a reason…"
LABELS: dict[ResolutionAction, tuple[str, str]] = {
    ResolutionAction.DID_IN_XERO: ("I did it in Xero", "X"),
    ResolutionAction.DID_IN_CASE_MANAGER: ("I did it in Case Manager", "C"),
    ResolutionAction.ACCEPT: ("Accept difference…", "A"),
    ResolutionAction.REOPEN: ("Reopen", "O"),
}


class DecisionBar:
    """Note, buttons, and the two forms: a reason for accepting, and "really so many?".

    Attributes:
        box: the whole, to put on a page.
        buttons: one Action a decision.
        note, reason: what the person typed and chose; the reason is kept for the next time.
        accept_form, ask_form: shown only while they ask.
    """

    def __init__(
        self,
        decide: Callable[[ResolutionAction, str, str], None],
        question: Callable[[], str | None],
        notice: Notice,
    ) -> None:
        self._decide = decide
        self._question = question
        self._waiting: ResolutionAction | None = None
        self.note = ipywidgets.Text(
            placeholder="Note (optional), e.g. credit note number", description="Note"
        ).add_class("cmx-note")
        self.reason = ipywidgets.Dropdown(
            options=[(ASK_FOR_REASON, ""), *((reason, reason) for reason in REASONS)],
            description="Reason",
        )
        self.buttons = {
            action: Action(
                label, self._press(action), notice=notice, tooltip=f"Key {key} in the list"
            )
            for action, (label, key) in LABELS.items()
        }
        self.buttons[ResolutionAction.DID_IN_XERO].button.add_class("cmx-primary")
        self.accept_form = self._accept_form(notice)
        self.ask_text = ipywidgets.HTML()
        self.ask_form = self._ask_form(notice)
        actions = ipywidgets.HBox([action.button for action in self.buttons.values()])
        self.box = ipywidgets.VBox(
            [actions.add_class("cmx-actions"), self.note, self.accept_form, self.ask_form]
        ).add_class("cmx-decide")
        self.close()

    def allow(self, actions: Iterable[ResolutionAction]) -> None:
        """Only these may be pressed."""
        allowed = set(actions)
        for action, button in self.buttons.items():
            button.allow(allowed=action in allowed)
            show(button.button, visible=action in allowed)
        show(self.box, visible=bool(allowed))

    def close(self) -> None:
        """Put both questions away."""
        self._waiting = None
        show(self.accept_form, visible=False)
        show(self.ask_form, visible=False)

    def press(self, action: ResolutionAction) -> None:
        """The same as pressing the button."""
        self.buttons[action].run()

    def _press(self, action: ResolutionAction) -> Callable[[], None]:
        return lambda: self._chosen(action)

    def _chosen(self, action: ResolutionAction) -> None:
        self.close()
        if action is ResolutionAction.ACCEPT:
            show(self.accept_form, visible=True)
            self.reason.focus()
            return
        question = self._question()
        if question is None:
            self._finish(action, "")
            return
        self._waiting = action
        self.ask_text.value = element("p", f"{LABELS[action][0]}: {question}")
        show(self.ask_form, visible=True)
        self.sure.button.focus()

    def _accept(self) -> None:
        self._finish(ResolutionAction.ACCEPT, self.reason.value)

    def _sure(self) -> None:
        if self._waiting is not None:
            self._finish(self._waiting, "")

    def _finish(self, action: ResolutionAction, reason: str) -> None:
        self._decide(action, reason, self.note.value)
        self.note.value = ""
        self.close()

    def _accept_form(self, notice: Notice) -> ipywidgets.Widget:
        self.accept = Action("Accept", self._accept, notice=notice, classes=["cmx-primary"])
        cancel = Action("Cancel", self.close, notice=notice)
        return ipywidgets.HBox([self.reason, self.accept.button, cancel.button]).add_class(
            "cmx-form"
        )

    def _ask_form(self, notice: Notice) -> ipywidgets.Widget:
        self.sure = Action("Yes, all of them", self._sure, notice=notice, classes=["cmx-primary"])
        cancel = Action("No", self.close, notice=notice)
        return ipywidgets.HBox([self.ask_text, self.sure.button, cancel.button]).add_class(
            "cmx-form"
        )
