"""Xero's lists, decoded element by element, so that one bad element can be named."""

from datetime import datetime
from typing import TypeVar

import msgspec

from cmxero.core.documents import XeroInvoice
from cmxero.core.errors import XeroAnswerError
from cmxero.core.organisation_facts import XeroContact
from cmxero.xero import wire
from cmxero.xero.calls import Answer
from cmxero.xero.dates import read_instant
from cmxero.xero.paging import Entry, Page
from cmxero.xero.translate import decode_element, invoice_from
from cmxero.xero.translate_settings import contact_from

PURCHASES = ("ACCPAY", "AP")
"""How the types of bills, and of payments on the purchases side, begin (xero-api.md 2.1)."""
_Wire = TypeVar("_Wire")


def decoded(answer: Answer, kind: type[_Wire]) -> _Wire:
    """The outside of an answer.

    Raises:
        XeroAnswerError: it is not JSON, or not what was asked for.
    """
    try:
        return msgspec.json.decode(answer.body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        why = str(fault) if isinstance(fault, msgspec.ValidationError) else "it is not JSON"
        raise XeroAnswerError(
            f"Xero's answer cannot be understood: {why}. Nothing of it was used. "
            "Check the addresses in the settings, look in Xero what was done, and try again.",
            correlation_id=answer.correlation_id,
        ) from None


def invoice_page(answer: Answer | None) -> Page[XeroInvoice]:
    """One page of sales invoices; bills are counted but not translated."""
    if answer is None:
        return Page((), None)
    found = decoded(answer, wire.InvoicesAnswer)
    return Page(tuple(map(_invoice_entry, found.invoices)), page_count(found.pagination))


def contact_page(answer: Answer | None) -> Page[XeroContact]:
    """One page of contacts, of whatever status."""
    if answer is None:
        return Page((), None)
    found = decoded(answer, wire.ContactsAnswer)
    return Page(tuple(map(_contact_entry, found.contacts)), page_count(found.pagination))


def _contact_entry(raw: msgspec.Raw) -> Entry[XeroContact]:
    stamp, _ = decode_element(raw, wire.StampWire, "contact")
    return Entry(stamp.contact_id or "", _instant(stamp), contact_from(raw))


def _invoice_entry(raw: msgspec.Raw) -> Entry[XeroInvoice]:
    stamp, _ = decode_element(raw, wire.StampWire, "invoice")
    # One without a type is not skipped: it goes on to be complained about; nor is an unknown one.
    is_sale = not (stamp.type or "").startswith(PURCHASES)
    return Entry(stamp.invoice_id or "", _instant(stamp), invoice_from(raw) if is_sale else None)


def _instant(stamp: wire.StampWire) -> datetime | None:
    return instant_of(stamp.updated_date_utc, stamp.updated_date_utc_string)


def instant_of(stamped: str | None, written: str | None) -> datetime | None:
    """When an element was last changed; None makes paging fall back to offsets."""
    text = stamped or written
    try:
        return read_instant(text) if text else None
    except ValueError:
        return None


def page_count(pagination: wire.Pagination | None) -> int | None:
    """How many pages a list has; None where Xero did not say."""
    return pagination.page_count if pagination else None
