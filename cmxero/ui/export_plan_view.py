"""The plan on the page: every invoice of the journal left, its draft line by line right."""

from collections.abc import Callable

import ipywidgets

from cmxero.ui.action import Action, Notice
from cmxero.ui.chips import Chips
from cmxero.ui.export_again import AgainForm, Release
from cmxero.ui.export_desk import ALL, ExportDesk
from cmxero.ui.export_files import plan_file
from cmxero.ui.export_panel import invoice_detail, invoice_head, several_head
from cmxero.ui.export_rows import PLAN_COLUMNS
from cmxero.ui.grid import Grid
from cmxero.ui.handover import DownloadButton, FileForBrowser
from cmxero.ui.html import element

NOT_YET = "The plan is being made."
NO_INVOICE = "There is no invoice to show."


class PlanView:
    """Shows the desk's plan.

    Attributes:
        box: the whole, to put on a page.
        again: gives an invoice free that is in Xero already.
    """

    def __init__(
        self, desk: ExportDesk, changed: Callable[[], None], release: Release, notice: Notice
    ) -> None:
        self._desk, self._changed, self._notice = desk, changed, notice
        self._is_drawing = False
        self.states = Chips("State", ALL)
        self.grid = Grid(PLAN_COLUMNS, label="invoices")
        self.excel = DownloadButton("Plan as Excel", self._file)
        self.previous = Action(
            "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK} Previous",
            lambda: self._step(-1),
            notice=notice,
        )
        self.next = Action(
            "Next \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
            lambda: self._step(1),
            notice=notice,
        )
        self.position = ipywidgets.HTML()
        self.head = ipywidgets.HTML()
        self.detail = ipywidgets.HTML()
        self.again = AgainForm(release, notice)
        self.box = self._layout()
        self._listen()

    def show(self) -> None:
        """Show the desk's plan as it is now."""
        desk = self._desk
        self.grid.empty = NO_INVOICE if desk.plan or not desk.is_checking else NOT_YET
        self._is_drawing = True
        try:
            self.states.offer(desk.state_counts())
            self.states.value = desk.state
            self.grid.show(desk.data())
            self.grid.current = desk.current
            self.grid.selected = list(desk.selected)
        finally:
            self._is_drawing = False
        self.excel.disabled = desk.plan is None
        self._show_panel()

    def _show_panel(self) -> None:
        desk, targets = self._desk, self._desk.targets()
        self._show_place()
        if len(targets) == 1 and desk.plan:
            self.head.value = invoice_head(desk, targets[0])
            self.detail.value = invoice_detail(desk.plan, targets[0])
        elif targets:
            self.head.value, self.detail.value = several_head(desk, targets), ""
        else:
            self.head.value = element("p", self.grid.empty, class_="cmx-empty")
            self.detail.value = ""

    def _show_place(self) -> None:
        keys = [row.case_invoice_number for row in self._desk.shown()]
        at = keys.index(self._desk.current) if self._desk.current in keys else None
        place = f"{len(keys):,} shown" if at is None else f"{at + 1:,} of {len(keys):,}"
        self.position.value = element("span", place)
        self.previous.allow(allowed=bool(at))
        self.next.allow(allowed=at is not None and at + 1 < len(keys))

    def _filter(self) -> None:
        if self.states.value != self._desk.state:
            self._desk.filter_by(self.states.value)
            self.show()
            self._changed()

    def _look(self) -> None:
        if self._is_drawing:
            return
        desk, grid = self._desk, self.grid
        desk.query, desk.sort = grid.query, tuple(grid.sort)
        desk.current, desk.selected = grid.current, tuple(grid.selected)
        self._show_panel()
        self._changed()

    def _step(self, step: int) -> None:
        self.grid.selected = []
        self.grid.current = self._desk.neighbour(step)

    def _file(self) -> FileForBrowser | None:
        plan = self._desk.plan
        if plan is None:
            return None
        return self._notice.got("download the plan", lambda: plan_file(plan, self._desk.header))

    def _listen(self) -> None:
        notice = self._notice
        self.states.observe(lambda _change: notice.guard("filter", self._filter), "value")
        self.grid.observe(
            lambda _change: notice.guard("show the invoice", self._look),
            ["current", "selected", "query", "sort"],
        )

    def _layout(self) -> ipywidgets.Widget:
        tools = ipywidgets.HBox([self.excel]).add_class("cmx-tools")
        filters = ipywidgets.HBox([self.states, tools]).add_class("cmx-filters")
        steps = ipywidgets.HBox([self.previous.button, self.position, self.next.button])
        panel = ipywidgets.VBox(
            [steps.add_class("cmx-steps"), self.head, self.again.box, self.detail]
        ).add_class("cmx-panel")
        split = ipywidgets.Box([self.grid, panel]).add_class("cmx-split")
        return ipywidgets.VBox([filters, split]).add_class("cmx-view")
