"""Findings as decisions meet them, built by hand."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from cmxero.core.decidable import Decidable, Signature
from cmxero.core.deciding import decide
from cmxero.core.resolutions import OPEN, Resolution

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 2, 0)


def found(subject="CM-1001", effect="99.90", status=OPEN, **changes) -> Decidable:
    """An open finding nobody has decided."""
    made = Decidable(
        key=f"main/totals differ/{subject}",
        organisation="main",
        subject=subject,
        status=status,
        currency_code="AUD",
        effect=Decimal(effect),
        largest_amount=abs(Decimal(effect)),
        facts=f"100.00|0.10|{effect}",
    )
    return replace(made, **changes)


def by(person="Alex", hour=0, limit=None, group_id="link-1") -> Signature:
    """Who decides, so many hours after two."""
    above = None if limit is None else Decimal(limit)
    return Signature(person, NOW + timedelta(hours=hour), TODAY, above, group_id)


def after(finding: Decidable, wanted: Resolution, signature=None, status=None) -> Decidable:
    """The finding with one decision more; its status as the rows say, unless told."""
    (row,) = decide({finding.key: finding}, [finding.key], wanted, signature or by(), None)
    return replace(finding, decisions=(*finding.decisions, row), status=status or row.status)
