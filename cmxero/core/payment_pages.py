"""Payments by the page, column by column: 100,000 of them are read without an object a row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Self, overload

from cmxero.core.documents import XeroPayment
from cmxero.core.money import money

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - instants are naive UTC everywhere
_MICROSECOND = timedelta(microseconds=1)


def microseconds(instant: datetime) -> int:
    """Microseconds from 1970 to an instant (naive UTC)."""
    return (instant - _EPOCH) // _MICROSECOND


def instant_at(us: int) -> datetime:
    """The instant (naive UTC) so many microseconds after 1970.

    Raises:
        OverflowError: outside the years 1 to 9999.
    """
    return _EPOCH + us * _MICROSECOND


@dataclass(frozen=True, slots=True)
class PaymentPage(Sequence[XeroPayment]):
    """Payments of one answer of Xero's, in its order; as a sequence, one ``XeroPayment`` each.

    Every column but ``received`` holds one value a payment, as ``XeroPayment`` describes it.

    Attributes:
        amount_text: each amount in dollars as digits, a point and places of which only the first
            two are not 0; where it goes next reads digits, and a hundred thousand Decimals take
            a fifth of a second.
        updated_us: when each was last changed, in microseconds since 1970, UTC.
        place: which element of the answer's list each is, from 0; the answer may hold others.
        received: the answer exactly as it travelled, JSON or gzipped JSON, kept as evidence.
    """

    xero_payment_id: Sequence[str]
    payment_type: Sequence[str]
    status: Sequence[str]
    payment_date: Sequence[date]
    amount_text: Sequence[str]
    reference: Sequence[str]
    xero_invoice_id: Sequence[str]
    invoice_number: Sequence[str]
    xero_batch_payment_id: Sequence[str]
    bank_account_code: Sequence[str]
    is_reconciled: Sequence[bool]
    updated_us: Sequence[int]
    xero_credit_id: Sequence[str]
    place: Sequence[int]
    received: bytes = field(repr=False)

    @classmethod
    def of(cls, payments: Sequence[XeroPayment], *, received: bytes = b"") -> Self:
        """A page of payments at hand.

        Args:
            received: the answer they came in, all its elements theirs; made of their bodies if
                empty.
        """
        bodies = b",".join(payment.body or b"null" for payment in payments)
        return cls.at(range(len(payments)), payments, received or b'{"Payments":[%s]}' % bodies)

    @classmethod
    def at(cls, places: Iterable[int], payments: Sequence[XeroPayment], received: bytes) -> Self:
        """A page of payments at hand that stand at certain places of the answer's list."""
        return cls(
            [p.xero_payment_id for p in payments],
            [p.payment_type for p in payments],
            [p.status for p in payments],
            [p.payment_date for p in payments],
            [str(money(p.amount)) for p in payments],
            [p.reference for p in payments],
            [p.xero_invoice_id for p in payments],
            [p.invoice_number for p in payments],
            [p.xero_batch_payment_id for p in payments],
            [p.bank_account_code for p in payments],
            [p.is_reconciled for p in payments],
            [microseconds(p.updated_utc) for p in payments],
            [p.xero_credit_id for p in payments],
            list(places),
            received,
        )

    @property
    def newest_utc(self) -> datetime:
        """When the one changed last was changed; the page must not be empty."""
        return instant_at(max(self.updated_us))

    def only(self, rows: Sequence[int]) -> Self:
        """Some of the payments, by their rows in this page, in order; at least one."""
        first, after = rows[0], rows[-1] + 1
        values: list[Any]
        if after - first == len(rows):  # pages that overlap lose their head only
            values = [column[first:after] for column in self._columns()]
        else:
            values = [[column[row] for row in rows] for column in self._columns()]
        return type(self)(*values, *[self.received])

    def __len__(self) -> int:
        return len(self.xero_payment_id)

    @overload
    def __getitem__(self, row: int) -> XeroPayment: ...
    @overload
    def __getitem__(self, row: slice) -> tuple[XeroPayment, ...]: ...
    def __getitem__(self, row: int | slice) -> XeroPayment | tuple[XeroPayment, ...]:
        if isinstance(row, slice):
            return tuple(self)[row]
        values = [column[row] for column in self._columns()]
        values[4], values[11] = money(values[4]), instant_at(values[11])
        return XeroPayment(*values[:13])

    def __iter__(self) -> Iterator[XeroPayment]:
        return map(self.__getitem__, range(len(self)))

    def _columns(self) -> tuple[Sequence[Any], ...]:
        return (
            self.xero_payment_id,
            self.payment_type,
            self.status,
            self.payment_date,
            self.amount_text,
            self.reference,
            self.xero_invoice_id,
            self.invoice_number,
            self.xero_batch_payment_id,
            self.bank_account_code,
            self.is_reconciled,
            self.updated_us,
            self.xero_credit_id,
            self.place,
        )
