"""Adjustments, payments taken back and invoices sent again: what several kinds of finding share."""

from collections.abc import Iterable, Iterator
from datetime import date

from cmxero.core.documents import XeroInvoice
from cmxero.core.money import ZERO
from cmxero.core.numbering import number_when_sent_again
from cmxero.core.playbook_credit_entries import AllocateCredit, TakeBackCredit
from cmxero.core.playbook_entries import EnterAdjustment, Entry, ExportInvoice, SendAgain
from cmxero.core.playbook_facts import CreditFact, XeroPaymentFact
from cmxero.core.playbook_lines import CasePart
from cmxero.core.playbook_ways import Sheet
from cmxero.core.playbook_xero_entries import ApproveInvoice, EnterXeroPayment, RemovePayment

NO_BANK = "Which bank account?"
BATCH = (
    "Payment {name} came in a deposit for several invoices: Xero deletes the whole deposit with "
    "it, so enter its other payments anew as well."
)
RECONCILED = "Payment {name} is reconciled with the bank statement; undo that in Xero first."


def adjustments(
    sheet: Sheet, parts: Iterable[CasePart], wished: date, reason: str
) -> tuple[EnterAdjustment, ...]:
    """One adjustment a part, each applied to one line (case-manager.md 1.7)."""
    return tuple(
        EnterAdjustment(
            case_invoice_number=sheet.finding.case_invoice_number,
            refers_to=part.refers_to or _cost_of(sheet, part.tax_code),
            tax_code=part.tax_code,
            sub_total=part.sub_total,
            tax=part.tax,
            total=part.total,
            adjustment_date=sheet.day(wished),
            reason=reason,
        )
        for part in parts
    )


def _cost_of(sheet: Sheet, tax_code: str) -> str:
    """The largest cost of a tax code; the largest of all where none has it."""
    invoice = sheet.facts.case_invoice
    lines = invoice.lines if invoice else ()
    same = [line for line in lines if line.tax_code == tax_code] or list(lines)
    return max(same, key=lambda line: line.total).cost_name if same else ""


# Payments and exports ------------------------------------------------------------------------


def remove(payment: XeroPaymentFact) -> RemovePayment:
    """A payment deleted in Xero."""
    return RemovePayment(
        xero_payment_id=payment.xero_payment_id,
        invoice_number=payment.invoice_number,
        amount=payment.amount,
        payment_date=payment.payment_date,
        reference=payment.reference,
        is_in_batch=payment.is_in_batch,
    )


def enter_again(sheet: Sheet, payment: XeroPaymentFact) -> EnterXeroPayment:
    """The same payment entered in Xero anew."""
    return EnterXeroPayment(
        xero_invoice_id=payment.xero_invoice_id,
        invoice_number=payment.invoice_number,
        amount=payment.amount,
        payment_date=sheet.day(payment.payment_date),
        reference=payment.reference,
        bank_account_code=payment.bank_account_code,
    )


def taken_back(credit: CreditFact, invoice: XeroInvoice) -> TakeBackCredit:
    """All of a credit taken back from the invoice."""
    return TakeBackCredit(
        credit_kind=credit.kind,
        xero_credit_id=credit.xero_credit_id,
        credit=credit.name,
        invoice_number=invoice.number,
        amount=credit.used_here,
    )


def used_again(sheet: Sheet, credit: CreditFact, invoice: XeroInvoice) -> AllocateCredit:
    """The same credit used for the invoice anew."""
    return AllocateCredit(
        credit_kind=credit.kind,
        xero_credit_id=credit.xero_credit_id,
        credit=credit.name,
        xero_invoice_id=invoice.xero_invoice_id,
        invoice_number=invoice.number,
        amount=credit.used_here,
        allocation_date=sheet.day(credit.credit_date),
    )


def about_removing(payments: Iterable[XeroPaymentFact]) -> Iterator[str]:
    """What a person should know before these are deleted."""
    for payment in payments:
        name = payment.reference.strip() or f"of {payment.amount:,.2f}"
        if payment.is_in_batch:
            yield BATCH.format(name=name)
        if payment.is_reconciled:
            yield RECONCILED.format(name=name)


def sent_again(sheet: Sheet, reason: str) -> tuple[Entry, ...]:
    """The invoice raised in Xero once more: given free, exported, approved."""
    number = sheet.finding.case_invoice_number
    times = 0 if sheet.facts.reuse_number else sheet.facts.times_given_up + 1
    return (
        SendAgain(case_invoice_number=number, reason=reason),
        *exported(sheet, number_when_sent_again(number, times)),
    )


def exported(sheet: Sheet, in_xero: str) -> tuple[Entry, ...]:
    """The invoice exported and its draft approved.

    Args:
        in_xero: the number it will carry there.
    """
    finding, invoice = sheet.finding, sheet.facts.case_invoice
    total = invoice.total if invoice else finding.case_amount or ZERO
    return (
        ExportInvoice(
            journal_number=invoice.journal_number if invoice else finding.journal_number,
            case_invoice_number=finding.case_invoice_number,
        ),
        ApproveInvoice(xero_invoice_id="", invoice_number=in_xero, total=total),
    )
