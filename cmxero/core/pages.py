"""What every page shows at its top."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cmxero.core.roles import Role


@dataclass(frozen=True, slots=True)
class PageHeader:
    """Where we are, how fresh the data is, and whether the ledgers agree.

    Attributes:
        mode: ``DEMO`` (sandbox or demo company) or ``LIVE``.
        person: who decides; goes into every decision.
        last_pull_utc: naive UTC; None before the first pull.
        today: the date in the organisation's time zone.
        difference: Case Manager receivables minus Xero receivables, dollars.
        unexplained: the part of the difference no finding explains; must be 0.00.
        role: what the person may do; the workbench itself refuses the rest.
    """

    organisation: str
    mode: str
    person: str
    last_pull_utc: datetime | None
    now_utc: datetime
    today: date
    currency_code: str
    case_receivables: Decimal
    xero_receivables: Decimal
    difference: Decimal
    unexplained: Decimal
    role: Role = Role.APPROVE
