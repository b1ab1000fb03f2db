"""Bring back what changed in Xero: pages → landing, then the watermark moves.

Xero's clock has second resolution, its filter may be inclusive or not, and a page can shift while
it is read (xero-api.md 2.6), so each pull starts an overlap before the watermark; landing the same
document twice changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cmxero.core.documents import XeroInvoice, XeroPayment
from cmxero.workflows.bench import Bench
from cmxero.workflows.ports import XeroGateway
from cmxero.workflows.runs import Run, recorded_run

OVERLAP = timedelta(minutes=5)
INVOICES, PAYMENTS = "invoices", "payments"


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
        since = None if full else _since(bench, INVOICES)
        invoices, invoices_new = _land_invoices(bench, run, gateway.invoices_since(since))
        since = None if full else _since(bench, PAYMENTS)
        payments, payments_new = _land_payments(bench, run, gateway.payments_since(since))
        absent = 0
        if full:
            absent = bench.xero_landing.note_absent(
                bench.organisation, "invoice", invoices, run_id=run.run_id
            ) + bench.xero_landing.note_absent(
                bench.organisation, "payment", payments, run_id=run.run_id
            )
        report = PullReport(full, len(invoices), invoices_new, len(payments), payments_new, absent)
        run.summary |= {"invoices": report.invoices_new, "payments": report.payments_new}
        run.message = str(report)
    return report


def _since(bench: Bench, endpoint: str) -> datetime | None:
    watermark = bench.history.find_watermark(bench.organisation, endpoint)
    return watermark - OVERLAP if watermark else None


def _move(bench: Bench, run: Run, endpoint: str, newest: datetime | None) -> None:
    if newest is not None:
        bench.history.move_watermark(bench.organisation, endpoint, newest, run.run_id)


def _land_invoices(
    bench: Bench, run: Run, pages: Iterable[Sequence[XeroInvoice]]
) -> tuple[list[str], int]:
    """Store page by page; ids seen and how many were new."""
    seen: list[str] = []
    stored, newest = 0, None
    for page in pages:
        seen += [invoice.xero_invoice_id for invoice in page]
        stored += bench.xero_landing.land_invoices(
            bench.organisation, page, run_id=run.run_id, now_utc=bench.clock()
        )
        newest = max([invoice.updated_utc for invoice in page] + ([newest] if newest else []))
    _move(bench, run, INVOICES, newest)
    return seen, stored


def _land_payments(
    bench: Bench, run: Run, pages: Iterable[Sequence[XeroPayment]]
) -> tuple[list[str], int]:
    """Store page by page; ids seen and how many were new."""
    seen: list[str] = []
    stored, newest = 0, None
    for page in pages:
        seen += [payment.xero_payment_id for payment in page]
        stored += bench.xero_landing.land_payments(
            bench.organisation, page, run_id=run.run_id, now_utc=bench.clock()
        )
        newest = max([payment.updated_utc for payment in page] + ([newest] if newest else []))
    _move(bench, run, PAYMENTS, newest)
    return seen, stored
