"""Fingerprints: whether two records say the same, without comparing them field by field."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from operator import attrgetter

from cmxero.core.casejournal import (
    CaseAdjustment,
    CaseInvoice,
    CaseLine,
    CasePayment,
    CaseRefund,
    CaseTransaction,
)
from cmxero.core.documents import DraftLine, InvoiceDraft, XeroInvoice, XeroLine
from cmxero.core.money import unit_price

_WHERE_IT_STOOD = {"row", "journal_number", "journal_date"}
_OF_THEIR_OWN = {"contact", "lines"}


def _getter(kind: type, skip: Iterable[str] = ()) -> Callable[[object], tuple[object, ...]]:
    """Reads every field of a record at once; a field at a time is ten times slower."""
    return attrgetter(*(each.name for each in fields(kind) if each.name not in skip))


_SAYS: dict[type[CaseTransaction], Callable[[object], tuple[object, ...]]] = {
    kind: _getter(kind, _WHERE_IT_STOOD | _OF_THEIR_OWN)
    for kind in (CaseInvoice, CaseAdjustment, CasePayment, CaseRefund)
}
_LINE_SAYS = _getter(CaseLine, _WHERE_IT_STOOD)
_CONTACT_SAYS = attrgetter("title", "first_name", "last_name", "company_name")
"""Not how to reach them: an export with more columns says nothing new about an invoice."""


def fingerprint_of_transaction(transaction: CaseTransaction) -> str:
    """SHA-256 over what a Case Manager transaction says; not over where it stood in a file.

    The journal is left out too, so that a transaction keeps its fingerprint in any export.
    """
    lines: Iterable[CaseLine] = getattr(transaction, "lines", ())
    said = (
        _SAYS[type(transaction)](transaction),
        _CONTACT_SAYS(transaction.contact),
        *map(_LINE_SAYS, lines),
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()


def fingerprint_of_draft(draft: InvoiceDraft) -> str:
    """SHA-256 over what a draft will be in Xero, comparable with an invoice read back."""
    return _digest(
        [
            draft.number,
            draft.contact_name.casefold(),
            draft.invoice_date.isoformat(),
            draft.due_date.isoformat(),
            str(draft.total),
            *map(_line_text, draft.lines),
        ]
    )


def fingerprint_of_xero_invoice(invoice: XeroInvoice) -> str:
    """The same over an invoice as Xero holds it; equal to the draft's if nobody touched it."""
    return _digest(
        [
            invoice.number,
            invoice.contact_name.casefold(),
            invoice.invoice_date.isoformat() if invoice.invoice_date else "",
            invoice.due_date.isoformat() if invoice.due_date else "",
            str(invoice.total),
            *map(_line_text, invoice.lines),
        ]
    )


def lines_mark(lines: Sequence[DraftLine] | Sequence[XeroLine]) -> str:
    """16 hexadecimal digits that are the same for the same lines, sent or read back.

    Texts (but for blanks), quantities, amounts, tax types and accounts count. Empty if there are no
    lines, as in an answer that leaves them out.
    """
    texts = [f"{_line_text(line)}|{line.account_code}" for line in lines]
    return _digest(texts)[:16] if texts else ""


def _line_text(line: DraftLine | XeroLine) -> str:
    quantity = unit_price(line.quantity)
    return f"{_normal(line.description)}|{quantity}|{line.line_amount}|{line.tax_type}"


def _normal(text: str) -> str:
    return " ".join(text.split())


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()
