"""The findings of a page: filtered, searched, sorted, counted; quick with tens of thousands.

What follows from them is worked out once and kept until something changes, as every click asks.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import ClassVar

from cmxero.core.deciding import is_same_person
from cmxero.core.findings import Finding, FindingKind
from cmxero.core.resolutions import ACCEPTED, OPEN, STATUSES, WAITING
from cmxero.core.wording import capitalised
from cmxero.ui.grid import Column, Data, arrange
from cmxero.ui.mismatch_rows import (
    COLUMNS,
    Row,
    as_data,
    as_row,
    fields_of,
    oldest_first,
    rows_of,
)

ALL = ""
ALWAYS_SHOWN = (OPEN, WAITING, ACCEPTED)
"""Statuses that have a chip even while no finding has them."""
_STATUS, _KIND = attrgetter("status"), attrgetter("kind._value_")
"""Counted in C: asking members of an enumeration for their value takes longer than all the rest."""
OLD_AFTER_DAYS = 60
CENTS_BELOW = Decimal("1.00")

SLICES: Mapping[str, Callable[[Finding, str], bool]] = {
    ALL: lambda _finding, _person: True,
    "mine": lambda finding, person: is_same_person(finding.assigned_to, person),
    "unassigned": lambda finding, _person: not finding.assigned_to,
    f"over {OLD_AFTER_DAYS} days": lambda finding, _person: finding.age > OLD_AFTER_DAYS,
    "cents only": lambda finding, _person: 0 < abs(finding.effect) < CENTS_BELOW,
}
"""Parts of the queue that no chip tells (ui.md 8.3), for the person who looks."""


@dataclass(slots=True)
class Kept:
    """What was worked out, by what it follows from."""

    listed: tuple[Finding, ...] | None = None
    shown_for: tuple[object, ...] = ()
    shown: tuple[Finding, ...] = ()
    placed: tuple[Finding, ...] | None = None
    places: dict[str, int] = field(default_factory=dict)


class FindingList:
    """Findings with a filter over them.

    Attributes:
        status: only findings of this status are listed; empty for all.
        kind: only findings of this kind (its words) are listed; empty for all.
        part: only findings of this part (one of ``SLICES``); empty for all.
        query, sort: as in ``Grid``.
        columns: those of the grid, which the search looks through.
        findings: oldest first, then largest effect.
    """

    columns: ClassVar[Sequence[Column]] = COLUMNS

    def __init__(self) -> None:
        self.status: str = OPEN
        self.kind: str = ALL
        self.part: str = ALL
        self.query = ""
        self.sort: Sequence[str] = ()
        self.findings: tuple[Finding, ...] = ()
        self._person, self._today = "", date.min
        self._place: dict[str, int] = {}
        self._rows: dict[str, Row] = {}
        self._stays: frozenset[str] = frozenset()
        self._changed: set[str] = set()
        self._kept = Kept()

    def look_as(self, person: str, today: date) -> None:
        """Who looks, and on which day: ages and whose they are go by that."""
        self._person, self._today = person, today

    def replace(self, findings: tuple[Finding, ...]) -> None:
        """Take other findings."""
        self._rows = self.known_rows(findings, self._today)
        self.findings = oldest_first(findings)
        self._place = {finding.key: at for at, finding in enumerate(self.findings)}
        self._changed = set(self._place)
        self._kept = Kept()

    def change(self, changed: Iterable[Finding]) -> None:
        """Take what some of them have become; the order stays."""
        found = list(self.findings)
        for finding in changed:
            found[self._place[finding.key]] = finding
            self._rows.pop(finding.key, None)
            self._changed.add(finding.key)
        self.findings = tuple(found)
        self._kept = Kept()

    def stay(self, keys: Iterable[str]) -> None:
        """List these whatever the filter says, so that nothing jumps under the hands."""
        self._stays |= frozenset(keys)
        self._kept = Kept()

    def filter_by(
        self, *, status: str | None = None, kind: str | None = None, part: str | None = None
    ) -> None:
        """List only one status, one kind, one part, or all (empty); None leaves it as it is."""
        self.status = self.status if status is None else status
        self.kind = self.kind if kind is None else kind
        self.part = self.part if part is None else part
        self.nothing_stays()

    def nothing_stays(self) -> None:
        """From now on the filter alone says what is listed."""
        self._stays = frozenset()
        self._kept = Kept()

    def listed(self) -> tuple[Finding, ...]:
        """Findings that pass the filter, and those just decided, until the filter is touched."""
        if self._kept.listed is None:
            status, kind, stays, part = self.status, self.kind, self._stays, self.part
            self._kept.listed = tuple(
                finding
                for finding in self.findings
                if (
                    (not status or finding.status == status)
                    and (not kind or finding.kind == kind)
                    and (not part or self.is_in_part(finding))
                )
                or finding.key in stays
            )
        return self._kept.listed

    def data(self) -> Data:
        """The listed findings as the grid takes them."""
        return as_data([self.row(finding) for finding in self.listed()], self.columns)

    def row(self, finding: Finding) -> Row:
        """One finding's fields for the grid."""
        row = self._rows.get(finding.key)
        if row is None:
            row = self._rows[finding.key] = self.make_row(finding, self._today)
        return row

    def make_row(self, finding: Finding, today: date) -> Row:
        """The fields of ``columns``; another page's list has others."""
        return as_row(finding, today)

    def known_rows(self, findings: tuple[Finding, ...], today: date) -> dict[str, Row]:
        """Rows that need not be made one by one; of another page's list none."""
        return rows_of(findings, today)

    def take_changed(self) -> dict[str, Row]:
        """Rows of the listed findings that are not as they were when this was asked last."""
        changed, self._changed = self._changed, set()
        names = fields_of(self.columns)
        return {
            finding.key: {name: row[name] for name in names}
            for finding in self.listed()
            if finding.key in changed and (row := self.row(finding))
        }

    def forget_changed(self) -> None:
        """Everything was shown anew."""
        self._changed = set()

    def shown(self) -> tuple[Finding, ...]:
        """Findings that also pass the search box, in the order on the screen."""
        wanted = (self.query, *self.sort)
        if self._kept.listed is None or self._kept.shown_for != wanted:
            listed = self.listed()
            if self.query or self.sort:
                rows = arrange(self.columns, self.data(), self.query, self.sort)
                self._kept.shown = tuple(listed[row] for row in rows)
            else:
                self._kept.shown = listed
            self._kept.shown_for = wanted
        return self._kept.shown

    def shown_at(self, key: str) -> int | None:
        """Where a finding stands on the screen, from 0; None where it is not shown."""
        shown = self.shown()
        if self._kept.placed is not shown:
            self._kept.placed = shown
            self._kept.places = {finding.key: at for at, finding in enumerate(shown)}
        return self._kept.places.get(key)

    def finding(self, key: str) -> Finding | None:
        """A finding as last read."""
        at = self._place.get(key)
        return None if at is None else self.findings[at]

    def status_counts(self) -> list[tuple[str, str, int]]:
        """Chips for the statuses: value, words, count."""
        found = Counter(map(_STATUS, self._of_part()))
        chips = [
            (status, capitalised(status), found[status])
            for status in STATUSES
            if status in ALWAYS_SHOWN or status in found or status == self.status
        ]
        return [*chips, (ALL, "All", found.total())]

    def kind_counts(self) -> list[tuple[str, str, int]]:
        """Chips for the kinds found under the chosen status, most frequent first."""
        wanted, of_part = self.status, self._of_part()
        found = Counter(each.kind._value_ for each in of_part if wanted in {ALL, each.status})
        chips = [
            (kind.value, capitalised(kind.value), found[kind.value])
            for kind in FindingKind
            if kind.value in found or kind == self.kind
        ]
        # By all statuses, so that a decision does not move a chip under the hand.
        frequency = Counter(map(_KIND, self.findings))
        chips.sort(key=lambda chip: -frequency[chip[0]])
        return [(ALL, "All kinds", found.total()), *chips]

    def _of_part(self) -> Iterable[Finding]:
        return filter(self.is_in_part, self.findings) if self.part else self.findings

    def is_in_part(self, finding: Finding) -> bool:
        """Whether a finding is of the chosen part."""
        return not self.part or SLICES[self.part](finding, self._person)
