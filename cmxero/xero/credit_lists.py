"""Xero's lists of credits, batch payments and contacts' versions, decoded as in ``lists``.

Nothing is filtered by Xero: no field that tells sales from purchases is an optimised one on
these lists (xero-api.md 2.6), and a filter that scans too much is refused.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from cmxero.core.credits import CreditKind, XeroBatchPayment, XeroContactVersion, XeroCredit
from cmxero.xero.calls import Answer
from cmxero.xero.lists import decoded, instant_of, page_count
from cmxero.xero.paging import Entry, Page
from cmxero.xero.translate import decode_element
from cmxero.xero.translate_credits import (
    batch_payment_from,
    contact_version_from,
    credit_from,
)
from cmxero.xero.wire import ContactsAnswer
from cmxero.xero.wire_credits import (
    BatchPaymentsAnswer,
    CreditNotesAnswer,
    CreditStampWire,
    OverpaymentsAnswer,
    PrepaymentsAnswer,
)

_PURCHASES = ("ACCPAY", "SPEND", "PAYBATCH")
"""How the types of a supplier's credits and of deposits for bills begin (xero-api.md 2.1)."""
_Document = TypeVar("_Document")


def credit_note_page(answer: Answer | None) -> Page[XeroCredit]:
    """One page of credit notes to customers; suppliers' are counted but not translated."""
    if answer is None:
        return Page((), None)
    found = decoded(answer, CreditNotesAnswer)
    return Page(_credits(found.credit_notes, CreditKind.CREDIT_NOTE), page_count(found.pagination))


def overpayment_page(answer: Answer | None) -> Page[XeroCredit]:
    """One page of money customers paid too much."""
    if answer is None:
        return Page((), None)
    found = decoded(answer, OverpaymentsAnswer)
    return Page(_credits(found.overpayments, CreditKind.OVERPAYMENT), page_count(found.pagination))


def prepayment_page(answer: Answer | None) -> Page[XeroCredit]:
    """One page of money customers paid in advance."""
    if answer is None:
        return Page((), None)
    found = decoded(answer, PrepaymentsAnswer)
    return Page(_credits(found.prepayments, CreditKind.PREPAYMENT), page_count(found.pagination))


def batch_payment_page(answer: Answer | None) -> Page[XeroBatchPayment]:
    """All batch payments from customers; the list has no pages."""
    if answer is None:
        return Page((), None)
    found = decoded(answer, BatchPaymentsAnswer)
    return Page(_entries(found.batch_payments, "batch payment", batch_payment_from), 1)


def contact_version_page(answer: Answer | None) -> Page[XeroContactVersion]:
    """One page of contacts, of whatever status."""
    if answer is None:
        return Page((), None)
    found = decoded(answer, ContactsAnswer)
    return Page(
        _entries(found.contacts, "contact", contact_version_from), page_count(found.pagination)
    )


def _credits(elements: Sequence[msgspec.Raw], kind: CreditKind) -> tuple[Entry[XeroCredit], ...]:
    return _entries(elements, kind.value, lambda raw: credit_from(raw, kind))


def _entries(
    elements: Sequence[msgspec.Raw], noun: str, translate: Callable[[msgspec.Raw], _Document]
) -> tuple[Entry[_Document], ...]:
    found = []
    for raw in elements:
        stamp, _ = decode_element(raw, CreditStampWire, noun)
        # One without a type is not skipped: it goes on to be complained about.
        is_sale = not (stamp.type or "").startswith(_PURCHASES)
        found.append(Entry(_id(stamp), _instant(stamp), translate(raw) if is_sale else None))
    return tuple(found)


def _id(stamp: CreditStampWire) -> str:
    ids = (
        stamp.credit_note_id,
        stamp.overpayment_id,
        stamp.prepayment_id,
        stamp.batch_payment_id,
        stamp.contact_id,
    )
    return next((found for found in ids if found), "")


def _instant(stamp: CreditStampWire) -> datetime | None:
    return instant_of(stamp.updated_date_utc, stamp.updated_date_utc_string)
