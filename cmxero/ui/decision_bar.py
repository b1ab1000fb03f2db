"""The buttons under a finding's headline, and the questions they may ask first."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

import ipywidgets

from cmxero.core.money import money
from cmxero.core.playbook import Way
from cmxero.core.playbook_entries import System
from cmxero.core.resolutions import Resolution, ResolutionAction
from cmxero.ui.action import Action, Notice
from cmxero.ui.html import element
from cmxero.ui.parts import mark, show, text_field

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
NOTHING_WITHHELD: Mapping[ResolutionAction, str] = MappingProxyType({})
LABELS: dict[ResolutionAction, tuple[str, str]] = {
    ResolutionAction.DID_IN_XERO: ("I did it in Xero", "X"),
    ResolutionAction.DID_IN_CASE_MANAGER: ("I did it in Case Manager", "C"),
    ResolutionAction.ACCEPT: ("Accept difference…", "A"),
    ResolutionAction.LINK: ("Link these", "L"),
    ResolutionAction.APPROVE: ("Approve", "P"),
    ResolutionAction.DECLINE: ("Decline", "D"),
    ResolutionAction.ASSIGN: ("Assign…", "T"),
    ResolutionAction.SNOOZE: ("Snooze…", "S"),
    ResolutionAction.REOPEN: ("Reopen", "O"),
    ResolutionAction.UNDO: ("Take back", "U"),
}
DID_IN = {
    System.XERO: ResolutionAction.DID_IN_XERO,
    System.CASE_MANAGER: ResolutionAction.DID_IN_CASE_MANAGER,
}


class DecisionBar:
    """Note, buttons, and the forms: what accepting, assigning and snoozing need, "really so many?".

    Attributes:
        box: the whole, to put on a page.
        buttons: one Action a decision.
        likely: the decision that fits the way shown; its button stands out. None for none.
        note, reason, cap, expires, owner, until: what the person typed and chose; the reason is
            kept for the next time.
        accept_form, assign_form, snooze_form, ask_form: shown only while they ask.
    """

    def __init__(
        self,
        decide: Callable[[Resolution], None],
        question: Callable[[], str | None],
        notice: Notice,
    ) -> None:
        self._decide = decide
        self._question = question
        self._waiting: ResolutionAction | None = None
        self._why: ipywidgets.HTML | None = None
        self.likely: ResolutionAction | None = None
        self.note = text_field("Note", "Note (optional), e.g. credit note number")
        self.note.add_class("cmx-note")
        self.reason = ipywidgets.Dropdown(
            options=[(ASK_FOR_REASON, ""), *((reason, reason) for reason in REASONS)],
            description="Reason",
        )
        self.cap = text_field("Only up to", "amount (optional)")
        self.expires = ipywidgets.DatePicker(description="Only until")
        self.owner = text_field("Assign to", "name, or nobody")
        self.until = ipywidgets.DatePicker(description="Open again on")
        self.buttons = {
            action: Action(
                label, self._press(action), notice=notice, tooltip=f"Key {key} in the list"
            )
            for action, (label, key) in LABELS.items()
        }
        self._make_forms(notice)
        actions = ipywidgets.HBox([action.button for action in self.buttons.values()])
        forms = [self.accept_form, self.assign_form, self.snooze_form, self.ask_form]
        self.box = ipywidgets.VBox([actions.add_class("cmx-actions"), self.note, *forms]).add_class(
            "cmx-decide"
        )
        self.close()

    def allow(
        self,
        actions: Iterable[ResolutionAction],
        withheld: Mapping[ResolutionAction, str] = NOTHING_WITHHELD,
    ) -> None:
        """Only these may be pressed.

        Args:
            withheld: actions that would fit but the person's role does not allow, with the reason;
                they are shown, and off.
        """
        allowed = set(actions)
        for action, button in self.buttons.items():
            button.allow(allowed=action in allowed, why=withheld.get(action, ""))
            show(button.button, visible=action in allowed or action in withheld)
        show(self.note, visible=bool(allowed))
        show(self.box, visible=bool(allowed or withheld))
        self._say_why(withheld)

    def follow(self, way: Way | None) -> None:
        """Make the button stand out that says the first entry of this way was made."""
        self.likely = DID_IN.get(way.system) if way and way.system else None
        for action in DID_IN.values():
            mark(self.buttons[action].button, "cmx-primary", on=action is self.likely)

    def _say_why(self, withheld: Mapping[ResolutionAction, str]) -> None:
        if withheld and self._why is None:  # made only for those who need it
            self._why = ipywidgets.HTML(layout=self.note.layout)
            self.box.children = (*self.box.children, self._why)
        if self._why is not None:
            reasons = sorted(set(withheld.values()))
            self._why.value = element("p", " ".join(reasons), class_="cmx-small") if reasons else ""

    def close(self) -> None:
        """Put every question away."""
        self._waiting = None
        for form in (self.accept_form, self.assign_form, self.snooze_form, self.ask_form):
            show(form, visible=False)

    def press(self, action: ResolutionAction) -> None:
        """The same as pressing the button."""
        self.buttons[action].run()

    def _press(self, action: ResolutionAction) -> Callable[[], None]:
        return lambda: self._chosen(action)

    def _chosen(self, action: ResolutionAction) -> None:
        self.close()
        forms: dict[ResolutionAction, tuple[ipywidgets.Widget, ipywidgets.DOMWidget]] = {
            ResolutionAction.ACCEPT: (self.accept_form, self.reason),
            ResolutionAction.ASSIGN: (self.assign_form, self.owner),
            ResolutionAction.SNOOZE: (self.snooze_form, self.until),
        }
        if action in forms:
            form, first = forms[action]
            show(form, visible=True)
            first.focus()
            return
        question = self._question()
        if question is None:
            self._finish(Resolution(action))
            return
        self._waiting = action
        self.ask_text.value = element("p", f"{LABELS[action][0]}: {question}")
        show(self.ask_form, visible=True)
        self.sure.button.focus()

    def _accept(self) -> None:
        cap = self.cap.value.strip().replace(",", "")
        self._finish(
            Resolution(
                ResolutionAction.ACCEPT,
                reason=self.reason.value,
                cap=money(cap) if cap else None,
                expires_on=self.expires.value,
            )
        )

    def _assign(self) -> None:
        self._finish(Resolution(ResolutionAction.ASSIGN, assigned_to=self.owner.value))

    def _snooze(self) -> None:
        self._finish(Resolution(ResolutionAction.SNOOZE, snoozed_until=self.until.value))

    def _sure(self) -> None:
        if self._waiting is not None:
            self._finish(Resolution(self._waiting))

    def _finish(self, wanted: Resolution) -> None:
        self._decide(replace(wanted, note=self.note.value))
        self.note.value = self.cap.value = ""
        self.expires.value = self.until.value = None
        self.close()

    def _make_forms(self, notice: Notice) -> None:
        def main(label: str, work: Callable[[], None]) -> Action:
            return Action(label, work, notice=notice, classes=["cmx-primary"])

        self.accept = main("Accept", self._accept)
        self.assign = main("Assign", self._assign)
        self.snooze = main("Snooze", self._snooze)
        self.sure = main("Yes, all of them", self._sure)
        # One button shown in three places: each widget costs every visitor a kilobyte.
        cancel = Action("Cancel", self.close, notice=notice).button
        no = Action("No", self.close, notice=notice).button
        self.ask_text = ipywidgets.HTML()
        self.accept_form = _form(self.reason, self.accept.button, cancel, self.cap, self.expires)
        self.assign_form = _form(self.owner, self.assign.button, cancel)
        self.snooze_form = _form(self.until, self.snooze.button, cancel)
        self.ask_form = _form(self.ask_text, self.sure.button, no)


def _form(*parts: ipywidgets.Widget) -> ipywidgets.Widget:
    return ipywidgets.HBox(parts).add_class("cmx-form")
