"""What the History page needs from the workbench; the workbench itself satisfies it."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from cmxero.core.pages import PageHeader
from cmxero.core.schedule import LocalTime
from cmxero.core.timeline import HistoryCounts, HistoryEntry
from cmxero.ui.saved_views import ViewKeeper
from cmxero.ui.source import NewsSource


class HistorySource(ViewKeeper, NewsSource, Protocol):
    """Where the page reads. Any method may raise a ``CmxeroError``; nothing can be changed."""

    @property
    def person(self) -> str:
        """Who looks."""

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone."""

    def page_header(self) -> PageHeader:
        """Where we are and how fresh the data is."""

    def local_time(self) -> LocalTime:
        """What the organisation's clocks show at an instant."""

    def history_entries(
        self,
        *,
        limit: int | None,
        offset: int = 0,
        kind: str,
        person: str,
        since: date | None,
        until: date | None,
        invoice: str,
        text: str,
    ) -> Sequence[HistoryEntry]:
        """What happened, newest first."""

    def count_history(
        self,
        *,
        kind: str,
        person: str,
        since: date | None,
        until: date | None,
        invoice: str,
        text: str,
    ) -> HistoryCounts:
        """How many entries the same words find."""

    def run_events(self, run_id: str) -> Sequence[tuple[str, str]]:
        """What a run came across: (about, message)."""
