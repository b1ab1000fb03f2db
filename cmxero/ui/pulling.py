"""Pull now: what changed in Xero, and which decisions it proves."""

from collections.abc import Callable
from functools import partial

from cmxero.core.wording import counted
from cmxero.ui.action import Action, Notice
from cmxero.ui.jobs import PageJobs
from cmxero.ui.outcome_line import OutcomeLine
from cmxero.ui.source import PullSource

COMPARING = "Comparing both sides."


def pull_and_prove(source: PullSource, tell: Callable[[str], None] = lambda _said: None) -> str:
    """Pull, then reconcile, so that what waits for proof is looked at; what came, in words.

    Killed between, the next reconcile proves the same: proofs follow from what is stored.

    Args:
        tell: told in sentences what goes on.
    """
    pulled = source.pull(progress=lambda now: tell(str(now)))
    tell(COMPARING)
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
            lambda: pull_and_prove(self._source, self._tell),
            self._pulled,
            failed=self._outcome.clear,
            pressed=self,
            busy="Pulling…",
        )

    def _tell(self, said: str) -> None:
        """Called by the pull's thread."""
        self._jobs.background.tell(partial(self._outcome.say_how_far, said))

    def _pulled(self, said: str) -> None:
        self._reload()
        self._outcome.say(said)
