"""What the sandbox holds before the fuzzing, so that generated requests meet real documents.

Without it nearly every generated id would be a 404, and nearly every write would end at its
contact or account.
"""

from typing import Any

import httpx

COPIES = 12
"""Documents of each kind: the fuzzer voids and deletes them as it goes."""

CONTACT = {"Name": "Comcare"}
BANK = {"Code": "090"}
DAY = "2026-11-20"
LINE = {
    "Description": "Assessment", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200",
    "TaxType": "OUTPUT",
}  # fmt: skip
DOCUMENT = {"Contact": CONTACT, "Date": DAY, "Status": "AUTHORISED", "LineItems": [LINE]}


def seed(client: httpx.Client) -> dict[str, list[str]]:
    """Make documents of every kind; the ids by the name of their path parameter."""
    ids = {"InvoiceID": _invoices(client), "CreditNoteID": _notes(client)}
    contacts = [{"Name": f"Insurer {place}", "ContactNumber": f"P-{place}"} for place in range(3)]
    ids["ContactID"] = _put(client, "Contacts", contacts, "ContactID")
    ids["ContactNumber"] = ["P-0", "P-1", "P-2"]
    ids["ItemID"] = _put(client, "Items", [{"Code": f"ITEM-{n}"} for n in range(3)], "ItemID")
    tracking = client.get("TrackingCategories").raise_for_status().json()["TrackingCategories"]
    ids["TrackingCategoryID"] = [one["TrackingCategoryID"] for one in tracking]
    for kind, name in (("OVERPAYMENT", "OverpaymentID"), ("PREPAYMENT", "PrepaymentID")):
        ids[name] = _received(client, kind, name)
    ids["BankTransactionID"] = ids["OverpaymentID"][::2] + ids["PrepaymentID"][::2]
    payments = [{**_part(one), "Account": BANK} for one in ids["InvoiceID"][: 3 * COPIES : 2]]
    ids["PaymentID"] = _put(client, "Payments", payments, "PaymentID")
    batches = [
        {"Account": BANK, "Date": DAY, "Payments": [_part(one)]}
        for one in ids["InvoiceID"][: 3 * COPIES : 3]
    ]
    ids["BatchPaymentID"] = _put(client, "BatchPayments", batches, "BatchPaymentID")
    ids["AllocationID"] = [
        allocation
        for name in ("CreditNoteID", "OverpaymentID", "PrepaymentID")
        for allocation in _allocate(client, f"{name.removesuffix('ID')}s/{ids[name][0]}", ids)
    ]
    return ids


def bodies(ids: dict[str, list[str]]) -> dict[str, list[Any]]:
    """Values for fields of bodies, by where they stand: good ones, so that writes get further."""
    found: dict[str, list[Any]] = {
        "Payments[*].Account.Code": ["090"],
        "Payments[*].Invoice.InvoiceID": ids["InvoiceID"],
        "BatchPayments[*].Account.Code": ["090"],
        "BatchPayments[*].Payments[*].Invoice.InvoiceID": ids["InvoiceID"],
        "Allocations[*].Invoice.InvoiceID": ids["InvoiceID"],
        "Allocations[*].Amount": [1, 10, 110, 111],
        "BankTransactions[*].BankAccount.Code": ["090"],
        "BankTransactions[*].Type": ["RECEIVE-OVERPAYMENT", "RECEIVE-PREPAYMENT"],
        "HistoryRecords[*].Details": ["Exported", "x" * 2500, "x" * 2501],
        "Contacts[*].Name": [f"Insurer {place}" for place in range(30)],
    }
    for name in ("Invoices", "CreditNotes", "BankTransactions"):
        found |= {
            f"{name}[*].Contact.Name": ["Comcare", "Insurer 1"],
            f"{name}[*].Date": [DAY, "/Date(1795132800000)/"],
            f"{name}[*].LineItems[*].AccountCode": ["200", "260"],
            f"{name}[*].LineItems[*].TaxType": ["OUTPUT", "EXEMPTOUTPUT"],
            f"{name}[*].LineItems[*].Description": ["Assessment"],
            f"{name}[*].Status": ["DRAFT", "SUBMITTED", "AUTHORISED", "VOIDED", "DELETED"],
            f"{name}[*].CurrencyCode": ["AUD"],
        }
    return found


def _put(client: httpx.Client, name: str, rows: list[dict[str, Any]], key: str) -> list[str]:
    made = client.put(name, json={name: rows}).raise_for_status().json()[name]
    return [one[key] for one in made]


def _invoices(client: httpx.Client) -> list[str]:
    rows = [
        {"Type": "ACCREC", "InvoiceNumber": f"CM-{place}", "DueDate": "2026-12-20", **DOCUMENT}
        for place in range(3 * COPIES)
    ]
    drafts = [{**row, "InvoiceNumber": f"D-{place}", "Status": "DRAFT"}
              for place, row in enumerate(rows[:COPIES])]  # fmt: skip
    return _put(client, "Invoices", rows + drafts, "InvoiceID")


def _notes(client: httpx.Client) -> list[str]:
    rows = [
        {"Type": "ACCRECCREDIT", "CreditNoteNumber": f"CN-{place}", **DOCUMENT}
        for place in range(COPIES)
    ]
    return _put(client, "CreditNotes", rows, "CreditNoteID")


def _received(client: httpx.Client, kind: str, key: str) -> list[str]:
    line = {"Description": "Received", "LineAmount": 50}
    line |= {"AccountCode": "200"} if kind == "PREPAYMENT" else {}
    row = {"Type": f"RECEIVE-{kind}", "Contact": CONTACT, "BankAccount": BANK, "LineItems": [line]}
    return _put(client, "BankTransactions", [row] * COPIES, key)


def _part(invoice_id: str) -> dict[str, Any]:
    return {"Invoice": {"InvoiceID": invoice_id}, "Amount": 10, "Date": DAY}


def _allocate(client: httpx.Client, credit: str, ids: dict[str, list[str]]) -> list[str]:
    invoice = {"InvoiceID": ids["InvoiceID"][1]}
    rows = [{"Invoice": invoice, "Amount": amount, "Date": DAY} for amount in (1, 2, 3)]
    answer = client.put(f"{credit}/Allocations", json={"Allocations": rows}).raise_for_status()
    return [one["AllocationID"] for one in answer.json()["Allocations"]]
