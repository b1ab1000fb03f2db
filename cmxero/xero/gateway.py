"""The gateway to Xero: every question and order of the workflows, over the real SDK.

Answers are decoded from their raw bytes, never by the SDK's models, which break a whole page on
one null date or unknown word (xero-api.md 7.2). One gateway belongs to one thread; threads that
work on the same organisation share one ``CallLimits``.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from cmxero.core.documents import (
    ConnectedOrganisation,
    ElementOutcome,
    InvoiceDraft,
    XeroInvoice,
)
from cmxero.core.errors import XeroAnswerError
from cmxero.core.payment_pages import PaymentPage
from cmxero.xero import drafts as drafting
from cmxero.xero import wire
from cmxero.xero.calls import CallRecord
from cmxero.xero.connection import XeroConnection
from cmxero.xero.dates import since_header
from cmxero.xero.filters import SALES_ONLY, number_chunks
from cmxero.xero.gateway_contacts import PAGE_SIZE, ContactCalls
from cmxero.xero.gateway_credits import CreditCalls
from cmxero.xero.gateway_history import HistoryCalls
from cmxero.xero.gateway_settings import SettingsCalls
from cmxero.xero.gateway_settling import SettlingCalls
from cmxero.xero.limits import CallLimits
from cmxero.xero.lists import decoded, invoice_page
from cmxero.xero.outcomes import outcomes_from
from cmxero.xero.paging import Page, walk
from cmxero.xero.payment_lists import PaymentListing, payment_listing
from cmxero.xero.retry import RetryPolicy
from cmxero.xero.sdk import TIMEOUT_S
from cmxero.xero.session import Asked, Clock, Session, check_key

FIND_PAGE_SIZE = 100


class SdkGateway(SettingsCalls, ContactCalls, CreditCalls, HistoryCalls, SettlingCalls):
    """Implements ``XeroGateway`` for one organisation; made by ``connect_gateway``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __repr__(self) -> str:
        return f"SdkGateway({self._session.connection!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the sockets; a further call opens them again."""
        self._session.close()

    def minimum_seconds(self, calls: int) -> int:
        """Seconds until the last of so many further calls can begin under Xero's limits.

        A lower bound, from what was called in the last minute, by whomever shares the count.
        """
        return math.ceil(self._session.limits.seconds_for(calls))

    @property
    def day_remaining(self) -> int | None:
        """Calls left in Xero's day (X-DayLimit-Remaining); None while it has not been told."""
        return self._session.limits.day_remaining

    def keep_for_pulls(self, calls: int) -> None:
        """From now on this gateway stops before a call that would leave fewer of Xero's day.

        It then raises ``XeroRateLimitError`` with limit "day". For an export, so that pulls,
        which go through gateways that keep nothing, find calls left; 0 ends it.
        """
        self._session.keep_for_pulls(calls)

    def organisations(self) -> tuple[ConnectedOrganisation, ...]:
        """Every organisation the sign-in leads to; practices are left out."""
        return self._session.organisations()

    def encode_drafts(self, drafts: Sequence[InvoiceDraft]) -> bytes:
        """The exact bytes of a create request; the same drafts give the same bytes."""
        return drafting.encode_drafts(drafts)

    def create_invoices(self, body: bytes, *, key: str) -> tuple[ElementOutcome, ...]:
        """Send stored bytes as one create-only batch; one outcome an element, in order.

        Args:
            body: what ``encode_drafts`` gave; sent byte for byte.
            key: the Idempotency-Key, at most 128 characters; Xero keeps it 6 minutes (1.9).

        Raises:
            XeroUnreachableError: it may or may not have been done; look before sending again.
            XeroAnswerError: Xero answered, but not to this batch; look before sending again.
            XeroRejectedError: the request as a whole was refused, with every message.
            XeroRateLimitError: nothing was done; the limit outlasts our patience.
        """
        numbers = drafting.numbers_in(body)
        if not numbers:
            return ()
        check_key(key)
        answer = self._session.ask(
            "create invoices",
            self._session.sdk.accounting.create_invoices,
            {
                "invoices": body,
                "summarize_errors": "false",
                "unitdp": 4,
                "idempotency_key": key,
            },
            is_write=True,
        )
        return outcomes_from(
            numbers,
            decoded(answer, wire.InvoicesAnswer).invoices,
            correlation_id=answer.correlation_id,
        )

    def find_invoices(self, numbers: Sequence[str]) -> tuple[XeroInvoice, ...]:
        """Sales invoices with these numbers, of whatever status, with their lines.

        Whether Xero minds capitals is not documented, so another spelling is returned too.

        Raises:
            ValueError: a number holds a comma; Xero's filter cannot look it up (2.6).
            XeroAnswerError: an invoice came without its number, so nobody knows which it is.
        """
        wanted = {number.casefold() for number in numbers}
        found: dict[str, XeroInvoice] = {}
        for chunk in number_chunks(numbers):
            for page in self._pages_of(chunk):
                for entry in page.entries:
                    if entry.document and _number_of(entry.document) in wanted:
                        found[entry.xero_id] = entry.document
        return tuple(found.values())

    def invoices_since(self, since_utc: datetime | None) -> Iterator[tuple[XeroInvoice, ...]]:
        """Sales invoices changed at or after an instant (naive UTC; all if None), page by page.

        Some changes move no timestamp (xero-api.md 2.5): recount everything now and then.
        """

        def fetch(changed_since: datetime | None, page: int) -> Page[XeroInvoice]:
            return self._invoice_page(
                "read invoices",
                {"page": page, "page_size": PAGE_SIZE, **since_header(changed_since)},
            )

        return walk(fetch, since_utc)

    def payments_since(self, since_utc: datetime | None) -> Iterator[PaymentPage]:
        """Payments and refunds on sales documents changed at or after an instant, page by page.

        Deleted payments come too, with status DELETED (xero-api.md 2.2).
        """

        def fetch(changed_since: datetime | None, page: int) -> PaymentListing:
            answer = self._session.ask_list(
                "read payments",
                self._session.sdk.accounting.get_payments,
                {"page": page, "page_size": PAGE_SIZE, **since_header(changed_since)},
            )
            return payment_listing(answer)

        return walk(fetch, since_utc)

    def _pages_of(self, numbers: Sequence[str]) -> Iterator[Page[XeroInvoice]]:
        for number in itertools.count(1):
            page = self._invoice_page(
                "find invoices",
                {
                    "invoice_numbers": list(numbers),
                    "page": number,
                    "page_size": FIND_PAGE_SIZE,
                },
            )
            yield page
            if page.is_last(number, page_size=FIND_PAGE_SIZE):
                return

    def _invoice_page(self, operation: str, filters: Asked) -> Page[XeroInvoice]:
        answer = self._session.ask_list(
            operation,
            self._session.sdk.accounting.get_invoices,
            {"where": SALES_ONLY, "unitdp": 4, **filters},
        )
        return invoice_page(answer)


