"""A run is recorded before it does anything, and closed whatever happens (DESIGN 6)."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

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
        found: what ``look`` of ``recorded_run`` read.
        until_ended: contexts that are left only when the end has been recorded.
    """

    run_id: str
    kind: str
    summary: dict[str, object] = field(default_factory=dict)
    outcome: str = DONE
    message: str = ""
    found: Any = None
    until_ended: ExitStack = field(default_factory=ExitStack)


def _nothing() -> None:
    """Nothing is read at the start."""


@contextmanager
def recorded_run(
    bench: Bench,
    kind: str,
    parameters: Mapping[str, object],
    *,
    look: Callable[[], object] = _nothing,
) -> Iterator[Run]:
    """Record start and end of a run; a fault is recorded and goes on to the caller.

    Args:
        look: reads what the run begins with, while the database is attached for its start.
    """
    run = Run(f"{kind}-{bench.new_id()}", kind)
    history = bench.history
    with run.until_ended as held:
        held.enter_context(bench.database.attached_once())
        history.start_run(
            run.run_id, kind, bench.organisation, bench.person, parameters, bench.clock()
        )
        try:
            run.found = look()
            held.close()
            yield run
        except BaseException as fault:
            message = f"{type(fault).__name__}: {fault}"
            history.end_run(run.run_id, FAILED, run.summary, message, bench.clock())
            raise
        history.end_run(run.run_id, run.outcome, run.summary, run.message, bench.clock())
