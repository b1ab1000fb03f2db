"""The Adjustments & refunds page without its widgets: the work, its filter, decisions, proofs."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from cmxero.core.adjustment_work import WORK
from cmxero.core.findings import Finding, FindingDetail
from cmxero.core.pages import PageHeader
from cmxero.core.playbook import Playbook
from cmxero.core.resolutions import ACCEPTED, OPEN, ResolutionAction
from cmxero.ui.adjustment_rows import COLUMNS, as_data
from cmxero.ui.adjustment_source import AdjustmentSource, ProvenDecision
from cmxero.ui.grid import arrange
from cmxero.ui.mismatch_queue import MismatchQueue

ALL = ""
PROVEN = "proven gone"
NEWEST_PROOFS = 500
WORDS = {OPEN: "To do", ACCEPTED: "Not needed"}
_KINDS = {kind.value for kind in WORK}


class Work:
    """A ``MismatchSource`` that shows only what has to be entered somewhere.

    Attributes:
        enter_in: only what is entered in this system; empty for both.
        every: all such findings as last read, whatever the system.
    """

    def __init__(self, source: AdjustmentSource) -> None:
        self._source = source
        self.enter_in = ALL
        self.every: tuple[Finding, ...] = ()

    def page_header(self) -> PageHeader:
        """Where we are and how fresh the data is."""
        return self._source.page_header()

    def findings(self) -> tuple[Finding, ...]:
        """Adjustments, credits, refunds, changed invoices."""
        self.every = tuple(each for each in self._source.findings() if each.kind in WORK)
        return self.fitting()

    def fitting(self) -> tuple[Finding, ...]:
        """Those of the chosen system, as last read."""
        return tuple(
            each for each in self.every if self.enter_in in {ALL, WORK[each.kind].enter_in}
        )

    def finding_detail(self, key: str) -> FindingDetail:
        """Everything about one finding."""
        return self._source.finding_detail(key)

    def playbook(self, key: str, *, ask_xero: bool) -> Playbook:
        """What settles a finding."""
        return self._source.playbook(key, ask_xero=ask_xero)

    def resolve(
        self,
        keys: Sequence[str],
        action: ResolutionAction,
        *,
        reason: str,
        note: str,
        cap: Decimal | None,
        expires_on: date | None,
        to: str,
        until: date | None,
        versions: Mapping[str, int],
    ) -> int:
        """Store one decision on several findings, all or nothing."""
        return self._source.resolve(
            keys,
            action,
            reason=reason,
            note=note,
            cap=cap,
            expires_on=expires_on,
            to=to,
            until=until,
            versions=versions,
        )


class WorkQueue(MismatchQueue):
    """The queue of the Mismatches page, searched and sorted by the columns of this page's grid."""

    def shown(self) -> tuple[Finding, ...]:
        """Findings that also pass the search box, in the order on the screen."""
        listed = self.listed()
        if not self.query and not self.sort:
            return listed
        rows = arrange(COLUMNS, as_data(listed, self.header.today), self.query, self.sort)
        return tuple(listed[at] for at in rows)


class AdjustmentDesk:
    """What the page shows and may do; filter, targets and decisions are a ``MismatchQueue``'s.

    Attributes:
        queue: the findings, as on the Mismatches page.
        proven: what people said is done and a reconcile saw gone, newest first.
    """

    def __init__(self, source: AdjustmentSource) -> None:
        self.source = source
        self._work = Work(source)
        self.queue = WorkQueue(self._work)
        self.proven: tuple[ProvenDecision, ...] = ()
        self._read_proofs()

    @property
    def is_proven_shown(self) -> bool:
        """Whether the list shows what is proven, instead of findings."""
        return self.queue.status == PROVEN

    @property
    def every(self) -> tuple[Finding, ...]:
        """All the page is about, whatever is filtered."""
        return self._work.every

    def reload(self) -> None:
        """Read everything again; the filter stays."""
        self.queue.reload()
        self._read_proofs()

    def enter_in(self, system: str) -> None:
        """List only what is entered in one system, or all (empty)."""
        self._work.enter_in = system
        found = self._work.fitting()
        self.queue.findings = tuple(sorted(found, key=lambda one: (one.since, -abs(one.effect))))
        self.queue.filter_by()

    def system_counts(self) -> list[tuple[str, str, int]]:
        """Tabs: value, words, count of what is to do there."""
        to_do = [WORK[each.kind].enter_in for each in self.every if each.status == OPEN]
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
