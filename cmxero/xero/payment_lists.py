"""Lists of payments, a page at a time.

A page whose every payment is written the usual way is decoded once, whole, and turned into columns.
Anything unusual, be it one null, sends the page through ``translate`` element by element, which
reads more, and names what it cannot read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

import msgspec

from cmxero.core.credits import REFUND_PAYMENTS
from cmxero.core.documents import ACCREC_PAYMENT
from cmxero.core.payment_pages import PaymentPage, instant_at, microseconds
from cmxero.xero import wire
from cmxero.xero.calls import Answer
from cmxero.xero.dates import read_day
from cmxero.xero.lists import PURCHASES, decoded, instant_of, page_count
from cmxero.xero.paging import Key
from cmxero.xero.translate import decode_element, payment_from

_BEFORE, _AFTER = "/Date(", "+0000)/"
_NONE_SENT = msgspec.Raw(b"")
_AMOUNT = r"-?\d{1,16}+(?:\.\d(?:\d0*+)?+)?+"
_AMOUNTS = re.compile(f"{_AMOUNT}(?:,{_AMOUNT})*+", re.ASCII)
"""Whole cents; what does not match is found out at once."""


class UnusualError(ValueError):
    """A page that has to be read element by element."""


# No unions with null, no lenient words: what is stricter is decoded faster, and the rest is read
# the other way. In the order in which Xero writes them, which is quicker to match.


class _Invoice(wire.Wire, gc=False):
    invoice_id: str = ""
    invoice_number: str = ""
    credit_note_id: str = ""
    overpayment_id: str = ""
    prepayment_id: str = ""


class _Batch(wire.Wire, gc=False):
    batch_payment_id: str = ""


class _Account(wire.Wire, gc=False):
    code: str = ""


class _Payment(wire.Wire, gc=False):
    payment_id: str = ""
    batch_payment_id: str = ""
    batch_payment: _Batch | None = None
    date: str = ""
    amount: msgspec.Raw = _NONE_SENT
    reference: str | None = None
    payment_type: str = ""
    status: str = ""
    updated_date_utc: str = ""
    is_reconciled: bool = False
    account: _Account | None = None
    invoice: _Invoice | None = None
    credit_note: _Invoice | None = None
    overpayment: _Invoice | None = None
    prepayment: _Invoice | None = None
    invoice_number: str = ""


class _Payments(wire.Wire):
    payments: list[_Payment]
    pagination: wire.Pagination | None = msgspec.field(default=None, name="pagination")


_DECODER = msgspec.json.Decoder(_Payments)
_INTEGERS = msgspec.json.Decoder(list[int])


@dataclass(frozen=True, slots=True)
class PaymentListing:
    """One answer of GET /Payments, as ``paging.walk`` reads it.

    Attributes:
        elements: key of every element, payments on bills too.
        sales: those on sales documents; None where the page has none.
        page_count: how many pages the list has; None where Xero did not say.
    """

    elements: list[Key]
    sales: PaymentPage | None
    page_count: int | None

    def keys(self) -> list[Key]:
        """Every element of the answer."""
        return self.elements

    def fresh(self, keys: list[Key], known: set[Key]) -> PaymentPage | None:
        """The payments on sales documents whose keys are not known yet."""
        if self.sales is None or known.isdisjoint(keys):
            return self.sales
        at = self.sales.place
        head = next((n for n, key in enumerate(keys) if key not in known), len(keys))
        if len(at) == len(keys) and known.isdisjoint(keys[head:]):  # pages overlap by the head
            rows: Sequence[int] = range(head, len(keys))
        else:
            rows = [row for row, place in enumerate(at) if keys[place] not in known]
        return self.sales.only(rows) if rows else None

    def is_last(self, number: int) -> bool:
        """Whether nothing follows this page."""
        return number >= self.page_count if self.page_count is not None else not self.elements


def payment_listing(answer: Answer | None) -> PaymentListing:
    """One page of payments; those on bills are counted but not translated.

    Raises:
        XeroAnswerError: the answer, or a field of a payment that we rely on, cannot be read.
    """
    if answer is None:
        return PaymentListing([], None, None)
    try:
        return by_columns(answer)
    except (UnusualError, msgspec.DecodeError, UnicodeDecodeError):
        return by_elements(answer)


def by_elements(answer: Answer) -> PaymentListing:
    """A page read element by element, as leniently as ``translate`` does."""
    found = decoded(answer, wire.PaymentsAnswer)
    keys: list[Key] = []
    places, payments = [], []
    for place, raw in enumerate(found.payments):
        stamp, _ = decode_element(raw, wire.StampWire, "payment")
        at = instant_of(stamp.updated_date_utc, stamp.updated_date_utc_string)
        keys.append((stamp.payment_id or "", None if at is None else microseconds(at)))
        if not (stamp.payment_type or "").startswith(PURCHASES):
            places.append(place)
            payments.append(payment_from(raw))
    sales = PaymentPage.at(places, payments, answer.received) if payments else None
    return PaymentListing(keys, sales, page_count(found.pagination))


def by_columns(answer: Answer) -> PaymentListing:
    """A page read as a whole.

    Raises:
        UnusualError: something is not as usual, good or bad.
        msgspec.DecodeError: the same.
    """
    found = _DECODER.decode(answer.body)
    every = found.payments
    stamps = _instants([p.updated_date_utc for p in every])
    keys: list[Key] = list(zip([p.payment_id for p in every], stamps, strict=True))
    places: Sequence[int] = range(len(every))
    if not {p.payment_type for p in every} <= {ACCREC_PAYMENT}:
        places = [n for n in places if not every[n].payment_type.startswith(PURCHASES)]
    sales = None
    if places:
        rows, us = [every[n] for n in places], [stamps[n] for n in places]
        sales = _page(rows, us, places, answer.received)
    return PaymentListing(keys, sales, page_count(found.pagination))


def _page(
    rows: list[_Payment], us: list[int], places: Sequence[int], received: bytes
) -> PaymentPage:
    types = [p.payment_type for p in rows]
    is_plain = types.count(ACCREC_PAYMENT) == len(types)
    invoices = [p.invoice for p in rows] if is_plain else [_invoice(p) for p in rows]
    if not all(invoices):
        raise UnusualError
    found = cast("list[_Invoice]", invoices)
    return PaymentPage(
        _there([p.payment_id for p in rows]),
        _there(types),
        _there([p.status for p in rows]),
        _days([p.date for p in rows]),
        _amounts([p.amount for p in rows]),
        [p.reference or "" for p in rows],
        _there([x.invoice_id for x in found])
        if is_plain
        else ["" if x is _NONE else _there([x.invoice_id])[0] for x in found],
        [x.invoice_number or _number(p, x) for p, x in zip(rows, found, strict=True)],
        [(p.batch_payment or _NO_BATCH).batch_payment_id or p.batch_payment_id for p in rows],
        [p.account.code if p.account else "" for p in rows],
        [p.is_reconciled for p in rows],
        us,
        [""] * len(rows) if is_plain else [_refunded_credit(p) for p in rows],
        places,
        received,
    )


_NONE, _NO_BATCH = _Invoice(), _Batch()


def _invoice(found: _Payment) -> _Invoice | None:
    """The invoice it is on; refunds and what we do not know are on none (xero-api.md 2.1)."""
    return found.invoice if found.payment_type == ACCREC_PAYMENT else _NONE


def _number(found: _Payment, invoice: _Invoice) -> str:
    return "" if invoice is _NONE else found.invoice_number


def _refunded_credit(found: _Payment) -> str:
    """Under its own name, or in the invoice's place; a payment on an invoice has none."""
    if found.payment_type not in REFUND_PAYMENTS:
        return ""
    return (
        (found.credit_note or _NONE).credit_note_id
        or (found.overpayment or _NONE).overpayment_id
        or (found.prepayment or _NONE).prepayment_id
        or (found.invoice or _NONE).invoice_id
    )


def _there(texts: list[str]) -> list[str]:
    if not all(texts):
        raise UnusualError
    return texts


def _amounts(numbers: list[msgspec.Raw]) -> list[str]:
    """Amounts of whole cents, as they are written."""
    text = b",".join(numbers).decode()
    if not _AMOUNTS.fullmatch(text):
        raise UnusualError
    return text.split(",")


def _days(texts: list[str]) -> list[date]:
    try:
        days = {text: read_day(text) for text in set(texts)}
    except ValueError:
        raise UnusualError from None
    return [days[text] for text in texts]


def _instants(texts: list[str]) -> list[int]:
    """Microseconds since 1970 of ``/Date(ms+0000)/``, all read as one list of numbers."""
    if not texts:
        return []
    text = ",".join(texts)
    if not text.startswith(_BEFORE) or not text.endswith(_AFTER):
        raise UnusualError
    inner = text[len(_BEFORE) : -len(_AFTER)].replace(f"{_AFTER},{_BEFORE}", ",")
    us = [ms * 1000 for ms in _INTEGERS.decode(f"[{inner}]")]
    if len(us) != len(texts):
        raise UnusualError
    try:
        instant_at(min(us)), instant_at(max(us))
    except OverflowError:
        raise UnusualError from None
    return us
