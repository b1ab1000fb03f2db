"""What came to the store since somebody last looked, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from cmxero.core.wording import counted, date_words


class Counts(NamedTuple):
    """How many of each are stored; nothing is ever taken away, so more is news.

    Attributes:
        decisions: by others than the person who looks.
        proofs: findings that a reconcile saw gone.
        from_xero: versions of invoices, credits and payments.
        from_case_manager: versions of transactions of the journals.
        answers: what Xero said to invoices that were exported.
    """

    decisions: int
    proofs: int
    from_xero: int
    from_case_manager: int
    answers: int


_WORDS = (
    ("decision", "decisions"),
    ("finding proven gone", "findings proven gone"),
    ("change in Xero", "changes in Xero"),
    ("change in a journal", "changes in journals"),
    ("answer to an export", "answers to an export"),
)
"""In the order of ``Counts``."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What was stored at a moment.

    Attributes:
        at: naive, as the organisation's clocks show it.
    """

    at: datetime
    counts: Counts


@dataclass(frozen=True, slots=True)
class News:
    """What came since.

    Attributes:
        counts: of each kind, 0 or more.
    """

    since: datetime
    now: datetime
    counts: Counts

    @property
    def total(self) -> int:
        """How many in all; 0 is no news."""
        return sum(self.counts)

    @property
    def headline(self) -> str:
        """``5 new items since 14:03``; with the day if it was another one."""
        day = "" if self.since.date() == self.now.date() else f"{date_words(self.since)} "
        return f"{counted(self.total, 'new item')} since {day}{self.since:%H:%M}"

    @property
    def details(self) -> str:
        """``2 decisions, 3 changes in Xero``."""
        return ", ".join(
            counted(count, one, many)
            for count, (one, many) in zip(self.counts, _WORDS, strict=True)
            if count
        )


def news(before: Standing, now: Standing) -> News:
    """What came between two looks; an older look than ``before`` brings none."""
    came = (max(0, new - old) for old, new in zip(before.counts, now.counts, strict=True))
    return News(before.at, now.at, Counts(*came))
