"""The bodies of payments, taken out of the pages they were received in."""

import gzip
from collections.abc import Iterable, Mapping

import msgspec

from cmxero.store.database import Connection

LIST_NAME = "Payments"
_GZIP = b"\x1f\x8b"
_FAST = 1
Spot = tuple[int, int]
"""A page's number and which element of its list, from 0."""


def packed(received: bytes) -> bytes:
    """An answer as it is kept: gzipped, as it travelled where it travelled so."""
    return received if received.startswith(_GZIP) else gzip.compress(received, _FAST, mtime=0)


def elements(received: bytes) -> list[bytes]:
    """The payments of an answer as it travelled, each exactly as Xero wrote it."""
    text = gzip.decompress(received) if received.startswith(_GZIP) else received
    found = msgspec.json.decode(text, type=dict[str, msgspec.Raw])[LIST_NAME]
    return [bytes(each) for each in msgspec.json.decode(found, type=list[msgspec.Raw])]


def bodies_at(con: Connection, spots: Iterable[Spot]) -> Mapping[Spot, bytes]:
    """Bodies by where they were received; each page is unpacked once."""
    wanted: dict[int, list[int]] = {}
    for number, place in spots:
        wanted.setdefault(number, []).append(place)
    found: dict[Spot, bytes] = {}
    for number, places in wanted.items():
        rows = con.execute(
            "select received from workbench.landing.xero_page where page_number = ?", [number]
        ).fetchall()
        page = elements(rows[0][0])
        found |= {(number, place): page[place] for place in places}
    return found


def payment_bodies(con: Connection, organisation: str) -> dict[tuple[str, int], bytes]:
    """The body of every version of every payment as received, by id and version."""
    rows = con.execute(
        "select xero_payment_id, version, body, page_number, place "
        "from workbench.landing.xero_payment where organisation = ?",
        [organisation],
    ).fetchall()
    pages = bodies_at(con, ((row[3], row[4]) for row in rows if row[3] is not None))
    return {
        (xero_id, version): pages[(number, place)] if body is None else body.encode()
        for xero_id, version, body, number, place in rows
    }
