"""The workbench: wires the rooms together and holds the settings, the clock and the names.

One method a use case; notebooks, pages and commands all call these.
"""

import getpass
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from cmxero.casemanager.headers import load_header_rules
from cmxero.casemanager.inbox import keep_in_inbox
from cmxero.casemanager.reader import read_journal_file
from cmxero.config import Home, Settings, find_home, load_settings
from cmxero.connections import (
    GatewayFactory,
    connected_gateway,
    exporting,
    sign_in_where_needed,
)
from cmxero.core.documents import XeroOrganisation
from cmxero.core.errors import NotConnectedError, XeroUnreachableError
from cmxero.core.findings import Finding, FindingDetail
from cmxero.core.pages import PageHeader
from cmxero.core.resolutions import ResolutionAction
from cmxero.logs import log_to
from cmxero.store.adhoc import Answer, ask
from cmxero.store.database import Database
from cmxero.store.history import History, KnownOrganisation
from cmxero.store.publish import Published, publish
from cmxero.store.reports import JournalState, RunState, TieOut
from cmxero.workflows.bench import Bench
from cmxero.workflows.detail import finding_detail
from cmxero.workflows.doctor import Examined, examine
from cmxero.workflows.export import ExportReport, Progress, export_journal
from cmxero.workflows.import_journal import ImportReport, import_journal
from cmxero.workflows.plan import ExportPlan, plan_export
from cmxero.workflows.ports import Clock, XeroGateway
from cmxero.workflows.pull import PullReport, pull
from cmxero.workflows.reconcile import ReconcileReport, look, reconcile
from cmxero.workflows.resolve import resolve

if TYPE_CHECKING:
    import pandas as pd

Report = TypeVar("Report")
XERO_VIEW = "https://go.xero.com/AccountsReceivable/View.aspx?InvoiceID="


def utc_now() -> datetime:
    """Now, naive, in UTC. The only clock there is."""
    return datetime.now(UTC).replace(tzinfo=None)


def open_workbench(
    home: Path | None = None,
    *,
    clock: Clock = utc_now,
    gateways: GatewayFactory | None = None,
    person: str | None = None,
) -> "Workbench":
    """The workbench of a home (default: the project one is in); opens nothing by itself.

    Raises:
        SettingsError: the configuration is wrong; says where.
    """
    found = find_home(home)
    log_to(found.log)
    return Workbench(found, load_settings(found), clock=clock, gateways=gateways, person=person)


