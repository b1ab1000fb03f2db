"""What cmxero enters in Xero to settle findings: credit notes, their use, drafts deleted."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from cmxero.core.credits import AllocationOutcome, CreditNoteDraft, CreditOutcome, XeroCredit
from cmxero.core.errors import XeroAnswerError
from cmxero.core.money import half_up
from cmxero.xero import settling, wire
from cmxero.xero.credit_lists import credit_note_page
from cmxero.xero.gateway_contacts import PAGE_SIZE
from cmxero.xero.lists import decoded
from cmxero.xero.session import Session, check_key
from cmxero.xero.wire_credits import AllocationsAnswer, CreditNotesAnswer


class SettlingCalls:
    """The part of the gateway that settles findings; each order is one element a call.

    A lost answer raises ``XeroUnreachableError`` or ``XeroAnswerError``: look before sending
    again. A refusal comes back as an outcome, or as ``XeroRejectedError`` for the whole request.
    """

    _session: Session

    def find_credit_notes(self, numbers: Sequence[str]) -> tuple[XeroCredit, ...]:
        """Credit notes to customers with these numbers, of whatever status; a call a number.

        Raises:
            ValueError: a number holds a quotation mark, which Xero's filter cannot express.
        """
        found: dict[str, XeroCredit] = {}
        for number in dict.fromkeys(numbers):
            if not number or '"' in number:
                message = f"Xero cannot look up the credit note number {number!r}."
                raise ValueError(message)
            answer = self._session.ask_list(
                "find credit notes",
                self._session.sdk.accounting.get_credit_notes,
                {
                    "where": f'CreditNoteNumber=="{number}"',
                    "page": 1,
                    "page_size": PAGE_SIZE,
                    "unitdp": 4,
                },
            )
            for entry in credit_note_page(answer).entries:
                credit = entry.document
                if credit and credit.number.casefold() == number.casefold():
                    found[credit.xero_credit_id] = credit
        return tuple(found.values())

    def encode_credit_note(self, draft: CreditNoteDraft) -> bytes:
        """The exact bytes that create a credit note; the same draft gives the same bytes."""
        return settling.encode_credit_note(draft)

    def create_credit_note(self, body: bytes, *, number: str, key: str) -> CreditOutcome:
        """Send stored bytes that create one credit note, and never change one (PUT).

        Args:
            number: of the credit note in the body.
            key: the Idempotency-Key, at most 128 characters; Xero keeps it 6 minutes (1.9).
        """
        check_key(key)
        answer = self._session.ask(
            "create credit note",
            self._session.sdk.accounting.create_credit_notes,
            {
                "credit_notes": body,
                "summarize_errors": "false",
                "unitdp": 4,
                "idempotency_key": key,
            },
            is_write=True,
        )
        elements = decoded(answer, CreditNotesAnswer).credit_notes
        return settling.credit_outcome(number, elements, correlation_id=answer.correlation_id)

    def encode_allocation(self, xero_invoice_id: str, amount: Decimal, day: date) -> bytes:
        """The exact bytes that use a credit for an invoice."""
        return settling.encode_allocation(xero_invoice_id, half_up(amount), day)

    def allocate_credit_note(
        self, xero_credit_id: str, body: bytes, *, key: str
    ) -> AllocationOutcome:
        """Send stored bytes that use a credit note for an invoice."""
        check_key(key)
        answer = self._session.ask(
            "allocate credit note",
            self._session.sdk.accounting.create_credit_note_allocation,
            {
                "credit_note_id": xero_credit_id,
                "allocations": body,
                "summarize_errors": "false",
                "idempotency_key": key,
            },
            is_write=True,
        )
        elements = decoded(answer, AllocationsAnswer).allocations
        return settling.allocation_outcome(elements, correlation_id=answer.correlation_id)

    def encode_deletion(self, xero_invoice_id: str) -> bytes:
        """The exact bytes that delete a draft invoice."""
        return settling.encode_deletion(xero_invoice_id)

    def delete_draft(self, xero_invoice_id: str, body: bytes, *, key: str) -> None:
        """Send stored bytes that delete a draft; Xero refuses it for anything approved (1.6).

        Raises:
            XeroRejectedError: it is no draft any more, or dated in a locked period.
        """
        check_key(key)
        answer = self._session.ask(
            "delete draft",
            self._session.sdk.accounting.update_invoice,
            {"invoice_id": xero_invoice_id, "invoices": body, "idempotency_key": key},
            is_write=True,
        )
        elements = decoded(answer, wire.InvoicesAnswer).invoices
        if len(elements) != 1:
            raise XeroAnswerError(
                f"Xero's answer to a deletion tells of {len(elements)} invoices instead of one. "
                "Run it again: it looks up what Xero has before it sends anything.",
                correlation_id=answer.correlation_id,
            )
