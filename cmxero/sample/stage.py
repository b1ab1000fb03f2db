"""What every part of the story is played with."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from cmxero.core.casejournal import CaseInvoice
from cmxero.sample.case_desk import CaseDesk
from cmxero.sample.key import AnswerKey
from cmxero.sample.ledger import Books
from cmxero.sample.periods import LAST_DAY
from cmxero.sample.receipts import Receipts
from cmxero.sample.script import XeroScript


@dataclass(frozen=True, slots=True)
class Stage:
    """Both sides, the books, the key, and chance.

    Attributes:
        unknown_case_number: far behind the sample's last number; from it on, numbers that a
            payment names and no invoice has.
        unknown_xero_number: the same for numbers that are typed into Xero by hand.
    """

    rng: Random
    books: Books
    key: AnswerKey
    desk: CaseDesk
    script: XeroScript
    receipts: Receipts
    unknown_case_number: int
    unknown_xero_number: int

    def open_on_both(self, invoice: CaseInvoice) -> None:
        """Count an invoice that both sides have, approved and unchanged."""
        self.books.case_invoice(invoice.total)
        self.books.xero_invoice(invoice.total)

    def soon_after(self, day: date, least: int, most: int) -> date:
        """A day some days later, but within the six months."""
        return min(self.receipts.later(day, least, most), LAST_DAY)

    def other_amount(self, amount: Decimal, cents_off: int) -> Decimal:
        """An amount that is surely another one, still above zero."""
        return amount + Decimal(cents_off).scaleb(-2)


def plain(stage: Stage, invoice: CaseInvoice) -> None:
    """An invoice with which nothing is wrong."""
    stage.open_on_both(invoice)
    stage.receipts.settle(invoice)
