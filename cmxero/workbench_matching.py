"""What has no link: suggestions of what belongs together."""

from cmxero.core.match_suggestions import MatchSuggestion
from cmxero.core.matching import WINDOW_DAYS
from cmxero.wiring import Wiring
from cmxero.workflows.matching import suggest_matches


class MatchDesk(Wiring):
    """Looks for counterparts; a person links them."""

    def match_suggestions(self, *, window_days: int = WINDOW_DAYS) -> tuple[MatchSuggestion, ...]:
        """Which open findings of both sides could belong together, unique matches first.

        Each carries the keys to link by, and its evidence card (``for line in s.card``).

        Args:
            window_days: how far apart the dates of a match may lie.
        """
        return suggest_matches(self.bench, window_days=window_days)
