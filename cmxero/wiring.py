"""What every use case of the workbench stands on: home, settings, clock, names, Xero, the store."""

import getpass
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from functools import cached_property, partial
from typing import TypeVar
from zoneinfo import ZoneInfo

import structlog

from cmxero.config import Home, Settings
from cmxero.connections import GatewayFactory, connected_gateway
from cmxero.core.errors import NotAllowedError, NotConnectedError
from cmxero.core.roles import Role, may
from cmxero.core.schedule import LocalTime
from cmxero.store.history import History, KnownOrganisation
from cmxero.store.publish import Published, publish
from cmxero.store.ready import database_at, keep_ready
from cmxero.workflows.bench import Bench
from cmxero.workflows.drafting import Rules
from cmxero.workflows.ports import Clock, XeroGateway
from cmxero.workflows.usage import UsageCount, store_usage

Report = TypeVar("Report")
XERO_VIEW = "https://go.xero.com/AccountsReceivable/View.aspx?InvoiceID="


def utc_now() -> datetime:
    """Now, naive, in UTC. The only clock there is."""
    return datetime.now(UTC).replace(tzinfo=None)


class Wiring:
    """The rooms of one home, put together; ``Workbench`` adds the use cases.

    Attributes:
        person: goes into everything that is stored.
        role: what the person may do; everything, except on a page behind a sign-in.
    """

    def __init__(
        self,
        home: Home,
        settings: Settings,
        *,
        clock: Clock,
        gateways: GatewayFactory | None = None,
        person: str | None = None,
        role: Role = Role.APPROVE,
    ) -> None:
        self.home = home
        self.settings = settings
        self.clock = clock
        self.person = person or settings.person or getpass.getuser()
        self.role = role
        self._gateways = gateways
        self._database = database_at(home.database)
        self._tied_to: KnownOrganisation | None = None
        self._counted = UsageCount(clock)
        self._is_snapshot_due: bool | None = None

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
            local_time=self.local_time,
            new_id=self._new_id,
            payments_from=options.payments.from_xero,
            forward_days=options.payments.forward_days,
            xero_view=XERO_VIEW if self.mode == "LIVE" else "",
            payment_types=tuple(options.payments.types.items()),
            default_payment_type=options.payments.default_type,
            second_person_above=options.decisions.second_person_above,
        )

    def today(self) -> date:
        """The date in the organisation's time zone; before the first connection, Brisbane's."""
        return self.bench.today()

    def local_time(self) -> LocalTime:
        """What the organisation's clocks show; the zone is looked up once, as in ``today``."""
        known = self._known
        zone = ZoneInfo(known.timezone if known else "Australia/Brisbane")
        return lambda at_utc: at_utc.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)

    def publish(self) -> Published:
        """Write the read-only snapshot for analysts."""
        self._require(Role.RESOLVE, "publish the snapshot")
        return publish(self._database, self.bench.parameters, self.home.published)

    @contextmanager
    def published_once(self) -> Iterator[None]:
        """Runs within the block give the analysts one snapshot, at its end, instead of one each."""
        self._is_snapshot_due = False
        try:
            yield
        finally:
            is_due, self._is_snapshot_due = self._is_snapshot_due, None
            if is_due:
                self.publish()

    def keep_ready(self) -> None:
        """Hand the engine, as it is, to the next workbench of this home in this process."""
        keep_ready(self._database)

    def close(self) -> None:
        """Let go of everything."""
        self._database.close()

    def _require(self, needed: Role, doing: str) -> None:
        """Refuse what the person's role does not allow, before anything is read or written.

        Raises:
            NotAllowedError: says what was asked for and which role it needs.
        """
        if not may(self.role, needed):
            raise NotAllowedError(self.person, self.role, needed, doing)

    @property
    def _rules(self) -> Rules:
        options = self.settings
        return Rules(options.mapping_rules, options.shield_rules, options.export_rules)

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
    def _xero(self, *, tied: bool = True, tenant_id: str | None = None) -> Iterator[XeroGateway]:
        """Xero, for the organisation of this home; ``tenant_id`` before there is one."""
        known = self._known
        if tied and known is None:
            raise NotConnectedError
        open_gateway = self._gateways or partial(connected_gateway, counted=self._counted)
        gateway = open_gateway(
            self.home, self.settings, self.clock, known.tenant_id if known else tenant_id
        )
        try:
            with closing(gateway):
                yield gateway
        finally:
            self._keep_count()

    def _keep_count(self) -> None:
        try:
            store_usage(self.bench, self._counted)
        except Exception:  # noqa: BLE001 - a count must not spoil what it counts
            structlog.get_logger("cmxero").warning("calls not counted yet", exc_info=True)

    def _published(self, report: Report) -> Report:
        """Give the analysts today's snapshot before the report goes to the person."""
        if not self.settings.analysts.publish_after_each_run:
            return report
        if self._is_snapshot_due is None:
            self.publish()
        else:
            self._is_snapshot_due = True
        return report
