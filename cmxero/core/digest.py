"""A day's figures in plain words: numbers and kinds only, no name of a client, nothing of health.

The page may be mailed or printed, so nothing goes in that names a person: kinds of findings,
counts, amounts, dates.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from cmxero.core.findings import Finding
from cmxero.core.money import ZERO
from cmxero.core.resolutions import OPEN
from cmxero.core.wording import counted, date_words, instant_words

Marks = Mapping[str, frozenset[str]]
"""Which findings there were: kind → a short digest of each one's key."""
_MARK_LETTERS = 12
"""48 bits: of 10,000 findings no two are likely to be taken for one another."""


@dataclass(frozen=True, slots=True)
class KindLine:
    """The findings of one kind.

    Attributes:
        open: those nobody has decided.
        amount: what the open ones add to the difference, dollars.
        decided: all others: waiting, accepted, linked or snoozed.
        new: those that were not there at the digest before.
        gone: those of the digest before that are no longer there.
    """

    kind: str
    open: int
    amount: Decimal
    decided: int
    new: int
    gone: int


@dataclass(frozen=True, slots=True)
class HeldLine:
    """Payments dated ahead that Case Manager takes on the same day; dollars."""

    taken_on: date
    payments: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """Everything a digest says.

    Attributes:
        day: the practice's day.
        since: day of the digest before; None for the first one, which calls nothing new or gone.
        kinds: most open ones first.
        waiting: payments that the next import file for Case Manager takes.
        for_approval: findings on which another person must approve a decision.
        still_there: findings said to be settled that a later pull or import did not take away.
        proven: decisions proven since the digest before: a reconcile saw the finding gone.
        by_hand: things to change in Case Manager by hand that nobody has said to be done.
        held: the nearest day first.
        failed_exports: invoices whose last export did not bring them to Xero.
        failed_total: their total with tax, dollars.
        pulls: that went well since the digest before.
        failed_pulls: that did not.
        last_pull_utc: end of the newest good pull, naive UTC.
        recount: that a full recount is overdue, in words; empty if not.
        usage: calls and bytes, in words.
        events: webhooks expected and seen, in words.
        failing_checks: checks that should be empty → rows.
    """

    day: date
    organisation: str
    mode: str
    currency_code: str
    case_receivables: Decimal
    xero_receivables: Decimal
    difference: Decimal
    unexplained: Decimal
    since: date | None
    kinds: tuple[KindLine, ...]
    held: tuple[HeldLine, ...]
    failed_exports: int
    failed_total: Decimal
    pulls: int
    failed_pulls: int
    last_pull_utc: datetime | None
    recount: str
    usage: str
    events: str
    failing_checks: Mapping[str, int] = field(default_factory=dict)
    waiting: int = 0
    waiting_total: Decimal = ZERO
    by_hand: int = 0
    for_approval: int = 0
    still_there: int = 0
    proven: int = 0

    @property
    def headline(self) -> str:
        """The day in one sentence."""
        found = sum(line.open for line in self.kinds)
        return (
            f"Digest of {date_words(self.day)}: difference {self.difference:,.2f} "
            f"{self.currency_code}, of which {self.unexplained:,.2f} unexplained; "
            f"{counted(found, 'open finding')}."
        )


def marks_of(findings: Iterable[Finding]) -> dict[str, frozenset[str]]:
    """What the next digest compares with; names nothing, since keys hold references as typed."""
    marks: dict[str, set[str]] = {}
    for finding in findings:
        mark = sha256(finding.key.encode("utf-8", "replace")).hexdigest()[:_MARK_LETTERS]
        marks.setdefault(finding.kind.value, set()).add(mark)
    return {kind: frozenset(found) for kind, found in marks.items()}


