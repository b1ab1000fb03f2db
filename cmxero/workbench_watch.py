"""What runs unattended, asked for: how fresh everything is, the recount, the day's digest."""

from datetime import date

from cmxero.core.errors import AlreadyRunningError
from cmxero.core.roles import Role
from cmxero.store.locks import LockHeldError, process_lock
from cmxero.wiring import Wiring
from cmxero.workflows.digest import Digest, last_digest_day, look_at_digest, make_digest
from cmxero.workflows.watch_state import WatchState, recount_reminder, watch_state

_PATIENCE_S = 30


class Unattended(Wiring):
    """What the watch does, and where it stands."""

    def watch_state(self) -> WatchState:
        """Last pull and recount, webhooks expected and seen, calls and bytes by day."""
        return watch_state(self.bench, self.settings.schedule, self.local_time())

    def recount_reminder(self) -> str:
        """That a full recount is overdue, in a sentence; empty if it is not."""
        return recount_reminder(self.bench, self.settings.schedule, self.local_time())

    def digest(self, *, record: bool = True) -> Digest:
        """Today's digest: made if there is none yet, else as it was made.

        Args:
            record: False says how things stand now, and leaves no page and no run.

        Raises:
            AlreadyRunningError: another process makes it and does not come to an end.
        """
        state = self.watch_state()
        if not record:
            return look_at_digest(self.bench, state, mode=self.mode)
        self._require(Role.RESOLVE, "make the day's digest")
        path = self.home.data / f"digest-{self.settings.organisation.key}.lock"
        try:
            with process_lock(path, purpose="making the digest", patience_s=_PATIENCE_S):
                return make_digest(self.bench, state, self.home.digests, mode=self.mode)
        except LockHeldError as fault:
            raise AlreadyRunningError("A digest", fault.holder) from fault

    def last_digest_day(self) -> date | None:
        """The practice's day of the newest digest, or None before the first."""
        return last_digest_day(self.bench)
