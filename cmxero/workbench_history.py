"""The history of everything, asked for: newest first, by person, kind, invoice, words and days."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TypedDict, Unpack
from zoneinfo import ZoneInfo

from cmxero.core.timeline import HistoryCounts, HistoryEntry
from cmxero.core.timeline_words import codes_for
from cmxero.store.timeline import HistoryFilter, Timeline
from cmxero.wiring import Wiring


class HistoryWords(TypedDict, total=False):
    """Which entries are looked for.

    ``since`` and ``until`` are days in the organisation's time zone, both counted; ``invoice`` is
    Case Manager's number, with or without ``CM-``; the words of ``text`` must all occur.
    """

    kind: str
    person: str
    since: date | None
    until: date | None
    invoice: str
    text: str


class HistoryDesk(Wiring):
    """For the History page, and for whoever asks in a notebook."""

    def history_entries(
        self, *, limit: int | None = 500, offset: int = 0, **wanted: Unpack[HistoryWords]
    ) -> tuple[HistoryEntry, ...]:
        """What happened, newest first: who did what, when, and the fields before and after.

        Args:
            limit: how many at most; None takes all.
            offset: how many of the newest are left out.
        """
        return self._timeline.page(
            self.bench.organisation, self._history_filter(wanted), limit=limit, offset=offset
        )

    def count_history(self, **wanted: Unpack[HistoryWords]) -> HistoryCounts:
        """How many entries the same words find: in all, by kind and by person."""
        return self._timeline.counts(self.bench.organisation, self._history_filter(wanted))

    def run_events(self, run_id: str) -> tuple[tuple[str, str], ...]:
        """What a run came across that is no outcome of a document: (about, message)."""
        return self._timeline.events(run_id)

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone; before the first connection, Brisbane's."""
        known = self._known
        return ZoneInfo(known.timezone if known else "Australia/Brisbane")

    @cached_property
    def _timeline(self) -> Timeline:
        return Timeline(self._database, codes_for)

    def _history_filter(self, wanted: HistoryWords) -> HistoryFilter:
        since, until = wanted.get("since"), wanted.get("until")
        return HistoryFilter(
            kind=wanted.get("kind", ""),
            person=wanted.get("person", ""),
            since_utc=self._begins(since) if since else None,
            before_utc=self._begins(until + timedelta(days=1)) if until else None,
            invoice=wanted.get("invoice", ""),
            text=wanted.get("text", ""),
        )

    def _begins(self, day: date) -> datetime:
        """When a day begins in the organisation's time zone (naive UTC)."""
        local = datetime.combine(day, time(), tzinfo=self.zone)
        return local.astimezone(UTC).replace(tzinfo=None)
