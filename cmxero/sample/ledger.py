"""A little ledger of its own, so that the workbench's figures have something to be held against."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from cmxero.core.money import ZERO


@dataclass(slots=True)
class Books:
    """Both sides as they stand at the end of the story, in dollars with GST.

    Attributes:
        case: what Case Manager counts as owed.
        xero: what Xero counts as owed on CM- invoices, less the credits of their customers that
            are not used yet.
        payments_in_xero_live: payments on CM- invoices that are not deleted.
        counts: how many transactions of each kind the journal files hold.
    """

    case: Decimal = ZERO
    xero: Decimal = ZERO
    payments_in_xero_live: int = 0
    invoices_usable: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def case_invoice(self, total: Decimal) -> None:
        """An invoice that Case Manager's ledger counts."""
        self.case += total
        self.invoices_usable += 1

    def case_change(self, effect: Decimal) -> None:
        """An adjustment, a payment or a refund, by what it adds to the amount owed."""
        self.case += effect

    def xero_invoice(self, total: Decimal) -> None:
        """An invoice that is approved in Xero at the end, at its final total."""
        self.xero += total

    def xero_credit(self, amount: Decimal) -> None:
        """A credit note or money received for no invoice, used or not: so much less is owed."""
        self.xero -= amount

    def xero_refund(self, amount: Decimal) -> None:
        """A credit that was paid back, and so takes nothing off any more."""
        self.xero += amount

    def xero_payment(self, amount: Decimal, *, mirrored: bool) -> None:
        """A payment that is live in Xero at the end, and whether Case Manager takes it over."""
        self.xero -= amount
        self.payments_in_xero_live += 1
        if mirrored:
            self.case -= amount
