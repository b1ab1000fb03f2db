from datetime import date

import pytest
from fake_history import FakeHistory, ManyEntries

from cmxero.core.errors import NothingToDoError
from cmxero.core.timeline import HistoryKind
from cmxero.ui.history_list import FIRST, MOST, STEP, HistoryList, Wanted


def test_everything_is_listed_newest_first_and_the_first_is_current():
    """Without a filter nothing is left out."""
    shown = HistoryList(FakeHistory(12))
    assert len(shown.entries) == shown.counts.found == 12
    assert shown.current == shown.entries[0].entry_id
    assert shown.entries[0].at_utc > shown.entries[11].at_utc


def test_kind_person_invoice_days_and_words_narrow_together():
    """Each filter alone, and counts of kinds go on counting all kinds."""
    shown = HistoryList(FakeHistory(12))
    shown.narrow(kind=HistoryKind.DECISION.value)
    assert {entry.kind for entry in shown.entries} == {HistoryKind.DECISION}
    assert sum(shown.counts.by_kind.values()) == 12
    shown.narrow(kind="", person="Bea")
    assert {entry.person for entry in shown.entries} == {"Bea"}
    shown.narrow(person="", invoice="CM-1001")
    assert [entry.subject for entry in shown.entries] == ["CM-1001"]
    shown.narrow(invoice="", text="rounding cm-1002")
    assert [entry.subject for entry in shown.entries] == ["CM-1002"]
    shown.narrow(text="", since=date(2026, 11, 22), until=date(2026, 11, 22))
    assert shown.counts.found == 12


def test_days_in_the_wrong_order_are_refused_and_nothing_changes():
    """The filter that was there stays."""
    shown = HistoryList(FakeHistory(12), Wanted(since=date(2026, 11, 20)))
    with pytest.raises(NothingToDoError, match="first day is after the last"):
        shown.narrow(until=date(2026, 11, 1))
    assert shown.wanted == Wanted(since=date(2026, 11, 20))


def test_older_entries_come_by_asking_and_none_comes_twice():
    """An entry that came meanwhile shifts the pages; what is listed stays listed once."""
    source = ManyEntries(FIRST + STEP + 10)
    shown = HistoryList(source)
    assert len(shown.entries) == FIRST
    source.kept = (FakeHistory(1).kept[0], *source.kept)
    shown.look_further_back()
    ids = [entry.entry_id for entry in shown.entries]
    assert len(ids) == len(set(ids)) == FIRST + STEP - 1
    assert source.asked == [(FIRST, 0), (STEP, FIRST)]


def test_the_list_ends_where_the_grid_has_no_more_room():
    """Above that a person narrows the days; files take everything all the same."""
    shown = HistoryList(ManyEntries(MOST + 700))
    while shown.may_look_further:
        shown.look_further_back()
    assert len(shown.entries) == MOST
    assert len(shown.all_entries()) == MOST + 700


def test_the_current_entry_stays_while_it_is_listed():
    """A narrower filter that leaves it out goes to the newest."""
    shown = HistoryList(FakeHistory(12))
    shown.current = shown.entries[5].entry_id
    shown.narrow(kind=shown.entries[5].kind.value)
    assert shown.entry() is not None
    assert shown.current == shown.entry().entry_id
    shown.narrow(kind=HistoryKind.PAYMENT.value)
    assert shown.current == shown.entries[0].entry_id
