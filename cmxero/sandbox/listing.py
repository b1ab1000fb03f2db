"""Lists: what changed since, filters, order and pages (xero-api.md 2.6)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from cmxero.sandbox.calls import Answer, Call, flag, whole_number
from cmxero.sandbox.dates import read_instant
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.refusals import bad_query
from cmxero.sandbox.where import Getter, Predicate, read_order, read_where

DEFAULT_PAGE, LARGEST_PAGE, LARGEST_LIST = 100, 1000, 100_000
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Listing:
    """One list answer: its rows, and the pagination if the list is paged."""

    rows: list[Any]
    pagination: JsonObject | None


class Lister:
    """Makes lists; remembers the last one, so that paging through it costs nothing."""

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
        asked = tuple(sorted((k, v) for k, v in call.query.items() if k.lower() != "page"))
        since = call.headers.get("if-modified-since", "")
        key = (call.path, asked, since, state.version)
        if self._last[0] != key:
            self._last = (key, _select(state, call, table, fields, extra))
        return _page(call, self._last[1], paged=paged)


def _select(
    state: OrganisationState,
    call: Call,
    table: Mapping[str, Any],
    fields: Mapping[str, Getter],
    extra: Iterable[Predicate],
) -> list[Any]:
    rows: Iterable[Any] = table.values()
    since = _since(state, call)
    if since:
        newest_first = reversed(list(rows))
        rows = takewhile(lambda row: row.updated_utc >= since, newest_first)
    predicates = list(extra)
    if where := call.query.get("where"):
        predicates.append(read_where(where, fields))
    if predicates:
        rows = (row for row in rows if all(holds(row) for holds in predicates))
    row_id = fields["id"]
    listed = sorted(rows, key=lambda row: (row.updated_utc, row_id(row)))
    if order := call.query.get("order"):
        getter, descending = read_order(order, fields)
        listed.sort(key=lambda row: _sortable(getter(row)), reverse=descending)
    return listed


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


def _page(call: Call, rows: list[Any], *, paged: bool) -> Listing:
    page, size = whole_number(call, "page"), whole_number(call, "pageSize")
    if page is None and size is None and not paged and not flag(call, "summaryOnly"):
        if len(rows) > LARGEST_LIST:
            raise bad_query(f"The list holds more than {LARGEST_LIST:,} rows; ask for pages")
        return Listing(rows, None)
    number = max(page or 1, 1)
    size = min(max(DEFAULT_PAGE if size is None else size, 1), LARGEST_PAGE)
    start = (number - 1) * size
    pagination = {
        "page": number,
        "pageSize": size,
        "pageCount": -(-len(rows) // size),
        "itemCount": len(rows),
    }
    return Listing(rows[start : start + size], pagination)


Operation = Callable[[OrganisationState, Lister, Call, str], Answer]
"""One operation of the accounting API; the text is the id in its path, empty for a list."""
