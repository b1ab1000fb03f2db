"""Crash trials of the pull: a real process that reads Xero is killed with -9 while things go wrong.

A trial follows from its number: what people did in Xero before and do between two pages, whether
it is the first pull, a full one or one of two at once, which requests fail, and where it dies: at
an effect boundary (around a commit, inside a transaction between rows and watermark, around a
request), or after some milliseconds. Right after the kill no watermark may stand beyond what is
stored; then it is pulled again until it says it is done, and the workbench must hold what the
sandbox holds, each document once.
"""

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import httpx
from crash_processes import (
    SimulatedTime,
    Verdict,
    arm,
    failing_checks,
    in_child,
    in_children,
)
from mirror_truth import differences, held_by
from pull_plans import PullPlan
from scene import SETTINGS, Scene
from trial_sandbox import books_of
from xero_deeds import Deed, People

from cmxero.connections import connection_for
from cmxero.core.errors import CmxeroError
from cmxero.sandbox.hands import XeroUser
from cmxero.store import xero_landing
from cmxero.workbench import Workbench, open_workbench
from cmxero.workflows.pull import OVERLAP
from cmxero.xero import gateway as invoice_lists
from cmxero.xero import gateway_contacts, gateway_credits
from cmxero.xero.gateway import connect_gateway
from cmxero.xero.limits import CallLimits
from cmxero.xero.session import Session

JUDGED_EVERY = 30
"""The checks over findings take longer than a whole trial, so only some trials run them."""

RUNS_AT_MOST = 12
NUMBERS = ["CM-1001", "CM-1002", "CM-1003", "CM-1004"]
ENDPOINTS = {
    "invoices": ("invoice", ""),
    "payments": ("payment", ""),
    "credit notes": ("credit", "credit note"),
    "overpayments": ("credit", "overpayment"),
    "prepayments": ("credit", "prepayment"),
    "batch payments": ("batch", ""),
    "contacts": ("contact", ""),
}
"""Whose watermark is of which documents."""

LANDED = "invoice payment credit batch_payment contact".split()


