"""The official SDK against the sandbox: credit notes, overpayments, prepayments, refunds."""

from decimal import Decimal

import pytest
from sdk_client import COMCARE, DAY, line, sdk_of
from xero_python.accounting import (
    Account,
    Allocation,
    Allocations,
    BankTransaction,
    BankTransactions,
    CreditNote,
    CreditNotes,
    Invoice,
    LineItem,
    Overpayment,
    Payment,
    PaymentDelete,
    Payments,
    Prepayment,
)
from xero_python.exceptions import AccountingBadRequestException

from cmxero.sandbox.process import SandboxProcess

BANK = Account(code="090")


@pytest.fixture(scope="module")
def xero(contract):
    with SandboxProcess() as sandbox, sdk_of(sandbox, contract) as sdk:
        yield sdk


def receive(xero, kind: str, reference: str, amount: str = "50.00") -> BankTransaction:
    """Receive money owed for no invoice yet: OVERPAYMENT or PREPAYMENT."""
    is_over = kind == "OVERPAYMENT"
    wish = BankTransaction(
        type=f"RECEIVE-{kind}",
        contact=COMCARE,
        bank_account=BANK,
        date=DAY,
        reference=reference,
        line_items=[
            LineItem(
                description="Received",
                line_amount=Decimal(amount),
                account_code=None if is_over else "200",
            )
        ],
    )
    made = xero.accounting.create_bank_transactions(
        xero.tenant,
        bank_transactions=BankTransactions(bank_transactions=[wish]),
        summarize_errors="false",
    ).bank_transactions
    assert [one.status_attribute_string for one in made] == ["OK"]
    return made[0]


def use(invoice: Invoice, amount: str) -> Allocations:
    """An allocation to an invoice."""
    wish = Allocation(
        invoice=Invoice(invoice_id=invoice.invoice_id), amount=Decimal(amount), date=DAY
    )
    return Allocations(allocations=[wish])


def refund(xero, amount: str, **credit) -> Payment:
    """Give a credit back out of the bank."""
    wish = Payment(account=BANK, date=DAY, amount=Decimal(amount), reference="Refund", **credit)
    made = xero.accounting.create_payment(xero.tenant, payment=wish)
    return made.payments[0]


def take_back(delete, xero, credit_id: str, allocation_id: str) -> None:
    """Delete an allocation; the SDK then raises while it decodes the bare answer (7.2)."""
    with pytest.raises(ValueError, match="`amount`, must not be `None`"):
        delete(xero.tenant, credit_id, allocation_id)


def test_note_when_created_then_it_is_read_by_id_number_and_list(xero):
    """createCreditNotes, getCreditNote, getCreditNotes: amounts as an invoice's (2.4)."""
    made = xero.note("N-1", line_items=[line(unit_amount=Decimal("40.05"))])
    for ident in (made.credit_note_id, "N-1"):
        (read,) = xero.accounting.get_credit_note(xero.tenant, ident).credit_notes
        assert (read.sub_total, read.total_tax, read.total) == (
            Decimal("40.05"), Decimal("4.01"), Decimal("44.06"),
        )  # fmt: skip
        assert (read.remaining_credit, read.status) == (Decimal("44.06"), "AUTHORISED")
    found = xero.accounting.get_credit_notes(
        xero.tenant, where='CreditNoteNumber=="N-1"', page=1, unitdp=4
    )
    assert found.pagination.item_count == 1
    assert found.credit_notes[0].line_items[0].unit_amount == Decimal("40.0500")


def test_note_when_refused_then_its_messages_stand_in_its_place(xero):
    """No discounts on credit notes, numbers unique; the good one is saved (1.4, 2.4)."""
    xero.note("R-1")
    wishes = [
        CreditNote(type="ACCRECCREDIT", credit_note_number=number, contact=COMCARE, date=DAY,
                   line_items=[line(**more)])
        for number, more in (("R-1", {}), ("R-2", {"discount_rate": Decimal(10)}), ("R-3", {}))
    ]  # fmt: skip
    rows = xero.accounting.create_credit_notes(
        xero.tenant, credit_notes=CreditNotes(credit_notes=wishes), summarize_errors="false"
    ).credit_notes
    assert [row.status_attribute_string for row in rows] == ["ERROR", "ERROR", "OK"]
    assert "unique" in rows[0].validation_errors[0].message
    assert "Discounts" in rows[1].validation_errors[0].message
    (read,) = xero.accounting.get_credit_note(xero.tenant, "R-3").credit_notes
    assert read.status == "DRAFT"


