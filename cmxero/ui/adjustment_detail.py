"""The panel beside the list: one finding, what to enter, what cmxero may send, what was proven."""

from collections.abc import Callable
from dataclasses import dataclass

import ipywidgets

from cmxero.core.findings import Finding
from cmxero.core.playbook import Playbook
from cmxero.core.resolutions import WAITING, Resolution, ResolutionAction
from cmxero.ui.action import Action, Notice
from cmxero.ui.adjustment_desk import AdjustmentDesk
from cmxero.ui.adjustment_rows import proven_words
from cmxero.ui.decision_bar import DecisionBar
from cmxero.ui.entries_view import EntriesView
from cmxero.ui.finding_panel import both_sides, finding_head, several_head, why
from cmxero.ui.html import element
from cmxero.ui.jobs import PageJobs
from cmxero.ui.panel_tables import sentences
from cmxero.ui.settle_box import SettleBox
from cmxero.workflows.settle import SettleReport

BACK = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK} Previous"
FORTH = "Next \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"


@dataclass(frozen=True, slots=True)
class Deeds:
    """What the page does when something in the panel is pressed, or was sent."""

    step: Callable[[int], None]
    decide: Callable[[Resolution], None]
    question: Callable[[], str | None]
    sent: Callable[[SettleReport], None]
    look_again: Callable[[], None]


class AdjustmentDetail:
    """Shows what an AdjustmentDesk has chosen, and reads no more than that.

    Attributes:
        box: the whole, to put on a page.
        decisions: did it, not needed, and so on.
        entries: what to enter, with copy buttons.
        settle: preview and sending of what cmxero may send itself.
    """

    def __init__(self, desk: AdjustmentDesk, jobs: PageJobs, deeds: Deeds, notice: Notice) -> None:
        self._desk, self._queue, self._deeds = desk, desk.queue, deeds
        self._shown: tuple[Finding, ...] | None = None
        self.previous = Action(BACK, lambda: deeds.step(-1), notice=notice)
        self.next = Action(FORTH, lambda: deeds.step(1), notice=notice)
        self.position = ipywidgets.HTML()
        self.head = ipywidgets.HTML()
        self.decisions = DecisionBar(deeds.decide, deeds.question, notice)
        self.decisions.owner.value = self._queue.header.person
        self.decisions.buttons[ResolutionAction.ACCEPT].button.description = "Not needed…"
        self.decisions.accept.button.description = "Not needed"
        self.entries = EntriesView(self._follow_way, notice)
        self.settle = SettleBox(
            desk.source, jobs, deeds.sent, deeds.look_again, self._ask_approval, notice
        )
        self.detail = ipywidgets.HTML()
        steps = ipywidgets.HBox([self.previous.button, self.position, self.next.button])
        self.box = ipywidgets.VBox(
            [
                steps.add_class("cmx-steps"),
                self.head,
                self.decisions.box,
                self.entries.box,
                self.settle.box,
                self.detail,
            ]
        ).add_class("cmx-panel")

    def forget(self) -> None:
        """What is stored may have changed: read it again."""
        self._shown = None

    def show(self, current: str, empty: str) -> None:
        """Show what is chosen; ``empty`` is said where nothing is.

        Args:
            current: id under the grid's cursor; that of a proof is its place.
        """
        if self._desk.is_proven_shown:
            self._show_proven(current, empty)
            return
        targets = self._queue.targets()
        self._show_place([finding.key for finding in self._queue.shown()], self._queue.current)
        if targets == self._shown:
            return  # an open question or preview stays, and nothing is read for nothing
        self._shown = None
        self.decisions.close()
        self.decisions.allow(self._queue.allowed())
        book: Playbook | None = None
        if len(targets) == 1:
            book = self._show_finding(targets[0])
        else:
            none = element("p", empty, class_="cmx-empty")
            self.head.value = several_head(targets) if targets else none
            self.detail.value = ""
        self.entries.show(book)
        self._shown = targets
        self._follow_way()

    def _show_finding(self, finding: Finding) -> Playbook:
        detail = self._desk.source.finding_detail(finding.key)
        self.head.value = finding_head(detail, self._queue.header.today)
        self.detail.value = element("div", why(finding), both_sides(detail))
        return self._desk.source.playbook(finding.key, ask_xero=False)

    def _show_proven(self, current: str, empty: str) -> None:
        self._show_place([str(place) for place in range(len(self._desk.proven))], current)
        one = self._desk.proven_one(current)
        self._shown = None
        self.decisions.allow(())
        self.entries.show(None)
        self.settle.offer((), None, self._queue.header)
        self.detail.value = ""
        said = "It came back." if one and one.came_back_utc else "Both sides agree: it is proven."
        self.head.value = (
            element("p", empty, class_="cmx-empty")
            if one is None
            else element(
                "div",
                element("p", f"{one.subject} · {one.kind}", class_="cmx-kind"),
                element("h2", said),
                sentences("What happened", proven_words(one)),
                class_="cmx-panel-head",
            )
        )

    def _show_place(self, keys: list[str], current: str) -> None:
        at = keys.index(current) if current in keys else None
        place = f"{len(keys):,} shown" if at is None else f"{at + 1:,} of {len(keys):,}"
        self.position.value = element("span", place)
        self.previous.allow(allowed=bool(at))
        self.next.allow(allowed=at is not None and at + 1 < len(keys))

    def _follow_way(self) -> None:
        """Stress and offer what fits what is chosen: the way shown, or of several each default."""
        targets = [each for each in self._shown or () if each.status != WAITING]
        way = self.entries.way
        self.decisions.follow(way)
        if len(targets) == 1 and way is not None:
            keys = [targets[0].key] if way.can_be_sent else []
            self.settle.offer(keys, self.entries.place, self._queue.header)
        else:
            self.settle.offer([each.key for each in targets], None, self._queue.header)

    def _ask_approval(self) -> None:
        self._deeds.decide(Resolution(ResolutionAction.SEND, note=self.decisions.note.value))
