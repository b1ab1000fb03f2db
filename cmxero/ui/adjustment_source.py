"""What the Adjustments & refunds page needs from the workbench; the workbench satisfies it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from cmxero.ui.source import MismatchSource, PullSource
from cmxero.workflows.settle import SettleReport


class ProvenDecision(Protocol):
    """A decision whose finding a reconcile saw gone; instants are naive UTC."""

    @property
    def finding_key(self) -> str:
        """Key of the finding that is gone."""

    @property
    def kind(self) -> str:
        """What kind of finding it was."""

    @property
    def subject(self) -> str:
        """What it was about."""

    @property
    def action(self) -> str:
        """What was decided."""

    @property
    def decided_by(self) -> str:
        """Who decided."""

    @property
    def decided_utc(self) -> datetime:
        """When."""

    @property
    def note(self) -> str:
        """What was written to it."""

    @property
    def proven_utc(self) -> datetime:
        """When a reconcile saw it gone."""

    @property
    def came_back_utc(self) -> datetime | None:
        """When a reconcile saw it again; None if none did."""


class AdjustmentSource(MismatchSource, PullSource, Protocol):
    """Where the page reads, decides and sends. Any method may raise a ``CmxeroError``."""

    def proven(self, newest: int = 20) -> Sequence[ProvenDecision]:
        """What people said is settled and a reconcile saw gone, newest first."""

    def settle(
        self,
        keys: Sequence[str],
        *,
        dry_run: bool = True,
        way: int | None = None,
        note: bool = True,
    ) -> SettleReport:
        """Send to Xero what settles findings, as far as Xero allows; a dry run unless told so.

        Raises:
            AlreadyRunningError: somebody else sends just now; names them.
        """
