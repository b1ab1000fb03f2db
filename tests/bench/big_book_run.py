"""One measurement of a big book: fills it if it is not there, prints seconds and memory as JSON."""

import json
import resource
import sys
from datetime import date
from pathlib import Path
from time import perf_counter

import big_book

from cmxero.store.database import Database, Parameters
from cmxero.store.reports import Reports
from cmxero.store.tie_outs import TieOuts

PARAMETERS = (Parameters("main", "AUD", date(2026, 1, 1), 7, date(2026, 11, 28)),)
ROUNDS = 3


def timed(work):
    """Seconds, and what came of it."""
    began = perf_counter()
    found = work()
    return perf_counter() - began, found


def main(invoices: int, path: Path) -> dict[str, object]:
    """Everything once, the raw join three times (its median counts)."""
    database = Database(path)
    if not path.exists():
        big_book.fill(database, invoices)
        database.close()
    raw = sorted(timed(lambda: big_book.raw_join(database))[0] for _ in range(ROUNDS))[ROUNDS // 2]
    ties, reports = TieOuts(database), Reports(database)
    judged, _ = timed(lambda: judge(database))
    tie_out, (tie,) = timed(lambda: ties.tie_out(PARAMETERS))
    read, findings = timed(lambda: reports.findings(PARAMETERS))
    as_of, _ = timed(lambda: ties.tie_out(PARAMETERS, date(2026, 6, 30)))
    ageing, _ = timed(lambda: ties.ageing(PARAMETERS, None))
    return {
        "raw_s": raw,
        "judged_s": judged,
        "tie_out_s": tie_out,
        "read_s": read,
        "ours_s": judged + tie_out + read,
        "findings": len(findings),
        "as_of_s": as_of,
        "ageing_s": ageing,
        "unexplained": str(tie.unexplained),
        "peak_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }


def judge(database: Database) -> None:
    """Work pairs and findings out."""
    with database.read(PARAMETERS):
        pass


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), Path(sys.argv[2]))))
