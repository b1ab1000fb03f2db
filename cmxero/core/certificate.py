"""The certificate of a closed period: what both ledgers came to, who said so, over which facts."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cmxero.core.money import ZERO
from cmxero.core.wording import month_name, second_words


@dataclass(frozen=True, slots=True)
class Certificate:
    """A period as it was closed; dollars.

    Attributes:
        as_of: the period's last day.
        version: 1, and one more each time the same period was closed again.
        bridge: (kind, how many, Case Manager less Xero).
        ageing: (bracket, owed in Case Manager, owed in Xero).
        open_findings: differences nobody had decided on.
        facts_sha256: over every posting of both ledgers up to the day.
        posting_count: how many postings these are.
        known_utc: the instant up to which facts were known (UTC).
        last_pull_utc: when Xero had last been read (UTC).
    """

    organisation: str
    as_of: date
    version: int
    currency_code: str
    case_receivables: Decimal
    xero_receivables: Decimal
    bridge: tuple[tuple[str, int, Decimal], ...]
    ageing: tuple[tuple[str, Decimal, Decimal], ...]
    open_findings: int
    facts_sha256: str
    posting_count: int
    known_utc: datetime
    last_pull_utc: datetime
    person: str
    note: str
    run_id: str

    @property
    def difference(self) -> Decimal:
        """Case Manager less Xero."""
        return self.case_receivables - self.xero_receivables


def certificate_text(certificate: Certificate, name: str) -> str:
    """The certificate as a page of plain text, for the file of the month-end.

    Args:
        name: the organisation's name in Xero.
    """
    c, width = certificate, 80
    again = f" (version {c.version})" if c.version > 1 else ""
    lines = [
        f"RECEIVABLES TIE-OUT AS OF {_day(c.as_of).upper()}{again.upper()}",
        f"{name}, all amounts in {c.currency_code}",
        "",
        _row("Owed by customers, Case Manager", c.case_receivables, width),
        _row("Owed by customers, Xero", c.xero_receivables, width),
        _row("Difference", c.difference, width),
        "",
        "What makes the difference (Case Manager less Xero)",
        *(_row(f"  {kind} ({count})", effect, width) for kind, count, effect in c.bridge),
        _row("  Unexplained", c.difference - sum((e for *_, e in c.bridge), ZERO), width),
        "",
        f"{'By days overdue':<{width - 30}}{'Case Manager':>15}{'Xero':>15}",
        *(
            f"  {bracket:<{width - 32}}{case:>15,.2f}{xero:>15,.2f}"
            for bracket, case, xero in c.ageing
        ),
        "",
        f"Differences nobody had decided on: {c.open_findings}",
        (
            f"Xero last read: {second_words(c.last_pull_utc)}; "
            f"facts known by {second_words(c.known_utc)}"
        ),
        f"Closed by: {c.person}" + (f" - {c.note}" if c.note else ""),
        f"Over {c.posting_count:,} documents, SHA-256 {c.facts_sha256}",
    ]
    return "\n".join(lines) + "\n"


def _row(words: str, amount: Decimal, width: int) -> str:
    return f"{words:<{width - 16}} {amount:>15,.2f}"


def _day(day: date) -> str:
    return f"{day.day} {month_name(day)} {day.year}"
