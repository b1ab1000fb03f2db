"""What the Overview page asks."""

from datetime import date, datetime

from cmxero.store.owed_rows import OwedRow
from cmxero.store.payments import ReceivedPayment
from cmxero.store.reports import RunState
from cmxero.wiring import Wiring
from cmxero.workflows.overview import (
    OverviewFigures,
    overview_figures,
    owed_rows,
    payments_waiting,
)


class Overseeing(Wiring):
    """Counts beside findings and tie-out, and the rows behind them."""

    def overview_figures(self) -> OverviewFigures:
        """Failed exports, payments by state, the last runs."""
        return overview_figures(self.bench)

    def payments_waiting(self) -> tuple[ReceivedPayment, ...]:
        """Live Xero payments that are held or matched to nothing, oldest first."""
        return payments_waiting(self.bench)

    def runs_of(self, kind: str, newest: int = 50) -> tuple[RunState, ...]:
        """The last runs of one kind (``pull``, ``export``, ...), newest first."""
        return self.bench.reports.runs_of(kind, newest)

    def owed_rows(
        self,
        side: str,
        bracket: str = "",
        as_of: date | None = None,
        known_on: datetime | None = None,
    ) -> tuple[OwedRow, ...]:
        """Every row behind one ledger's receivables, or behind one bracket of its ageing.

        Args:
            side: ``Case Manager`` or ``Xero``; empty takes both.
            bracket: of days overdue, as the ageing names it; empty takes all.
            known_on: naive UTC; only what was known by then.
        """
        return owed_rows(self.bench, side, bracket, as_of, known_on)
