"""Landing payments: by columns, with the pages they came in instead of a body each.

A version lands when Xero's stamp is newer than that of the version held. Where the stamps are the
same, which a clock of whole seconds allows (xero-api.md 2.6), the bodies are compared byte by byte.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cmxero.core.documents import XeroPayment
from cmxero.core.numbering import find_case_number
from cmxero.core.payment_pages import PaymentPage
from cmxero.store.database import Connection
from cmxero.store.landing_versions import LandingKind
from cmxero.store.late_arrow import pa
from cmxero.store.received import LIST_NAME, bodies_at, elements, packed

_TEXT, _INT, _LONG = "string", "int32", "int64"
_COLUMNS = {
    "xero_payment_id": _TEXT,
    "payment_type": _TEXT,
    "status": _TEXT,
    "payment_date": "date32",
    "reference": _TEXT,
    "xero_invoice_id": _TEXT,
    "invoice_number": _TEXT,
    "xero_batch_payment_id": _TEXT,
    "bank_account_code": _TEXT,
    "is_reconciled": "bool",
    "xero_credit_id": _TEXT,
}
"""Columns of a page that are columns of the table, and Arrow's names of their types."""
_COPIED = ", ".join(
    (*_COLUMNS, "amount", "case_invoice_number", "place", "page_number", "updated_utc", "version")
)
_ANY_HELD = "select 1 from workbench.landing.xero_payment where organisation = ? limit 1"
_HELD = """
    with held as (
        select p.xero_payment_id, p.version, p.updated_utc, p.body, p.page_number, p.place
        from workbench.landing.xero_payment p
        semi join landed_payments s on s.xero_payment_id = p.xero_payment_id
        where p.organisation = $organisation
        qualify row_number() over (partition by p.xero_payment_id order by p.version desc) = 1
    )
    select s.row, h.version,
        case when a.xero_id is not null or s.updated_utc > h.updated_utc then true
            when s.updated_utc < h.updated_utc then false end as is_new,
        h.body, h.page_number, h.place
    from landed_payments s
    inner join held h on h.xero_payment_id = s.xero_payment_id
    left join workbench.sync.absence a
        on a.document = 'payment'
        and a.organisation = $organisation
        and a.xero_id = h.xero_payment_id
        and a.version = h.version
"""


@dataclass(frozen=True, slots=True)
class StagedPage:
    """A page as the database takes it, made while it is fresh in the processor's cache."""

    rows: pa.Table
    received: bytes


def stage_payments(page: Sequence[XeroPayment]) -> StagedPage:
    """A page with each id once: the version changed last counts."""
    columns = page if isinstance(page, PaymentPage) else PaymentPage.of(page)
    ids = columns.xero_payment_id
    if len(set(ids)) < len(ids):
        newest: dict[str, int] = {}
        for row in sorted(range(len(ids)), key=lambda row: columns.updated_us[row]):
            newest[ids[row]] = row
        columns = columns.only(sorted(newest.values()))
    arrays: dict[str, Any] = {
        name: _array(getattr(columns, name), kind) for name, kind in _COLUMNS.items()
    }
    numbers = columns.invoice_number
    ours = {number: find_case_number(number) for number in set(numbers)}
    arrays["case_invoice_number"] = pa.array([ours[number] for number in numbers], _TEXT)
    arrays["amount"] = pa.array(columns.amount_text, _TEXT)  # whole cents, so none is rounded
    arrays["place"] = _integers(columns.place, _INT, "i")
    arrays["updated_utc"] = _integers(columns.updated_us, "timestamp[us]", "q")
    return StagedPage(pa.table(arrays), columns.received)


def _array(column: Sequence[Any], kind: str) -> pa.Array:
    """A column; that one value fills a page is common, and found out sooner than converted."""
    if column and column.count(column[0]) == len(column):
        return pa.repeat(pa.scalar(column[0], kind), len(column))
    return pa.array(column, kind)


def _integers(column: Sequence[int], kind: str, letter: str) -> pa.Array:
    """A column that lies in memory as ``array`` lays it out."""
    laid_out = pa.py_buffer(array(letter, column))
    return pa.Array.from_buffers(pa.type_for_alias(kind), len(column), [None, laid_out])


