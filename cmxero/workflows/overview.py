"""What the Overview page counts beside findings and the tie-out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cmxero.store.owed_rows import OwedRow, OwedRows
from cmxero.store.payments import ReceivedPayment
from cmxero.store.reports import RunState
from cmxero.store.tie_outs import AgeingLine, BridgeLine, Position
from cmxero.workflows.bench import Bench
from cmxero.workflows.export_log import failures

__all__ = [
    "AgeingLine",
    "BridgeLine",
    "OverviewFigures",
    "OwedRow",
    "Position",
    "ReceivedPayment",
    "RunState",
    "overview_figures",
    "owed_rows",
    "payments_waiting",
]

ARRIVED = frozenset({"journaled", "mirrored"})
"""States of a Xero payment that Case Manager's ledger counts; in every other it waits."""
RUNS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class OverviewFigures:
    """Counts as they stand now.

    Attributes:
        failed_exports: invoices whose newest export did not bring them to Xero.
        failed_total: their total with tax in Case Manager, dollars.
        payments: live Xero payments by what Case Manager's ledger makes of them.
        runs: the last runs of any kind, newest first.
        last_export: the newest run that sent invoices; None before the first.
    """

    failed_exports: int
    failed_total: Decimal
    payments: Mapping[str, int]
    runs: tuple[RunState, ...]
    last_export: RunState | None

    @property
    def payments_waiting(self) -> dict[str, int]:
        """Payments held, or matched to nothing, by state."""
        return {state: count for state, count in self.payments.items() if state not in ARRIVED}


def overview_figures(bench: Bench) -> OverviewFigures:
    """Count everything the tiles show."""
    failed = failures(bench)
    exports = bench.reports.runs_of("export", 1)
    return OverviewFigures(
        failed_exports=failed.count,
        failed_total=failed.total,
        payments=bench.payments.by_state(bench.parameters),
        runs=bench.reports.runs(RUNS_SHOWN),
        last_export=exports[0] if exports else None,
    )


def payments_waiting(bench: Bench) -> tuple[ReceivedPayment, ...]:
    """Payments held, or matched to nothing, oldest first."""
    states = set(bench.payments.by_state(bench.parameters)) - ARRIVED
    rows = [row for state in states for row in bench.payments.received(bench.parameters, state)]
    return tuple(sorted(rows, key=lambda row: (row.payment_date, row.xero_payment_id)))


def owed_rows(
    bench: Bench,
    side: str,
    bracket: str,
    as_of: date | None = None,
    known_utc: datetime | None = None,
) -> tuple[OwedRow, ...]:
    """The rows behind one ledger's receivables, or one bracket of them."""
    with bench.known_on(known_utc) as then:
        return OwedRows(then.database).find(then.parameters, as_of, side, bracket)
