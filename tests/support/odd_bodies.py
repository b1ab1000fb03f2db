"""Good bodies of every kind of write, each with one value at a time made odd.

A generated body seldom gets past its contact or account; here all else is right, so that the odd
value meets the code that reads it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

NO_ID = "00000000-0000-0000-0000-000000000000"
ODD: tuple[Any, ...] = (
    None, "", " ", "x" * 4001, "\u0000", "\ud83d\ude42", "2026-02-30", "/Date(99999999999999)/",
    "0001-01-01", "NaN", "VOIDED", NO_ID, 0, -1, 1, 10**20, -0.005, 1e308, 9_999_999_999.99,
    True, False, [], {}, [None], [[]], [{}], {"": None},
)  # fmt: skip
"""Absent, empty, long, no such day, no such number, wrong kinds: what no reader may stumble on."""

CONTACT = {"Name": "Comcare", "ContactNumber": "P-1", "EmailAddress": "claims@example.org"}
TRACKING = {"Name": "Office", "Option": "Sydney"}
LINE = {
    "Description": "Assessment", "Quantity": 1, "UnitAmount": 100, "LineAmount": 100,
    "TaxAmount": 10, "AccountCode": "200", "TaxType": "OUTPUT", "ItemCode": "ITEM",
    "Tracking": [TRACKING],
}  # fmt: skip
DOCUMENT = {
    "Contact": CONTACT, "Date": "2026-11-20", "LineAmountTypes": "Exclusive",
    "CurrencyCode": "AUD", "Status": "AUTHORISED", "Reference": "Case 77", "LineItems": [LINE],
}  # fmt: skip
DAY = "2026-11-20"


@dataclass(frozen=True)
class Write:
    """One write: where to, and the good body."""

    method: str
    path: str
    body: dict[str, Any]


def writes(ids: dict[str, str]) -> tuple[Write, ...]:
    """A good one of every kind.

    Args:
        ids: of what is there already: invoice, draft, note, overpayment, payment, batch, contact.
    """
    invoice, account = {"InvoiceID": ids["invoice"]}, {"Code": "090"}
    part = {"Invoice": invoice, "Amount": 0.01, "Reference": "EFT", "IsReconciled": False}
    line = {**LINE, "DiscountRate": 0, "LineItemID": ids["line"]}
    received = {key: DOCUMENT[key] for key in ("Contact", "Date", "Reference")}
    banked = {**received, "Type": "RECEIVE-PREPAYMENT", "BankAccount": account,
              "IsReconciled": False, "LineItems": [LINE]}  # fmt: skip
    details = {"UnitPrice": 10, "AccountCode": "200", "TaxType": "OUTPUT"}
    return (
        Write("PUT", "/Invoices", {"Invoices": [{
            **DOCUMENT, "Type": "ACCREC", "DueDate": "2026-12-20", "Url": "https://example.org",
            "SentToContact": True, "BrandingThemeID": ids["invoice"],
        }]}),
        Write("POST", "/Invoices",
              {"Invoices": [{"InvoiceID": ids["draft"], "LineItems": [line]}]}),
        Write("POST", f"/Invoices/{ids['draft']}", {"Reference": "Case 78", "LineItems": [line]}),
        Write("PUT", "/CreditNotes", {"CreditNotes": [{**DOCUMENT, "Type": "ACCRECCREDIT"}]}),
        Write("POST", f"/CreditNotes/{ids['note']}", {"Reference": "Case 78", "Date": DAY}),
        Write("PUT", f"/CreditNotes/{ids['note']}/Allocations",
              {"Allocations": [{"Invoice": invoice, "Amount": 0.01, "Date": DAY}]}),
        Write("PUT", "/BankTransactions", {"BankTransactions": [banked]}),
        Write("POST", f"/BankTransactions/{ids['overpayment']}", {"Status": "AUTHORISED"}),
        Write("PUT", "/Payments", {"Payments": [{**part, "Account": account, "Date": DAY}]}),
        Write("POST", "/Payments", {"CreditNote": {"CreditNoteID": ids["note"]}, "Amount": 0.01,
                                    "Account": account, "Date": DAY}),
        Write("POST", f"/Payments/{ids['payment']}", {"Status": "AUTHORISED"}),
        Write("PUT", "/BatchPayments", {"BatchPayments": [{
            "Account": account, "Date": DAY, "Reference": "Deposit", "Details": "Deposit",
            "Particulars": "x", "Code": "x", "Narrative": "x", "Payments": [part],
        }]}),
        Write("POST", "/BatchPayments", {"BatchPaymentID": ids["batch"], "Status": "AUTHORISED"}),
        Write("PUT", "/Contacts", {"Contacts": [{"Name": "New", "FirstName": "A", "LastName": "B",
                                                 "AccountNumber": "1"}]}),
        Write("POST", "/Contacts", {"Contacts": [{**CONTACT, "ContactStatus": "ACTIVE"}]}),
        Write("POST", f"/Contacts/{ids['contact']}",
              {"Name": "Comcare", "ContactStatus": "ACTIVE"}),
        Write("PUT", "/Items", {"Items": [{
            "Code": "NEW", "Name": "New", "Description": "d", "PurchaseDescription": "p",
            "IsSold": True, "IsPurchased": True, "SalesDetails": details,
            "PurchaseDetails": details,
        }]}),
        Write("PUT", f"/Invoices/{ids['invoice']}/History",
              {"HistoryRecords": [{"Details": "Exported"}]}),
    )  # fmt: skip


def odd_writes(good: Write) -> Iterator[Write]:
    """The write with one value, or one key, at a time made odd."""
    for body in _oddities(good.body):
        yield Write(good.method, good.path, body)


def _oddities(value: Any) -> Iterator[Any]:
    """A value with each of its parts made odd in turn."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield {other: kept for other, kept in value.items() if other != key}
            for odd in (*ODD, *_oddities(inner)):
                yield value | {key: odd}
    elif isinstance(value, list):
        for odd in (*ODD, *_oddities(value[0])):
            yield [odd]
        yield value + value
