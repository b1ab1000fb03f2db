"""What the Overview page needs from the workbench; the workbench itself satisfies it."""

from datetime import date, datetime
from typing import Protocol

from cmxero.core.findings import Finding
from cmxero.core.pages import PageHeader
from cmxero.ui.source import NewsSource
from cmxero.workflows.export_log import ExportLogRow
from cmxero.workflows.overview import (
    OverviewFigures,
    OwedRow,
    Position,
    ReceivedPayment,
    RunState,
)
from cmxero.workflows.tie_out import TieOutReport


class OverviewSource(NewsSource, Protocol):
    """Where the Overview page reads. Any method may raise a ``CmxeroError``."""

    def page_header(self) -> PageHeader:
        """Where we are, how fresh the data is, whether the ledgers agree."""

    def findings(self) -> tuple[Finding, ...]:
        """All findings that are not gone, of any status."""

    def overview_figures(self) -> OverviewFigures:
        """Failed exports, payments by state, the last runs."""

    def tie_out_report(
        self, as_of: date | None = None, known_on: datetime | None = None
    ) -> TieOutReport:
        """Both ledgers on a day (None: as both systems stand), as known by a naive UTC instant."""

    def tie_out_rows(
        self, kind: str = "", as_of: date | None = None, known_on: datetime | None = None
    ) -> tuple[Position, ...]:
        """Every row behind a line of the bridge, or behind all of it."""

    def owed_rows(
        self,
        side: str,
        bracket: str = "",
        as_of: date | None = None,
        known_on: datetime | None = None,
    ) -> tuple[OwedRow, ...]:
        """Every row behind one ledger's receivables, or one bracket of its ageing."""

    def export_log(self, *, failed_only: bool) -> tuple[ExportLogRow, ...]:
        """What became of invoices in exports; ``failed_only``: those that are not in Xero now."""

    def payments_waiting(self) -> tuple[ReceivedPayment, ...]:
        """Live Xero payments that are held or matched to nothing."""

    def runs_of(self, kind: str, newest: int = 50) -> tuple[RunState, ...]:
        """The last runs of one kind, newest first."""

    def preference(self, name: str) -> str:
        """What this person chose; empty where nothing was chosen."""

    def keep_preference(self, name: str, value: str) -> None:
        """Keep a choice of this person; an empty one forgets it."""
