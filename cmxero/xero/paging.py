"""Walking through a list that changes while it is read (xero-api.md 2.6).

Xero orders lists by the time of the last change and pages by offset, so a document changed
meanwhile moves to the end and shifts the rest: the first of the next page would be skipped.
Instead of asking for page 2, we ask for page 1 again from the last instant seen. That needs the
order Xero documents; where a page is not in that order, offsets are used after all.
"""

import itertools
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from cmxero.core.payment_pages import instant_at, microseconds
from cmxero.xero.dates import second_before

Document = TypeVar("Document")
Wanted_co = TypeVar("Wanted_co", covariant=True)
_Wanted = TypeVar("_Wanted")
MAX_PASSES = 10
"""After that the periodic recount has to find what is still missing."""
Key = tuple[str, int | None]
"""One version of an element: its id, and when it changed in microseconds since 1970."""


class Listed(Protocol[Wanted_co]):
    """One answer of a list, whatever its rows look like."""

    def keys(self) -> list[Key]:
        """Every element of the answer, wanted or not, in Xero's order."""

    def fresh(self, keys: list[Key], known: set[Key]) -> Wanted_co | None:
        """The wanted elements whose keys are not known yet; None where there are none."""

    def is_last(self, number: int) -> bool:
        """Whether nothing follows this answer, which is the page of that number, from 1."""


@dataclass(frozen=True, slots=True)
class Entry(Generic[Document]):
    """One element of a list.

    Attributes:
        xero_id: its id.
        updated_utc: when it was last changed; None where Xero did not say.
        document: the element translated; None for kinds that do not concern us.
    """

    xero_id: str
    updated_utc: datetime | None
    document: Document | None


@dataclass(frozen=True, slots=True)
class Page(Generic[Document]):
    """One answer of a list; ``page_count`` is None where Xero did not say."""

    entries: tuple[Entry[Document], ...]
    page_count: int | None

    def is_last(self, number: int, *, page_size: int | None = None) -> bool:
        """Whether nothing follows this page.

        Args:
            number: which page it is, from 1.
            page_size: how many entries a full page has, where that is certain.
        """
        if self.page_count is not None:
            return number >= self.page_count
        return not self.entries or (page_size is not None and len(self.entries) < page_size)

    def keys(self) -> list[Key]:
        """Every element, wanted or not."""
        stamps = (entry.updated_utc for entry in self.entries)
        us = (None if stamp is None else microseconds(stamp) for stamp in stamps)
        return [(entry.xero_id, each) for entry, each in zip(self.entries, us, strict=True)]

    def fresh(self, keys: list[Key], known: set[Key]) -> tuple[Document, ...] | None:
        """The wanted documents whose keys are not known yet."""
        found = tuple(
            entry.document
            for entry, key in zip(self.entries, keys, strict=True)
            if key not in known and entry.document is not None
        )
        return found or None


def walk(
    fetch: Callable[[datetime | None, int], Listed[_Wanted]], since_utc: datetime | None
) -> Iterator[_Wanted]:
    """All documents changed since an instant, page by page, each version once.

    Args:
        fetch: reads one page: changed since an instant (None for all), page number from 1.
        since_utc: naive UTC; None for everything.

    Yields:
        the wanted documents of one page; never empty.
    """
    cursor = since_utc
    known: set[Key] = set()
    while True:
        onward = yield from _stretch(fetch, cursor, known)
        if onward is None:
            return
        cursor = onward
        onward_us = microseconds(onward)
        known = {key for key in known if key[1] is None or key[1] >= onward_us}


def _stretch(
    fetch: Callable[[datetime | None, int], Listed[_Wanted]],
    cursor: datetime | None,
    known: set[Key],
) -> Generator[_Wanted, None, datetime | None]:
    """Read from a cursor until there is a later one (returned), or the end (None).

    A stretch that needed offsets is read again until it reads the same twice: only then can
    nothing have shifted across a page's edge unseen.
    """
    earlier: list[Key] | None = None
    onward: datetime | None = None
    for _ in range(MAX_PASSES):
        keys, pages, onward = yield from _pass(fetch, cursor, known)
        if pages == 1 or keys == earlier:
            break
        earlier = keys
    return onward


def _pass(
    fetch: Callable[[datetime | None, int], Listed[_Wanted]],
    cursor: datetime | None,
    known: set[Key],
) -> Generator[_Wanted, None, tuple[list[Key], int, datetime | None]]:
    keys: list[Key] = []
    before: list[Key] = []
    for number in itertools.count(1):
        page = fetch(cursor, number)
        here = page.keys()
        fresh = page.fresh(here, known)
        known.update(here)
        keys += here
        if fresh is not None:
            yield fresh
        if not here or page.is_last(number) or here == before:
            return keys, number, None
        onward = _cursor_after(here, cursor)
        if onward is not None:
            return keys, number, onward
        before = here
    raise AssertionError  # pragma: no cover - the count has no end


def _cursor_after(keys: list[Key], cursor: datetime | None) -> datetime | None:
    """Where to go on reading from, or None if only the next offset helps."""
    stamps = [stamp for _, stamp in keys if stamp is not None]
    if len(stamps) < len(keys) or stamps != sorted(stamps):
        return None
    onward = second_before(instant_at(stamps[-1]))
    return onward if cursor is None or onward > cursor else None
