"""Tie out both receivables ledgers at any date, as known on any instant (DESIGN 10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cmxero.core.money import ZERO
from cmxero.core.wording import date_words, second_words
from cmxero.store.tie_outs import AgeingLine, BridgeLine, OwedInvoice, Position, TieOut
from cmxero.workflows.bench import Bench


@dataclass(frozen=True, slots=True)
class TieOutReport:
    """Where both ledgers stand, with everything that keeps them apart.

    Attributes:
        as_of: the day; None: as both systems stand, documents dated ahead included.
        known_utc: only what was known by then; None: everything.
        organisations: a row each.
        bridge: kind by kind what makes the difference; the rows are ``tie_out_rows``.
        ageing: both ledgers by days overdue.
    """

    as_of: date | None
    known_utc: datetime | None
    organisations: tuple[TieOut, ...]
    bridge: tuple[BridgeLine, ...]
    ageing: tuple[AgeingLine, ...]

    @property
    def total(self) -> TieOut:
        """All organisations together."""
        return total_of(self.organisations)

    def __str__(self) -> str:
        tie = self.total
        when = f"As of {date_words(self.as_of)}" if self.as_of else "As both systems stand"
        if self.known_utc:
            when += f", as known on {second_words(self.known_utc)}"
        agreed = (
            "the ledgers agree to the cent"
            if not tie.difference
            else f"the difference is {tie.difference:,.2f}, of which {tie.unexplained:,.2f} "
            "unexplained"
        )
        return (
            f"{when}: Case Manager counts {tie.case_receivables:,.2f} {tie.currency_code} as owed, "
            f"Xero {tie.xero_receivables:,.2f}; {agreed}."
        )


def total_of(ties: Sequence[TieOut]) -> TieOut:
    """All organisations together; they share one currency, that of the home."""
    first = ties[0]
    if len(ties) == 1:
        return first

    def summed(name: str) -> Decimal:
        return sum((getattr(each, name) for each in ties), ZERO)

    return TieOut(
        "all",
        first.currency_code,
        first.as_of,
        summed("case_receivables"),
        summed("xero_receivables"),
        summed("difference"),
        summed("explained"),
        summed("unexplained"),
    )


def tie_out_total(
    bench: Bench, as_of: date | None = None, known_utc: datetime | None = None
) -> TieOut:
    """The figures of ``tie_out`` alone, without bridge and ageing."""
    with bench.known_on(known_utc) as then:
        return total_of(then.tie_outs.tie_out(then.parameters, as_of))


def tie_out(
    bench: Bench, as_of: date | None = None, known_utc: datetime | None = None
) -> TieOutReport:
    """Where both ledgers stood on a day, as it was known by an instant."""
    with bench.known_on(known_utc) as then:
        return TieOutReport(
            as_of,
            known_utc,
            then.tie_outs.tie_out(then.parameters, as_of),
            then.tie_outs.bridge(then.parameters, as_of),
            then.tie_outs.ageing(then.parameters, as_of),
        )


def tie_out_rows(
    bench: Bench, kind: str, as_of: date | None = None, known_utc: datetime | None = None
) -> tuple[Position, ...]:
    """The rows behind a line of the bridge; every line's where ``kind`` is empty."""
    with bench.known_on(known_utc) as then:
        return then.tie_outs.positions(then.parameters, as_of, kind)


def owed_invoices(
    bench: Bench, as_of: date | None = None, known_utc: datetime | None = None
) -> tuple[OwedInvoice, ...]:
    """Every invoice behind the ageing, in both ledgers."""
    with bench.known_on(known_utc) as then:
        return then.tie_outs.owed(then.parameters, as_of)
