"""What the address of a page asks for, as in ``history.ipynb?invoice=CM-1001``.

Read once, when the page opens (ui.md 8.4). The address may come from anywhere, so a value the page
does not know is ignored, and whoever shows one escapes it.
"""

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import parse_qsl

from cmxero.core.findings import Finding, FindingKind
from cmxero.core.resolutions import STATUSES

ALL = "all"
"""As a status: findings of any."""
_FIELDS = ("status", "kind", "query", "finding", "invoice", "way")
_LONGEST = 300


class Queue(Protocol):
    """What of ``MismatchQueue`` an address may set."""

    query: str
    current: str

    def filter_by(self, *, status: str | None = None, kind: str | None = None) -> None:
        """List only one status, one kind, or all (empty)."""

    def finding(self, key: str) -> Finding | None:
        """A finding as last read."""


def read_link(query_string: str) -> dict[str, str]:
    """The fields of an address that any page knows; the first of each name counts."""
    found: dict[str, str] = {}
    for name, value in parse_qsl(query_string[: 10 * _LONGEST]):
        if name in _FIELDS and len(value) <= _LONGEST:
            found.setdefault(name, value.strip())
    return found


def follow(queue: Queue, wanted: Mapping[str, str]) -> None:
    """Open the queue at what an address asks for; what does not exist is ignored.

    Args:
        wanted: ``finding`` (a key, which decides alone), else ``status`` (or ``all``), ``kind``
            and ``query`` (words to search for).
    """
    found = queue.finding(wanted.get("finding", ""))
    if found is not None:
        queue.filter_by(status=found.status)
        queue.current = found.key
        return
    status, kind = wanted.get("status", ""), wanted.get("kind", "")
    queue.query = wanted.get("query", "")
    queue.filter_by(
        status={ALL: "", **{each: each for each in STATUSES}}.get(status),
        kind=kind if kind in set(FindingKind) else None,
    )
