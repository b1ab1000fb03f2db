"""The money back, as lists: credit notes, overpayments, prepayments, batch payments."""

from collections.abc import Callable, Iterator
from datetime import datetime

from cmxero.core.credits import XeroBatchPayment, XeroCredit
from cmxero.xero.calls import Answer
from cmxero.xero.credit_lists import (
    batch_payment_page,
    credit_note_page,
    overpayment_page,
    prepayment_page,
)
from cmxero.xero.dates import since_header
from cmxero.xero.gateway_contacts import PAGE_SIZE
from cmxero.xero.paging import Page, walk
from cmxero.xero.session import Method, Session


class CreditCalls:
    """The part of the gateway about credits; customers' only, refunds are payments (2.1)."""

    _session: Session

    def credit_notes_since(self, since_utc: datetime | None) -> Iterator[tuple[XeroCredit, ...]]:
        """Credit notes to customers changed at or after an instant (all if None), by page.

        Each comes with its allocations; whether taking one back moves the timestamp is not
        documented (xero-api.md 2.5): recount everything now and then.
        """
        get = self._session.sdk.accounting.get_credit_notes
        return self._credits("read credit notes", get, credit_note_page, since_utc)

    def overpayments_since(self, since_utc: datetime | None) -> Iterator[tuple[XeroCredit, ...]]:
        """Overpayments of customers changed at or after an instant (all if None), by page."""
        get = self._session.sdk.accounting.get_overpayments
        return self._credits("read overpayments", get, overpayment_page, since_utc)

    def prepayments_since(self, since_utc: datetime | None) -> Iterator[tuple[XeroCredit, ...]]:
        """Prepayments of customers changed at or after an instant (all if None), by page."""
        get = self._session.sdk.accounting.get_prepayments
        return self._credits("read prepayments", get, prepayment_page, since_utc)

    def batch_payments_since(
        self, since_utc: datetime | None
    ) -> Iterator[tuple[XeroBatchPayment, ...]]:
        """Deposits for several invoices changed at or after an instant (all if None).

        One answer holds them all: the list has no pages (xero-api.md 2.3).
        """

        def fetch(changed_since: datetime | None, _: int) -> Page[XeroBatchPayment]:
            answer = self._session.ask_list(
                "read batch payments",
                self._session.sdk.accounting.get_batch_payments,
                since_header(changed_since),
            )
            return batch_payment_page(answer)

        return walk(fetch, since_utc)

    def _credits(
        self,
        operation: str,
        get: Method,
        page_of: Callable[[Answer | None], Page[XeroCredit]],
        since_utc: datetime | None,
    ) -> Iterator[tuple[XeroCredit, ...]]:
        def fetch(changed_since: datetime | None, page: int) -> Page[XeroCredit]:
            asked = {
                "page": page,
                "page_size": PAGE_SIZE,
                "unitdp": 4,
                **since_header(changed_since),
            }
            return page_of(self._session.ask_list(operation, get, asked))

        return walk(fetch, since_utc)
