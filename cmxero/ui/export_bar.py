"""The Export button, the question it asks first, and the bar while it runs."""

from collections.abc import Callable

import ipywidgets

from cmxero.core.pages import PageHeader
from cmxero.core.roles import Role, role_fault
from cmxero.ui.action import Action, Notice
from cmxero.ui.export_desk import Sending
from cmxero.ui.export_words import button_words, progress_bar, question, sure_words
from cmxero.ui.parts import show
from cmxero.workflows.export_report import ExportProgress

CANCEL = "Cancel"


class ExportBar:
    """Sends nothing by itself: it asks, and hands what was confirmed to the page.

    Attributes:
        press: the button that asks.
        sure: the button that sends what the question said.
        cancel: stops a running export after what is under way.
        ask_form, running: shown only while they are needed.
    """

    def __init__(
        self,
        send: Callable[[Sending], None],
        cancel: Callable[[], None],
        notice: Notice,
    ) -> None:
        self._send, self._cancel = send, cancel
        self._offered: Sending | None = None
        self._asked: Sending | None = None
        self._header: PageHeader | None = None
        self._progress: ExportProgress | None = None
        self._is_running = False
        self.press = Action("Nothing to export", self._ask, notice=notice, classes=["cmx-primary"])
        self.sure = Action("Yes", self._confirmed, notice=notice, classes=["cmx-primary"])
        self.dismiss = Action("No, send nothing", self.close, notice=notice)
        self.cancel = Action(CANCEL, self._cancelled, notice=notice)
        self.question = ipywidgets.HTML()
        self.progress = ipywidgets.HTML()
        self.ask_form = ipywidgets.HBox(
            [self.question, self.sure.button, self.dismiss.button]
        ).add_class("cmx-form")
        self.running = ipywidgets.HBox([self.progress, self.cancel.button]).add_class("cmx-form")
        self.close()
        self.stop()

    def offer(self, sending: Sending | None, header: PageHeader, *, is_free: bool) -> None:
        """Say what Export would send; an open question that no longer fits is taken back."""
        self._offered, self._header = sending, header
        if self._is_running:
            self.press.button.description = "Exporting…"
        elif is_free or sending:
            self.press.button.description = button_words(sending)
        else:
            self.press.button.description = "Export"
        fault = role_fault(header.role, Role.RESOLVE)
        self.press.allow(allowed=is_free and sending is not None, why=fault)
        if sending != self._asked:
            self.close()

    def close(self) -> None:
        """Take the question back."""
        self._asked = None
        show(self.ask_form, visible=False)

    def start(self) -> None:
        """The export has begun."""
        self.close()
        self._is_running = True
        self.cancel.button.description = CANCEL
        self.cancel.allow(allowed=True)
        self.tell(None)
        show(self.running, visible=True)
        self.cancel.button.focus()

    def tell(self, progress: ExportProgress | None) -> None:
        """How far it is."""
        self._progress = progress
        self.progress.value = progress_bar(progress, is_cancelled=not self.cancel.allowed)

    def stop(self) -> None:
        """The export has ended."""
        self._is_running = False
        show(self.running, visible=False)

    def _ask(self) -> None:
        if self._offered is None or self._header is None:
            return
        self._asked = self._offered
        self.question.value = question(self._asked, self._header)
        self.sure.button.description = sure_words(self._asked)
        show(self.ask_form, visible=True)
        self.sure.button.focus()

    def _confirmed(self) -> None:
        if self._asked is not None:
            self._send(self._asked)

    def _cancelled(self) -> None:
        self.cancel.button.description = "Cancelling…"
        self.cancel.allow(allowed=False)
        self.tell(self._progress)
        self._cancel()
