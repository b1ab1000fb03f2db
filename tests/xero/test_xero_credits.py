"""Credits, batch payments, refunds and contacts: what is asked, and what is understood."""

import json
from datetime import date, datetime
from decimal import Decimal

import pytest

from cmxero.core.credits import CreditKind, XeroAllocation
from cmxero.core.errors import XeroAnswerError

A_NOTE = {
    "CreditNoteID": "cn-1",
    "CreditNoteNumber": "CN-7",
    "Type": "ACCRECCREDIT",
    "Status": "AUTHORISED",
    "Contact": {"ContactID": "c-1", "Name": "Acme Insurance"},
    "Date": "/Date(1719792000000+0000)/",
    "CurrencyCode": "AUD",
    "LineAmountTypes": "Inclusive",
    "SubTotal": 100.00,
    "TotalTax": 10.00,
    "Total": 110.10,
    "RemainingCredit": 50.05,
    "Allocations": [
        {
            "AllocationID": "al-1",
            "Amount": 60.05,
            "Date": "/Date(1719878400000+0000)/",
            "Invoice": {"InvoiceID": "i-1", "InvoiceNumber": "CM-1001"},
        },
        {
            "AllocationId": "al-2",
            "Date": "/Date(1719878400000+0000)/",
            "Invoice": [{"InvoiceID": "i-2"}],
            "IsDeleted": True,
        },
    ],
    "UpdatedDateUTC": "/Date(1719835200123+0000)/",
}
MONEY = {key: A_NOTE[key] for key in ("Status", "SubTotal", "TotalTax", "Total", "UpdatedDateUTC")}
A_BATCH = {
    "BatchPaymentID": "b-1",
    "Type": "RECBATCH",
    "Status": "AUTHORISED",
    "DateString": "2024-07-01",
    "Reference": "Deposit 7",
    "TotalAmount": "300.10",
    "IsReconciled": "true",
    "Payments": [{"PaymentID": "p-1", "Amount": 100.05}, {"PaymentID": "p-2", "Amount": 200.05}],
    "UpdatedDateUTC": "/Date(1719835200000+0000)/",
}
A_REFUND = {
    "PaymentID": "p-9",
    "PaymentType": "ARCREDITPAYMENT",
    "Status": "AUTHORISED",
    "Date": "/Date(1719792000000)/",
    "Amount": 10.00,
    "UpdatedDateUTC": "/Date(1719835200000+0000)/",
}


def answer(name, *items):
    return {"pagination": {"page": 1, "pageCount": 1}, name: list(items)}


def test_credit_notes_since_when_answered_then_amounts_and_uses_are_exact(xero, gateway):
    """A use that was taken back may come bare, spelt otherwise, its invoice in a list."""
    xero.tell(answer("CreditNotes", A_NOTE))
    ((note,),) = gateway.credit_notes_since(datetime(2024, 7, 1, 10))
    assert (note.kind, note.xero_credit_id, note.number) == (CreditKind.CREDIT_NOTE, "cn-1", "CN-7")
    assert (note.total, note.remaining) == (Decimal("110.10"), Decimal("50.05"))
    assert note.updated_utc == datetime(2024, 7, 1, 12, 0, 0, 123000)
    assert note.allocations == (
        XeroAllocation(
            "al-1", Decimal("60.05"), date(2024, 7, 2), "i-1", "CM-1001", is_deleted=False
        ),
        XeroAllocation("al-2", Decimal("0.00"), date(2024, 7, 2), "i-2", "", is_deleted=True),
    )
    assert json.loads(note.body)["CreditNoteID"] == "cn-1"
    (call,) = xero.calls()
    assert (call.path, call.query["pageSize"]) == ("/api.xro/2.0/CreditNotes", ["1000"])
    assert call.headers["If-Modified-Since"] == "2024-07-01T10:00:00+00:00"


