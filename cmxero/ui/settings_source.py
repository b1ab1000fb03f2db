"""What the Settings page needs from the workbench; the workbench itself satisfies it."""

from collections.abc import Sequence
from typing import Protocol

from cmxero.core.pages import PageHeader
from cmxero.core.schedule import LocalTime
from cmxero.core.settings_report import SettingsReport
from cmxero.workflows.doctor import Examined


class SettingsSource(Protocol):
    """Where the page reads. Any method may raise a ``CmxeroError``; nothing can be changed."""

    def page_header(self) -> PageHeader:
        """Where we are and how fresh the data is."""

    def local_time(self) -> LocalTime:
        """What the organisation's clocks show at an instant."""

    def settings_report(self) -> SettingsReport:
        """Everything at a glance; holds no secret."""

    def test_connection(self) -> Sequence[Examined]:
        """Ask Xero who it is, then look at everything else; takes a while."""
