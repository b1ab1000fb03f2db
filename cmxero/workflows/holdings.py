"""What Xero holds under given numbers, as far as it concerns us."""

from collections.abc import Collection, Sequence

from cmxero.core.documents import DEAD, XeroInvoice
from cmxero.workflows.ports import XeroGateway


def held_in_xero(
    gateway: XeroGateway, numbers: Sequence[str], left_behind: Collection[str]
) -> list[XeroInvoice]:
    """Sales invoices under these numbers, those that were given up left out.

    Live ones come last, so that keyed by number they win over voided and deleted ones.

    Args:
        left_behind: ids of documents that a person gave up, so that they are never adopted.
    """
    found = gateway.find_invoices(numbers) if numbers else ()
    ours = (invoice for invoice in found if invoice.xero_invoice_id not in left_behind)
    return sorted(ours, key=lambda invoice: invoice.status not in DEAD)