class Workbench:
    """Everything a person can do, for one home."""

    def __init__(
        self,
        home: Home,
        settings: Settings,
        *,
        clock: Clock,
        gateways: GatewayFactory | None = None,
        person: str | None = None,
    ) -> None:
        self.home = home
        self.settings = settings
        self.clock = clock
        self.person = person or settings.person or getpass.getuser()
        self._gateways = gateways
        self._database = Database(home.database)
        self._tied_to: KnownOrganisation | None = None

    # The daily round ---------------------------------------------------------------------

    def connect(self) -> XeroOrganisation:
        """Sign in (LIVE: in the browser) and tie this home to its Xero organisation."""
        if self._gateways is None:
            sign_in_where_needed(self.home, self.settings, self.clock)
        with self._xero(tied=False) as gateway:
            found = gateway.organisation()
        key = self.settings.organisation.key
        self.bench.history.remember_organisation(key, found, self.mode, self.clock())
        return found

    def import_(self, file: Path | str) -> ImportReport:
        """Import a journal export; the file itself is kept unchanged in the inbox.

        Args:
            file: a path, or the name of a file in ``data/inbox`` or ``data/sample``.
        """
        rules = load_header_rules(self.home.columns_file)
        kept = keep_in_inbox(self.home.find_file(Path(file)), self.home.inbox)
        report = import_journal(self.bench, read_journal_file(kept, headers=rules))
        return self._published(report)

    def plan(self, journal: str | int) -> ExportPlan:
        """What an export would do; asks Xero for accounts and rates if it can be reached."""
        rules = self.settings.mapping_rules
        try:
            with self._xero() as gateway:
                return plan_export(self.bench, str(journal), rules, gateway)
        except (NotConnectedError, XeroUnreachableError):
            return plan_export(self.bench, str(journal), rules, None)

    def export(
        self, journal: str | int, *, dry_run: bool = True, progress: Progress | None = None
    ) -> ExportReport:
        """Export a journal's invoices as drafts; a dry run unless told otherwise."""
        rules = self.settings.mapping_rules
        with exporting(self.home, self.settings, self.person), self._xero() as gateway:
            report = export_journal(
                self.bench, str(journal), rules, gateway, dry_run=dry_run, progress=progress
            )
        return report if dry_run else self._published(report)

    def pull(self, *, full: bool = False) -> PullReport:
        """Bring back what changed in Xero since the last pull, or recount everything."""
        with self._xero() as gateway:
            report = pull(self.bench, gateway, full=full)
        return self._published(report)

    def reconcile(self) -> ReconcileReport:
        """Hold both sides against each other and record where they stand."""
        return self._published(reconcile(self.bench))

    # Looking -----------------------------------------------------------------------------

    def tie_out(self) -> TieOut:
        """Both receivables ledgers today and their difference."""
        (tie,) = self.bench.reports.tie_out(self.bench.parameters)
        return tie

    def look(self) -> ReconcileReport:
        """Where the ledgers stand, without recording a run."""
        return look(self.bench)

    def journals(self) -> tuple[JournalState, ...]:
        """Every journal imported so far."""
        return self.bench.reports.journals(self.bench.organisation)

    def runs(self, newest: int = 20) -> tuple[RunState, ...]:
        """The last runs, newest first."""
        return self.bench.reports.runs(newest)

    def payments_by_state(self) -> dict[str, int]:
        """How many live Xero payments are journaled, mirrored, held, and so on."""
        return self.bench.reports.payments_by_state(self.bench.parameters)

    def examine(self) -> tuple[Examined, ...]:
        """What is fine with this workbench and what is not."""
        return examine(self.bench, self.home.root)

    def findings(self) -> tuple[Finding, ...]:
        """Every finding, oldest first."""
        return self.bench.reports.findings(self.bench.parameters)

    def finding_detail(self, key: str) -> FindingDetail:
        """One finding with both documents side by side."""
        return finding_detail(self.bench, key)

    def page_header(self) -> PageHeader:
        """What every page shows at its top."""
        tie = self.tie_out()
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
        )

    # Deciding ----------------------------------------------------------------------------

    def resolve(
        self,
        keys: Sequence[str],
        action: ResolutionAction,
        *,
        reason: str = "",
        note: str = "",
        versions: Mapping[str, int] | None = None,
    ) -> int:
        """Record a decision on findings, all or none."""
        return resolve(self.bench, keys, action, reason=reason, note=note, versions=versions)

    # Analysts ----------------------------------------------------------------------------

    def publish(self) -> Published:
        """Write the read-only snapshot for analysts."""
        return publish(self._database, self.bench.parameters, self.home.published)

    def ask(self, question: str) -> Answer:
        """Read-only SQL over the snapshot; rows with exact Decimals."""
        return ask(self.home.published / "cmxero.duckdb", question)

    def sql(self, question: str) -> "pd.DataFrame":
        """Read-only SQL over the snapshot as a data frame whose money stays exact."""
        from cmxero.tables import frame_of_answer  # noqa: PLC0415  (pandas only where wanted)

        return frame_of_answer(self.ask(question))

    def table(self, rows: Sequence[Any]) -> "pd.DataFrame":
        """Any list of results as a data frame."""
        from cmxero.tables import frame_of_rows  # noqa: PLC0415

        return frame_of_rows(rows)

    # Wiring ------------------------------------------------------------------------------

    @property
    def mode(self) -> str:
        """DEMO or LIVE."""
        return "LIVE" if self.settings.xero.mode == "live" else "DEMO"

    @cached_property
    def bench(self) -> Bench:
        """What use cases are handed."""
        options = self.settings
        return Bench(
            database=self._database,
            organisation=options.organisation.key,
            currency_code=options.organisation.currency_code,
            person=self.person,
            clock=self.clock,
            today=self.today,
            new_id=self._new_id,
            payments_from=options.payments.from_xero,
            forward_days=options.payments.forward_days,
            xero_view=XERO_VIEW if self.mode == "LIVE" else "",
        )

    def today(self) -> date:
        """The date in the organisation's time zone; before the first connection, Brisbane's."""
        known = self._known
        zone = ZoneInfo(known.timezone if known else "Australia/Brisbane")
        return self.clock().replace(tzinfo=UTC).astimezone(zone).date()

    def close(self) -> None:
        """Let go of everything."""
        self._database.close()

    @property
    def _known(self) -> KnownOrganisation | None:
        """The organisation this home is tied to; once tied it never changes."""
        if self._tied_to is None:
            key = self.settings.organisation.key
            self._tied_to = History(self._database).find_organisation(key)
        return self._tied_to

    def _new_id(self) -> str:
        return f"{self.clock():%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}"

    @contextmanager
    def _xero(self, *, tied: bool = True) -> Iterator[XeroGateway]:
        known = self._known
        if tied and known is None:
            raise NotConnectedError
        open_gateway = self._gateways or connected_gateway
        gateway = open_gateway(
            self.home, self.settings, self.clock, known.tenant_id if known else None
        )
        with closing(gateway):
            yield gateway

    def _published(self, report: Report) -> Report:
        """Give the analysts today's snapshot before the report goes to the person."""
        if self.settings.analysts.publish_after_each_run:
            self.publish()
        return report
