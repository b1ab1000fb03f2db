"""What the Payments page needs from the workbench; the workbench itself satisfies it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from cmxero.core.findings import Finding
from cmxero.core.match_suggestions import MatchSuggestion
from cmxero.core.pages import PageHeader
from cmxero.core.payment_board import PaymentRow
from cmxero.core.playbook import Playbook
from cmxero.core.resolutions import ResolutionAction
from cmxero.ui.saved_views import ViewKeeper
from cmxero.ui.source import NewsSource, PullSource
from cmxero.workflows.outbox import OutboxReport
from cmxero.workflows.payment_board import PaymentBoard, PaymentStory


class PaymentSource(ViewKeeper, NewsSource, PullSource, Protocol):
    """Where the page reads and acts. Any method may raise a ``CmxeroError``."""

    def page_header(self) -> PageHeader:
        """Where we are and how fresh the data is."""

    def payment_board(self) -> PaymentBoard:
        """Every payment of Xero's on a CM- invoice with its state, newest first."""

    def payment_story(self, row: PaymentRow) -> PaymentStory:
        """What happened to one payment, and the invoice it is on, both sides.

        Raises:
            NothingToDoError: there is no such payment (any more).
        """

    def findings(self) -> tuple[Finding, ...]:
        """All findings that are not gone, of any status."""

    def playbook(self, key: str, *, ask_xero: bool) -> Playbook:
        """What settles a finding; ``ask_xero=False`` answers without a call to Xero."""

    def match_suggestions(self) -> tuple[MatchSuggestion, ...]:
        """Which open findings of both sides could belong together; nothing is linked."""

    def make_outbox(self, again: int | None = None, *, dry_run: bool = False) -> OutboxReport:
        """Write the payments that Case Manager is to import, each once, and the hand list."""

    def outbox_content(self, number: int) -> tuple[str, bytes]:
        """Name and bytes of an import file made before."""

    def outbox_done(self, keys: Sequence[str], note: str = "") -> int:
        """Record that things on the hand list were done in Case Manager, all or none."""

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
        """Store one decision on several findings, all or none; how many were decided.

        Raises:
            DecisionRefusedError: it does not fit one of them; nothing was stored.
            StaleDecisionError: somebody decided one of them first; nothing was stored.
        """
