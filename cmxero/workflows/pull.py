"""Bring back what changed in Xero: pages → landing, the last one together with the watermark.

Xero's clock has second resolution, its filter may be inclusive or not, and a page can shift while
it is read (xero-api.md 2.6), so each pull starts an overlap before the watermark; landing the same
document twice changes nothing. A watermark moves in the transaction that stores the last page of
its kind: killed anywhere, the next pull reads that kind again, and never skips.

In quiet hours a watermark stays where it is, and every sweep would read the last minutes before it
once more: thousands of invoices after an export. Once a pull has read them again after as long as
the overlap is, they have settled, and the next pulls start seconds before.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, Protocol, TypeVar

from cmxero.core.documents import XeroPayment
from cmxero.core.errors import XeroError
from cmxero.core.payment_pages import PaymentPage
from cmxero.store.credit_landing import (
    BATCH_PAYMENTS,
    CONTACTS,
    CREDIT_NOTES,
    OVERPAYMENTS,
    PREPAYMENTS,
)
from cmxero.store.history import Watermark
from cmxero.store.landing_versions import LandingKind
from cmxero.store.payment_landing import PAYMENTS
from cmxero.store.xero_landing import INVOICES
from cmxero.workflows.bench import Bench
from cmxero.workflows.gathering import Facts, Gathered, gathered
from cmxero.workflows.ports import XeroGateway
from cmxero.workflows.runs import Run, recorded_run

OVERLAP = timedelta(minutes=5)
SETTLED_OVERLAP = timedelta(seconds=2)
"""Covers whole seconds and a filter that leaves out its own instant."""
WORTH_STORING = 5_000
"""Documents; of whichever kinds, fewer wait for the end of the pull."""

KINDS = (
    CONTACTS,
    INVOICES,
    CREDIT_NOTES,
    OVERPAYMENTS,
    PREPAYMENTS,
    BATCH_PAYMENTS,
    PAYMENTS,
)
"""In the order they are read."""


@dataclass(frozen=True, slots=True)
class PullProgress:
    """How far a pull is; how much there is to read, Xero does not tell.

    Attributes:
        kind: what is being read, in words.
        seen: documents of this kind so far.
        place, of: which of how many kinds it is, from 1.
    """

    kind: str
    seen: int
    place: int
    of: int

    def __str__(self) -> str:
        so_far = f": {self.seen:,} so far" if self.seen else ""
        return f"Reading {self.kind} from Xero ({self.place} of {self.of}){so_far}."


TellPull = Callable[[PullProgress], None]


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


def pull(
    bench: Bench, gateway: XeroGateway, *, full: bool, progress: TellPull | None = None
) -> PullReport:
    """Read what changed since the watermarks, or everything.

    Documents come before the payments on them. One made between the two reads leaves its invoice
    or credit behind until the next pull; the checks that amounts add up say so meanwhile.

    Args:
        progress: told when a kind is begun and after each page.

    Raises:
        XeroError: the pull broke off; what came is stored, the watermark has not moved.
    """

    def look() -> dict[str, Watermark]:
        return {} if full else bench.history.watermarks(bench.organisation)

    with recorded_run(bench, "pull", {"full": full}, look=look) as run:
        pulling = _Pulling(bench, run, full=full, progress=progress)
        credit_id = _each(attrgetter("xero_credit_id"))
        with pulling.reading():
            pulling.read(CONTACTS, gateway.contacts_since, _each(attrgetter("contact.contact_id")))
            pulling.read(INVOICES, gateway.invoices_since, _each(attrgetter("xero_invoice_id")))
            pulling.read(CREDIT_NOTES, gateway.credit_notes_since, credit_id)
            pulling.read(OVERPAYMENTS, gateway.overpayments_since, credit_id)
            pulling.read(PREPAYMENTS, gateway.prepayments_since, credit_id)
            pulling.read(
                BATCH_PAYMENTS,
                gateway.batch_payments_since,
                _each(attrgetter("xero_batch_payment_id")),
            )
            pulling.read(PAYMENTS, gateway.payments_since, _payment_facts)
        kinds = pulling.kinds()
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
    """One pull in progress: what was read waits until it is worth attaching the database."""

    def __init__(self, bench: Bench, run: Run, *, full: bool, progress: TellPull | None) -> None:
        self._bench, self._run, self._full, self._progress = bench, run, full, progress
        self._watermarks: dict[str, Watermark] = run.found
        self._waiting: list[tuple[LandingKind[Any], Gathered]] = []
        self._ids: dict[str, list[str]] = {kind.endpoint: [] for kind in KINDS}
        self._stored = Counter[str]()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """What was read within is stored at its end, also when Xero broke it off."""
        try:
            yield
        except XeroError:
            self._store()
            raise
        self._run.until_ended.enter_context(self._bench.database.attached_once())
        self._store()

    def read(
        self,
        kind: LandingKind[_Document],
        changed_since: Callable[[datetime | None], Iterable[Sequence[_Document]]],
        facts_of: Callable[[Sequence[_Document]], Facts],
    ) -> None:
        """Read pages of a kind; many are stored as they come."""
        pages = self._told(kind, changed_since(self._since(kind.endpoint)))
        for group in gathered(pages, facts_of, kind.stage, at_once=kind.at_once):
            self._ids[kind.endpoint] += group.ids
            self._waiting.append((kind, group))
            if sum(len(waiting.ids) for _, waiting in self._waiting) >= WORTH_STORING:
                self._store()

    def kinds(self) -> tuple[PulledKind, ...]:
        """What came of each kind; after a full recount also what no longer does."""
        return tuple(
            PulledKind(
                kind.endpoint,
                len(self._ids[kind.endpoint]),
                self._stored[kind.endpoint],
                self._absent(kind) if self._full else 0,
            )
            for kind in KINDS
        )

    def _absent(self, kind: LandingKind[Any]) -> int:
        ids, organisation = self._ids[kind.endpoint], self._bench.organisation
        return self._bench.xero_landing.note_absent(
            kind, organisation, ids, run_id=self._run.run_id
        )

    def _store(self) -> None:
        """Land what waits, in the order in which it was read."""
        with self._bench.database.attached_once():
            while self._waiting:
                kind, group = self._waiting.pop(0)
                self._stored[kind.endpoint] += self._bench.xero_landing.land_pages(
                    kind,
                    self._bench.organisation,
                    group.pages,
                    run_id=self._run.run_id,
                    now_utc=self._bench.clock(),
                    watermark_utc=group.newest_utc if group.is_last else None,
                )

    def _told(
        self, kind: LandingKind[_Document], pages: Iterable[Sequence[_Document]]
    ) -> Iterator[Sequence[_Document]]:
        """The pages as they come, with a word about each."""
        tell = self._progress or _tell_nobody
        place, seen = KINDS.index(kind) + 1, 0
        tell(PullProgress(kind.endpoint, seen, place, len(KINDS)))
        for page in pages:
            seen += len(page)
            tell(PullProgress(kind.endpoint, seen, place, len(KINDS)))
            yield page

    def _since(self, endpoint: str) -> datetime | None:
        watermark = self._watermarks.get(endpoint)
        if watermark is None:
            return None
        return watermark.at_utc - (OVERLAP if watermark.looked_at < OVERLAP else SETTLED_OVERLAP)


def _tell_nobody(_progress: PullProgress) -> None:
    """Nobody waits for it."""


def _each(
    id_of: Callable[[_Document], str],
) -> Callable[[Sequence[_Document]], Facts]:
    """Ids and newest instant of a page, from one document after another."""
    return lambda page: ([id_of(one) for one in page], max(one.updated_utc for one in page))


def _payment_facts(page: Sequence[XeroPayment]) -> Facts:
    """The same from the columns of a page of payments."""
    if isinstance(page, PaymentPage):
        return page.xero_payment_id, page.newest_utc
    return _each(attrgetter("xero_payment_id"))(page)
