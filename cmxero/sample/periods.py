"""The six months of the sample, cut into journals."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_DAY = date(2026, 5, 1)
LAST_DAY = date(2026, 10, 31)
PAYMENTS_FROM = date(2026, 9, 1)
"""From this day on payments are entered in Xero only and mirrored (case-manager.md 3.1)."""
FIRST_JOURNAL = 41
FIRST_NUMBER = 1001
USUAL_JOURNALS = 4
MOST_IN_FOUR = 100_000
MOST_A_JOURNAL = 25_000
DAYS = (LAST_DAY - FIRST_DAY).days + 1


@dataclass(frozen=True, slots=True)
class Period:
    """What one journal takes in.

    Attributes:
        number: of the journal.
        start: its first day.
        end: its last day, and the journal's date.
        first: place of its first invoice, the sample's first being 0.
        stop: the place after its last invoice.
    """

    number: int
    start: date
    end: date
    first: int
    stop: int


class Calendar:
    """Which invoice is of which day, and which day is of which journal.

    Up to 100,000 invoices there are four journals; beyond that, 25,000 invoices go into one, so
    that no file grows past what a spreadsheet or a reader can hold.
    """

    def __init__(self, invoices: int) -> None:
        self.invoices = invoices
        self.periods = _cut(invoices, _count(invoices))
        self._starts = [period.start for period in self.periods]

    def day_of(self, place: int) -> date:
        """The date of the invoice at a place; dates rise with places."""
        period = self.period_at(place)
        inside = (place - period.first) * ((period.end - period.start).days + 1)
        return period.start + timedelta(days=inside // (period.stop - period.first))

    def period_at(self, place: int) -> Period:
        """The journal that the invoice at a place is in."""
        return self.periods[bisect_right(self.periods, place, key=lambda p: p.first) - 1]

    def period_on(self, day: date) -> Period:
        """The journal that a transaction of a day is in."""
        return self.periods[bisect_right(self._starts, day) - 1]

    def places(self, start: date, end: date) -> tuple[int, int]:
        """The first place dated on or after a day, and the first one dated after another."""
        every = range(self.invoices)
        return (
            bisect_left(every, start, key=self.day_of),
            bisect_right(every, end, key=self.day_of),
        )


def _count(invoices: int) -> int:
    if invoices <= MOST_IN_FOUR:
        return USUAL_JOURNALS
    return min(DAYS, -(-invoices // MOST_A_JOURNAL))


def _cut(invoices: int, journals: int) -> tuple[Period, ...]:
    return tuple(
        Period(
            number=FIRST_JOURNAL + n,
            start=FIRST_DAY + timedelta(days=n * DAYS // journals),
            end=FIRST_DAY + timedelta(days=(n + 1) * DAYS // journals - 1),
            first=n * invoices // journals,
            stop=(n + 1) * invoices // journals,
        )
        for n in range(journals)
    )
