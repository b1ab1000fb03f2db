"""What the pages keep and ask besides the use cases."""

from contextlib import AbstractContextManager

from cmxero.core.news import Standing
from cmxero.store.news import Newsroom
from cmxero.store.preferences import Preferences
from cmxero.wiring import Wiring


class Paging(Wiring):
    """For the dashboards."""

    def preference(self, name: str) -> str:
        """What this person chose, as the page wrote it down; empty where nothing was chosen."""
        return Preferences(self._database).find(self.person, name)

    def keep_preference(self, name: str, value: str) -> None:
        """Keep a choice of this person for the next visit; an empty one forgets it."""
        Preferences(self._database).keep(self.person, name, value, at_utc=self.clock())

    def attached_once(self) -> AbstractContextManager[None]:
        """Whatever is asked or stored in the block opens the database once: sooner done.

        No other process comes between, so nothing long belongs into it.
        """
        return self._database.attached_once()

    def standing(self) -> Standing:
        """How much is stored by now, to tell what is new from; reads counts only."""
        counts = Newsroom(self._database).counts(self.person)
        return Standing(self.local_time()(self.clock()), counts)
