"""A list that changes while it is read loses nothing and repeats no version."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cmxero.xero.paging import Entry, Page, walk

START = datetime(2024, 7, 1)
SIZE = 3


@dataclass
class ChangingList:
    """A list in Xero's order, paged by offset; ``edits`` happen between the pages."""

    stamps: dict
    edits: list = field(default_factory=list)
    inclusive: bool = True
    counts: bool = True
    now: datetime = START + timedelta(hours=1)
    asked: int = 0

    def fetch(self, since, number):
        """One page; something is edited before every page but the first."""
        if self.asked and self.edits:
            self.now += timedelta(seconds=1)
            self.stamps[self.edits.pop(0)] = self.now
        self.asked += 1
        rows = sorted((at, name) for name, at in self.stamps.items() if self._is_asked(at, since))
        entries = tuple(
            Entry(name, at, (name, at)) for at, name in rows[(number - 1) * SIZE : number * SIZE]
        )
        return Page(entries, -(-len(rows) // SIZE) if self.counts else None)

    def _is_asked(self, at, since):
        if since is None:
            return True
        return at >= since if self.inclusive else at > since


def names_of(found):
    return [name for page in found for name, _ in page]


@given(
    seconds=st.lists(st.integers(0, 8), min_size=0, max_size=14),
    edits=st.lists(st.integers(0, 13), max_size=6),
    inclusive=st.booleans(),
    counts=st.booleans(),
    since=st.none() | st.integers(0, 8),
)
def test_walk_when_documents_change_meanwhile_then_none_is_missed(
    seconds, edits, inclusive, counts, since
):
    """Whatever is edited between pages, every document asked for is seen, each version once."""
    stamps = {f"i{n:02}": START + timedelta(seconds=s) for n, s in enumerate(seconds)}
    source = ChangingList(
        dict(stamps),
        [f"i{n:02}" for n in edits if n < len(seconds)],
        inclusive=inclusive,
        counts=counts,
    )
    begin = None if since is None else START + timedelta(seconds=since)
    found = list(walk(source.fetch, begin))
    versions = [version for page in found for version in page]
    assert len(versions) == len(set(versions))
    wanted = {name for name, at in stamps.items() if source._is_asked(at, begin)}
    assert wanted <= set(names_of(found))


def test_walk_when_a_document_moves_to_the_end_then_the_next_one_is_not_skipped():
    """The classic: by offsets, i3 would slip from the head of page 2 to the tail of page 1."""
    stamps = {f"i{n}": START + timedelta(seconds=10 * n) for n in range(6)}
    found = list(walk(ChangingList(stamps, ["i0"]).fetch, None))
    assert names_of(found) == ["i0", "i1", "i2", "i3", "i4", "i5", "i0"]


def test_walk_when_a_page_is_all_of_one_second_then_offsets_carry_on():
    """A bulk import stamps thousands at once; the cursor cannot move within a second."""
    stamps = {f"i{n}": START for n in range(8)}
    assert names_of(walk(ChangingList(stamps).fetch, None)) == sorted(stamps)


def test_walk_when_the_order_is_not_by_time_then_offsets_are_used():
    """Seeking would lose what comes later in the list but is older."""
    pages = [["a", "b"], ["c", "d"]]
    times = {"a": 5, "b": 1, "c": 3, "d": 2}

    def fetch(since, number):
        assert since is None
        return Page(
            tuple(
                Entry(name, START + timedelta(seconds=times[name]), name)
                for name in pages[number - 1]
            ),
            2,
        )

    assert list(walk(fetch, None)) == [("a", "b"), ("c", "d")]


def test_walk_when_instants_are_missing_then_offsets_are_used():
    """Entries without an instant say nothing about where to go on."""

    def fetch(since, number):
        assert since is None
        return Page((Entry(f"i{number}", None, number),), 3)

    assert list(walk(fetch, None)) == [(1,), (2,), (3,)]


def test_walk_when_the_same_page_comes_for_ever_then_it_ends():
    """A service that ignores page numbers and counts nothing is not asked for ever."""
    assert list(walk(lambda _since, _page: Page((Entry("a", None, "a"),), None), None)) == [("a",)]


def test_walk_when_a_page_holds_only_strangers_then_it_goes_on():
    """A page full of bills is not the end of the list."""

    def fetch(since, number):
        document = "sale" if number == 2 else None
        return Page((Entry(f"i{number}", None, document),), 2)

    assert list(walk(fetch, None)) == [("sale",)]
