"""What the Export batches page needs from the workbench; the workbench itself satisfies it."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from cmxero.core.pages import PageHeader
from cmxero.workflows.export_log import ExportLogRow, Failures
from cmxero.workflows.export_report import ExportReport, Progress
from cmxero.workflows.plan import ExportPlan


class Journal(Protocol):
    """A journal and how far its export is."""

    @property
    def journal_number(self) -> str:
        """Case Manager's number of it."""

    @property
    def journal_date(self) -> date:
        """The day it was journaled."""

    @property
    def exported(self) -> int:
        """How many of its invoices are in Xero."""

    @property
    def not_exported(self) -> int:
        """How many are not."""


class PastRun(Protocol):
    """One execution; its outcome is ``not ended`` if it runs or was killed."""

    @property
    def kind(self) -> str:
        """``export``, ``pull`` and so on."""

    @property
    def person(self) -> str:
        """Who started it."""

    @property
    def started_utc(self) -> datetime:
        """When (naive UTC)."""

    @property
    def outcome(self) -> str:
        """How it ended."""


class ExportSource(Protocol):
    """Where the page reads and exports. Any method may raise a ``CmxeroError``."""

    def page_header(self) -> PageHeader:
        """Where we are and how fresh the data is."""

    def journals(self) -> Sequence[Journal]:
        """Every journal imported so far."""

    def runs(self, newest: int = 20) -> Sequence[PastRun]:
        """The last runs, newest first."""

    def plan(self, journal: str, *, only: Collection[str] | None = None) -> ExportPlan:
        """What an export would do; sends nothing. Asks Xero if it can be reached."""

    def export(
        self,
        journal: str,
        *,
        dry_run: bool,
        only: Collection[str] | None,
        progress: Progress,
        is_cancelled: Callable[[], bool],
    ) -> ExportReport:
        """Export; ``progress`` is told after each batch, in the caller's thread.

        Raises:
            AlreadyRunningError: somebody else's export runs; names them.
        """

    def send_again(self, numbers: Sequence[str], *, reason: str) -> int:
        """Give invoices free whose copy in Xero was voided or deleted; how many.

        Raises:
            DecisionRefusedError: no reason, or Xero still holds one of them.
        """

    def export_log(
        self,
        *,
        limit: int | None = None,
        journal: str | None,
        text: str,
        failed_only: bool,
    ) -> Sequence[ExportLogRow]:
        """What became of each invoice in each export, newest first."""

    def count_export_log(self, *, journal: str | None, text: str, failed_only: bool) -> int:
        """How many rows the same filter finds in all."""

    def export_causes(self, journal: str | None = None) -> Failures:
        """What did not go to Xero, grouped by cause."""

    def failed_numbers(self, journal: str, cause_code: str | None = None) -> Sequence[str]:
        """Case Manager numbers of a journal's invoices whose last export did not go."""
