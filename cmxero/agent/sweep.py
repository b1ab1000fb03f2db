"""The sweep: pull and reconcile every few minutes, and never stop for one failure.

Webhooks only make it quicker; the sweep alone must miss nothing (xero-api.md 2.5 and 4).
"""

from collections.abc import Callable
from dataclasses import dataclass

from cmxero.core.errors import CmxeroError
from cmxero.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Swept:
    """One round: what was found, or why it could not be done."""

    is_done: bool
    text: str


def sweep_once(bench: Workbench) -> Swept:
    """Pull and reconcile; a failure is told, recorded as a run, and tried again next time."""
    try:
        pulled = bench.pull()
        reconciled = bench.reconcile()
    except CmxeroError as fault:
        return Swept(is_done=False, text=f"Not done, tried again next time: {fault}")
    return Swept(is_done=True, text=f"{pulled} {reconciled}")


def sweep(bench: Workbench, *, told: Callable[[Swept], None], wait: Callable[[], bool]) -> None:
    """Go on sweeping until ``wait`` says that it is over.

    Args:
        told: gets the result of each round.
        wait: waits for the next round; True when there is to be none.
    """
    while True:
        told(sweep_once(bench))
        if wait():
            return
