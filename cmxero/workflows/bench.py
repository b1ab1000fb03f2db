"""What every use case is handed: the store's rooms, who acts, and where time and ids come from."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from cmxero.core.payment_import import DEFAULT_PAYMENT_TYPE
from cmxero.core.schedule import LocalTime
from cmxero.store.case_landing import CaseLanding
from cmxero.store.case_reading import CaseReading
from cmxero.store.database import Database, Parameters
from cmxero.store.decisions import Decisions
from cmxero.store.details import Details
from cmxero.store.export_decisions import ExportDecisions
from cmxero.store.exports import Exports
from cmxero.store.history import History
from cmxero.store.organisation_answers import OrganisationAnswers
from cmxero.store.outbox import Outbox
from cmxero.store.payment_facts import PaymentFactsReader
from cmxero.store.payments import Payments
from cmxero.store.period_closes import PeriodCloses
from cmxero.store.playbook_facts import PlaybookReader
from cmxero.store.proofs import Proofs
from cmxero.store.reports import Reports
from cmxero.store.sendings import Sendings
from cmxero.store.settlements import Settlements
from cmxero.store.tie_outs import TieOuts
from cmxero.store.xero_landing import XeroLanding
from cmxero.workflows.ports import Clock


@dataclass(frozen=True)
class Bench:
    """One organisation of one home.

    Attributes:
        organisation: the key under which everything of it is stored.
        local_time: what the organisation's clocks show at an instant.
        new_id: makes an id that sorts by time and never repeats.
        xero_view: address of an invoice in Xero's own pages, less its id; empty in DEMO mode.
        payment_types: (bank account code in Xero, payment type in Case Manager).
        default_payment_type: that of every other bank account.
        second_person_above: dollars above which accepting and sending need another person's
            approval; None: never.
    """

    database: Database
    organisation: str
    currency_code: str
    person: str
    clock: Clock
    local_time: Callable[[], LocalTime]
    new_id: Callable[[], str]
    payments_from: date | None
    forward_days: int
    xero_view: str = ""
    payment_types: tuple[tuple[str, str], ...] = ()
    default_payment_type: str = DEFAULT_PAYMENT_TYPE
    second_person_above: Decimal | None = None

    def today(self) -> date:
        """The date in the organisation's time zone."""
        return self.local_time()(self.clock()).date()

    @contextmanager
    def known_on(self, instant_utc: datetime | None) -> Iterator["Bench"]:
        """The same with only what was known by an instant; today's options and rules (DESIGN 10).

        Args:
            instant_utc: naive, UTC; None: everything, and nothing is opened anew.
        """
        if instant_utc is None:
            yield self
            return
        database = Database(self.database.path, known_utc=instant_utc)
        try:
            yield replace(self, database=database, clock=lambda: instant_utc)
        finally:
            database.close()

    @property
    def parameters(self) -> tuple[Parameters, ...]:
        """What the views need to know."""
        return (
            Parameters(
                self.organisation,
                self.currency_code,
                self.payments_from,
                self.forward_days,
                self.today(),
                self.payment_types,
                self.default_payment_type,
            ),
        )

    @property
    def case_landing(self) -> CaseLanding:
        """Where Case Manager's files land."""
        return CaseLanding(self.database)

    @property
    def case_reading(self) -> CaseReading:
        """Case Manager's transactions."""
        return CaseReading(self.database)

    @property
    def xero_landing(self) -> XeroLanding:
        """Where Xero's answers land."""
        return XeroLanding(self.database)

    @property
    def history(self) -> History:
        """Runs, events, watermarks."""
        return History(self.database)

    @property
    def exports(self) -> Exports:
        """Intents, outcomes, links."""
        return Exports(self.database)

    @property
    def export_decisions(self) -> ExportDecisions:
        """Invoices that may be sent again, history notes."""
        return ExportDecisions(self.database)

    @property
    def outbox(self) -> Outbox:
        """What was delivered to Case Manager, and what must be done there by hand."""
        return Outbox(self.database)

    @property
    def decisions(self) -> Decisions:
        """People's decisions."""
        return Decisions(self.database)

    @property
    def proofs(self) -> Proofs:
        """What a reconcile saw of decisions that wait for proof."""
        return Proofs(self.database)

    @property
    def sendings(self) -> Sendings:
        """What people let cmxero create in Xero, and how far that got."""
        return Sendings(self.database)

    @property
    def reports(self) -> Reports:
        """What pages read."""
        return Reports(self.database)

    @property
    def tie_outs(self) -> TieOuts:
        """Where both ledgers stand on a day."""
        return TieOuts(self.database)

    @property
    def period_closes(self) -> PeriodCloses:
        """Certificates of closed periods."""
        return PeriodCloses(self.database)

    @property
    def payments(self) -> Payments:
        """Xero's payments, and what Case Manager's ledger makes of them."""
        return Payments(self.database)

    @property
    def payment_facts(self) -> PaymentFactsReader:
        """Every payment with what became of it, and the life of one."""
        return PaymentFactsReader(self.database)

    @property
    def details(self) -> Details:
        """What one finding is about."""
        return Details(self.database)

    @property
    def playbook_facts(self) -> PlaybookReader:
        """Both sides of one finding, for its playbook."""
        return PlaybookReader(self.database)

    @property
    def settlements(self) -> Settlements:
        """What was sent to settle findings."""
        return Settlements(self.database)

    @property
    def organisation_answers(self) -> OrganisationAnswers:
        """What Xero last said about itself."""
        return OrganisationAnswers(self.database)
