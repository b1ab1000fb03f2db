"""Fingerprints: whether two records say the same, without comparing them field by field."""

import hashlib
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal

from cmxero.core.casejournal import CaseTransaction
from cmxero.core.documents import DraftLine, InvoiceDraft, XeroInvoice, XeroLine
from cmxero.core.money import unit_price

_WHERE_IT_STOOD = {"row", "journal_number", "journal_date"}


def fingerprint_of_transaction(transaction: CaseTransaction) -> str:
    """SHA-256 over what a Case Manager transaction says; not over where it stood in a file.

    The journal is left out too, so that a transaction keeps its fingerprint in any export.
    """
    return _digest(_texts(transaction, skip=_WHERE_IT_STOOD))


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


def _texts(value: object, skip: Iterable[str] = ()) -> list[str]:
    """Every value inside a frozen record, as unambiguous text, in the order of its fields."""
    if is_dataclass(value):
        return [
            text
            for each in fields(value)
            if each.name not in skip
            for text in (each.name, *_texts(getattr(value, each.name), skip))
        ]
    if isinstance(value, tuple):
        return [f"#{len(value)}", *(text for each in value for text in _texts(each, skip))]
    if isinstance(value, Decimal):
        return [format(value, "f")]
    if isinstance(value, date):
        return [value.isoformat()]
    return ["" if value is None else str(value)]


def _line_text(line: DraftLine | XeroLine) -> str:
    quantity = unit_price(line.quantity)
    return f"{_normal(line.description)}|{quantity}|{line.line_amount}|{line.tax_type}"


def _normal(text: str) -> str:
    return " ".join(text.split())


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()