def kind_lines(findings: Sequence[Finding], before: Marks | None) -> tuple[KindLine, ...]:
    """The findings by kind, held against those of the digest before (None: there was none)."""
    now = marks_of(findings)
    earlier = now if before is None else before
    lines = []
    for kind in {**now, **earlier}:
        mine = [each for each in findings if each.kind.value == kind]
        still = [each for each in mine if each.status == OPEN]
        here, there = now.get(kind, frozenset()), earlier.get(kind, frozenset())
        lines.append(
            KindLine(
                kind=kind,
                open=len(still),
                amount=sum((each.effect for each in still), ZERO),
                decided=len(mine) - len(still),
                new=len(here - there),
                gone=len(there - here),
            )
        )
    return tuple(sorted(lines, key=lambda line: (-line.open, line.kind)))


def digest_text(facts: DigestFacts) -> str:
    """The page, as Markdown."""
    return "\n".join(_lines(facts)) + "\n"


def _lines(facts: DigestFacts) -> Iterator[str]:
    money = facts.currency_code
    yield f"# {facts.organisation} ({facts.mode}), {date_words(facts.day)}"
    yield from ("", "## Where the ledgers stand", "")
    yield (
        f"Case Manager counts {facts.case_receivables:,.2f} {money} as owed, Xero "
        f"{facts.xero_receivables:,.2f}; difference {facts.difference:,.2f}, of which "
        f"{facts.unexplained:,.2f} unexplained."
    )
    yield from ("", "## Findings", "")
    yield from _findings(facts)
    yield from ("", "## Decisions", "")
    yield (
        f"{counted(facts.proven, 'decision')} proven {_since(facts)}; {facts.still_there:,} said "
        "to be settled but still there; "
        f"{facts.for_approval:,} to be approved by another person."
    )
    yield from ("", "## Held payments coming up", "")
    if facts.held:
        yield from ("| Taken on | Payments | Amount |", "| --- | ---: | ---: |")
        for held in facts.held:
            yield f"| {date_words(held.taken_on)} | {held.payments:,} | {held.amount:,.2f} |"
    else:
        yield "None."
    yield from ("", "## Back to Case Manager", "")
    yield (
        f"{counted(facts.waiting, 'payment')} of {facts.waiting_total:,.2f} {money} for the next "
        f"import file; {counted(facts.by_hand, 'payment')} to change there by hand"
        + (" (`cmxero outbox`)." if facts.waiting or facts.by_hand else ".")
    )
    yield from ("", "## Exports", "")
    if facts.failed_exports:
        yield (
            f"{counted(facts.failed_exports, 'invoice')} of {facts.failed_total:,.2f} {money} did "
            "not go to Xero; `cmxero log --causes` says why."
        )
    else:
        yield "Every invoice that was exported is in Xero."
    yield from ("", "## Pulls", "")
    last = instant_words(facts.last_pull_utc) if facts.last_pull_utc else "never"
    yield (
        f"{counted(facts.pulls, 'pull')} went well {_since(facts)}, {facts.failed_pulls:,} did "
        f"not; the last good one ended: {last}."
    )
    yield from (line for line in (facts.recount, facts.usage, facts.events) if line)
    yield from ("", "## Checks", "")
    if facts.failing_checks:
        yield "Not empty; pull again, then run `cmxero doctor`:"
        yield from (f"- {name}: {rows:,}" for name, rows in facts.failing_checks.items())
    else:
        yield "Every check is empty."


def _findings(facts: DigestFacts) -> Iterator[str]:
    if not facts.kinds:
        yield "None."
        return
    yield "| Kind | Open | Amount | Decided | New | Gone |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for line in facts.kinds:
        yield (
            f"| {line.kind} | {line.open:,} | {line.amount:,.2f} | {line.decided:,} | "
            f"{line.new:,} | {line.gone:,} |"
        )
    if facts.since:
        yield from ("", f"New and gone: since the digest of {date_words(facts.since)}.")
    else:
        yield from ("", "This is the first digest; the next one says what is new and what is gone.")


def _since(facts: DigestFacts) -> str:
    return f"since the digest of {date_words(facts.since)}" if facts.since else "so far"
