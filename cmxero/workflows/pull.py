"""Bring back what changed in Xero: pages → landing, the last one together with the watermark.

Xero's clock has second resolution, its filter may be inclusive or not, and a page can shift while
it is read (xero-api.md 2.6), so each pull starts an overlap before the watermark; landing the same
document twice changes nothing. A watermark moves in the transaction that stores the last page of
its kind: killed anywhere, the next pull reads that kind again, and never skips.

In quiet hours a watermark stays where it is, and every sweep would read the last minutes before it
once more: thousands of invoices after an export. Once a pull has read them again after as long as
the overlap is, they have settled, and the next pulls start seconds before.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Protocol, TypeVar

from cmxero.core.errors import XeroError
from cmxero.store.credit_landing import (
    BATCH_PAYMENTS,
    CONTACTS,
    CREDIT_NOTES,
    OVERPAYMENTS,
    PREPAYMENTS,
)
from cmxero.store.landing_versions import LandingKind
from cmxero.store.xero_landing import INVOICES, PAYMENTS
from cmxero.workflows.bench import Bench
from cmxero.workflows.ports import XeroGateway
from cmxero.workflows.runs import Run, recorded_run

OVERLAP = timedelta(minutes=5)
SETTLED_OVERLAP = timedelta(seconds=2)
"""Covers whole seconds and a filter that leaves out its own instant."""
_NEVER = datetime(1, 1, 1)  # noqa: DTZ001 - instants are naive UTC everywhere


class _Stamped(Protocol):
    @property
    def updated_utc(self) -> datetime: ...


_Document = TypeVar("_Document", bound=_Stamped)


@dataclass(frozen=True, slots=True)
class PulledKind:
    """What a pull brought of one kind of document.

    Attributes:
        kind: in words, e.g. ``credit notes``.
        seen: documents Xero showed; a document changed meanwhile counts twice.
        new: those whose content was new.
        absent: those we hold that a full recount no longer found.
    """

    kind: str
    seen: int
    new: int
    absent: int = 0

    def __str__(self) -> str:
        return f"{self.seen} {self.kind} seen, {self.new} new or changed"


@dataclass(frozen=True, slots=True)
class PullReport:
    """What a pull brought: documents seen, and those whose content was new.

    Attributes:
        absent: documents of all kinds that we hold and a full recount no longer found.
        kinds: the same for each kind, in the order they were read.
        reminder: that a full recount is overdue, in a sentence; empty if it is not.
    """

    full: bool
    invoices_seen: int
    invoices_new: int
    payments_seen: int
    payments_new: int
    absent: int
    kinds: tuple[PulledKind, ...] = ()
    reminder: str = ""

    def __str__(self) -> str:
        always = {INVOICES.endpoint, PAYMENTS.endpoint}
        told = [str(each) for each in self.kinds if each.seen or each.kind in always]
        text = f"{'Full recount' if self.full else 'Pull'}: {'; '.join(told)}."
        if self.absent:
            text += f" {self.absent} documents we hold are no longer in Xero."
        return f"{text} {self.reminder}".rstrip()


def pull(bench: Bench, gateway: XeroGateway, *, full: bool) -> PullReport:
    """Read what changed since the watermarks, or everything.

    Documents come before the payments on them. One made between the two reads leaves its invoice
    or credit behind until the next pull; the checks that amounts add up say so meanwhile.

    Raises:
        XeroError: the pull broke off; what came is stored, the watermark has not moved.
    """
    with recorded_run(bench, "pull", {"full": full}) as run:
        pulling = _Pulling(bench, run, full=full)
        contact_id, credit_id = attrgetter("contact.contact_id"), attrgetter("xero_credit_id")
        kinds = (
            pulling.land(CONTACTS, gateway.contacts_since, contact_id),
            pulling.land(INVOICES, gateway.invoices_since, attrgetter("xero_invoice_id")),
            pulling.land(CREDIT_NOTES, gateway.credit_notes_since, credit_id),
            pulling.land(OVERPAYMENTS, gateway.overpayments_since, credit_id),
            pulling.land(PREPAYMENTS, gateway.prepayments_since, credit_id),
            pulling.land(
                BATCH_PAYMENTS, gateway.batch_payments_since, attrgetter("xero_batch_payment_id")
            ),
            pulling.land(PAYMENTS, gateway.payments_since, attrgetter("xero_payment_id")),
        )
        report = _report(kinds, full=full)
        run.summary |= {each.kind: each.new for each in kinds}
        run.message = str(report)
    return report


def _report(kinds: tuple[PulledKind, ...], *, full: bool) -> PullReport:
    by_name = {each.kind: each for each in kinds}
    invoices, payments = by_name[INVOICES.endpoint], by_name[PAYMENTS.endpoint]
    absent = sum(each.absent for each in kinds)
    return PullReport(full, invoices.seen, invoices.new, payments.seen, payments.new, absent, kinds)


class _Pulling:
    """One pull in progress."""

    def __init__(self, bench: Bench, run: Run, *, full: bool) -> None:
        self._bench, self._run, self._full = bench, run, full

    def land(
        self,
        kind: LandingKind[_Document],
        changed_since: Callable[[datetime | None], Iterable[Sequence[_Document]]],
        id_of: Callable[[_Document], str],
    ) -> PulledKind:
        """Store page by page, the last page together with the watermark."""
        bench, landing = self._bench, self._bench.xero_landing
        seen: list[str] = []
        stored = 0
        newest = _NEVER
        for page, is_last in _with_last(changed_since(self._since(kind.endpoint))):
            seen += [id_of(document) for document in page]
            newest = max(newest, *(document.updated_utc for document in page))
            stored += landing.land(
                kind,
                bench.organisation,
                page,
                run_id=self._run.run_id,
                now_utc=bench.clock(),
                watermark_utc=newest if is_last else None,
            )
        absent = 0
        if self._full:
            absent = landing.note_absent(kind, bench.organisation, seen, run_id=self._run.run_id)
        return PulledKind(kind.endpoint, len(seen), stored, absent)

    def _since(self, endpoint: str) -> datetime | None:
        if self._full:
            return None
        history, organisation = self._bench.history, self._bench.organisation
        watermark = history.find_watermark(organisation, endpoint)
        if watermark is None:
            return None
        looked_at = history.watermark_looked_at(organisation, endpoint, watermark)
        return watermark - (OVERLAP if looked_at < OVERLAP else SETTLED_OVERLAP)


def _with_last(
    pages: Iterable[Sequence[_Document]],
) -> Iterator[tuple[Sequence[_Document], bool]]:
    """Each page with whether it is the last; where reading breaks off, no page is the last."""
    held: Sequence[_Document] | None = None
    try:
        for page in pages:
            if held is not None:
                yield held, False
            held = page
    except XeroError:
        if held is not None:
            yield held, False
        raise
    if held is not None:
        yield held, True
