"""How a version of a Xero document lands: a new row only when its content is new."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from cmxero.store.bulk import Row, stage_rows
from cmxero.store.database import Connection

Document = TypeVar("Document")
_Landed_contra = TypeVar("_Landed_contra", contravariant=True)


class LandOne(Protocol[_Landed_contra]):
    """Stores documents inside a transaction that is already open; how many were new."""

    def __call__(
        self,
        con: Connection,
        organisation: str,
        pages: Sequence[Sequence[_Landed_contra]],  # or what was staged of them
        *,
        run_id: str,
        now_utc: datetime,
    ) -> int:
        """Store the documents whose content is new."""


@dataclass(frozen=True, slots=True)
class LandingKind(Generic[Document]):
    """One kind of document that is pulled.

    Attributes:
        endpoint: what its watermark is kept under.
        document: whose versions it adds to; names the table and its id column.
        land: stores a page of them.
        credit_kind: which of the credits these are; empty for documents of their own table.
        stage: makes of a page, as it comes, what ``land`` takes quicker; the page itself if None.
        at_once: so many documents are stored in one transaction, if that many come.
    """

    endpoint: str
    document: str
    land: LandOne[Document]
    credit_kind: str = ""
    stage: Callable[[Sequence[Document]], Any] | None = None
    at_once: int = 5_000


def land_new(con: Connection, document: str, columns: Sequence[str], rows: list[Row]) -> int:
    """Append the rows whose content differs from the newest version held, as the next version.

    A row older than what we hold is left out: pages of one pull can overlap in either order.
    One stamped the same is taken: Xero's clock has whole seconds only (xero-api.md 2.6).
    """
    if not rows:
        return 0
    table, key = f"xero_{document}", f"xero_{document}_id"
    stage_rows(con, "landed_rows", f"landing.{table}", columns, rows)
    names = ", ".join(columns)
    picked = ", ".join(f"s.{column}" for column in columns)
    found = con.execute(f"""
        insert into workbench.landing.{table} ({names}, version)
        with newest as (
            select {names} from landed_rows
            qualify row_number() over (
                partition by organisation, {key} order by updated_utc desc, body_sha256
            ) = 1
        ), held as (
            select organisation, {key}, max(version) as version
            from workbench.landing.{table}
            group by organisation, {key}
        )
        select {picked}, coalesce(h.version, 0) + 1
        from newest s
        left join held h on h.organisation = s.organisation and h.{key} = s.{key}
        left join stage.{table} c on c.organisation = s.organisation and c.{key} = s.{key}
        where c.{key} is null
            or (c.body_sha256 <> s.body_sha256 and s.updated_utc >= c.updated_utc)
    """).fetchall()
    con.unregister("landed_rows")
    return int(found[0][0])


def land_parts(
    con: Connection, table: str, owner: str, columns: Sequence[str], rows: list[Row]
) -> None:
    """Append the parts of document versions, e.g. lines, unless that very version has its parts.

    Args:
        owner: id column of the document; with ``body_sha256`` it names a version.
    """
    if not rows:
        return
    stage_rows(con, "landed_parts", f"landing.{table}", columns, rows)
    names = ", ".join(columns)
    con.execute(f"""
        insert into workbench.landing.{table} ({names})
        select {names} from landed_parts s
        anti join workbench.landing.{table} h
            on h.organisation = s.organisation
            and h.{owner} = s.{owner}
            and h.body_sha256 = s.body_sha256
    """)
    con.unregister("landed_parts")


def sha256(body: bytes) -> str:
    """What tells one content from another."""
    return hashlib.sha256(body).hexdigest()
