"""Xero's payments as Case Manager's ledger takes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cmxero.store.database import Database, Parameters


@dataclass(frozen=True, slots=True)
class ReceivedPayment:
    """A live Xero payment on a CM- invoice.

    Attributes:
        amount: dollars, in the invoice's currency.
        state: what Case Manager's ledger makes of it; the words of ``recon.received_payment``.
        case_payment_number: the journaled payment it is the twin of; empty if there is none.
    """

    payment_date: date
    invoice_number: str
    customer: str
    amount: Decimal
    reference: str
    state: str
    case_payment_number: str
    xero_payment_id: str


@dataclass(frozen=True, slots=True)
class PaymentChange:
    """A payment added, changed or deleted in Xero; dollars, in the invoice's currency.

    Attributes:
        change: ``added``, ``changed`` (Xero: deleted and entered anew) or ``deleted``.
        at_utc: when it happened by Xero's clock (naive UTC); None where nobody knows.
        run_id: the pull that brought it.
    """

    change: str
    invoice_number: str
    date_before: date | None
    amount_before: Decimal | None
    date_after: date | None
    amount_after: Decimal | None
    reference: str
    at_utc: datetime | None
    run_id: str


class Payments:
    """Read-only questions about payments."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def by_state(self, parameters: Sequence[Parameters]) -> dict[str, int]:
        """How many live Xero payments are journaled, mirrored, held, and so on."""
        with self._database.read(parameters) as con:
            rows = con.execute(
                "select state, count(*) from recon.received_payment group by state order by state"
            ).fetchall()
        return {str(state): int(count) for state, count in rows}

    def received(
        self, parameters: Sequence[Parameters], state: str | None = None
    ) -> tuple[ReceivedPayment, ...]:
        """Every live payment, or those of one state, oldest first."""
        with self._database.read(parameters) as con:
            rows = con.execute(
                "select payment_date, invoice_number, coalesce(customer, ''), amount, reference, "
                "state, coalesce(case_payment_number, ''), xero_payment_id "
                "from recon.received_payment where state = ? or ? is null "
                "order by payment_date, invoice_number, xero_payment_id",
                [state, state],
            ).fetchall()
        return tuple(ReceivedPayment(*row) for row in rows)

    def changes(
        self, parameters: Sequence[Parameters], newest: int | None
    ) -> tuple[PaymentChange, ...]:
        """What happened to payments in Xero, newest first; all of it if ``newest`` is None."""
        with self._database.read(parameters) as con:
            rows = con.execute(
                "select change, invoice_number, date_before, amount_before, date_after, "
                "amount_after, coalesce(reference_after, reference_before, ''), at_utc, run_id "
                "from report.payment_change order by known_utc desc, at_utc desc, "
                "invoice_number, xero_payment_id limit ?",
                [newest],
            ).fetchall()
        return tuple(PaymentChange(*row) for row in rows)
