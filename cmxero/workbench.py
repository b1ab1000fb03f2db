"""The workbench: wires the rooms together and holds the settings, the clock and the names.

One method a use case; notebooks, pages and commands all call these.
"""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from cmxero.casemanager.headers import load_header_rules
from cmxero.casemanager.inbox import keep_in_inbox
from cmxero.casemanager.reader import read_journal_file
from cmxero.config import find_home, load_settings
from cmxero.connections import GatewayFactory, exporting
from cmxero.core.errors import NotConnectedError, XeroUnreachableError
from cmxero.core.findings import FindingDetail
from cmxero.core.pages import PageHeader
from cmxero.core.roles import Role
from cmxero.environment import role_of_kernel
from cmxero.logs import log_to
from cmxero.store.adhoc import Answer, ask
from cmxero.store.export_log import LogFilter
from cmxero.store.reports import JournalState, RunState
from cmxero.wiring import utc_now
from cmxero.workbench_connecting import Connecting
from cmxero.workbench_deciding import Deciding
from cmxero.workbench_history import HistoryDesk
from cmxero.workbench_matching import MatchDesk
from cmxero.workbench_overview import Overseeing
from cmxero.workbench_pages import Paging
from cmxero.workbench_payments_page import PaymentsPaging
from cmxero.workbench_playbook import Playbooks
from cmxero.workbench_settings import SettingsDesk
from cmxero.workbench_tie_out import TyingOut
from cmxero.workflows.detail import finding_detail
from cmxero.workflows.doctor import Examined, examine
from cmxero.workflows.export import export_journal, never
from cmxero.workflows.export_log import (
    LOG_COLUMNS,
    ExportLogRow,
    Failures,
    count_log,
    failed_numbers,
    failures,
    log_cells,
    search_log,
)
from cmxero.workflows.export_report import ExportReport, Progress
from cmxero.workflows.import_journal import ImportReport, import_journal
from cmxero.workflows.plan import ExportPlan, plan_export
from cmxero.workflows.ports import Clock
from cmxero.workflows.reconcile import ReconcileReport, look, reconcile
from cmxero.workflows.send_again import send_again

if TYPE_CHECKING:
    import pandas as pd


class LogWords(TypedDict, total=False):
    """What to look for in the export log; the fields of ``LogFilter``."""

    journal: str | None
    run_id: str | None
    state: str | None
    text: str
    failed_only: bool


def open_workbench(
    home: Path | None = None,
    *,
    clock: Clock = utc_now,
    gateways: GatewayFactory | None = None,
    person: str | None = None,
    role: Role | None = None,
) -> "Workbench":
    """The workbench of a home (default: the project one is in); opens nothing by itself.

    Args:
        role: what the person may do; None takes what the dashboards' server gave this kernel,
            and everything where there is no such server.

    Raises:
        SettingsError: the configuration is wrong; says where.
        NotAllowedError: from every method that changes something the role may not change.
    """
    found = find_home(home)
    log_to(found.log)
    return Workbench(
        found,
        load_settings(found),
        clock=clock,
        gateways=gateways,
        person=person,
        role=role or role_of_kernel(),
    )


