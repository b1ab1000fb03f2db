"""Pairs and findings in a process's memory, worked out when what they follow from has changed.

Each ``recon`` view stands on several others, so DuckDB would plan and compute the lower ones again
and again (eight times the time for the tie-out). Those that many questions ask are tables, computed
once; they hold no more than is asked of every row, as a million invoices must fit.
"""

import re
from functools import cache

import duckdb

from cmxero.store.views import (
    TABLE,
    blank_text,
    judging_views,
    view_files,
    view_name,
    view_texts,
)

_READS = re.compile(r"\b(workbench\.[a-z]+\.[a-z_]+|(?:known|stage|recon)\.[a-z_]+)\b")
_MISSED = "workbench.sync.absence"
_FOLLOWS_FROM: dict[str, set[str]] = {
    "known.absence": {
        _MISSED,
        f"workbench.sync.run_end where run_id in (select run_id from {_MISSED})",
    },
}
"""Views that read a table and follow from few of its rows: every execution leaves a row among the
ends of runs, but pairs change only with those of recounts that missed a document."""
_OF_KIND = "workbench.landing.case_transaction where kind = '{}'"
_PAID, _RECEIVED = _OF_KIND.format("payment"), "workbench.landing.xero_payment"
_REFUNDED, _CREDIT = _OF_KIND.format("refund"), "workbench.landing.xero_credit"
_FOLLOWERS = (_PAID, _REFUNDED, _OF_KIND.format("adjustment"))
NOTHING_WITHOUT: dict[str, tuple[str, ...]] = {
    "recon.credit": (_CREDIT,),
    "recon.follower": _FOLLOWERS,
    "recon.receipt": (_RECEIVED,),
    "recon.payment_match": (_PAID,),
    "recon.payment_standing": (_RECEIVED,),
    "recon.refund_pair": (_CREDIT, _REFUNDED),
    "recon.credit_use": (_CREDIT,),
    "recon.payment_finding": (_PAID, _RECEIVED),
    "recon.problem_finding": ("workbench.landing.case_problem",),
    "recon.orphan_finding": _FOLLOWERS,
    "recon.changed_finding": ("workbench.landing.case_difference",),
    "recon.credit_finding": (_CREDIT, _REFUNDED),
    "recon.sending": ("workbench.sync.settlement",),
}
"""Tables in memory that hold no row while none of these does. Many books have none of some of these
facts, and to find that out by joining costs as much as with them: a third of judging a small book,
and a second with a million invoices."""
_DECIDED = frozenset({"workbench.recon.resolution"})
FEW = 200
"""So many findings at most are read anew one by one after a decision; of more, all are at once."""


def judge(
    con: duckdb.DuckDBPyConnection,
    *,
    changed: frozenset[str] | None = None,
    as_known_then: bool = False,
) -> None:
    """Work out pairs and findings; what stands on them are views.

    The facts must not change meanwhile: the caller holds the lock. Each table is a transaction of
    its own, as DuckDB knows how many rows a table has once it is committed, and plans what reads it
    by that (half a second with a million invoices). After a failure everything is to be worked out
    again.

    Args:
        changed: tables with new rows since the last time; only what follows from one of them is
            worked out again (a decision changes findings, but no pair, and of findings only those
            that it touches). None: everything.
        as_known_then: as the views were created (``views.create_views``).
    """
    con.execute("set preserve_insertion_order = false")  # nobody may rely on it, and it costs
    try:
        if changed != _DECIDED or not _read_touched(con, as_known_then=as_known_then):
            blank = _without_facts(con)
            for name, text in view_texts(as_known_then=as_known_then):
                table = view_name(name)
                if TABLE in text and (
                    changed is None or not changed.isdisjoint(_tables_behind(table))
                ):
                    con.execute(blank_text(table) if table in blank else text)
    finally:
        con.execute("reset preserve_insertion_order")


def _without_facts(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Tables in memory that certainly hold nothing."""
    asked = sorted({fact for facts in NOTHING_WITHOUT.values() for fact in facts})
    found = con.execute(f"select {', '.join(f'exists(from {fact})' for fact in asked)}").fetchall()
    there = {fact for fact, is_there in zip(asked, found[0], strict=True) if is_there}
    return frozenset(table for table, facts in NOTHING_WITHOUT.items() if there.isdisjoint(facts))


def _read_touched(con: duckdb.DuckDBPyConnection, *, as_known_then: bool) -> bool:
    """Bring the findings that decisions touch up to these; False if they are not few.

    The keys are named one by one: given so, DuckDB looks at no other finding.
    """
    found = con.execute(f"from recon.touched_finding limit {FEW + 1}").fetchall()
    keys = [row[0] for row in found]
    if len(keys) > FEW:
        return False
    if keys:
        named = f"where finding_key in ({', '.join('?' * len(keys))})"
        anew = _decided_anew(as_known_then=as_known_then)
        con.execute(f"create or replace temp table touched as from ({anew}) {named}", keys)
        con.execute(f"delete from memory.recon.finding {named}", keys)
        con.execute("insert into memory.recon.finding from touched")
    return True


@cache
def _decided_anew(*, as_known_then: bool) -> str:
    """``recon.decided_finding`` over the findings there are, which hold what disagrees."""
    (text,) = (
        text
        for name, text in view_texts(as_known_then=as_known_then)
        if view_name(name) == "recon.decided_finding"
    )
    query = text.partition(" as\n")[2].rstrip("; \n")
    found = query.replace("recon.disagreement", "recon.finding")
    return found.replace("as materialized", "as not materialized")  # so that the keys reach it


def facts_state(con: duckdb.DuckDBPyConnection) -> tuple[int, ...]:
    """How many rows each table behind pairs and findings has, as far as these follow from it.

    Facts are only ever added, so another count is another state and the same counts the same. The
    one table from which rows are taken, the links, hands each over to the released links.
    """
    counts = " union all ".join(
        f"select {place} as place, count(*) as rows_now from {table}"
        for place, table in enumerate(facts_judged())
    )
    rows = con.execute(f"select rows_now from ({counts}) order by place").fetchall()
    return tuple(row[0] for row in rows)


@cache
def facts_judged() -> tuple[str, ...]:
    """Tables of the workbench that pairs and findings follow from, directly or through views.

    Some with a condition on their rows, as SQL writes it.
    """
    judged = [view_name(name) for name in judging_views() if name.startswith("recon/")]
    return tuple(sorted(frozenset[str]().union(*map(_tables_behind, judged))))


@cache
def _tables_behind(view: str) -> frozenset[str]:
    """Tables of the workbench that tell whether a view says something new."""
    found: set[str] = set()
    left = [view]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += _reads().get(name, ())
    return frozenset(name for name in found if name.startswith("workbench."))


@cache
def _reads() -> dict[str, set[str]]:
    """What each view reads itself."""
    reads = {view_name(name): set(_READS.findall(text)) for name, text in view_files()}
    return reads | _FOLLOWS_FROM
