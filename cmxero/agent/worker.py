"""The worker: takes deliveries into the workbench, and pulls when something is due.

Nothing ends it but its end: a fault is told, logged and tried again later. A kill at any line
loses nothing: a delivery leaves the inbox only after the workbench holds it, the workbench takes
each in once, and the first thing a new worker does is a pull. Webhooks only make it quicker; the
sweep alone misses nothing (xero-api.md 2.5 and 4).
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import structlog

from cmxero.agent.inbox import Inbox
from cmxero.agent.rounds import Backoff, Duty, Rounds, Timing
from cmxero.core.errors import CmxeroError, XeroRateLimitError
from cmxero.workbench import Workbench

POLL_S = 0.5
"""How often the inbox is looked at: a read of one small local file."""


class Worker:
    """One home's worker.

    Args:
        told: gets a sentence for each thing done and each failure.
    """

    def __init__(
        self,
        bench: Workbench,
        inbox: Inbox,
        *,
        timing: Timing,
        told: Callable[[str], None],
    ) -> None:
        self._bench, self._inbox, self._timing, self._told = bench, inbox, timing, told
        self._rounds: Rounds | None = None
        self._taking, self._pulling, self._telling = (Backoff(timing) for _ in range(3))
        self._log = structlog.get_logger("cmxero")

    def work(self, wait: Callable[[float], bool]) -> None:
        """Go on until ``wait``, which waits so many seconds, says that it is over."""
        while True:
            self.step()
            if wait(POLL_S):
                return

    def step(self) -> bool | None:
        """Look once: take in what came, then do what is due.

        Returns:
            Whether what was due went well; None where nothing was due.
        """
        clock = self._bench.clock
        if not self._taking.is_waiting(clock()):
            self._try("taking in events", self._taking, self._take_in)
        if not self._pulling.is_waiting(clock()):
            duty = self._known_rounds.due(clock()) if self._rounds else Duty.SWEEP
            if duty is not None:
                return self._try(duty, self._pulling, lambda: self._pull(duty))
        # A pull that fails puts off no digest: that it fails is what the digest has to tell.
        if not self._telling.is_waiting(clock()) and self._is_digest_due:
            return self._try(Duty.DIGEST, self._telling, self._digest)
        return None

    @property
    def _known_rounds(self) -> Rounds:
        if self._rounds is None:
            bench = self._bench
            self._rounds = Rounds(
                self._timing,
                local=bench.local_time(),
                last_full_utc=bench.webhooks.last_full_pull_utc(),
                last_digest=bench.last_digest_day(),
            )
        return self._rounds

    @property
    def _is_digest_due(self) -> bool:
        # Until the first look at the database went well, nobody knows what was made before.
        return self._rounds is not None and self._rounds.is_digest_due(self._bench.clock())

    def _pull(self, duty: Duty) -> None:
        rounds, began = self._known_rounds, self._bench.clock()
        duty = rounds.due(began) or duty
        pulled = self._bench.pull(full=duty is Duty.FULL_RECOUNT)
        said = [str(pulled), *self._after_pull(duty)]
        self._told(f"{'After events: ' if duty is Duty.PULL else ''}{' '.join(said)}")
        rounds.done(duty, began)
        rounds.local = self._bench.local_time()  # known for certain once a pull went well

    def _after_pull(self, duty: Duty) -> Iterator[str]:
        """What follows a pull, a sentence each; a fault here means that the pull is made again.

        The one place for a further step: each must be safe to repeat.
        """
        if duty is not Duty.PULL:
            yield str(self._bench.reconcile())

    def _digest(self) -> None:
        # Published first: killed between the two, the next process finds no digest and does both.
        if not self._bench.settings.analysts.publish_after_each_run:
            self._bench.publish()
        made = self._bench.digest()
        self._told(str(made))
        self._known_rounds.digest_made(made.day)

    def _take_in(self) -> None:
        while waiting := self._inbox.waiting():
            taken = self._bench.webhooks.take([delivery for _, delivery in waiting])
            self._inbox.remove([place for place, _ in waiting])
            if taken.ours or taken.unreadable:
                self._known_rounds.ring(self._bench.clock())
            if taken.unreadable:
                self._log.warning("webhook bodies not understood", count=taken.unreadable)

    def _try(self, what: str, backoff: Backoff, do: Callable[[], None]) -> bool:
        try:
            do()
        except Exception as fault:  # noqa: BLE001 - nothing may end the worker
            wait = backoff.failed(self._bench.clock(), retry_after=_asked_for(fault))
            self._say_failed(what, fault, wait)
            return False
        backoff.worked()
        return True

    def _say_failed(self, what: str, fault: Exception, wait: timedelta) -> None:
        is_known = isinstance(fault, CmxeroError)
        text = str(fault) if is_known else f"{type(fault).__name__}: {fault}"
        self._told(f"Not done ({what}), tried again in {wait.total_seconds():.0f} s: {text}")
        trace = None if is_known else fault
        self._log.warning("watch failed", what=str(what), fault=text, exc_info=trace)


def _asked_for(fault: Exception) -> timedelta:
    if isinstance(fault, XeroRateLimitError) and fault.retry_after:
        return timedelta(seconds=fault.retry_after)
    return timedelta()