def _number_of(invoice: XeroInvoice) -> str:
    """What an invoice is found by; skipped for want of it, it would count as not in Xero."""
    if not invoice.number:
        raise XeroAnswerError(
            f"Xero's answer cannot be understood: invoice {invoice.xero_invoice_id}, field "
            "InvoiceNumber: it is missing, though numbers were asked for. Try again."
        )
    return invoice.number.casefold()


def connect_gateway(
    connection: XeroConnection,
    *,
    clock: Clock,
    sleep: Callable[[float], None],
    on_call: Callable[[CallRecord], None] | None = None,
    limits: CallLimits | None = None,
    policy: RetryPolicy | None = None,
    timeout_s: tuple[float, float] = TIMEOUT_S,
) -> SdkGateway:
    """A gateway to one organisation; signs in with the first call. See ``Session``.

    Args:
        connection: which service, app and organisation.
        clock: now, naive UTC.
        sleep: waits that many seconds.
        on_call: told of every request as it went.
        limits: shared by the gateways of one organisation in a process; own ones if None.
        policy: how patient calls are; the default waits 150 s at most.
        timeout_s: seconds to connect, and to wait for the next bytes of an answer.
    """
    return SdkGateway(
        Session(
            connection,
            clock=clock,
            sleep=sleep,
            on_call=on_call,
            limits=limits,
            policy=policy,
            timeout_s=timeout_s,
        )
    )
