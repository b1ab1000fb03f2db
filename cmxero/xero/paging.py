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
from typing import Generic, TypeVar

from cmxero.xero.dates import second_before

Document = TypeVar("Document")
MAX_PASSES = 10
"""After that the periodic recount has to find what is still missing."""
_Key = tuple[str, datetime | None]


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


def walk(
    fetch: Callable[[datetime | None, int], Page[Document]], since_utc: datetime | None
) -> Iterator[tuple[Document, ...]]:
    """All documents changed since an instant, page by page, each version once.

    Args:
        fetch: reads one page: changed since an instant (None for all), page number from 1.
        since_utc: naive UTC; None for everything.

    Yields:
        the wanted documents of one page; never empty.
    """
    cursor = since_utc
    known: set[_Key] = set()
    while True:
        onward = yield from _stretch(fetch, cursor, known)
        if onward is None:
            return
        cursor = onward
        known = {key for key in known if key[1] is None or key[1] >= onward}


def _stretch(
    fetch: Callable[[datetime | None, int], Page[Document]],
    cursor: datetime | None,
    known: set[_Key],
) -> Generator[tuple[Document, ...], None, datetime | None]:
    """Read from a cursor until there is a later one (returned), or the end (None).

    A stretch that needed offsets is read again until it reads the same twice: only then can
    nothing have shifted across a page's edge unseen.
    """
    earlier: list[_Key] | None = None
    onward: datetime | None = None
    for _ in range(MAX_PASSES):
        keys, pages, onward = yield from _pass(fetch, cursor, known)
        if pages == 1 or keys == earlier:
            break
        earlier = keys
    return onward


def _pass(
    fetch: Callable[[datetime | None, int], Page[Document]],
    cursor: datetime | None,
    known: set[_Key],
) -> Generator[tuple[Document, ...], None, tuple[list[_Key], int, datetime | None]]:
    keys: list[_Key] = []
    before: list[_Key] = []
    for number in itertools.count(1):
        page = fetch(cursor, number)
        here = [(entry.xero_id, entry.updated_utc) for entry in page.entries]
        fresh = tuple(
            entry.document
            for entry, key in zip(page.entries, here, strict=True)
            if key not in known and entry.document is not None
        )
        known.update(here)
        keys += here
        if fresh:
            yield fresh
        if not here or page.is_last(number) or here == before:
            return keys, number, None
        onward = _cursor_after(page, cursor)
        if onward is not None:
            return keys, number, onward
        before = here
    raise AssertionError  # pragma: no cover - the count has no end


def _cursor_after(page: Page[Document], cursor: datetime | None) -> datetime | None:
    """Where to go on reading from, or None if only the next offset helps."""
    stamps = [entry.updated_utc for entry in page.entries if entry.updated_utc is not None]
    if len(stamps) < len(page.entries) or stamps != sorted(stamps):
        return None
    onward = second_before(stamps[-1])
    return onward if cursor is None or onward > cursor else None
