"""What every page over a ``MismatchQueue`` does with filters, search and views."""

from collections.abc import Callable, Mapping

from cmxero.core.findings import FindingKind
from cmxero.core.resolutions import STATUSES
from cmxero.ui.chips import Chips
from cmxero.ui.finding_list import SLICES
from cmxero.ui.grid import Grid
from cmxero.ui.mismatch_queue import MismatchQueue
from cmxero.ui.saved_views import View
from cmxero.ui.view_bar import ViewBar

FILTERS: Mapping[str, Callable[[str], bool]] = {
    "status": set(STATUSES).__contains__,
    "kind": {kind.value for kind in FindingKind}.__contains__,
    "part": SLICES.__contains__,
}
"""What such a page filters by, and which values there are."""


class QueueViews:
    """Filter, search, show a view; the page says how it shows itself."""

    queue: MismatchQueue
    grid: Grid
    statuses: Chips
    kinds: Chips
    view_bar: ViewBar

    def _show_all(self) -> None:
        raise NotImplementedError

    def _show_panel(self) -> None:
        raise NotImplementedError

    def _apply(self, view: View) -> None:
        queue = self.queue
        queue.filter_by(
            status=view.filter("status"), kind=view.filter("kind"), part=view.filter("part")
        )
        queue.query, queue.sort = view.query, view.sort
        self.statuses.value, self.kinds.value = queue.status, queue.kind
        self.grid.query, self.grid.sort = view.query, list(view.sort)
        self._show_all()

    def _filters(self) -> Mapping[str, str]:
        return {"status": self.queue.status, "kind": self.queue.kind, "part": self.queue.part}

    def _filter(self) -> None:
        if (self.statuses.value, self.kinds.value) == (self.queue.status, self.queue.kind):
            return  # a view was chosen, which says it all
        self.view_bar.changed()
        self.queue.filter_by(status=self.statuses.value, kind=self.kinds.value)
        self._show_all()

    def _search(self) -> None:
        if (self.grid.query, *self.grid.sort) != (self.queue.query, *self.queue.sort):
            self.view_bar.changed()
        self.queue.query, self.queue.sort = self.grid.query, tuple(self.grid.sort)
        self._show_panel()
