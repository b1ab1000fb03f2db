"""The History page without its widgets: what is asked for, and how much of it is listed."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cmxero.core.errors import NothingToDoError
from cmxero.core.pages import PageHeader
from cmxero.core.timeline import HistoryCounts, HistoryEntry
from cmxero.ui.history_source import HistorySource

FIRST, STEP, MOST = 500, 2_000, 20_000
"""Entries listed at once, with each look further back, and at most; search goes through all."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; empty does not narrow. The days are the organisation's, both counted."""

    kind: str = ""
    person: str = ""
    since: date | None = None
    until: date | None = None
    invoice: str = ""
    text: str = ""

    def words(self) -> dict[str, Any]:
        """As the source takes them."""
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was left out."""
        return self != Wanted()

    @property
    def is_backwards(self) -> bool:
        """Whether the first day is after the last one."""
        return bool(self.since and self.until and self.since > self.until)


class HistoryList:
    """What the page shows; reads the source and changes nothing.

    Attributes:
        wanted: what is asked for.
        current: id of the entry under the cursor.
        header, entries, counts: as last read; entries newest first.
    """

    def __init__(self, source: HistorySource, wanted: Wanted | None = None) -> None:
        self.source = source
        self.wanted = wanted or Wanted()
        self.current = ""
        self.header: PageHeader
        self.entries: tuple[HistoryEntry, ...] = ()
        self.counts = HistoryCounts(0, {}, {})
        self.reload()

    def reload(self) -> None:
        """Read the newest entries again."""
        self.header = self.source.page_header()
        self._read()

    def narrow(self, **changes: Any) -> None:  # noqa: ANN401 - fields of Wanted
        """Ask for something else; what is not named stays as it is.

        Raises:
            NothingToDoError: the days are in the wrong order; what was asked for stays.
        """
        wanted = replace(self.wanted, **changes)
        if wanted.is_backwards:
            raise NothingToDoError(
                "The first day is after the last one, so no day lies between. Set one of them anew."
            )
        if wanted != self.wanted:
            self.wanted = wanted
            self._read()

    def look_further_back(self) -> None:
        """List older entries too. What came meanwhile shifts the pages, so none is taken twice."""
        if not self.may_look_further:
            return
        known = {entry.entry_id for entry in self.entries}
        step = min(STEP, MOST - len(self.entries))
        found = self.source.history_entries(
            limit=step, offset=len(self.entries), **self.wanted.words()
        )
        self.entries += tuple(entry for entry in found if entry.entry_id not in known)

    @property
    def may_look_further(self) -> bool:
        """Whether there are older entries, and room for them."""
        return len(self.entries) < min(self.counts.found, MOST)

    def entry(self) -> HistoryEntry | None:
        """The entry under the cursor."""
        return next((each for each in self.entries if each.entry_id == self.current), None)

    def all_entries(self) -> tuple[HistoryEntry, ...]:
        """Every entry asked for, however many are listed."""
        return tuple(self.source.history_entries(limit=None, **self.wanted.words()))

    def _read(self) -> None:
        self.entries = tuple(self.source.history_entries(limit=FIRST, **self.wanted.words()))
        self.counts = self.source.count_history(**self.wanted.words())
        if self.entry() is None:
            self.current = self.entries[0].entry_id if self.entries else ""