def test_note_when_allocated_then_both_show_it_and_taking_it_back_reopens_both(xero):
    """createCreditNoteAllocation, deleteCreditNoteAllocations; no Payment is made (2.1, 2.4)."""
    invoice, note = xero.invoice("A-1"), xero.note("AN-1")
    answer = xero.accounting.create_credit_note_allocation(
        xero.tenant, note.credit_note_id, allocations=use(invoice, "110.00")
    )
    (made,) = answer.allocations
    assert (made.amount, made.date, made.is_deleted) == (Decimal("110.00"), DAY, False)
    read = xero.read_invoice("A-1")
    assert (read.status, read.amount_credited, read.amount_paid) == (
        "PAID", Decimal("110.00"), Decimal("0.00"),
    )  # fmt: skip
    assert read.payments == []
    assert read.credit_notes[0].applied_amount == Decimal("110.00")
    (used,) = xero.accounting.get_credit_note(xero.tenant, "AN-1").credit_notes
    assert (used.status, used.remaining_credit) == ("PAID", Decimal("0.00"))
    (shown,) = used.allocations
    assert (shown.allocation_id, shown.invoice.invoice_number) == (made.allocation_id, "A-1")
    take_back(
        xero.accounting.delete_credit_note_allocations,
        xero, note.credit_note_id, made.allocation_id,
    )  # fmt: skip
    again = xero.read_invoice("A-1")
    assert (again.status, again.amount_due) == ("AUTHORISED", Decimal("110.00"))
    (free,) = xero.accounting.get_credit_note(xero.tenant, "AN-1").credit_notes
    assert (free.remaining_credit, free.allocations) == (Decimal("110.00"), [])


def test_note_when_more_than_is_left_is_allocated_then_it_is_refused(xero):
    """A cent more than the credit holds."""
    invoice = xero.invoice("A-2", line_items=[line(unit_amount=Decimal(500))])
    note = xero.note("AN-2")
    with pytest.raises(AccountingBadRequestException, match="remaining credit"):
        xero.accounting.create_credit_note_allocation(
            xero.tenant, note.credit_note_id, allocations=use(invoice, "110.01")
        )
    assert xero.read_invoice("A-2").amount_due == Decimal("550.00")


def test_note_when_refunded_then_a_payment_of_the_refunds_own_type(xero):
    """A createPayment on a credit note: ARCREDITPAYMENT; deleting it frees the credit (2.1)."""
    note = xero.note("F-1")
    paid = refund(xero, "30.10", credit_note=CreditNote(credit_note_id=note.credit_note_id))
    assert paid.payment_type == "ARCREDITPAYMENT"
    (read,) = xero.accounting.get_credit_note(xero.tenant, "F-1").credit_notes
    assert (read.remaining_credit, read.payments[0].amount) == (Decimal("79.90"), Decimal("30.10"))
    (listed,) = xero.accounting.get_payments(
        xero.tenant, where='PaymentType=="ARCREDITPAYMENT"'
    ).payments
    # the credit stands where the invoice would, told by its type (2.1)
    assert (listed.invoice.type, listed.invoice.invoice_id) == (
        "ACCRECCREDIT", note.credit_note_id,
    )  # fmt: skip
    xero.accounting.delete_payment(
        xero.tenant, paid.payment_id, payment_delete=PaymentDelete(status="DELETED")
    )
    (free,) = xero.accounting.get_credit_note(xero.tenant, "F-1").credit_notes
    assert free.remaining_credit == Decimal("110.00")


