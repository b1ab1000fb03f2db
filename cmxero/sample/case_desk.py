"""The Case Manager side: enters adjustments, payments and refunds, and journals them."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from cmxero.core.casejournal import (
    CaseAdjustment,
    CaseInvoice,
    CaseLine,
    CasePayment,
    CaseRefund,
    CaseTransaction,
    kind_of,
)
from cmxero.sample.invoices import tax_on
from cmxero.sample.ledger import Books
from cmxero.sample.periods import Calendar

FIRST_PAYMENT, FIRST_ADJUSTMENT, FIRST_REFUND = 200_001, 300_001, 400_001
"""Six digits each, so that numbers sort as they count, up to a million invoices."""
EFT = "EFT"


class CaseDesk:
    """Case Manager's users. What they enter goes into the books and, by its date, in a journal."""

    def __init__(self, calendar: Calendar, books: Books) -> None:
        self._calendar, self._books = calendar, books
        self._waiting: dict[int, list[CaseTransaction]] = defaultdict(list)
        self._payments = self._adjustments = self._refunds = 0

    def pay(
        self,
        invoice: CaseInvoice,
        amount: Decimal,
        day: date,
        reference: str,
        *,
        group: str = "",
        payment_type: str = EFT,
        counts: bool = True,
    ) -> CasePayment:
        """Enter a payment; one that ``counts`` not belongs to no invoice the ledger knows."""
        payment = CasePayment(
            **self._shared(invoice, day),
            number=f"P{FIRST_PAYMENT + self._payments}",
            total=amount,
            payment_type=payment_type,
            reference=reference,
            payment_group=group,
        )
        self._payments += 1
        if counts:
            self._books.case_change(-amount)
        self._enter(payment)
        return payment

    def adjust(
        self,
        invoice: CaseInvoice,
        line: CaseLine,
        sub_total: Decimal,
        day: date,
        reason: str,
    ) -> CaseAdjustment:
        """Raise or lower one line of an invoice by a signed amount without GST."""
        tax = tax_on(sub_total, line.tax_code)
        change = CaseLine(
            cost_name=line.cost_name,
            cost_date=line.cost_date,
            notes="",
            charge_code=line.charge_code,
            quantity=Decimal(1),
            unit="",
            rate=sub_total,
            tax_code=line.tax_code,
            sub_total=sub_total,
            tax=tax,
            total=sub_total + tax,
            employee=line.employee,
        )
        adjustment = CaseAdjustment(
            **self._shared(invoice, day),
            number=f"A{FIRST_ADJUSTMENT + self._adjustments}",
            total=change.total,
            sub_total=sub_total,
            tax=tax,
            reason=reason,
            refers_to=line.cost_name,
            lines=(change,),
        )
        self._adjustments += 1
        self._books.case_change(adjustment.total)
        self._enter(adjustment)
        return adjustment

    def refund(
        self,
        payment: CasePayment,
        invoice: CaseInvoice,
        amount: Decimal,
        day: date,
        reason: str,
    ) -> CaseRefund:
        """Give money back against a payment."""
        refund = CaseRefund(
            **self._shared(invoice, day),
            number=f"R{FIRST_REFUND + self._refunds}",
            total=amount,
            reason=reason,
            refers_to=payment.number,
        )
        self._refunds += 1
        self._books.case_change(amount)
        self._enter(refund)
        return refund

    def take(self, journal: int) -> list[CaseTransaction]:
        """What waits for a journal, by kind, day and number; it waits no longer."""
        return sorted(self._waiting.pop(journal, []), key=_order)

    def _enter(self, transaction: CaseTransaction) -> None:
        self._waiting[int(transaction.journal_number)].append(transaction)

    def _shared(self, invoice: CaseInvoice, day: date) -> dict[str, Any]:
        period = self._calendar.period_on(day)
        return {
            "invoice_number": invoice.number,
            "journal_number": str(period.number),
            "journal_date": period.end,
            "transaction_date": day,
            "case_number": invoice.case_number,
            "claim_number": invoice.claim_number,
            "client_name": invoice.client_name,
            "contact": invoice.contact,
            "office": invoice.office,
            "category": invoice.category,
        }


def _order(transaction: CaseTransaction) -> tuple[str, date, str]:
    return kind_of(transaction).value, transaction.transaction_date, transaction.number
