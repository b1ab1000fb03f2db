"""The panel beside the list of payments: one payment, and what may be done about it."""

from collections.abc import Callable
from dataclasses import dataclass

import ipywidgets

from cmxero.core.payment_board import PaymentRow, PaymentState
from cmxero.core.playbook_texts import playbook_text
from cmxero.ui.action import Action, Notice
from cmxero.ui.formats import counted
from cmxero.ui.handover import CopyButton
from cmxero.ui.html import element
from cmxero.ui.parts import show
from cmxero.ui.payment_list import PaymentList
from cmxero.ui.payment_panel import (
    batch_view,
    payment_head,
    several_head,
    story_view,
    what_to_do,
)

BACK = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK} Previous"
FORTH = "Next \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"


@dataclass(frozen=True, slots=True)
class Deeds:
    """What the page does when a button of the panel is pressed."""

    step: Callable[[int], None]
    match: Callable[[], None]
    open_batch: Callable[[], None]
    to_case_manager: Callable[[], None]


class PaymentDetail:
    """Shows what is under the cursor of a PaymentList, and reads no more than that.

    Attributes:
        box: the whole, to put on a page.
        match: opens matching by hand; batch: lists the parts of its batch, or all again.
    """

    def __init__(self, payments: PaymentList, deeds: Deeds, notice: Notice) -> None:
        self._payments = payments
        self._shown: tuple[object, ...] | None = None
        self.previous = Action(BACK, lambda: deeds.step(-1), notice=notice)
        self.next = Action(FORTH, lambda: deeds.step(1), notice=notice)
        self.position = ipywidgets.HTML()
        self.head = ipywidgets.HTML()
        self.match = Action("Match by hand…", deeds.match, notice=notice,
                            classes=["cmx-primary"], tooltip="Key M in the list")  # fmt: skip
        self.batch = Action("Show the batch", deeds.open_batch, notice=notice,
                            tooltip="Key B in the list")  # fmt: skip
        self.to_case_manager = Action("To Case Manager…", deeds.to_case_manager, notice=notice)
        self.copy = CopyButton("Copy what to do")
        self.detail = ipywidgets.HTML()
        steps = ipywidgets.HBox([self.previous.button, self.position, self.next.button])
        buttons = [self.match.button, self.batch.button, self.to_case_manager.button]
        actions = ipywidgets.HBox([*buttons, self.copy]).add_class("cmx-actions")
        self.box = ipywidgets.VBox([steps.add_class("cmx-steps"), self.head, actions, self.detail])
        self.box.add_class("cmx-panel")

    def forget(self) -> None:
        """What is stored may have changed: read it again."""
        self._shown = None

    def show(self, empty: str) -> None:
        """Show what is under the cursor; ``empty`` is said where nothing is."""
        payments = self._payments
        shown = payments.shown()
        self._show_place([row.key for row in shown])
        chosen = set(payments.selected)
        ticked = tuple(row for row in shown if row.key in chosen)
        row = None if len(ticked) > 1 else payments.row()
        now = (row, ticked if row is None else (), payments.batch, empty)
        if now == self._shown:
            return  # nothing is read for nothing
        self._shown = None
        self._show_buttons(row)
        if row is None:
            self.head.value = (
                several_head(ticked) if ticked else element("p", empty, class_="cmx-empty")
            )
            self.detail.value = ""
        else:
            self._show_payment(row)
        self._shown = now

    def _show_payment(self, row: PaymentRow) -> None:
        payments = self._payments
        story = payments.source.payment_story(row)
        finding = payments.finding_of(row)
        book = payments.source.playbook(finding.key, ask_xero=False) if finding else None
        self.copy.text = playbook_text(book) if book else ""
        self.copy.hidden = book is None
        self.head.value = payment_head(row, payments.sizes, story.xero_link)
        parts = payments.parts(row.facts.batch_id) if row.facts.batch_id else ()
        self.detail.value = element(
            "div", what_to_do(row, finding, book), batch_view(parts, row.key), story_view(story)
        )

    def _show_buttons(self, row: PaymentRow | None) -> None:
        payments = self._payments
        goes_on = row is not None and (
            row.facts.hand_status == "to do" or row.state is PaymentState.WAITING
        )
        batch_id = row.facts.batch_id if row else ""
        parts = len(payments.parts(batch_id)) if batch_id else 0
        self.batch.button.description = (
            "Show all payments" if payments.batch else f"Show its {counted(parts, 'part')}"
        )
        show(self.match.button, visible=payments.can_match(row))
        show(self.to_case_manager.button, visible=goes_on)
        show(self.batch.button, visible=bool(payments.batch or batch_id))
        self.copy.hidden = True

    def _show_place(self, keys: list[str]) -> None:
        current = self._payments.current
        at = keys.index(current) if current in keys else None
        place = f"{len(keys):,} shown" if at is None else f"{at + 1:,} of {len(keys):,}"
        self.position.value = element("span", place)
        self.previous.allow(allowed=bool(at))
        self.next.allow(allowed=at is not None and at + 1 < len(keys))
