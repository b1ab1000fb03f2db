"""What a page needs from the workbench; the workbench itself satisfies it."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from typing import Protocol

from cmxero.core.findings import Finding, FindingDetail
from cmxero.core.news import Standing
from cmxero.core.pages import PageHeader
from cmxero.core.playbook import Playbook
from cmxero.core.resolutions import ResolutionAction
from cmxero.ui.saved_views import ViewKeeper
from cmxero.workflows.pull import PullReport, TellPull
from cmxero.workflows.reconcile import ReconcileReport


class NewsSource(Protocol):
    """Who knows how much is stored."""

    def attached_once(self) -> AbstractContextManager[None]:
        """What is asked or stored in the block is sooner done, and nobody comes between."""

    def standing(self) -> Standing:
        """How much is stored by now, to tell what is new from; reads counts only."""


class PullSource(Protocol):
    """Who can pull and reconcile."""

    def pull(self, *, full: bool = False, progress: TellPull | None = None) -> PullReport:
        """Bring back what changed in Xero; ``progress`` is told what is being read."""

    def reconcile(self) -> ReconcileReport:
        """Hold both sides against each other, and record what is proven by it."""


class MismatchSource(ViewKeeper, NewsSource, Protocol):
    """Where the Mismatches page reads and decides. Any method may raise a ``CmxeroError``."""

    def page_header(self) -> PageHeader:
        """Where we are, how fresh the data is, whether the ledgers agree."""

    def findings(self, keys: Collection[str] | None = None) -> tuple[Finding, ...]:
        """All findings that are not gone, of any status, or those of some keys."""

    def finding_detail(self, key: str) -> FindingDetail:
        """Everything about one finding.

        Raises:
            NothingToDoError: there is no such finding (any more).
        """

    def playbook(self, key: str, *, ask_xero: bool) -> Playbook:
        """What settles a finding; ``ask_xero=False`` answers without a call to Xero.

        Raises:
            NothingToDoError: there is no such finding (any more).
        """

    def resolve(
        self,
        keys: Sequence[str],
        action: ResolutionAction,
        *,
        reason: str,
        note: str,
        cap: Decimal | None,
        expires_on: date | None,
        to: str,
        until: date | None,
        versions: Mapping[str, int],
    ) -> int:
        """Store one decision on several findings, all or nothing; how many were decided.

        Args:
            cap, expires_on: with accept: how far and how long it holds.
            to: with assign: whose it is now.
            until: with snooze: when it is open again.
            versions: for each key the finding's version that was looked at.

        Raises:
            DecisionRefusedError: it does not fit one of them; nothing was stored.
            StaleDecisionError: somebody decided one of them first; nothing was stored.
        """