def land_payments(
    con: Connection,
    organisation: str,
    pages: Sequence[Sequence[XeroPayment] | StagedPage],
    *,
    run_id: str,
    now_utc: datetime,
) -> int:
    """Store the payments whose content is new, and the pages they came in; how many they were.

    No payment stands on two of the pages.
    """
    staged = [p if isinstance(p, StagedPage) else stage_payments(p) for p in pages]
    if not any(page.rows.num_rows for page in staged):
        return 0
    first = con.execute(
        "select coalesce(max(page_number), 0) + 1 from workbench.landing.xero_page"
    ).fetchall()[0][0]
    numbered = dict(enumerate(staged, start=first))
    rows = _versioned(con, organisation, numbered)
    new = rows.num_rows - rows["version"].null_count
    if new:
        con.register("landed_payments", rows)
        _insert_pages(con, organisation, numbered, run_id, now_utc)
        con.execute(
            "insert into workbench.landing.xero_payment "
            f"(organisation, {_COPIED}, run_id, received_utc) "
            f"select ?, {_COPIED}, ?, ? from landed_payments where version is not null",
            [organisation, run_id, now_utc],
        )
        con.unregister("landed_payments")
    return int(new)


def _insert_pages(
    con: Connection,
    organisation: str,
    pages: Mapping[int, StagedPage],
    run_id: str,
    now_utc: datetime,
) -> None:
    """Keep the pages in which anything was new."""
    found = con.execute(
        "select distinct page_number from landed_payments where version is not null order by all"
    ).fetchall()
    numbers = [number for (number,) in found]
    received = [packed(pages[number].received) for number in numbers]
    con.register("landed_pages", pa.table({"page_number": numbers, "received": received}))
    con.execute(
        "insert into workbench.landing.xero_page "
        "select page_number, ?, ?, received, ?, ? from landed_pages",
        [organisation, LIST_NAME, run_id, now_utc],
    )
    con.unregister("landed_pages")


def _versioned(con: Connection, organisation: str, pages: Mapping[int, StagedPage]) -> pa.Table:
    """The rows of all pages with the version each becomes, null where it is nothing new.

    Nothing here computes with Arrow: loading that takes a tenth of a second of every pull.
    """
    rows = pa.concat_tables(
        page.rows.append_column("page_number", pa.repeat(pa.scalar(n, _LONG), page.rows.num_rows))
        for n, page in pages.items()
    )
    versions = _versions(con, organisation, pages, rows)
    if versions is None:
        versions = pa.repeat(pa.scalar(1, _INT), rows.num_rows)
    return rows.append_column("version", versions)


def _versions(
    con: Connection, organisation: str, pages: Mapping[int, StagedPage], rows: pa.Table
) -> pa.Array | None:
    """The version each row becomes, null where it is nothing new; None if all are the first."""
    if not con.execute(_ANY_HELD, [organisation]).fetchall():
        return None
    asked = rows.select(["xero_payment_id", "updated_utc"]).append_column(
        "row", _integers(range(rows.num_rows), _INT, "i")
    )
    con.register("landed_payments", asked)
    held = con.execute(_HELD, {"organisation": organisation}).fetchall()
    con.unregister("landed_payments")
    if not held:
        return None
    versions: list[int | None] = [1] * rows.num_rows
    for row, version, is_new, *_ in held:
        versions[row] = version + 1 if is_new else None
    same = [each for each in held if each[2] is None]
    for row, version in _changed(con, pages, rows, same) if same else ():
        versions[row] = version + 1
    return pa.array(versions, _INT)


def _changed(
    con: Connection, pages: Mapping[int, StagedPage], rows: pa.Table, same: list[tuple[Any, ...]]
) -> Iterator[tuple[int, int]]:
    """Of rows stamped like the version held, those whose bodies differ, with that version."""
    held = bodies_at(con, ((number, place) for *_, body, number, place in same if body is None))
    numbers, places = rows["page_number"].to_pylist(), rows["place"].to_pylist()
    unpacked: dict[int, list[bytes]] = {}
    for row, version, _, body, number, place in same:
        page = numbers[row]
        if page not in unpacked:
            unpacked[page] = elements(pages[page].received)
        before = held[(number, place)] if body is None else body.encode()
        if unpacked[page][places[row]] != before:
            yield row, version


PAYMENTS = LandingKind("payments", "payment", land_payments, at_once=100_000, stage=stage_payments)
