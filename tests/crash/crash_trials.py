"""Crash trials: a real export process is killed with -9, again and again, while things go wrong.

A trial is one journal of a few invoices, exported over the real SDK to a real sandbox process,
whose books begin anew for each.
Everything in it follows from its number: how many invoices, how many lanes, which faults, one or
two exporters at once, and where the killed ones die: at an effect boundary (before or after a
commit, before or after a request, in the middle of a transaction), or after some milliseconds.
Then it is exported again until it says it is done, and the promises are checked from the
database's and the sandbox's own records.

The processes themselves are in crash_processes.py.
"""

import json
import os
import random
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import httpx
from crash_processes import SimulatedTime, Verdict, arm, failing_checks, in_child, in_children

from cmxero.casemanager.columns import HEADERS
from cmxero.config import Home
from cmxero.connections import connection_for
from cmxero.core.errors import AlreadyRunningError, CmxeroError
from cmxero.workbench import Workbench, open_workbench
from cmxero.workflows import batches
from cmxero.xero.gateway import SdkGateway, connect_gateway
from cmxero.xero.limits import CallLimits

MOST_INVOICES = 7
BATCH = 2
"""Invoices a request in trials, so that a few invoices make several batches."""

JUDGED_EVERY = 30
"""The checks over findings take longer than a whole trial, so only some trials run them."""

RUNS_AT_MOST = 12
"""An export that never gets done is lost work, and a failure of the trial."""

FAULTS = (
    {"kind": "lost answer"},
    {"kind": "cut before"},
    {"kind": "cut halfway"},
    {"kind": "bad json"},
    {"kind": "status", "status": 503},
    {"kind": "status", "status": 500, "processed": True},
    {"kind": "rate limited", "retry_after": 7},
    {"kind": "rate limited", "problem": "concurrent", "retry_after": None},
    {"kind": "expired token"},
    {"kind": "partial batch", "first": 1},
    {"kind": "partial batch", "first": 1, "cut": True},
    {"kind": "refuse elements"},
)


@dataclass(frozen=True)
class Plan:
    """What one trial does, all of it drawn from its number."""

    number: int
    invoices: int
    at_once: int
    exporters: int
    faults: tuple[dict, ...]
    boundary: int | None
    after_ms: int | None

    @classmethod
    def of(cls, number: int) -> "Plan":
        """The trial of a number."""
        draw = random.Random(number)  # noqa: S311  (chance that can be repeated)
        at_boundary = draw.random() < 0.7
        return cls(
            number=number,
            invoices=draw.randint(1, MOST_INVOICES),
            at_once=draw.randint(1, 3),
            exporters=2 if draw.random() < 0.25 else 1,
            faults=tuple(
                {**draw.choice(FAULTS), "skip": draw.randint(0, 2), "match": {"path": "/Invoices"}}
                for _ in range(draw.choice((0, 1, 1, 2, 3)))
            ),
            boundary=draw.randint(0, 45) if at_boundary else None,
            after_ms=None if at_boundary else draw.randint(0, 700),
        )


class Arena:
    """One sandbox, one home to copy, and the trials played in them."""

    def __init__(self, folder: Path, sandbox_url: str) -> None:
        self._folder, self._url = folder, sandbox_url
        self._http = httpx.Client(base_url=sandbox_url, trust_env=False, verify=False)  # noqa: S501

    def prepare(self) -> None:
        """Make the homes that trials begin with: connected, a journal of so many invoices."""
        connected = self._folder / "connected"
        write_home(connected, self._url, at_once=1)
        status, _ = in_child(lambda _: connect(connected))
        assert status == 0
        for invoices in range(1, MOST_INVOICES + 1):
            home = self._template(invoices)
            shutil.copytree(connected, home)
            write_journal(home, invoices)
            status, _ = in_child(lambda _, home=home: import_journal(home))
            assert status == 0
        self._http.get("/trial/keep").raise_for_status()

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def play(self, plan: Plan) -> Verdict:
        """One trial from import to verdict."""
        home = self._folder / f"trial-{plan.number}"
        shutil.copytree(self._template(plan.invoices), home)
        write_home(home, self._url, at_once=plan.at_once)
        self._http.get("/trial/again").raise_for_status()
        for what in ("faults", "requests"):
            self._http.delete(f"/sandbox/{what}").raise_for_status()
        for fault in plan.faults:
            self._http.post("/sandbox/faults", json=fault).raise_for_status()
        verdict = Verdict(plan.number)
        statuses = in_children(
            [lambda ready: first_export(home, plan, ready)] * plan.exporters, plan.after_ms
        )
        verdict.was_killed = any(os.WIFSIGNALED(status) for status in statuses)
        self._finish(home, plan, verdict)
        if not verdict.broken:
            shutil.rmtree(home)
        return verdict

    def _template(self, invoices: int) -> Path:
        return self._folder / f"template-{invoices}"

    def _finish(self, home: Path, plan: Plan, verdict: Verdict) -> None:
        """Export again, as a person would, until it says that it is done; then check."""
        for _ in range(RUNS_AT_MOST):
            verdict.runs += 1
            status, said = in_child(lambda out: os.write(out, self._last_export(home, plan)))
            if status == 0 and said.startswith(b"["):
                verdict.broken += json.loads(said)
                return
        verdict.broken.append(f"not done after {RUNS_AT_MOST} further runs: {said!r}")

    def _last_export(self, home: Path, plan: Plan) -> bytes:
        """In a child: what the export said, or when it is done what is broken, as JSON."""
        bench = open_trial(home)
        said = export(bench)
        if said != b"done":
            return said
        with httpx.Client(base_url=self._url, trust_env=False, verify=False) as http:  # noqa: S501
            requests = http.get("/sandbox/requests").json()
        puts = (r for r in requests if r["method"] == "PUT" and r["path"].endswith("/Invoices"))
        return verify(bench, home, plan, {r["body_sha256"] for r in puts})


