"""Pages gathered until they are worth a transaction, which costs as much as reading many pages."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from cmxero.core.errors import XeroError

Document = TypeVar("Document")
Facts = tuple[Sequence[str], datetime]
"""Ids of a page's documents, and when the one changed last was changed."""
_NEVER = datetime(1, 1, 1)  # noqa: DTZ001 - instants are naive UTC everywhere


@dataclass(slots=True)
class Gathered:
    """Pages that are stored in one transaction; no document stands on two of them.

    Attributes:
        pages: each a sequence of documents, or what was staged of it.
        ids: ids of their documents, in their order.
        newest_utc: when the one changed last was changed.
        is_last: whether nothing comes after them.
    """

    pages: list[Any] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    newest_utc: datetime = _NEVER
    is_last: bool = False


def gathered(
    pages: Iterable[Sequence[Document]],
    facts_of: Callable[[Sequence[Document]], Facts],
    stage: Callable[[Sequence[Document]], Any] | None = None,
    *,
    at_once: int,
) -> Iterator[Gathered]:
    """Pages in groups of so many documents, or of one page where that alone holds more.

    Where a document comes again, changed meanwhile, a new group begins: each version is stored.
    Where reading breaks off, what came is handed on, and none of it is the last.

    Args:
        facts_of: what is to be known of a page.
        stage: what is kept of a page until it is stored; itself if None.
        at_once: documents a group holds at most.

    Raises:
        XeroError: as the pages do.
    """
    held = Gathered()
    known: set[str] = set()
    try:
        for page in pages:
            ids, newest_utc = facts_of(page)
            is_full = len(held.ids) + len(ids) > at_once
            if held.pages and (is_full or not known.isdisjoint(ids)):
                yield held
                held, known = Gathered(newest_utc=held.newest_utc), set()
            held.pages.append(stage(page) if stage else page)
            held.ids += ids
            known.update(ids)
            held.newest_utc = max(held.newest_utc, newest_utc)
    except XeroError:
        if held.pages:
            yield held
        raise
    if held.pages:
        held.is_last = True
        yield held
