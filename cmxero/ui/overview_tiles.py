"""The tiles of the Overview page: what each counts, in words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cmxero.core.deciding import is_same_person
from cmxero.core.findings import Finding, FindingKind, Severity, is_still_there
from cmxero.core.pages import PageHeader
from cmxero.core.resolutions import (
    ACCEPTED,
    FOR_APPROVAL,
    LINKED,
    OPEN,
    SNOOZED,
    WAITING,
)
from cmxero.core.severity import OLD_DAYS
from cmxero.ui.figures import Figure, Tone
from cmxero.ui.formats import age_text, amount_text, totals_text
from cmxero.ui.masthead import NEVER, is_stale, last_checked
from cmxero.ui.overview_choice import TILES
from cmxero.workflows.overview import OverviewFigures

TILE = "tile:"
READING = "…"
HELD = "held"
"""State of a payment dated ahead, which waits for its day."""
TO_BOOK = frozenset(
    {
        FindingKind.ADJUSTMENT_WITHOUT_COUNTERPART,
        FindingKind.CREDIT_WITHOUT_COUNTERPART,
        FindingKind.CREDIT_NOT_ALLOCATED,
        FindingKind.CREDIT_NAMES_NO_INVOICE,
        FindingKind.REFUND_WITHOUT_COUNTERPART,
        FindingKind.REFUND_ONLY_IN_XERO,
    }
)
"""What one system has and the other must be told: adjustments, credits, refunds (ui.md 8.2)."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What tiles count from; ``figures`` is None until they were read."""

    header: PageHeader
    findings: tuple[Finding, ...]
    figures: OverviewFigures | None


def age(finding: Finding, header: PageHeader) -> int:
    """Days since the date of the document."""
    return (header.today - finding.since).days


_Test = Callable[[Finding, PageHeader], bool]
FINDING_TILES: dict[str, _Test] = {
    "open": lambda f, _h: f.status == OPEN,
    "old": lambda f, h: f.status == OPEN and age(f, h) > OLD_DAYS,
    "to_book": lambda f, _h: f.status == OPEN and f.kind in TO_BOOK,
    "proof": lambda f, _h: f.status == WAITING,
    "pressing": lambda f, _h: f.status == OPEN and f.severity == Severity.HIGH,
    "mine": lambda f, h: f.status == OPEN and is_same_person(f.assigned_to, h.person),
    "approval": lambda f, _h: f.status == FOR_APPROVAL,
    "decided": lambda f, _h: f.status in {ACCEPTED, LINKED, SNOOZED},
}
"""Tiles that count findings, and which ones."""
_TONES: dict[str, Tone] = {"old": "amber", "pressing": "amber", "approval": "amber"}


def findings_of(tile: str, counted_from: Counted) -> tuple[Finding, ...]:
    """The findings a tile counts."""
    test, header = FINDING_TILES[tile], counted_from.header
    return tuple(finding for finding in counted_from.findings if test(finding, header))


def tiles(ids: Iterable[str], counted_from: Counted) -> list[Figure]:
    """The tiles as they are drawn."""
    return [_tile(each, counted_from) for each in ids]


def _tile(tile: str, found: Counted) -> Figure:
    value, note, tone = _of_findings(tile, found) if tile in FINDING_TILES else _OTHERS[tile](found)
    return Figure(TILE + tile, TILES[tile], value, note, tone)


def _of_findings(tile: str, found: Counted) -> tuple[str, str, Tone]:
    mine = findings_of(tile, found)
    net = totals_text((each.currency_code, each.effect) for each in mine)
    note = f"net {net}" if mine else "nothing to do"
    still = sum(map(is_still_there, mine))
    if tile == "proof" and still:
        return f"{len(mine):,}", f"{still:,} still there after a pull or import", "amber"
    return f"{len(mine):,}", note, _TONES.get(tile, "") if mine else "good"


def _failed(found: Counted) -> tuple[str, str, Tone]:
    if found.figures is None:
        return READING, "", ""
    count = found.figures.failed_exports
    if not count:
        return "0", "every invoice sent is in Xero", "good"
    total = amount_text(found.figures.failed_total)
    return f"{count:,}", f"{total} {found.header.currency_code} not in Xero", "amber"


def _payments(found: Counted) -> tuple[str, str, Tone]:
    if found.figures is None:
        return READING, "", ""
    waiting = found.figures.payments_waiting
    if not waiting:
        return "0", "every payment arrived", "good"
    held, total = waiting.get(HELD, 0), sum(waiting.values())
    return f"{total:,}", f"{held:,} held, {total - held:,} not matched", "amber"


def _last_pull(found: Counted) -> tuple[str, str, Tone]:
    age_of = last_checked(found.header)
    if age_of == NEVER:
        return NEVER, "pull before deciding", "amber"
    if is_stale(found.header):
        return age_of, "stale: pull before deciding", "amber"
    return age_of, "from Xero", ""


def _last_export(found: Counted) -> tuple[str, str, Tone]:
    if found.figures is None:
        return READING, "", ""
    run = found.figures.last_export
    if run is None:
        return "never", "nothing was sent yet", ""
    tone: Tone = "" if run.outcome == "done" else "amber"
    return age_text(run.ended_utc or run.started_utc, found.header.now_utc), run.outcome, tone


_OTHERS: dict[str, Callable[[Counted], tuple[str, str, Tone]]] = {
    "failed": _failed,
    "payments": _payments,
    "last_pull": _last_pull,
    "last_export": _last_export,
}
