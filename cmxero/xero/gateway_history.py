"""Notes in an invoice's history (xero-api.md 3): seen by everyone, never taken away again."""

import hashlib

import msgspec

from cmxero.core.errors import XeroRejectedError
from cmxero.xero import wire, wire_sent
from cmxero.xero.lists import decoded
from cmxero.xero.outcomes import reasons_in
from cmxero.xero.session import Session

LONGEST_NOTE = 2500
"""Characters."""


class HistoryCalls:
    """The part of the gateway about history notes."""

    _session: Session

    def history_notes(self, xero_invoice_id: str) -> tuple[str, ...]:
        """The texts in an invoice's history, in Xero's order.

        What Xero itself writes there comes too where it has a text: no page says how the two
        are told apart.

        Raises:
            XeroRejectedError: there is no such invoice.
        """
        answer = self._session.ask(
            "read history",
            self._session.sdk.accounting.get_invoice_history,
            {"invoice_id": xero_invoice_id},
        )
        records = decoded(answer, wire.HistoryAnswer).history_records
        return tuple(record.details for record in records if record.details)

    def add_history_note(self, xero_invoice_id: str, note: str) -> None:
        """Add a note to an invoice's history; Xero shows it as "System Generated".

        The Idempotency-Key is made of the invoice and the note: the same note is not added
        twice within Xero's 6 minutes (1.9). After that only looking first prevents it.

        Raises:
            ValueError: the note is empty or longer than 2,500 characters.
            XeroUnreachableError: it may or may not have been done; look before sending again.
            XeroRejectedError: refused, with every message.
        """
        if not 0 < len(note) <= LONGEST_NOTE:
            message = f"A history note has 1 to {LONGEST_NOTE} characters, not {len(note)}."
            raise ValueError(message)
        sent = wire_sent.SentNotes(history_records=[wire_sent.SentNote(details=note)])
        body = msgspec.json.encode(sent)
        answer = self._session.ask(
            "add history note",
            self._session.sdk.accounting.create_invoice_history,
            {
                "invoice_id": xero_invoice_id,
                "history_records": body,
                "idempotency_key": _key(xero_invoice_id, body),
            },
            is_write=True,
        )
        decoded(answer, wire.HistoryAnswer)
        if reasons := reasons_in(answer.body):
            raise XeroRejectedError(
                f"Xero refused the history note: {' '.join(reasons)} Nothing was added.",
                status=200,
                messages=reasons,
                correlation_id=answer.correlation_id,
            )


def _key(xero_invoice_id: str, body: bytes) -> str:
    return f"note/{hashlib.sha256(xero_invoice_id.encode() + body).hexdigest()}"
