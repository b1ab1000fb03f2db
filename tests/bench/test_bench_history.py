"""The history of a big book, in processor time: worked out once, then page, search and counts."""

from datetime import datetime
from time import process_time

import big_book

from cmxero.core.timeline_words import codes_for
from cmxero.store.database import Database
from cmxero.store.timeline import HistoryFilter, Timeline

INVOICES = 60_000
SLOWEST_S = 1.0


def test_history_of_a_hundred_thousand_entries(benchmark, tmp_path):
    """The first look may take seconds, every other one is answered while a person waits."""
    database = Database(tmp_path / "book.duckdb")
    big_book.fill(database, INVOICES)
    timeline = Timeline(database, codes_for)
    took = {}

    def timed(name, work):
        began = process_time()
        found = work()
        took[name] = process_time() - began
        return found

    def look():
        every = timed("first", lambda: timeline.counts("main", HistoryFilter()))
        timed("page", lambda: timeline.page("main", HistoryFilter(), limit=500))
        timed("older", lambda: timeline.page("main", HistoryFilter(), limit=2000, offset=18_000))
        words = HistoryFilter(text="cm-1234 payment")
        timed("search", lambda: timeline.page("main", words, limit=500))
        days = HistoryFilter(since_utc=datetime(2026, 9, 1), kind="payment")
        timed("counts", lambda: timeline.counts("main", days))
        return every

    every = benchmark.pedantic(look, rounds=1)
    print(f"\n{every.found:,} entries: " + ", ".join(f"{k} {v:.2f} s" for k, v in took.items()))
    assert every.found > 100_000
    assert max(took["page"], took["older"], took["search"], took["counts"]) < SLOWEST_S
    database.close()