# What the children do -------------------------------------------------------------------------


def open_trial(home: Path) -> Workbench:
    """The workbench of a trial, over the real SDK, in simulated time."""
    batches.BATCH_SIZE = BATCH
    now = SimulatedTime()
    limits = CallLimits(clock=now, sleep=now.sleep)

    def gateway(found, settings, clock, tenant_id):
        connection = connection_for(found, settings, tenant_id)
        return connect_gateway(connection, clock=clock, sleep=now.sleep, limits=limits)

    return open_workbench(home, clock=now, gateways=gateway, person="Trial")


def connect(home: Path) -> None:
    """Tie a home to the sandbox's organisation."""
    bench = open_trial(home)
    bench.connect()
    bench.close()


def import_journal(home: Path) -> None:
    """Import the journal that lies in it."""
    bench = open_trial(home)
    bench.import_(home / "journal.csv")
    bench.close()


def first_export(home: Path, plan: Plan, ready: int) -> None:
    """The export that may be killed; it tells when it is about to begin."""
    bench = open_trial(home)
    if plan.boundary is not None:
        arm(plan.boundary, [(SdkGateway, "create_invoices"), (SdkGateway, "find_invoices")])
    os.write(ready, b".")
    export(bench)


def export(bench: Workbench) -> bytes:
    """Export once; what a person would be told, in a word."""
    try:
        report = bench.export("41", dry_run=False)
    except AlreadyRunningError:
        return b"somebody else exports"
    except CmxeroError as fault:
        return f"{type(fault).__name__}: {fault}".encode()
    return b"needs a person" if report.needs_a_person else b"done"


def verify(bench: Workbench, home: Path, plan: Plan, sent: set[str]) -> bytes:
    """Every promise that is broken, as JSON: what the database says against what Xero holds."""
    connection = connection_for(Home(home), bench.settings, None)
    now = SimulatedTime()
    with connect_gateway(connection, clock=now, sleep=now.sleep) as gateway:
        numbers = [f"CM-{place}" for place in range(1, plan.invoices + 1)]
        held = gateway.find_invoices(numbers)
    broken = []
    counted = Counter(invoice.number for invoice in held)
    if twice := [number for number, times in counted.items() if times > 1]:
        broken.append(f"duplicates in Xero: {twice}")
    if lost := [number for number in numbers if number not in counted]:
        broken.append(f"lost: {lost}")
    links = bench.bench.exports.links("main")
    if {f"CM-{n}": x for n, x in links.items()} != {x.number: x.xero_invoice_id for x in held}:
        broken.append("the links are not what Xero holds")
    if bench.bench.exports.open_intents("main"):
        broken.append("intents without an outcome")
    broken += log_faults(bench, sent)
    broken += failing_checks(bench, plan.number, findings_every=JUDGED_EVERY)
    bench.close()
    return json.dumps(broken).encode()


def log_faults(bench: Workbench, sent: set[str]) -> list[str]:
    """What is missing in the export log: a request, an outcome, the end of the last run."""
    with bench._database.read() as con:
        stored = {row[0] for row in con.execute("select body_sha256 from workbench.sync.batch")
                  .fetchall()}  # fmt: skip
        unlogged = con.execute(
            "select count(*) from workbench.sync.link l where not exists ("
            "select 1 from workbench.sync.outcome o where o.intent_id = l.intent_id "
            "and o.xero_invoice_id = l.xero_invoice_id)"
        ).fetchall()[0][0]
    last = next(run for run in bench.runs(50) if run.kind == "export")
    faults = []
    if sent - stored:
        faults.append("Xero got a request that was not stored before")
    if unlogged:
        faults.append(f"{unlogged} links without an outcome in the log")
    if last.outcome != "done":
        faults.append(f"the last run ended as '{last.outcome}'")
    return faults


def write_home(home: Path, sandbox_url: str, *, at_once: int) -> None:
    """Options of a trial and where its sandbox listens."""
    config = Home(home).config_file
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(
        f"[analysts]\npublish_after_each_run = false\n[export]\nat_once = {at_once}\n", "utf-8"
    )
    ready = Home(home).sandbox_ready_file
    ready.parent.mkdir(parents=True, exist_ok=True)
    port = int(sandbox_url.rsplit(":", 1)[1])
    ready.write_text(json.dumps({"port": port, "pid": os.getpid()}), "utf-8")


def write_journal(home: Path, invoices: int) -> None:
    """Journal 41 with so many invoices."""
    lines = [",".join(HEADERS)]
    for place in range(1, invoices + 1):
        cells = dict.fromkeys(HEADERS, "") | {
            "Journal Number": "41",
            "Journal Date": "30/09/2026",
            "Transaction Type": "invoice",
            "Invoice Number": str(place),
            "Transaction Date": "2026-09-01",
            "Terms": "14 days",
            "Company": "Bluegum",
            "Case Number": f"C{place}",
            "Cost Name": "Assessment",
            "Quantity": "1",
            "Unit": "each",
            "Rate": f"{place}.10",
            "Tax Code": "FRE",
            "Line Amount": f"{place}.10",
            "Line Tax": "0.00",
            "Line Total": f"{place}.10",
            "Transaction Total": f"{place}.10",
        }
        lines.append(",".join(cells[header] for header in HEADERS))
    (home / "journal.csv").write_text("\n".join(lines) + "\n", "utf-8")
