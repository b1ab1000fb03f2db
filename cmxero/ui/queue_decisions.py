"""What every page over a ``MismatchQueue`` does with a person's decisions."""

from cmxero.core.resolutions import WAITING, Resolution
from cmxero.ui.action import Action, Notice
from cmxero.ui.decision_bar import LABELS, DecisionBar
from cmxero.ui.formats import counted, totals_text
from cmxero.ui.grid import Grid
from cmxero.ui.mismatch_queue import Decided, MismatchQueue


class QueueDecisions:
    """Decide, undo, ask before many, keys; the page says how it shows itself."""

    queue: MismatchQueue
    grid: Grid
    notice: Notice
    decisions: DecisionBar
    _undo_action: Action

    def _show_all(self) -> None:
        raise NotImplementedError

    def _show_counts(self) -> None:
        raise NotImplementedError

    def _show_panel(self) -> None:
        raise NotImplementedError

    def _forget_panel(self) -> None:
        """Before the panel is shown after a decision."""

    def _can_decide(self) -> bool:
        """Whether what is listed can be decided at all."""
        return True

    def _checked_by(self, _decided: Decided) -> str:
        """What checks a decision that waits for proof."""
        return "The next pull"

    def _decide(self, wanted: Resolution) -> None:
        try:
            decided = self.queue.decide(wanted)
        finally:
            self._show_changes()
        self._tell(decided)

    def _undo(self) -> None:
        try:
            decided = self.queue.undo()
        finally:
            self._show_changes()
        self._tell(decided)

    def _show_changes(self) -> None:
        """Bring the grid up to date, with a patch where that is enough: nothing jumps."""
        if [finding.key for finding in self.queue.listed()] != self.grid.data["id"]:
            self._show_all()
            return
        self.grid.patch(self.queue.take_changed())
        self._show_counts()
        self._forget_panel()
        self._show_panel()

    def _tell(self, decided: Decided) -> None:
        what = decided.subject if decided.count == 1 else counted(decided.count, "finding")
        proof = f" {self._checked_by(decided)} checks it." if WAITING in decided.status else ""
        said = f"{what}: {decided.status}.{proof}"
        self.notice.say(said, *([self._undo_action.button] if self.queue.can_undo() else []))
        self.grid.say(said)
        self.grid.take_focus()

    def _question(self) -> str | None:
        if not self.queue.must_ask():
            return None
        targets = self.queue.targets()
        net = totals_text((finding.currency_code, finding.effect) for finding in targets)
        return f"for all {counted(len(targets), 'finding')}, net {net}?"

    def _key(self, key: str) -> None:
        letters = {letter: action for action, (_label, letter) in LABELS.items()}
        pressed = key.upper()
        if pressed == "U" and self.queue.can_undo():
            self._undo_action.run()
        elif pressed in letters and self._can_decide():
            self.decisions.press(letters[pressed])
        elif pressed == "N":
            self.decisions.note.focus()

    def _go_to_buttons(self) -> None:
        allowed = self.queue.allowed()
        order = (self.decisions.likely, *LABELS)
        first = next((action for action in order if action in allowed), None)
        if first is not None and self._can_decide():
            self.decisions.buttons[first].button.focus()
