"""Pull now: what changed in Xero, and which decisions it proves."""

from typing import Protocol

from cmxero.core.wording import counted
from cmxero.workflows.pull import PullReport
from cmxero.workflows.reconcile import ReconcileReport


class PullSource(Protocol):
    """Who can pull and reconcile."""

    def pull(self, *, full: bool = False) -> PullReport:
        """Bring back what changed in Xero."""

    def reconcile(self) -> ReconcileReport:
        """Hold both sides against each other, and record what is proven by it."""


def pull_and_prove(source: PullSource) -> str:
    """Pull, then reconcile, so that what waits for proof is looked at; what came, in words.

    Killed between, the next reconcile proves the same: proofs follow from what is stored.
    """
    pulled = source.pull()
    report = source.reconcile()
    said = [str(pulled)]
    if report.proven:
        said.append(f"{counted(len(report.proven), 'decision')} proven: the finding is gone.")
    if report.still_there:
        said.append(f"{report.still_there:,} said to be settled, but still there.")
    if report.failing_checks:
        said.append(
            f"Checks that are not empty: {', '.join(report.failing_checks)}. Until they are, "
            "nothing counts as proven. Pull again, then ask whoever looks after cmxero."
        )
    return "\n".join(said)