class Workbench(
    Connecting,
    TyingOut,
    Deciding,
    MatchDesk,
    Playbooks,
    Overseeing,
    PaymentsPaging,
    HistoryDesk,
    SettingsDesk,
    Paging,
):
    """Everything a person can do, for one home."""

    # The daily round ---------------------------------------------------------------------

    def import_(self, file: Path | str) -> ImportReport:
        """Import a journal export; the file itself is kept unchanged in the inbox.

        Args:
            file: a path, or the name of a file in ``data/inbox`` or ``data/sample``.
        """
        self._require(Role.RESOLVE, "import a journal")
        rules = load_header_rules(self.home.columns_file)
        kept = keep_in_inbox(self.home.find_file(Path(file)), self.home.inbox)
        report = import_journal(self.bench, read_journal_file(kept, headers=rules))
        return self._published(report)

    def plan(self, journal: str | int, *, only: Collection[str] | None = None) -> ExportPlan:
        """What an export would do, checked with Xero itself if it can be reached.

        Args:
            only: Case Manager numbers to look at; None takes the whole journal.
        """
        try:
            with self._xero() as gateway:
                return plan_export(self.bench, str(journal), self._rules, gateway, only=only)
        except (NotConnectedError, XeroUnreachableError):
            return plan_export(self.bench, str(journal), self._rules, None, only=only)

    def export(
        self,
        journal: str | int,
        *,
        dry_run: bool = True,
        only: Collection[str] | None = None,
        progress: Progress | None = None,
        is_cancelled: Callable[[], bool] = never,
    ) -> ExportReport:
        """Export a journal's invoices; a dry run unless told otherwise.

        Args:
            only: Case Manager numbers to export; None takes the whole journal.
            progress: told after each batch.
            is_cancelled: asked before each batch; what is under way is finished first.
        """
        if not dry_run:
            self._require(Role.RESOLVE, "export to Xero")
        with exporting(self.home, self.settings, self.person):
            report = export_journal(
                self.bench,
                str(journal),
                self._rules,
                self._xero,
                dry_run=dry_run,
                only=only,
                progress=progress,
                is_cancelled=is_cancelled,
            )
        return report if dry_run else self._published(report)

    def send_again(self, numbers: Sequence[str], *, reason: str) -> int:
        """Give invoices free for the next export whose copy in Xero was voided or deleted."""
        self._require(Role.RESOLVE, "give invoices free to be sent again")
        with exporting(self.home, self.settings, self.person), self._xero() as gateway:
            return send_again(self.bench, gateway, numbers, reason)

    def reconcile(self) -> ReconcileReport:
        """Hold both sides against each other and record where they stand."""
        self._require(Role.RESOLVE, "reconcile")
        return self._published(reconcile(self.bench))

    # Looking -----------------------------------------------------------------------------

    def look(self) -> ReconcileReport:
        """Where the ledgers stand, without recording a run."""
        return look(self.bench)

    def journals(self) -> tuple[JournalState, ...]:
        """Every journal imported so far."""
        return self.bench.reports.journals(self.bench.organisation)

    def runs(self, newest: int = 20) -> tuple[RunState, ...]:
        """The last runs, newest first."""
        return self.bench.reports.runs(newest)

    def examine(self) -> tuple[Examined, ...]:
        """What is fine with this workbench and what is not."""
        return examine(self.bench, self.home.root)

    def export_log(
        self, *, limit: int | None = None, offset: int = 0, **wanted: Unpack[LogWords]
    ) -> tuple[ExportLogRow, ...]:
        """What became of each invoice in each export, newest first; see ``LogFilter``."""
        return search_log(self.bench, LogFilter(**wanted), limit=limit, offset=offset)

    def count_export_log(self, **wanted: Unpack[LogWords]) -> int:
        """How many rows of the export log a filter finds."""
        return count_log(self.bench, LogFilter(**wanted))

    def write_export_log(self, path: Path, **wanted: Unpack[LogWords]) -> Path:
        """The export log as an Excel or CSV file, as its name ends."""
        from cmxero.spreadsheets import write_table  # noqa: PLC0415  (openpyxl only where wanted)

        rows = [log_cells(row) for row in self.export_log(**wanted)]
        return write_table(path, "Export log", LOG_COLUMNS, rows)

    def export_causes(self, journal: str | int | None = None) -> Failures:
        """What did not go to Xero, grouped by cause."""
        return failures(self.bench, None if journal is None else str(journal))

    def failed_numbers(self, journal: str | int, cause_code: str | None = None) -> tuple[str, ...]:
        """Case Manager numbers of a journal's invoices whose last export did not go."""
        return failed_numbers(self.bench, str(journal), cause_code)

    def finding_detail(self, key: str) -> FindingDetail:
        """One finding with both documents side by side."""
        return finding_detail(self.bench, key)

    def page_header(self) -> PageHeader:
        """What every page shows at its top."""
        (tie,) = self.bench.tie_outs.tie_out(self.bench.parameters)
        known = self._known
        return PageHeader(
            organisation=known.name if known else "not connected",
            mode=self.mode,
            person=self.person,
            last_pull_utc=self.bench.history.last_pull_utc(self.bench.organisation),
            now_utc=self.clock(),
            today=self.today(),
            currency_code=tie.currency_code,
            case_receivables=tie.case_receivables,
            xero_receivables=tie.xero_receivables,
            difference=tie.difference,
            unexplained=tie.unexplained,
            role=self.role,
        )

    # Analysts ----------------------------------------------------------------------------

    def ask(self, question: str) -> Answer:
        """Read-only SQL over the snapshot; rows with exact Decimals."""
        return ask(self.home.published / "cmxero.duckdb", question)

    def sql(self, question: str) -> "pd.DataFrame":
        """Read-only SQL over the snapshot as a data frame whose money stays exact."""
        from cmxero.tables import frame_of_answer  # noqa: PLC0415  (pandas only where wanted)

        return frame_of_answer(self.ask(question))

    def export_log_table(
        self, *, limit: int | None = 20, **wanted: Unpack[LogWords]
    ) -> "pd.DataFrame":
        """The export log as a data frame, newest first."""
        from cmxero.tables import frame_of_cells  # noqa: PLC0415

        found = self.export_log(limit=limit, **wanted)
        return frame_of_cells(LOG_COLUMNS, [log_cells(row) for row in found])

    def table(self, rows: Sequence[Any]) -> "pd.DataFrame":
        """Any list of results as a data frame."""
        from cmxero.tables import frame_of_rows  # noqa: PLC0415

        return frame_of_rows(rows)