def test_overpayment_when_received_then_it_is_read_used_taken_back_and_refunded(xero):
    """createBankTransactions, getOverpayments, its allocations, AROVERPAYMENTPAYMENT (2.4)."""
    banked = receive(xero, "OVERPAYMENT", "Paid twice")
    assert banked.total == Decimal("50.00")
    ident = banked.overpayment_id
    (one,) = xero.accounting.get_overpayment(xero.tenant, ident).overpayments
    (listed,) = xero.accounting.get_overpayments(
        xero.tenant, references=["Paid twice"], page=1
    ).overpayments
    for read in (one, listed):
        assert (read.type, read.status, read.remaining_credit) == (
            "RECEIVE-OVERPAYMENT", "AUTHORISED", Decimal("50.00"),
        )  # fmt: skip
    invoice = xero.invoice("O-1")
    made = xero.accounting.create_overpayment_allocations(
        xero.tenant, ident, allocations=use(invoice, "20.00")
    ).allocations[0]
    assert xero.read_invoice("O-1").overpayments[0].applied_amount == Decimal("20.00")
    paid = refund(xero, "30.00", overpayment=Overpayment(overpayment_id=ident))
    assert paid.payment_type == "AROVERPAYMENTPAYMENT"
    (used,) = xero.accounting.get_overpayment(xero.tenant, ident).overpayments
    assert (used.status, used.remaining_credit) == ("PAID", Decimal("0.00"))
    take_back(xero.accounting.delete_overpayment_allocations, xero, ident, made.allocation_id)
    (left,) = xero.accounting.get_overpayment(xero.tenant, ident).overpayments
    assert (left.status, left.remaining_credit) == ("AUTHORISED", Decimal("20.00"))
    assert xero.read_invoice("O-1").amount_due == Decimal("110.00")


def test_prepayment_when_received_then_it_is_read_used_taken_back_and_refunded(xero):
    """RECEIVE-PREPAYMENT has tax; getPrepayments, allocations, ARPREPAYMENTPAYMENT (2.4)."""
    banked = receive(xero, "PREPAYMENT", "In advance", "100.00")
    ident = banked.prepayment_id
    assert (banked.sub_total, banked.total_tax) == (Decimal("100.00"), Decimal("10.00"))
    (one,) = xero.accounting.get_prepayment(xero.tenant, ident).prepayments
    (listed,) = xero.accounting.get_prepayments(
        xero.tenant, where='Reference=="In advance"', page=1
    ).prepayments
    for read in (one, listed):
        assert (read.type, read.total, read.remaining_credit) == (
            "RECEIVE-PREPAYMENT", Decimal("110.00"), Decimal("110.00"),
        )  # fmt: skip
    invoice = xero.invoice("R-10")
    made = xero.accounting.create_prepayment_allocations(
        xero.tenant, ident, allocations=use(invoice, "100.00")
    ).allocations[0]
    assert xero.read_invoice("R-10").prepayments[0].applied_amount == Decimal("100.00")
    paid = refund(xero, "10.00", prepayment=Prepayment(prepayment_id=ident))
    assert paid.payment_type == "ARPREPAYMENTPAYMENT"
    take_back(xero.accounting.delete_prepayment_allocations, xero, ident, made.allocation_id)
    (left,) = xero.accounting.get_prepayment(xero.tenant, ident).prepayments
    assert (left.remaining_credit, left.payments[0].amount) == (Decimal("100.00"), Decimal("10.00"))
    assert xero.read_invoice("R-10").status == "AUTHORISED"


def test_bank_transaction_when_of_another_kind_then_it_is_refused(xero):
    """This sandbox takes only what credits need; it says so instead of guessing (2.4)."""
    wish = BankTransaction(type="RECEIVE", contact=COMCARE, bank_account=BANK, line_items=[line()])
    rows = xero.accounting.create_bank_transactions(
        xero.tenant,
        bank_transactions=BankTransactions(bank_transactions=[wish]),
        summarize_errors="false",
    ).bank_transactions
    assert rows[0].status_attribute_string == "ERROR"
    assert "RECEIVE-OVERPAYMENT" in rows[0].validation_errors[0].message


def test_refund_when_of_two_documents_at_once_then_it_is_refused(xero):
    """A payment is of exactly one document (2.2)."""
    invoice, note = xero.invoice("W-1"), xero.note("WN-1")
    wish = Payment(
        account=BANK, date=DAY, amount=Decimal("1.00"),
        invoice=Invoice(invoice_id=invoice.invoice_id),
        credit_note=CreditNote(credit_note_id=note.credit_note_id),
    )  # fmt: skip
    with pytest.raises(AccountingBadRequestException, match="exactly one document"):
        xero.accounting.create_payments(xero.tenant, payments=Payments(payments=[wish]))
