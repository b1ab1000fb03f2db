"""Pull now: what changed in Xero, and which decisions it proves."""

from collections.abc import Callable
from typing import Protocol

from cmxero.core.wording import counted
from cmxero.ui.action import Action, Notice
from cmxero.ui.jobs import PageJobs
from cmxero.ui.outcome_line import OutcomeLine
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


class PullNow(Action):
    """The button of a page that pulls beside it."""

    def __init__(
        self,
        source: PullSource,
        jobs: PageJobs,
        outcome: OutcomeLine,
        reload: Callable[[], None],
        notice: Notice,
    ) -> None:
        """``reload`` lets the page read again what came; then ``outcome`` says it."""
        super().__init__("Pull now", self._pull, notice=notice)
        self._source, self._jobs, self._outcome, self._reload = source, jobs, outcome, reload

    def _pull(self) -> None:
        self._outcome.clear()
        self.notice.say("")
        self._jobs.begin(
            "pull from Xero",
            lambda: pull_and_prove(self._source),
            self._pulled,
            pressed=self,
            busy="Pulling…",
        )

    def _pulled(self, said: str) -> None:
        self._reload()
        self._outcome.say(said)
