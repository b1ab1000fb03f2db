"""The Adjustments & refunds page without its widgets: the work, its filter, decisions, proofs."""

from collections.abc import Iterable
from datetime import date

from cmxero.core.adjustment_work import WORK
from cmxero.core.findings import Finding
from cmxero.core.resolutions import ACCEPTED, OPEN
from cmxero.ui.adjustment_rows import COLUMNS, work_row
from cmxero.ui.adjustment_source import AdjustmentSource, ProvenDecision
from cmxero.ui.mismatch_queue import MismatchQueue
from cmxero.ui.mismatch_rows import Row

ALL = ""
PROVEN = "proven gone"
NEWEST_PROOFS = 500
WORDS = {OPEN: "To do", ACCEPTED: "Not needed"}
_KINDS = {kind.value for kind in WORK}


class WorkQueue(MismatchQueue):
    """The queue of the Mismatches page over what has to be entered somewhere.

    Searched and sorted by the columns of this page's grid.

    Attributes:
        system: only what is entered in this system; empty for both.
        every: all such findings as last read, whatever the system.
    """

    columns = COLUMNS

    def __init__(self, source: AdjustmentSource) -> None:
        self.system = ALL
        self.every: tuple[Finding, ...] = ()
        super().__init__(source)

    def replace(self, findings: Iterable[Finding]) -> None:
        """Take other findings: adjustments, credits, refunds, changed invoices."""
        self.every = tuple(each for each in findings if each.kind in WORK)
        self._take_fitting()

    def change(self, changed: Iterable[Finding]) -> None:
        """Take what some of them have become."""
        found = {each.key: each for each in changed}
        self.every = tuple(found.get(each.key, each) for each in self.every)
        super().change(found.values())

    def enter_in(self, system: str) -> None:
        """List only what is entered in one system, or all (empty)."""
        self.system = system
        self._take_fitting()
        self.filter_by()

    def make_row(self, finding: Finding, today: date) -> Row:
        """With the system it was changed in and the one it is entered in."""
        return work_row(finding, today)

    def known_rows(self, _findings: tuple[Finding, ...], _today: date) -> dict[str, Row]:
        """None: they have other fields than those of Mismatches."""
        return {}

    def _take_fitting(self) -> None:
        super().replace(
            tuple(each for each in self.every if self.system in {ALL, WORK[each.kind].enter_in})
        )


class AdjustmentDesk:
    """What the page shows and may do; filter, targets and decisions are a ``MismatchQueue``'s.

    Attributes:
        queue: the findings, as on the Mismatches page.
        proven: what people said is done and a reconcile saw gone, newest first.
    """

    def __init__(self, source: AdjustmentSource) -> None:
        self.source = source
        self.queue = WorkQueue(source)
        self.proven: tuple[ProvenDecision, ...] = ()
        self._read_proofs()

    @property
    def is_proven_shown(self) -> bool:
        """Whether the list shows what is proven, instead of findings."""
        return self.queue.status == PROVEN

    @property
    def every(self) -> tuple[Finding, ...]:
        """All the page is about, whatever is filtered."""
        return self.queue.every

    def reload(self) -> None:
        """Read everything again; the filter stays."""
        self.queue.reload()
        self._read_proofs()

    def system_counts(self) -> list[tuple[str, str, int]]:
        """Tabs: value, words, count of what is to do there."""
        to_do = [
            WORK[each.kind].enter_in
            for each in self.every
            if each.status == OPEN and self.queue.is_in_part(each)
        ]
        systems = sorted({work.enter_in for work in WORK.values()}, reverse=True)
        tabs = [
            (system.value, f"Enter in {system.value}", to_do.count(system)) for system in systems
        ]
        return [(ALL, "All", len(to_do)), *tabs]

    def status_counts(self) -> list[tuple[str, str, int]]:
        """Chips: value, words, count; what is proven stands last."""
        chips = [
            (value, WORDS.get(value, words), count)
            for value, words, count in self.queue.status_counts()
            if value != PROVEN
        ]
        return [*chips, (PROVEN, "Proven gone", len(self.proven))]

    def proven_one(self, place: str) -> ProvenDecision | None:
        """A proof by its place in the list."""
        at = int(place) if place.isdigit() else -1
        return self.proven[at] if 0 <= at < len(self.proven) else None

    def _read_proofs(self) -> None:
        found = self.source.proven(NEWEST_PROOFS)
        self.proven = tuple(each for each in found if each.kind in _KINDS)