@pytest.mark.parametrize(
    ("list_name", "id_name", "word", "kind"),
    [
        ("Overpayments", "OverpaymentID", "RECEIVE-OVERPAYMENT", CreditKind.OVERPAYMENT),
        ("Prepayments", "PrepaymentID", "RECEIVE-PREPAYMENT", CreditKind.PREPAYMENT),
    ],
)
def test_bank_credits_when_answered_then_customers_only(
    xero, gateway, list_name, id_name, word, kind
):
    """What was paid to suppliers stays out, an unknown word stays in."""
    found = MONEY | {id_name: "x-1", "Type": word, "RemainingCredit": 1.10}
    spent = {id_name: "x-2", "Type": word.replace("RECEIVE", "SPEND")}
    odd = found | {id_name: "x-3", "Type": "RECEIVE-SOMETHING", "Status": "NEWWORD"}
    xero.tell(answer(list_name, found, spent, odd))
    ((first, other),) = getattr(gateway, f"{list_name.lower()}_since")(None)
    assert (first.kind, first.xero_credit_id, first.remaining) == (kind, "x-1", Decimal("1.10"))
    assert (first.number, first.allocations) == ("", ())
    assert (other.type, other.status) == ("RECEIVE-SOMETHING", "NEWWORD")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"RemainingCredit": None}, "RemainingCredit"),
        ({"Total": 110.105}, "Total"),
        ({"Type": None}, "Type"),
        ({"UpdatedDateUTC": "yesterday"}, "UpdatedDateUTC"),
        (
            {"Allocations": [{"AllocationID": "al-1", "Invoice": {"InvoiceID": "i"}}]},
            "Allocations.Amount",
        ),
        ({"Allocations": [{"AllocationID": "al-1", "Amount": 1}]}, "Allocations.Invoice.InvoiceID"),
    ],
)
def test_credit_notes_since_when_money_is_not_told_then_refused_by_name(
    xero, gateway, change, field
):
    """No amount is guessed; the message names the credit note and the field."""
    xero.tell(answer("CreditNotes", A_NOTE | change))
    with pytest.raises(XeroAnswerError, match=rf"credit note cn-1, field {field}"):
        list(gateway.credit_notes_since(None))


def test_batch_payments_since_when_the_total_is_text_then_read_in_one_call(xero, gateway):
    """There are no pages to ask for; batches of bills stay out."""
    xero.tell({"BatchPayments": [A_BATCH, {"BatchPaymentID": "b-2", "Type": "PAYBATCH"}]})
    ((batch,),) = gateway.batch_payments_since(datetime(2024, 7, 1))
    assert (batch.xero_batch_payment_id, batch.total_amount) == ("b-1", Decimal("300.10"))
    assert (batch.payment_date, batch.payment_count) == (date(2024, 7, 1), 2)
    assert batch.is_reconciled
    (call,) = xero.calls()
    assert (call.path, call.query) == ("/api.xro/2.0/BatchPayments", {})


@pytest.mark.parametrize(
    ("kind", "embedded"),
    [
        ("ARCREDITPAYMENT", {"Invoice": {"InvoiceID": "x-1", "Type": "ACCRECCREDIT"}}),
        ("ARCREDITPAYMENT", {"CreditNote": {"CreditNoteID": "x-1"}}),
        ("AROVERPAYMENTPAYMENT", {"Overpayment": {"OverpaymentID": "x-1"}}),
        ("ARPREPAYMENTPAYMENT", {"Prepayment": {"PrepaymentID": "x-1"}, "Invoice": {}}),
    ],
)
def test_payments_since_when_it_is_a_refund_then_its_credit_is_named(xero, gateway, kind, embedded):
    """The credit stands under its own name or in the invoice's place; it is no invoice."""
    xero.tell(answer("Payments", A_REFUND | {"PaymentType": kind} | embedded))
    ((refund,),) = gateway.payments_since(None)
    assert (refund.xero_credit_id, refund.xero_invoice_id) == ("x-1", "")


def test_payments_since_when_a_refund_names_nothing_then_it_is_read_all_the_same(xero, gateway):
    """One undocumented shape does not stop every pull; a check view says what is missing."""
    xero.tell(answer("Payments", A_REFUND))
    ((refund,),) = gateway.payments_since(None)
    assert (refund.xero_credit_id, refund.amount) == ("", Decimal("10.00"))


def test_contacts_since_when_merged_then_the_destination_is_known(xero, gateway):
    """Archived ones are asked for; a contact that does not say when it changed is refused."""
    gone = {
        "ContactID": "c-1",
        "Name": "Acme",
        "ContactStatus": "ARCHIVED",
        "MergedToContactID": "c-2",
        "UpdatedDateUTC": "/Date(1719835200000+0000)/",
    }
    xero.tell(answer("Contacts", gone))
    ((held,),) = gateway.contacts_since(datetime(2024, 7, 1))
    assert (held.contact.contact_id, held.contact.merged_into) == ("c-1", "c-2")
    assert held.updated_utc == datetime(2024, 7, 1, 12)
    assert xero.calls()[0].query["includeArchived"] == ["true"]
    xero.tell(answer("Contacts", gone | {"UpdatedDateUTC": None}))
    with pytest.raises(XeroAnswerError, match="contact c-1, field UpdatedDateUTC"):
        list(gateway.contacts_since(None))


@pytest.mark.parametrize(
    "name",
    ["credit_notes", "overpayments", "prepayments", "batch_payments", "contacts"],
)
def test_any_of_these_lists_when_nothing_was_modified_then_no_pages(xero, gateway, name):
    """Whether Xero ever answers 304 is not known; it would mean that nothing changed."""
    xero.tell(b"", status=304)
    assert list(getattr(gateway, f"{name}_since")(datetime(2024, 7, 1))) == []
