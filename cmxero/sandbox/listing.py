"""Lists: what changed since, filters, order and pages (xero-api.md 2.6)."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from cmxero.sandbox.calls import Answer, Call, flag, whole_number
from cmxero.sandbox.dates import read_instant
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.refusals import bad_query
from cmxero.sandbox.where import Getter, Predicate, read_order, read_where

DEFAULT_PAGE, LARGEST_PAGE, LARGEST_LIST = 100, 1000, 100_000
_PAGING = {"page", "pagesize"}
_SECOND = timedelta(seconds=1)
_updated = attrgetter("updated_utc")


@dataclass(frozen=True, slots=True)
class Listing:
    """One list answer: its rows, and the pagination if the list is paged."""

    rows: list[Any]
    pagination: JsonObject | None


class Lister:
    """Makes lists; remembers what the last filter found, so that paging through it costs nothing.

    An app that pages by time asks for a later If-Modified-Since each time: that too is only
    another place in what was found, as the tables are in the order of UpdatedDateUTC.
    """

    def __init__(self) -> None:
        self._last: tuple[object, list[Any]] = (None, [])

    def make(
        self,
        state: OrganisationState,
        call: Call,
        table: Mapping[str, Any],
        fields: Mapping[str, Getter],
        *,
        extra: Iterable[Predicate] = (),
        paged: bool = False,
    ) -> Listing:
        """The rows a GET asks for.

        Args:
            table: the documents by id, in the order of UpdatedDateUTC.
            fields: what ``where`` and ``order`` may name; ``id`` must be one of them.
            extra: further filters of this endpoint.
            paged: whether the list is paged even without ``page``.

        Raises:
            BadRequestError: a parameter that cannot be understood, or too many rows.
        """
        since, order = _since(state, call), call.query.get("order")
        asked = tuple(sorted((k, v) for k, v in call.query.items() if k.lower() not in _PAGING))
        key = (state.tenant_id, state.version, call.path, asked, since if order else None)
        if self._last[0] != key:
            rows = _filtered(call, table, fields, extra)
            if order:
                rows = _ordered(rows[_place(rows, since) :], order, fields)
            self._last = (key, rows)
        rows = self._last[1]
        found = _Found(rows, 0 if order else _place(rows, since), None if order else fields["id"])
        return _page(call, found, paged=paged)


@dataclass(frozen=True, slots=True)
class _Found:
    """The rows from one place on.

    Attributes:
        row_id: decides the order of rows of one instant; None where the order is settled.
    """

    rows: list[Any]
    first: int
    row_id: Getter | None

    def __len__(self) -> int:
        return len(self.rows) - self.first

    def slice(self, start: int, size: int) -> list[Any]:
        """Rows in Xero's order; only those around them are sorted, however many there are."""
        start = min(self.first + start, len(self.rows))
        stop = min(start + size, len(self.rows))
        if self.row_id is None or start == stop:
            return self.rows[start:stop]
        row_id = self.row_id
        low = bisect_left(self.rows, self.rows[start].updated_utc, self.first, key=_updated)
        high = bisect_right(self.rows, self.rows[stop - 1].updated_utc, stop, key=_updated)
        part = sorted(self.rows[low:high], key=lambda row: (row.updated_utc, row_id(row)))
        return part[start - low : stop - low]


def _filtered(
    call: Call,
    table: Mapping[str, Any],
    fields: Mapping[str, Getter],
    extra: Iterable[Predicate],
) -> list[Any]:
    rows = list(table.values())
    where = call.query.get("where")
    for holds in (*extra, *(read_where(where, fields) if where else ())):
        rows = list(filter(holds, rows))
    return rows


def _ordered(rows: list[Any], order: str, fields: Mapping[str, Getter]) -> list[Any]:
    getter, descending = read_order(order, fields)
    row_id = fields["id"]
    listed = sorted(rows, key=lambda row: (row.updated_utc, row_id(row)))
    listed.sort(key=lambda row: _sortable(getter(row)), reverse=descending)
    return listed


def _place(rows: list[Any], since: datetime | None) -> int:
    """Where the rows changed since then begin."""
    return bisect_left(rows, since, key=_updated) if since else 0


def _since(state: OrganisationState, call: Call) -> datetime | None:
    text = call.headers.get("if-modified-since")
    if not text:
        return None
    try:
        since = read_instant(text).replace(microsecond=0)
    except (ValueError, TypeError) as fault:
        raise bad_query("If-Modified-Since must be a UTC instant") from fault
    return since if state.settings.switches.modified_since_inclusive else since + _SECOND


def _sortable(value: Any) -> tuple[bool, Any]:  # noqa: ANN401
    return (value is not None, value)


def _page(call: Call, found: _Found, *, paged: bool) -> Listing:
    page, size = whole_number(call, "page"), whole_number(call, "pageSize")
    if page is None and size is None and not paged and not flag(call, "summaryOnly"):
        if len(found) > LARGEST_LIST:
            raise bad_query(f"The list holds more than {LARGEST_LIST:,} rows; ask for pages")
        return Listing(found.slice(0, len(found)), None)
    number = max(page or 1, 1)
    size = min(max(DEFAULT_PAGE if size is None else size, 1), LARGEST_PAGE)
    pagination = {
        "page": number,
        "pageSize": size,
        "pageCount": -(-len(found) // size),
        "itemCount": len(found),
    }
    return Listing(found.slice((number - 1) * size, size), pagination)


Operation = Callable[[OrganisationState, Lister, Call, str], Answer]
"""One operation of the accounting API; the text is the id in its path, empty for a list."""
