"""What may belong together where nothing links it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Side(StrEnum):
    """Which ledger a candidate moves; the words are what people read."""

    CASE_MANAGER = "Case Manager"
    XERO = "Xero"
    EITHER = "either side"
    """A document both sides hold, of which nobody can say on which side it moved."""


class Nature(StrEnum):
    """Money is never matched with documents: the one pays what the other charges."""

    DOCUMENT = "documents"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One finding that may belong together with others.

    Attributes:
        key: of the finding.
        effect: what it adds to Case Manager receivables minus Xero receivables, in dollars.
        day: the date of the document; None where nobody knows when it moved.
        what: in words, e.g. ``adjustment A300003``.
        case_invoice_number: the invoice it is about; empty if none.
        contact: the customer's id in Xero; empty if not known.
        customer: the customer's name.
        numbers: its own numbers and its invoice's, as ``named_numbers.number_of`` writes them.
        references: what its texts name, as ``named_numbers.named_in`` writes it.
    """

    key: str
    side: Side
    nature: Nature
    effect: Decimal
    day: date | None
    what: str
    case_invoice_number: str = ""
    contact: str = ""
    customer: str = ""
    numbers: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()

    @property
    def amount(self) -> Decimal:
        """What it adds to what is owed on its own side, in dollars; on either side, in Xero."""
        return self.effect if self.side is Side.CASE_MANAGER else -self.effect + 0

    def words_shared_with(self, other: "Candidate") -> frozenset[str]:
        """By what one names the other, or both name the same; nothing between equal sides."""
        if self.side is other.side and self.side is not Side.EITHER:
            return frozenset()
        return (
            self.references & other.numbers
            | self.numbers & other.references
            | self.references & other.references
        )
