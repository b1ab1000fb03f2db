"""The timeline as pages ask for it: newest first, a page at a time, searched and counted.

The entries are worked out once into a table of the process's memory, anew only after a fact came:
stacked views take a second for 100,000 entries, the table some milliseconds.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from cmxero.core.numbering import find_case_number
from cmxero.core.timeline import Change, HistoryCounts, HistoryEntry, HistoryKind
from cmxero.store.database import Connection, Database
from cmxero.store.views import view_files, view_name

MOST_KEPT = 2_000_000
"""Rows of facts up to which entries are kept in memory; above, each question reads the views."""
_VIEW, _KEPT = "report.timeline", "memory.report.timeline_kept"
_COLUMNS = (
    "entry_id at_utc known_utc ended_utc kind person subject case_invoice_number case_number "
    "customer what state said note amount currency_code run_id finding_key changes"
).split()
_FACTS = (
    "strip_accents(lower(concat_ws(' ', kind, person, subject, 'CM-' || case_invoice_number, "
    "case_number, customer, what, state, said, note, amount::varchar, run_id, finding_key, "
    "array_to_string(list_transform(changes, lambda c: concat_ws(' ', c.before, c.after)), ' '))))"
)
_HAS = "contains(words, strip_accents(lower(?)))"
_NEWEST_FIRST = "order by at_utc desc, entry_id desc"
_READS = re.compile(r"\b(workbench\.[a-z]+\.[a-z_]+|(?:known|stage|recon|report)\.[a-z_]+)\b")

Meanings = Callable[[str], Sequence[str]]
"""Stored codes whose words hold what a person searches for."""


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which entries are asked for; what is left empty does not narrow.

    Attributes:
        since_utc: at or after it; naive UTC.
        before_utc: before it; naive UTC.
        invoice: Case Manager's number of the invoice they belong to, with or without ``CM-``.
        text: words that must all occur: numbers, case, customer, person, finding, amounts, words.
    """

    kind: str = ""
    person: str = ""
    since_utc: datetime | None = None
    before_utc: datetime | None = None
    invoice: str = ""
    text: str = ""

    def condition(
        self, organisation: str, meanings: Meanings, without: str = ""
    ) -> tuple[str, list[object]]:
        """The filter as SQL with its values.

        Args:
            without: name of a field that does not narrow this time.
        """
        number = find_case_number(self.invoice) or self.invoice
        narrowed: tuple[tuple[str, str, object], ...] = (
            ("kind", "kind = ?", self.kind),
            ("person", "person = ?", self.person),
            ("since_utc", "at_utc >= ?", self.since_utc),
            ("before_utc", "at_utc < ?", self.before_utc),
            ("invoice", "case_invoice_number = ?", number),
        )
        parts = ["organisation = ?"]
        asked: list[object] = [organisation]
        for name, sql, value in narrowed:
            if value and name != without:
                parts.append(sql)
                asked.append(value)
        for word in self.text.split():
            found = [word, *meanings(word)]
            parts.append(f"({' or '.join([_HAS] * len(found))})")
            asked += found
        return " and ".join(parts), asked


class Timeline:
    """Read-only questions to ``report.timeline``.

    Args:
        meanings: what else a word of a search stands for.
    """

    def __init__(self, database: Database, meanings: Meanings = lambda _word: ()) -> None:
        self._database = database
        self._meanings = meanings
        self._facts: tuple[int, ...] = ()

    def page(
        self, organisation: str, wanted: HistoryFilter, *, limit: int | None, offset: int = 0
    ) -> tuple[HistoryEntry, ...]:
        """Entries, newest first; ``limit`` None takes all."""
        where, values = wanted.condition(organisation, self._meanings)
        with self._entries() as (con, source):
            rows = con.execute(
                f"select {', '.join(_COLUMNS)} from {source} where {where} "
                f"{_NEWEST_FIRST} limit ? offset ?",
                [*values, limit, offset],
            ).fetchall()
        return tuple(map(_entry, rows))

    def counts(self, organisation: str, wanted: HistoryFilter) -> HistoryCounts:
        """How many entries there are, in all, by kind and by person."""
        found: dict[str, dict[str, int]] = {}
        with self._entries() as (con, source):
            for by in ("kind", "person"):
                where, values = wanted.condition(organisation, self._meanings, without=by)
                rows = con.execute(
                    f"select {by}, count(*) from {source} where {where} group by all order by 1",
                    values,
                ).fetchall()
                found[by] = {str(name): int(count) for name, count in rows}
        kinds = found["kind"]
        total = kinds.get(wanted.kind, 0) if wanted.kind else sum(kinds.values())
        return HistoryCounts(total, kinds, found["person"])

    def events(self, run_id: str) -> tuple[tuple[str, str], ...]:
        """What a run came across that is no outcome of a document: (about, message)."""
        with self._database.read() as con:
            rows = con.execute(
                "select subject, message from workbench.sync.event where run_id = ? "
                "order by at_utc, subject, message",
                [run_id],
            ).fetchall()
        return tuple((str(subject), str(message)) for subject, message in rows)

    @contextmanager
    def _entries(self) -> Iterator[tuple[Connection, str]]:
        """Where to read the entries, brought up to the facts."""
        with self._database.read() as con:
            counts = ", ".join(f"(select count(*) from {table})" for table in facts_behind(_VIEW))
            facts: tuple[int, ...] = con.execute(f"select {counts}").fetchall()[0]
            if sum(facts) > MOST_KEPT:
                yield con, f"(select *, {_FACTS} as words from {_VIEW})"
                return
            if facts != self._facts:
                self._facts = ()
                con.execute(
                    f"create or replace table {_KEPT} as select *, {_FACTS} as words from {_VIEW}"
                )
                con.execute("commit")  # the reading transaction keeps nothing
                con.execute("begin")
                self._facts = facts
            yield con, _KEPT


@cache
def facts_behind(view: str) -> tuple[str, ...]:
    """Tables of the workbench that tell whether a view says something new: facts are only added."""
    reads = {view_name(name): set(_READS.findall(text)) for name, text in view_files()}
    found: set[str] = set()
    left = [view]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += reads.get(name, ())
    return tuple(sorted(name for name in found if name.startswith("workbench.")))


def _entry(row: tuple[Any, ...]) -> HistoryEntry:
    values = dict(zip(_COLUMNS, row, strict=True))
    kind = HistoryKind(values["kind"])
    messages: tuple[str, ...] = ()
    if kind in {HistoryKind.EXPORT, HistoryKind.SENT}:
        messages = tuple(str(each) for each in json.loads(values["said"] or "[]"))
        values["said"] = ""
    changes = tuple(Change(c["field"], c["before"], c["after"]) for c in values["changes"])
    return HistoryEntry(**{**values, "kind": kind, "changes": changes, "messages": messages})
