"""What every use case is handed: the store's rooms, who acts, and where time and ids come from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cmxero.core.payment_import import DEFAULT_PAYMENT_TYPE
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
from cmxero.store.payments import Payments
from cmxero.store.playbook_facts import PlaybookReader
from cmxero.store.reports import Reports
from cmxero.store.settlements import Settlements
from cmxero.store.xero_landing import XeroLanding
from cmxero.workflows.ports import Clock


@dataclass(frozen=True)
class Bench:
    """One organisation of one home.

    Attributes:
        organisation: the key under which everything of it is stored.
        today: the date in the organisation's time zone.
        new_id: makes an id that sorts by time and never repeats.
        xero_view: address of an invoice in Xero's own pages, less its id; empty in DEMO mode.
        payment_types: (bank account code in Xero, payment type in Case Manager).
        default_payment_type: that of every other bank account.
    """

    database: Database
    organisation: str
    currency_code: str
    person: str
    clock: Clock
    today: Callable[[], date]
    new_id: Callable[[], str]
    payments_from: date | None
    forward_days: int
    xero_view: str = ""
    payment_types: tuple[tuple[str, str], ...] = ()
    default_payment_type: str = DEFAULT_PAYMENT_TYPE

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
    def reports(self) -> Reports:
        """What pages read."""
        return Reports(self.database)

    @property
    def payments(self) -> Payments:
        """Xero's payments, and what Case Manager's ledger makes of them."""
        return Payments(self.database)

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
