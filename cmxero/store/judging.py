"""Pairs and findings in a process's memory, worked out when what they follow from has changed.

Each ``recon`` view stands on several others, so DuckDB would plan and compute the lower ones again
and again (eight times the time for the tie-out). Those that many questions ask are tables, computed
once; they hold no more than is asked of every row, as a million invoices must fit.
"""

import re
from functools import cache

import duckdb

from cmxero.store.schema import TABLE, judging_views, view_files, view_name

_READS = re.compile(r"\b(workbench\.[a-z]+\.[a-z_]+|(?:known|stage|recon)\.[a-z_]+)\b")


def judge(con: duckdb.DuckDBPyConnection, *, first: bool) -> None:
    """Work out pairs and findings, in one transaction; what stands on them stays a view.

    The facts must not change meanwhile: the caller holds the lock.

    Args:
        first: the views on top are not there yet.
    """
    judging = judging_views()
    con.execute("begin")
    try:
        for name, text in view_files():
            if name in judging and (first or TABLE in text):
                con.execute(text)
    except duckdb.Error:
        con.execute("rollback")
        raise
    con.execute("commit")


def facts_state(con: duckdb.DuckDBPyConnection) -> tuple[int, ...]:
    """How many rows each table behind pairs and findings has.

    Facts are only ever added, so another count is another state and the same counts the same. The
    one table from which rows are taken, the links, hands each over to the released links.
    """
    counts = ", ".join(f"(select count(*) from {table})" for table in facts_judged())
    return con.execute(f"select {counts}").fetchall()[0]


@cache
def facts_judged() -> tuple[str, ...]:
    """Tables of the workbench that pairs and findings follow from, directly or through views."""
    reads = {view_name(name): set(_READS.findall(text)) for name, text in view_files()}
    found: set[str] = set()
    left = [view_name(name) for name in judging_views() if name.startswith("recon/")]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += reads.get(name, ())
    return tuple(sorted(name for name in found if name.startswith("workbench.")))
