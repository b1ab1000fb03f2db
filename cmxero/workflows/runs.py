"""A run is recorded before it does anything, and closed whatever happens (DESIGN 6)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from cmxero.workflows.bench import Bench

DONE = "done"
NEEDS_A_PERSON = "needs a person"
FAILED = "failed"


@dataclass
class Run:
    """One execution in progress.

    Attributes:
        summary: figures for the record; filled while it runs.
        outcome: ``done`` unless the use case says ``needs a person``.
    """

    run_id: str
    kind: str
    summary: dict[str, object] = field(default_factory=dict)
    outcome: str = DONE
    message: str = ""


@contextmanager
def recorded_run(bench: Bench, kind: str, parameters: Mapping[str, object]) -> Iterator[Run]:
    """Record start and end of a run; a fault is recorded and goes on to the caller."""
    run = Run(f"{kind}-{bench.new_id()}", kind)
    history = bench.history
    history.start_run(run.run_id, kind, bench.organisation, bench.person, parameters, bench.clock())
    try:
        yield run
    except BaseException as fault:
        message = f"{type(fault).__name__}: {fault}"
        history.end_run(run.run_id, FAILED, run.summary, message, bench.clock())
        raise
    history.end_run(run.run_id, run.outcome, run.summary, run.message, bench.clock())
