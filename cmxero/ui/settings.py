"""The Settings page: are we connected, to what, by which options. Nothing is edited here."""

from collections.abc import Sequence

import ipywidgets

from cmxero.core.option_lines import DEFAULT, OptionInForce
from cmxero.core.pages import PageHeader
from cmxero.core.settings_report import SettingsReport
from cmxero.ui.action import Action, Notice
from cmxero.ui.chips import Chips
from cmxero.ui.grid import Grid
from cmxero.ui.handover import CopyButton
from cmxero.ui.html import element
from cmxero.ui.jobs import PageJobs
from cmxero.ui.keyboard_help import keyboard_help
from cmxero.ui.parts import mark, share_layout, show
from cmxero.ui.settings_cards import Clock, connection_cards, mappings_table, reconnect_command
from cmxero.ui.settings_options import COLUMNS, option_data, option_panel
from cmxero.ui.settings_source import SettingsSource
from cmxero.ui.settings_words import examined_list, examined_words, masthead
from cmxero.workflows.doctor import Examined

CARDS = 6
"""Cards of the first view."""
CONNECTION, MAPPINGS, OPTIONS = "connection", "mappings", "options"
KEYS = (
    ("↑ ↓  PgUp PgDn  Home End", "move among the options"),
    ("/", "search the options"),
    ("↑ on the first row", "go to the column heads; Enter sorts"),
    ("Ctrl+C", "copy the option for a spreadsheet"),
)


class SettingsPage:
    """Shows a SettingsReport; tests the connection when asked to."""

    def __init__(self, source: SettingsSource) -> None:
        self.source = source
        self.notice = Notice()
        self.jobs = PageJobs(self.notice, self._show_buttons)
        self._make_widgets()
        self.box = self._layout()
        share_layout([self.box])
        self._listen()
        self._read()

    def _make_widgets(self) -> None:
        self.top = ipywidgets.HTML()
        self.views = Chips("View", CONNECTION)
        self.test = Action(
            "Test connection", self._test, notice=self.notice, classes=["cmx-primary"]
        )
        self.refresh = Action("Refresh", self._refresh, notice=self.notice)
        self.result = ipywidgets.HTML()
        self.examined = ipywidgets.HTML()
        self.cards = ipywidgets.HTML()
        self.reconnect = CopyButton("Copy the command to sign in again")
        self.mappings = ipywidgets.HTML()
        self.grid = Grid(COLUMNS, label="options in force")
        self.panel = ipywidgets.HTML()
        self.copy = CopyButton("Copy the line")

    def _layout(self) -> ipywidgets.Widget:
        tools = ipywidgets.HBox([self.test.button, self.refresh.button]).add_class("cmx-tools")
        views = ipywidgets.HBox([self.views, tools]).add_class("cmx-views")
        self.outcome = ipywidgets.VBox([self.result, self.examined])
        self.outcome.add_class("cmx-outcome").add_class("cmx-tested")
        self.connection_box = ipywidgets.VBox([self.cards, self.reconnect]).add_class("cmx-view")
        self.mappings_box = ipywidgets.VBox([self.mappings]).add_class("cmx-view")
        panel = ipywidgets.VBox([self.panel, self.copy]).add_class("cmx-panel")
        self.options_box = ipywidgets.VBox(
            [ipywidgets.Box([self.grid, panel]).add_class("cmx-split")]
        ).add_class("cmx-view")
        self.keys = ipywidgets.HTML(keyboard_help(KEYS))
        return (
            ipywidgets.VBox(
                [
                    self.top,
                    views.add_class("cmx-filters"),
                    self.outcome,
                    self.connection_box,
                    self.mappings_box,
                    self.options_box,
                    self.keys,
                    self.notice.box,
                ]
            )
            .add_class("cmx-page")
            .add_class("cmx-long")
        )

    def _listen(self) -> None:
        self.views.observe(self.notice.guarded("turn to another view", self._show_view), "value")
        self.grid.observe(self.notice.guarded("show the option", self._show_option), "current")
        self.grid.on_shown(self.jobs.background.is_shown)

    # What is shown -----------------------------------------------------------------------

    def _read(self) -> None:
        """Read everything again and draw it."""
        self._show_all(self.source.page_header(), self.source.settings_report())

    def _show_all(self, header: PageHeader, report: SettingsReport) -> None:
        self.report = report
        clock = Clock(self.source.local_time(), header.now_utc)
        self.top.value = masthead(header, report)
        self.cards.value = connection_cards(report, clock)
        self.reconnect.text = reconnect_command(report)
        asked = clock(report.asked_utc) if report.asked_utc else "never; press Test connection"
        self.mappings.value = mappings_table(report.mappings, asked)
        self.grid.show(option_data(report.options))
        if self._option() is None:
            changed = [each for each in report.options if each.source != DEFAULT]
            self.grid.current = (changed or list(report.options))[0].name
        self.views.offer(
            [
                (CONNECTION, "Connection", CARDS),
                (MAPPINGS, "Mappings", len(report.mappings)),
                (OPTIONS, "Options", len(report.options)),
            ]
        )
        self._show_view()
        self._show_option()
        self._show_examined(())

    def _show_view(self) -> None:
        boxes = {
            CONNECTION: self.connection_box,
            MAPPINGS: self.mappings_box,
            OPTIONS: self.options_box,
        }
        for name, box in boxes.items():
            show(box, visible=self.views.value == name)
        is_options = self.views.value == OPTIONS
        show(self.keys, visible=is_options)
        mark(self.box, "cmx-long", on=not is_options)  # the options fit the window

    def _option(self) -> OptionInForce | None:
        wanted = self.grid.current
        return next((each for each in self.report.options if each.name == wanted), None)

    def _show_option(self) -> None:
        option = self._option()
        if option is None:
            return
        self.panel.value = option_panel(option, self.report.config_file)
        self.copy.text = option.entry
        self.copy.label = "Copy the variable's name" if option.is_secret else "Copy the line"

    def _show_buttons(self) -> None:
        for action in (self.test, self.refresh):
            action.allow(allowed=not self.jobs.busy)

    def _show_examined(self, examined: Sequence[Examined]) -> None:
        show(self.outcome, visible=bool(examined))
        if not examined:
            self.result.value = self.examined.value = ""
            return
        style = "cmx-good" if all(each.is_fine for each in examined) else "cmx-attention"
        self.result.value = element("p", examined_words(examined), class_=style)
        self.examined.value = examined_list(examined)

    # What people do ----------------------------------------------------------------------

    def _test(self) -> None:
        """Asks Xero, so it is not waited for."""

        def test() -> tuple[Sequence[Examined], PageHeader, SettingsReport]:
            examined = self.source.test_connection()
            return examined, self.source.page_header(), self.source.settings_report()

        def tested(result: tuple[Sequence[Examined], PageHeader, SettingsReport]) -> None:
            examined, header, report = result
            self._show_all(header, report)
            self._show_examined(examined)
            self.grid.say(examined_words(examined))

        self.notice.say("")
        self.jobs.begin("test the connection", test, tested, pressed=self.test, busy="Asking Xero…")

    def _refresh(self) -> str:
        self._read()
        return "Read again."
