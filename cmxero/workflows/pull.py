"""Bring back what changed in Xero: pages → landing, then the watermark moves.

Xero's clock has second resolution, its filter may be inclusive or not, and a page can shift while
it is read (xero-api.md 2.6), so each pull starts an overlap before the watermark; landing the same
document twice changes nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from cmxero.core.documents import XeroInvoice, XeroPayment
from cmxero.workflows.bench import Bench
from cmxero.workflows.ports import XeroGateway
from cmxero.workflows.runs import Run, recorded_run

OVERLAP = timedelta(minutes=5)
INVOICES, PAYMENTS = "invoices", "payments"
Document = TypeVar("Document", XeroInvoice, XeroPayment)


@dataclass(frozen=True, slots=True)
class PullReport:
    """What a pull brought: documents seen, and those whose content was new."""

    full: bool
    invoices_seen: int
    invoices_new: int
    payments_seen: int
    payments_new: int
    absent: int

    def __str__(self) -> str:
        what = "Full recount" if self.full else "Pull"
        text = (
            f"{what}: {self.invoices_seen} invoices seen, {self.invoices_new} new or changed; "
            f"{self.payments_seen} payments seen, {self.payments_new} new or changed."
        )
        if self.absent:
            text += f" {self.absent} documents we hold are no longer in Xero."
        return text


def pull(bench: Bench, gateway: XeroGateway, *, full: bool) -> PullReport:
    """Read invoices and payments changed since the watermark, or all of them.

    Raises:
        XeroError: the pull broke off; what came is stored, the watermark has not moved.
    """
    with recorded_run(bench, "pull", {"full": full}) as run:
        # A payment made between the two reads leaves its invoice behind until the next pull;
        # checks.xero_invoice_adds_up says so meanwhile.
        landing, key, at = bench.xero_landing, bench.organisation, bench.clock
        since = {name: None if full else _since(bench, name) for name in (INVOICES, PAYMENTS)}
        invoices, invoices_new = _land(
            bench,
            run,
            INVOICES,
            gateway.invoices_since(since[INVOICES]),
            lambda page: landing.land_invoices(key, page, run_id=run.run_id, now_utc=at()),
        )
        payments, payments_new = _land(
            bench,
            run,
            PAYMENTS,
            gateway.payments_since(since[PAYMENTS]),
            lambda page: landing.land_payments(key, page, run_id=run.run_id, now_utc=at()),
        )
        absent = 0
        if full:
            absent = landing.note_absent(key, "invoice", invoices, run_id=run.run_id)
            absent += landing.note_absent(key, "payment", payments, run_id=run.run_id)
        report = PullReport(full, len(invoices), invoices_new, len(payments), payments_new, absent)
        run.summary |= {"invoices": report.invoices_new, "payments": report.payments_new}
        run.message = str(report)
    return report


def _since(bench: Bench, endpoint: str) -> datetime | None:
    watermark = bench.history.find_watermark(bench.organisation, endpoint)
    return watermark - OVERLAP if watermark else None


def _land(
    bench: Bench,
    run: Run,
    endpoint: str,
    pages: Iterable[Sequence[Document]],
    store: Callable[[Sequence[Document]], int],
) -> tuple[list[str], int]:
    """Store page by page, then move the watermark; ids seen and how many were new."""
    seen: list[str] = []
    stored = 0
    newest: datetime | None = None
    for page in pages:
        seen += [_id_of(document) for document in page]
        stored += store(page)
        for document in page:
            newest = max(newest or document.updated_utc, document.updated_utc)
    if newest is not None:
        bench.history.move_watermark(bench.organisation, endpoint, newest, run.run_id)
    return seen, stored


def _id_of(document: XeroInvoice | XeroPayment) -> str:
    if isinstance(document, XeroInvoice):
        return document.xero_invoice_id
    return document.xero_payment_id
