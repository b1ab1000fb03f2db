"""Processes that are forked, killed with -9 and looked at, for every kind of crash trial.

Each process is a fork of one that has everything loaded, so that a trial costs half a second and
not the start of three interpreters. Waiting for Xero is simulated: a sleep moves the clock.
"""

import gc
import os
import signal
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpcore  # noqa: F401  (what each child would load by itself, late;
import pyarrow as pa  # noqa: F401   loaded before the forks, it is loaded once)

from cmxero.core.errors import CmxeroError
from cmxero.store import judging, views
from cmxero.store.database import Database
from cmxero.workbench import Workbench

judging.facts_judged()  # the views' texts are read and looked through once, before the forks
views.view_texts(as_known_then=False)
gc.freeze()  # a collection in a child would touch, and so copy, all that was loaded before


@dataclass
class Verdict:
    """How a trial ended; ``broken`` names every promise that was."""

    number: int
    was_killed: bool = False
    runs: int = 0
    broken: list[str] = field(default_factory=list)


class SimulatedTime:
    """The real time, except that waiting takes none."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._guard = threading.Lock()

    def __call__(self) -> datetime:
        """Now, naive UTC."""
        return datetime.now(UTC).replace(tzinfo=None) + self._ahead

    def sleep(self, seconds: float) -> None:
        """Let so many seconds pass at once."""
        with self._guard:
            self._ahead += timedelta(seconds=seconds)


class Bomb:
    """Kills this process with -9 at the n-th effect."""

    def __init__(self, boundary: int) -> None:
        self._left = boundary
        self._guard = threading.Lock()

    def tick(self) -> None:
        """One effect more."""
        with self._guard:
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            self._left -= 1


def arm(boundary: int, calls) -> None:
    """Put the bomb around every commit and some calls of this process.

    Args:
        calls: each an owner and the name of what is called, e.g. ``(SdkGateway, "find_invoices")``.
    """
    bomb, write = Bomb(boundary), Database.write

    @contextmanager
    def fused(self, *parameters):
        bomb.tick()
        with write(self, *parameters) as con:
            yield con
            bomb.tick()
        bomb.tick()

    Database.write = fused
    for owner, name in calls:
        setattr(owner, name, _ticking(getattr(owner, name), bomb))


def _ticking(method, bomb: Bomb):
    def call(*args, **kwargs):
        bomb.tick()
        answer = method(*args, **kwargs)
        bomb.tick()
        return answer

    return call


def in_child(work) -> tuple[int, bytes]:
    """Run work in a forked process; its wait status and what it wrote to the pipe it is given."""
    read, write = os.pipe()
    pid = _fork(work, write)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read()
    return os.waitpid(pid, 0)[1], said


def in_children(works, kill_after_ms: int | None) -> list[int]:
    """Run works side by side; each tells when it is about to begin, and may be killed then."""
    children = []
    for work in works:
        read, write = os.pipe()
        children.append((_fork(work, write), read))
        os.close(write)
    for _, read in children:
        os.read(read, 1)
    if kill_after_ms is not None:
        time.sleep(kill_after_ms / 1000)
        for pid, _ in children:
            os.kill(pid, signal.SIGKILL)
    statuses = [os.waitpid(pid, 0)[1] for pid, _ in children]
    for _, read in children:
        os.close(read)
    return statuses


def _fork(work, pipe: int) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work(pipe)
        code = 0
    except CmxeroError:
        code = 3
    finally:
        os._exit(code)


FACTS_CHECKED_EVERY = 3
"""All checks over facts cost a third of a trial; what matters of each is looked at anyway."""


def failing_checks(bench: Workbench, number: int, *, findings_every: int) -> list[str]:
    """Checks that are not empty after the trial of a number, where its turn has come.

    Args:
        findings_every: checks over findings too take longer than a whole trial.
    """
    if number % findings_every == 0:
        failing = bench.look().failing_checks
        return [f"checks: {failing}"] if failing else []
    if number % FACTS_CHECKED_EVERY:
        return []
    names = [name for name, _ in views.view_files() if name.startswith("checks/")]
    failing = {}
    with bench._database.read() as con:
        for name in set(names) - views.judging_views():
            view = name.split("/")[1].split("_", 1)[1].removesuffix(".sql")
            if rows := con.sql(f"from checks.{view}").fetchall():
                failing[view] = rows
    return [f"checks: {failing}"] if failing else []