class PullArena:
    """One sandbox, two homes to copy (before the first pull and after it), and the trials.

    Attributes:
        after_pull: done in each puller after its pull, e.g. ``lambda bench: bench.make_outbox()``;
            the bomb may go off in it too.
        verifiers: say what else is broken at the end.
    """

    after_pull: tuple[Callable[[Workbench], object], ...] = ()
    verifiers: tuple[Callable[[Workbench, Path], list[str]], ...] = ()

    def __init__(self, folder: Path, sandbox_url: str) -> None:
        self._folder, self._url = folder, sandbox_url
        self._people = People(None, [*NUMBERS], ["Bluegum", "Wattle"])
        self._http = httpx.Client(base_url=sandbox_url, trust_env=False, verify=False)  # noqa: S501
        self._user = XeroUser(sandbox_url)

    def prepare(self) -> None:
        """Make the two homes, and books in Xero that have something of everything."""
        status, _ = in_child(lambda _: self._connect_and_export())
        assert status == 0
        people = replace(self._people, user=self._user)
        self._user.approve(NUMBERS[:3])
        for deed in (
            Deed("pay", 0, 0, 1000),
            Deed("deposit", 1, 2, 500),
            Deed("credit", 0, 0, 700),
            Deed("receive", 0, 0, 900),
            Deed("receive", 0, 1, 300),
        ):
            self._later(400)  # further apart than the overlap, which would hide a fault
            people.do(deed)
        assert people.said == []
        self._people = replace(people, user=None)
        shutil.copytree(self._home("new"), self._home("pulled"))
        status, _ = in_child(lambda _: self._pull(self._open(self._home("pulled")), full=False))
        assert status == 0
        self._http.get("/trial/keep").raise_for_status()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()
        self._user.close()

    def play(self, plan: PullPlan) -> Verdict:
        """One trial from what people did to the verdict."""
        home = self._home(f"trial-{plan.number}")
        shutil.copytree(self._home("new" if plan.is_first else "pulled"), home)
        self._http.get("/trial/again").raise_for_status()
        people = self._copy_of_people(self._user)
        for seconds, deed in plan.before:
            self._later(seconds)
            people.do(deed)
        self._later(1)
        for fault in plan.faults:
            self._http.post("/sandbox/faults", json=fault).raise_for_status()
        verdict = Verdict(plan.number)
        works = [
            lambda ready, first=place == 0: self._first_pull(home, plan, ready, people, first)
            for place in range(plan.pullers)
        ]
        statuses = in_children(works, plan.after_ms)
        verdict.was_killed = any(os.WIFSIGNALED(status) for status in statuses)
        status, said = in_child(lambda out: os.write(out, self._finish(home, plan)))
        if status:
            verdict.broken.append(f"the last pulls ended with {status}")
        else:
            verdict.runs, verdict.broken = json.loads(said)
        if not verdict.broken:
            shutil.rmtree(home)
        return verdict

    # ---------------------------------------------------------------- in children

    def _first_pull(self, home, plan, ready, people, is_first) -> None:
        """The pull that may be killed; it tells when it is about to begin."""
        meanwhile = list(plan.meanwhile) if is_first else []
        user = XeroUser(self._url)
        others = replace(self._copy_of_people(user), made=people.made + 100)

        def on_call(_) -> None:
            if meanwhile:
                seconds, deed = meanwhile.pop(0)
                with suppress(httpx.HTTPError, CmxeroError, KeyError):  # a fault may hit them
                    user.control("POST", "clock", {"advance_s": seconds + 1})
                    others.do(deed)

        bench = self._open(home, plan.page_size, on_call)
        if plan.boundary is not None:
            arm(plan.boundary, [(Session, "ask_list"), (xero_landing, "move_watermark")])
        os.write(ready, b".")
        self._pull(bench, full=plan.full)

    def _finish(self, home: Path, plan: PullPlan) -> bytes:
        """What is broken after the kill, then after further pulls, as JSON with their count."""
        with httpx.Client(base_url=self._url, trust_env=False, verify=False) as http:  # noqa: S501
            truth, stamps = books_of(http)
        bench = self._open(home, plan.page_size)
        after_the_kill = look(bench)
        broken = after_the_kill.broken + watermarks_beyond(after_the_kill, truth, stamps)
        runs, said = 0, "not pulled"
        while said and runs < RUNS_AT_MOST:
            runs += 1
            said = self._pull(bench, full=False)
        if said:
            broken.append(f"not done after {runs} further pulls: {said}")
        at_the_end = look(bench)
        broken += at_the_end.broken + watermarks_beyond(at_the_end, truth, stamps)
        if wrong := differences(at_the_end.held, truth):
            broken.append(f"not what Xero holds: {wrong}")
        broken += failing_checks(bench, plan.number, findings_every=JUDGED_EVERY)
        broken += [each for verifier in self.verifiers for each in verifier(bench, home)]
        bench.close()
        return json.dumps([runs, broken]).encode()

    def _pull(self, bench: Workbench, *, full: bool) -> str:
        """Pull once; why it broke off, or nothing."""
        try:
            bench.pull(full=full)
            for step in self.after_pull:
                step(bench)
        except CmxeroError as fault:
            return f"{type(fault).__name__}: {fault}"
        return ""

    def _connect_and_export(self) -> None:
        home = self._home("new")
        scene = Scene(home, settings=SETTINGS)
        ready = scene.bench.home.sandbox_ready_file
        ready.parent.mkdir(parents=True)
        ready.write_text(json.dumps({"port": int(self._url.rsplit(":", 1)[1])}), "utf-8")
        scene.close()
        scene.bench = self._open(home)
        scene.bench.connect()
        companies = ("Bluegum", "Bluegum", "Bluegum", "Wattle")
        rows = [
            f"invoice {1001 + n} {50 + n}.00 2026-09-01 FRE {name}"
            for n, name in enumerate(companies)
        ]
        scene.journal("41", *rows)
        scene.export("41")
        scene.close()

    def _open(self, home: Path, page_size: int = 1000, on_call=None) -> Workbench:
        """The workbench of a trial, over the real SDK, in simulated time."""
        for module in (invoice_lists, gateway_contacts, gateway_credits):
            module.PAGE_SIZE = page_size
        now = SimulatedTime()
        limits = CallLimits(clock=now, sleep=now.sleep)

        def gateway(found, settings, clock, tenant_id):
            connection = connection_for(found, settings, tenant_id)
            return connect_gateway(
                connection, clock=clock, sleep=now.sleep, limits=limits, on_call=on_call
            )

        return open_workbench(home, clock=now, gateways=gateway, person="Trial")

    # ---------------------------------------------------------------- tools

    def _home(self, name: str) -> Path:
        return self._folder / name

    def _later(self, seconds: int) -> None:
        self._user.control("POST", "clock", {"advance_s": seconds})

    def _copy_of_people(self, user: XeroUser) -> People:
        lists = ("numbers", "contacts", "credits", "payments", "refunds", "said")
        return replace(
            self._people, user=user, **{name: [*getattr(self._people, name)] for name in lists}
        )


@dataclass
class Look:
    """What the workbench's database holds, read at once.

    Attributes:
        watermarks: endpoint to how far it was read.
        broken: documents staged twice, and rows of a run that never was.
    """

    held: dict = field(default_factory=dict)
    watermarks: dict = field(default_factory=dict)
    broken: list = field(default_factory=list)


def look(bench: Workbench) -> Look:
    """Read it."""
    found = Look()
    with bench._database.read() as con:
        try:
            found.held = held_by(con)
        except AssertionError as fault:
            found.broken.append(str(fault))
        marks = con.execute("select endpoint, watermark_utc from workbench.sync.watermark")
        found.watermarks = dict(marks.fetchall())
        for name in LANDED:
            orphans = con.execute(
                f"select run_id from workbench.landing.xero_{name} x "  # noqa: S608 - our names
                "anti join workbench.sync.run r using (run_id)"
            ).fetchall()
            found.broken += [f"{name} of run {run_id}, which never was" for (run_id,) in orphans]
    return found


def watermarks_beyond(found: Look, truth: dict, stamps: dict) -> list[str]:
    """Documents that the next pull would not ask for any more although they are not stored."""
    missing = differences(found.held, truth)
    broken = []
    for endpoint, watermark in found.watermarks.items():
        kind, credit_kind = ENDPOINTS[endpoint]
        lost = {
            key: fields
            for key, fields in missing.items()
            if key.startswith(f"{kind} ")
            and key in truth
            and truth[key].get("kind", "") == credit_kind
            and datetime.fromisoformat(stamps[key]) < watermark - OVERLAP
        }
        if lost:
            broken.append(f"the watermark of {endpoint} is beyond {lost}")
    return broken
