"""Where both ledgers stand, at any date; closing periods."""

from datetime import date, datetime

from cmxero.core.certificate import Certificate
from cmxero.core.moments import find_day, find_instant
from cmxero.core.roles import Role
from cmxero.store.tie_outs import CentLine, OwedInvoice, Position, TieOut
from cmxero.workbench_money import MoneyBack
from cmxero.workflows.closing import (
    ClosedPeriod,
    certificate_page,
    close_period,
    closed_periods,
    find_closed_period,
)
from cmxero.workflows.tie_out import (
    TieOutReport,
    owed_invoices,
    tie_out,
    tie_out_rows,
    tie_out_total,
)

Day = date | str | None
"""A date, or its text like ``2026-06-30``; None or empty for no day."""
Instant = datetime | str | None
"""Naive UTC, or text like ``2026-07-05T09:00``, taken as UTC unless it has an offset."""


class TyingOut(MoneyBack):
    """Questions about both receivables ledgers.

    ``as_of`` is a day (documents dated later are left out of both ledgers), ``known_on`` an instant
    (only what was known by then); without them, as both systems stand, as known now.
    """

    def tie_out(self, as_of: Day = None, known_on: Instant = None) -> TieOut:
        """Both receivables ledgers and their difference."""
        return tie_out_total(self.bench, find_day(as_of), find_instant(known_on))

    def tie_out_report(self, as_of: Day = None, known_on: Instant = None) -> TieOutReport:
        """The same with the bridge, and both ledgers by days overdue."""
        return tie_out(self.bench, find_day(as_of), find_instant(known_on))

    def tie_out_rows(
        self, kind: str = "", as_of: Day = None, known_on: Instant = None
    ) -> tuple[Position, ...]:
        """Every row behind a line of the bridge, or behind all of it."""
        return tie_out_rows(self.bench, kind, find_day(as_of), find_instant(known_on))

    def owed_invoices(self, as_of: Day = None, known_on: Instant = None) -> tuple[OwedInvoice, ...]:
        """Every invoice behind the ageing, in both ledgers."""
        return owed_invoices(self.bench, find_day(as_of), find_instant(known_on))

    def cent_ledger(self) -> tuple[CentLine, ...]:
        """Every cent that rounding moved, and who owns it."""
        return self.bench.tie_outs.cents(self.bench.parameters)

    def close_period(self, as_of: date, note: str = "") -> Certificate:
        """Certify what both ledgers came to on a period's last day."""
        self._require(Role.APPROVE, "close a period")
        return self._published(close_period(self.bench, as_of, note))

    def closed_periods(self) -> tuple[ClosedPeriod, ...]:
        """Every closed period, the latest first, with what changed in it since."""
        return closed_periods(self.bench)

    def closed_period(self, as_of: date) -> ClosedPeriod:
        """One closed period, with what changed in it since."""
        return find_closed_period(self.bench, as_of)

    def certificate(self, as_of: date) -> str:
        """The newest certificate of a closed period, as a page of plain text."""
        return certificate_page(self.bench, as_of)
