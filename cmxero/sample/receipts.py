"""Money received in the ordinary way: in full, in part, several invoices with one deposit."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from cmxero.core.casejournal import CaseInvoice, CasePayment
from cmxero.core.money import half_up
from cmxero.core.numbering import xero_number
from cmxero.core.tax import HUNDRED
from cmxero.sample.case_desk import EFT, CaseDesk
from cmxero.sample.ledger import Books
from cmxero.sample.names import EMPLOYERS, INSURERS
from cmxero.sample.periods import LAST_DAY, PAYMENTS_FROM
from cmxero.sample.script import XeroScript

PAID_OF_1000, PART_PAID_OF_1000 = 740, 140
"""Some of these would be paid after the six months; 60 and 12 in a hundred are left."""
GROUPED_OF_100, IN_TWO_PARTS_OF_100 = 30, 8
SMALLEST_GROUP, LARGEST_GROUP = 2, 6
AT_THE_COUNTER = ("Credit Card", "Cash", "Cheque", EFT)
PRIVATE_CODE = "PRV"
_CODES = {
    name: payer.code
    for payer in (*INSURERS, *EMPLOYERS)
    for name in (payer.name, payer.other_spelling)
    if name
}
_GROUPING = frozenset(payer.name for payer in INSURERS)


class Receipts:
    """Enters payments on the side, or the sides, that their date asks for.

    Before ``PAYMENTS_FROM`` both sides have a payment; from then on Xero only, and Case Manager
    mirrors it.
    """

    def __init__(self, rng: Random, books: Books, desk: CaseDesk, script: XeroScript) -> None:
        self._rng, self._books, self._desk, self._script = rng, books, desk, script
        self._deposits = self._group_count = 0
        self._groups: dict[str, tuple[int, list[CaseInvoice]]] = {}

    def settle(self, invoice: CaseInvoice) -> None:
        """Let a payer pay an invoice, or not."""
        draw = self._rng.randrange(1000)
        day = self.later(invoice.transaction_date, 5, 35)
        if day > LAST_DAY or draw >= PAID_OF_1000 + PART_PAID_OF_1000:
            return
        if draw >= PAID_OF_1000:
            self.receive(invoice, self.part_of(invoice.total), day)
            return
        how = self._rng.randrange(100)
        if how < GROUPED_OF_100 and invoice.contact.company_name in _GROUPING:
            self._join_group(invoice)
        elif how < GROUPED_OF_100 + IN_TWO_PARTS_OF_100:
            self._pay_in_two(invoice, day)
        else:
            self.receive(invoice, invoice.total, day, is_all=True)

    def receive(
        self, invoice: CaseInvoice, amount: Decimal, day: date, *, is_all: bool = False
    ) -> CasePayment | None:
        """Enter one payment; the journaled one is returned, if there is one.

        Args:
            is_all: it pays all that Xero says is due, and the Xero user leaves the amount to it.
        """
        reference = self.next_reference(invoice)
        is_journaled = day < PAYMENTS_FROM
        self._script.pay(
            xero_number(invoice.number), None if is_all else amount, day.isoformat(), reference
        )
        self._books.xero_payment(amount, mirrored=not is_journaled)
        if not is_journaled:
            return None
        kind = EFT if invoice.contact.company_name else self._rng.choice(AT_THE_COUNTER)
        return self._desk.pay(invoice, amount, day, reference, payment_type=kind)

    def next_reference(self, invoice: CaseInvoice) -> str:
        """The reference of a new deposit; never the same twice."""
        self._deposits += 1
        code = _CODES.get(invoice.contact.company_name, PRIVATE_CODE)
        return f"{code} {self._deposits:06d}"

    def part_of(self, total: Decimal) -> Decimal:
        """Some part of an amount, with awkward cents."""
        return half_up(total * self._rng.randint(2500, 7500) / HUNDRED / HUNDRED)

    def later(self, day: date, least: int, most: int) -> date:
        """A day some days later."""
        return day + timedelta(days=self._rng.randint(least, most))

    def close_groups(self, today: date) -> None:
        """At the end of a journal's days, pay the deposits that have enough invoices."""
        for name, (_size, waiting) in list(self._groups.items()):
            if len(waiting) >= SMALLEST_GROUP:
                self._close_group(name, today)

    def _pay_in_two(self, invoice: CaseInvoice, day: date) -> None:
        first = self.part_of(invoice.total)
        self.receive(invoice, first, day)
        second_day = self.later(day, 3, 20)
        if second_day <= LAST_DAY:
            self.receive(invoice, invoice.total - first, second_day)

    def _join_group(self, invoice: CaseInvoice) -> None:
        name = invoice.contact.company_name
        if name not in self._groups:
            self._groups[name] = (self._rng.randint(SMALLEST_GROUP, LARGEST_GROUP), [])
        size, waiting = self._groups[name]
        waiting.append(invoice)
        if len(waiting) == size:
            self._close_group(name, invoice.transaction_date)

    def _close_group(self, name: str, today: date) -> None:
        _size, invoices = self._groups.pop(name)
        day = self.later(today, 1, 16)
        if day > LAST_DAY:
            return
        self._group_count += 1
        reference = f"REMIT {_CODES[name]} {self._group_count:05d}"
        self._script.pay_batch([(each.number, each.total) for each in invoices], day, reference)
        for invoice in invoices:
            self._books.xero_payment(invoice.total, mirrored=day >= PAYMENTS_FROM)
            if day < PAYMENTS_FROM:
                self._desk.pay(
                    invoice, invoice.total, day, reference, group=f"G{self._group_count:05d}"
                )
