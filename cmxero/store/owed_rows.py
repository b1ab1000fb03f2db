"""The rows behind a receivables figure of one ledger, or behind one bracket of its ageing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cmxero.store.database import Database, Parameters

CASE_MANAGER, XERO = "Case Manager", "Xero"
"""The two sides, as the views name them."""


@dataclass(frozen=True, slots=True)
class OwedRow:
    """What one invoice came to in one ledger on the day asked for.

    Attributes:
        side: ``Case Manager`` or ``Xero``.
        bracket: of days overdue, as in ``AgeingLine``.
        document: Case Manager's number as ``CM-1001``, else Xero's own; empty for money and
            credits that reached no invoice.
        days_overdue: 0 while it is not yet due; None where nothing falls due.
        owed: dollars.
    """

    side: str
    bracket: str
    document: str
    customer: str
    due_date: date | None
    days_overdue: int | None
    owed: Decimal
    currency_code: str


class OwedRows:
    """Read-only questions to ``report.aged``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(
        self,
        parameters: Sequence[Parameters],
        as_of: date | None,
        side: str = "",
        bracket: str = "",
    ) -> tuple[OwedRow, ...]:
        """The rows, largest first; they add up to the figure of ``tie_out`` or ``ageing``.

        Args:
            side: only this ledger's; empty takes both.
            bracket: only this one's; empty takes all.
        """
        with self._database.read(parameters, as_of=as_of) as con:
            rows = con.execute(
                "select a.side, a.bracket, "
                "coalesce('CM-' || nullif(a.case_invoice_number, ''), x.invoice_number, ''), "
                "coalesce(i.customer, x.contact_name, ''), a.due_date, a.days, a.owed, "
                "a.currency_code from report.aged a "
                "left join stage.case_invoice i on i.organisation = a.organisation "
                "and i.case_invoice_number = a.case_invoice_number "
                "left join stage.xero_invoice x "
                "on x.organisation = a.organisation and x.xero_invoice_id = a.invoice_id "
                "where $1 in ('', a.side) and $2 in ('', a.bracket) "
                "order by abs(a.owed) desc, a.case_invoice_number, a.side, a.invoice_id",
                [side, bracket],
            ).fetchall()
        return tuple(OwedRow(*row) for row in rows)
