"""What a use case needs from the outside, as Protocols; the workbench plugs the real things in."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from cmxero.core.credits import (
    AllocationOutcome,
    CreditNoteDraft,
    CreditOutcome,
    XeroBatchPayment,
    XeroContactVersion,
    XeroCredit,
)
from cmxero.core.documents import (
    ConnectedOrganisation,
    ElementOutcome,
    InvoiceDraft,
    XeroAccount,
    XeroInvoice,
    XeroOrganisation,
    XeroTaxRate,
)
from cmxero.core.organisation_facts import (
    NewContact,
    XeroContact,
    XeroItem,
    XeroTrackingCategory,
)
from cmxero.core.payment_pages import PaymentPage

Clock = Callable[[], datetime]
"""Where the time comes from; naive UTC."""


class XeroGateway(Protocol):
    """Xero, for one organisation. Every method may raise a ``XeroError``."""

    def organisations(self) -> tuple[ConnectedOrganisation, ...]:
        """Every organisation that the sign-in leads to."""

    def organisation(self) -> XeroOrganisation:
        """The organisation itself, with its lock dates."""

    def accounts(self) -> tuple[XeroAccount, ...]:
        """The chart of accounts."""

    def tax_rates(self) -> tuple[XeroTaxRate, ...]:
        """The tax rates, live and archived."""

    def contacts(self) -> tuple[XeroContact, ...]:
        """Every contact, archived and merged ones too."""

    def items(self) -> tuple[XeroItem, ...]:
        """The items."""

    def tracking_categories(self) -> tuple[XeroTrackingCategory, ...]:
        """The tracking categories with their active options."""

    def create_contacts(self, contacts: Sequence[NewContact], *, key: str) -> tuple[str, ...]:
        """Create contacts, never edit one; the names that could not be made, with the reason.

        A name that exists already is no failure: somebody was faster, or we were.
        """

    def history_notes(self, xero_invoice_id: str) -> tuple[str, ...]:
        """The notes in an invoice's history."""

    def add_history_note(self, xero_invoice_id: str, note: str) -> None:
        """Add a note to an invoice's history; it can never be taken away again.

        Raises:
            XeroUnreachableError: it may or may not have been done; look before sending again.
        """

    def encode_drafts(self, drafts: Sequence[InvoiceDraft]) -> bytes:
        """The exact bytes of a create request; the same drafts give the same bytes."""

    def create_invoices(self, body: bytes, *, key: str) -> tuple[ElementOutcome, ...]:
        """Send stored bytes as one create-only batch; one outcome an element, in order.

        Raises:
            XeroUnreachableError: it may or may not have been done; look before sending again.
        """

    def find_invoices(self, numbers: Sequence[str]) -> tuple[XeroInvoice, ...]:
        """Sales invoices with these numbers, of whatever status, with their lines."""

    def invoices_since(self, since_utc: datetime | None) -> Iterator[tuple[XeroInvoice, ...]]:
        """Sales invoices changed at or after an instant (all if None), page by page."""

    def payments_since(self, since_utc: datetime | None) -> Iterator[PaymentPage]:
        """Payments on sales documents changed at or after an instant, page by page."""

    def credit_notes_since(self, since_utc: datetime | None) -> Iterator[tuple[XeroCredit, ...]]:
        """Credit notes to customers changed at or after an instant, with their allocations."""

    def overpayments_since(self, since_utc: datetime | None) -> Iterator[tuple[XeroCredit, ...]]:
        """Customers' overpayments changed at or after an instant, with their allocations."""

    def prepayments_since(self, since_utc: datetime | None) -> Iterator[tuple[XeroCredit, ...]]:
        """Customers' prepayments changed at or after an instant, with their allocations."""

    def batch_payments_since(
        self, since_utc: datetime | None
    ) -> Iterator[tuple[XeroBatchPayment, ...]]:
        """Deposits for several invoices changed at or after an instant."""

    def contacts_since(
        self, since_utc: datetime | None
    ) -> Iterator[tuple[XeroContactVersion, ...]]:
        """Contacts changed at or after an instant, archived and merged ones too."""

    def find_credit_notes(self, numbers: Sequence[str]) -> tuple[XeroCredit, ...]:
        """Credit notes to customers with these numbers, of whatever status."""

    def encode_credit_note(self, draft: CreditNoteDraft) -> bytes:
        """The exact bytes that create a credit note; the same draft gives the same bytes."""

    def create_credit_note(self, body: bytes, *, number: str, key: str) -> CreditOutcome:
        """Send stored bytes that create one credit note.

        Raises:
            XeroUnreachableError: it may or may not have been done; look before sending again.
        """

    def encode_allocation(self, xero_invoice_id: str, amount: Decimal, day: date) -> bytes:
        """The exact bytes that use a credit for an invoice."""

    def allocate_credit_note(
        self, xero_credit_id: str, body: bytes, *, key: str
    ) -> AllocationOutcome:
        """Send stored bytes that use a credit note for an invoice.

        Raises:
            XeroUnreachableError: it may or may not have been done; look before sending again.
        """

    def encode_deletion(self, xero_invoice_id: str) -> bytes:
        """The exact bytes that delete a draft invoice."""

    def delete_draft(self, xero_invoice_id: str, body: bytes, *, key: str) -> None:
        """Send stored bytes that delete a draft.

        Raises:
            XeroRejectedError: it is no draft any more.
            XeroUnreachableError: it may or may not have been done; look before sending again.
        """

    def minimum_seconds(self, calls: int) -> int:
        """Seconds that so many further calls take at least under Xero's limits."""

    def keep_for_pulls(self, calls: int) -> None:
        """From now on stop before a call that would leave fewer of Xero's day.

        A ``XeroRateLimitError`` with limit "day" is raised then; 0 ends it.
        """

    def close(self) -> None:
        """Let go of every socket."""
