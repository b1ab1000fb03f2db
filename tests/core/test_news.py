"""What is new, in words that are right for one and for many."""

from datetime import datetime

import pytest

from cmxero.core.news import Counts, Standing, news

BEFORE = Standing(datetime(2026, 11, 22, 14, 3), Counts(2, 0, 100, 300, 98))


def later(*counts, at=datetime(2026, 11, 22, 14, 40)):
    return news(BEFORE, Standing(at, Counts(*counts)))


@pytest.mark.parametrize(
    ("counts", "headline", "details"),
    [
        ((3, 0, 100, 300, 98), "1 new item since 14:03", "1 decision"),
        ((4, 1, 103, 300, 98), "6 new items since 14:03",
         "2 decisions, 1 finding proven gone, 3 changes in Xero"),
        ((2, 0, 1_101, 301, 99), "1,003 new items since 14:03",
         "1,001 changes in Xero, 1 change in a journal, 1 answer to an export"),
    ],
)  # fmt: skip
def test_news_are_counted_in_words(counts, headline, details):
    """A person reads how many, and of what."""
    came = later(*counts)
    assert (came.headline, came.details) == (headline, details)


def test_another_day_is_named():
    """A page that was open over night."""
    came = later(3, 0, 100, 300, 98, at=datetime(2026, 11, 23, 8, 0))
    assert came.headline == "1 new item since 22 Nov 2026 14:03"


def test_nothing_came_and_an_older_look_brings_none():
    """An answer that was under way while the page was read again."""
    assert later(2, 0, 100, 300, 98).total == 0
    assert later(1, 0, 90, 300, 98).total == 0
