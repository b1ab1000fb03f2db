"""Credit notes, their allocations and refunds (xero-api.md 2.1, 2.4)."""

from decimal import Decimal

import pytest
from sandbox_api import credit_note, line, refund

HAS_PAYMENTS = [
    "This document cannot be edited as it has a payment or credit note allocated to it."
]


def note_facts(api, number: str = "CN-1") -> tuple[str, str]:
    row = api.get_one(f"CreditNotes/{number}")
    return row["Status"], str(row["RemainingCredit"])


def invoice_facts(api, number: str = "CM-1001") -> tuple[str, str, str]:
    row = api.get_invoice(number)
    return row["Status"], str(row.get("AmountCredited", "0.00")), str(row["AmountDue"])


def test_note_when_created_then_all_of_it_remains(api):
    """Lines and tax are an invoice's; nothing is used up; no due date is needed."""
    row = api.put_note(LineItems=[line(UnitAmount=Decimal("10.45"))])
    assert (row["Type"], row["CreditNoteNumber"], row["Status"]) == (
        "ACCRECCREDIT",
        "CN-1",
        "AUTHORISED",
    )
    assert [str(row[key]) for key in ("SubTotal", "TotalTax", "Total", "RemainingCredit")] == [
        "10.45",
        "1.05",
        "11.50",
        "11.50",
    ]
    assert (row["Allocations"], row["Payments"]) == ([], [])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"Type": "ACCREC"}, "Type field must be ACCRECCREDIT"),
        ({"Type": "ACCPAYCREDIT"}, "Type field must be ACCRECCREDIT"),
        ({"Status": "PAID"}, "not of valid status"),
        ({"Contact": None}, "Contact must be specified"),
        ({"LineItems": []}, "line items must be specified"),
        ({"LineItems": [line(DiscountRate=10)]}, "Discounts"),
        ({"LineItems": [line(AccountCode="090")]}, "not a valid code"),
        ({"LineItems": [line(UnitAmount=-1)]}, "less than zero"),
        ({"Date": "2026-06-30"}, "period lock date"),
        ({"CreditNoteNumber": "CN-taken"}, "Credit Note # must be unique"),
    ],
)
def test_note_when_a_rule_is_broken_then_it_is_refused(api, fields, words):
    """Each rule alone refuses the credit note, and nothing is saved."""
    api.put_note(CreditNoteNumber="CN-taken")
    api.control("POST", "lock-dates", {"period_lock_date": "2026-06-30"})
    reply = api.call("PUT", "/CreditNotes", credit_note(**fields))
    assert reply.status == 400
    assert any(words in message for message in reply.messages), reply.messages
    assert len(api.state.credit_notes) == 1


def test_note_when_it_has_no_number_then_the_next_is_given(api):
    """Numbers of credit notes are their own: an invoice may bear the same."""
    api.put_invoice(InvoiceNumber="CN-0001")
    assert api.put_note(CreditNoteNumber=None)["CreditNoteNumber"] == "CN-0001"
    assert api.put_note(CreditNoteNumber=None)["CreditNoteNumber"] == "CN-0002"


ALLOWED = {
    "DRAFT": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
    "SUBMITTED": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
    "AUTHORISED": {"AUTHORISED", "VOIDED"},
    "PAID": {"AUTHORISED", "PAID"},
    "VOIDED": set(),
    "DELETED": set(),
}


def bring_to(api, status: str) -> None:
    """A credit note CN-1 of this status."""
    first = status if status in {"DRAFT", "SUBMITTED"} else "AUTHORISED"
    row = api.put_note(Status="DRAFT" if status == "DELETED" else first)
    if status == "PAID":
        api.call("PUT", "/Payments", refund("CreditNote", row["CreditNoteID"], "110.00"))
    if status in {"VOIDED", "DELETED"}:
        api.call("POST", "/CreditNotes/CN-1", {"Status": status})
    assert note_facts(api)[0] == status


@pytest.mark.parametrize(
    "wanted", ["DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED"]
)
@pytest.mark.parametrize("status", sorted(ALLOWED))
def test_status_when_changed_then_only_the_table_is_allowed(api, status, wanted):
    """The status machine of invoices, every pair (1.6, 2.4)."""
    bring_to(api, status)
    reply = api.call("POST", "/CreditNotes/CN-1", {"Status": wanted})
    after = note_facts(api)[0]
    if wanted in ALLOWED[status]:
        assert reply.status == 200
        assert after == ("PAID" if status == "PAID" else wanted)
    else:
        assert (reply.status, after) == (400, status)


def test_allocation_when_made_then_the_invoice_owes_less_and_the_note_holds_less(api):
    """An allocation is no Payment: it raises AmountCredited, not AmountPaid (2.1)."""
    api.put_invoice()
    note = api.put_note()
    reply = api.allocate("CreditNotes/CN-1", "CM-1001", "60.00")
    made = reply.body["Allocations"][0]
    assert (str(made["Amount"]), made["CreditNote"]["CreditNoteID"]) == (
        "60.00",
        note["CreditNoteID"],
    )
    assert invoice_facts(api) == ("AUTHORISED", "60.00", "50.00")
    assert note_facts(api) == ("AUTHORISED", "50.00")
    assert api.call("GET", "/Payments").body["Payments"] == []
    shown = api.get_invoice("CM-1001")["CreditNotes"]
    assert [(n["CreditNoteNumber"], str(n["AppliedAmount"])) for n in shown] == [("CN-1", "60.00")]
    allocations = api.get_one("CreditNotes/CN-1")["Allocations"]
    assert [(a["Invoice"]["InvoiceNumber"], a["AllocationID"]) for a in allocations] == [
        ("CM-1001", made["AllocationID"])
    ]


def test_allocation_when_all_is_used_then_both_are_paid_and_back_when_it_is_deleted(api):
    """PAID when used up; removing the allocation opens both again (1.6, 2.4)."""
    api.put_invoice()
    note_id = api.put_note()["CreditNoteID"]
    made = api.allocate("CreditNotes/CN-1", "CM-1001", "110.00").body["Allocations"][0]
    assert invoice_facts(api) == ("PAID", "110.00", "0.00")
    assert note_facts(api) == ("PAID", "0.00")
    assert api.get_invoice("CM-1001")["FullyPaidOnDate"] == "/Date(1795132800000+0000)/"
    api.clock.advance(seconds=10)
    path = f"/CreditNotes/{note_id}/Allocations/{made['AllocationID']}"
    gone = api.call("DELETE", path)
    assert (gone.status, gone.body["IsDeleted"]) == (200, True)
    assert gone.body["AllocationId"] == made["AllocationID"]
    assert "Amount" not in gone.body
    assert invoice_facts(api) == ("AUTHORISED", "0.00", "110.00")
    assert note_facts(api) == ("AUTHORISED", "110.00")
    assert api.get_one("CreditNotes/CN-1")["Allocations"] == []
    assert "already been deleted" in api.call("DELETE", path).messages[0]


@pytest.mark.parametrize("moves", [True, False])
def test_allocation_when_made_or_removed_then_the_stamps_move(api, moves):
    """The credit's UpdatedDateUTC moves; the invoice's too, unless the switch says not (2.5)."""
    api.control("POST", "switches", {"allocation_moves_invoice": moves})
    api.put_invoice()
    api.put_note()

    def changed_since(second: int) -> tuple[int, int]:
        since = {"if_modified_since": f"2026-11-22T00:00:{second:02d}"}
        return (
            len(api.call("GET", "/Invoices", **since).body["Invoices"]),
            len(api.call("GET", "/CreditNotes", **since).body["CreditNotes"]),
        )

    api.clock.advance(seconds=10)
    made = api.allocate("CreditNotes/CN-1", "CM-1001", "1.00").body["Allocations"][0]
    assert changed_since(5) == (int(moves), 1)
    api.clock.advance(seconds=10)
    api.call("DELETE", f"/CreditNotes/CN-1/Allocations/{made['AllocationID']}")
    assert changed_since(15) == (int(moves), 1)


@pytest.mark.parametrize(
    ("invoice_fields", "note_fields", "fields", "words"),
    [
        ({}, {}, {"Amount": Decimal("110.01")}, "remaining credit"),
        ({"LineItems": [line(UnitAmount=50)]}, {}, {"Amount": 60}, "outstanding on the invoice"),
        ({"Contact": {"Name": "icare"}}, {}, {}, "same contact"),
        ({"Status": "DRAFT"}, {}, {}, "authorised documents"),
        ({}, {"Status": "DRAFT"}, {}, "authorised documents"),
        ({"Type": "ACCPAY", "LineItems": [line(AccountCode="400", TaxType="INPUT")]}, {}, {}, None),
        ({}, {}, {"Amount": 0}, "greater than zero"),
        ({}, {}, {"Amount": Decimal("1.001")}, "whole cents"),
        ({}, {}, {"Invoice": {"InvoiceNumber": "CM-9"}}, "could not be found"),
        ({}, {}, {"Date": "2026-06-30"}, "period lock date"),
    ],
)
def test_allocation_when_a_rule_is_broken_then_it_is_refused(
    api, invoice_fields, note_fields, fields, words
):
    """Each rule alone refuses the allocation; neither document changes."""
    row = api.put_invoice(**invoice_fields)
    api.put_note(**note_fields)
    api.control("POST", "lock-dates", {"period_lock_date": "2026-06-30"})
    body = {"Invoice": {"InvoiceID": row["InvoiceID"]}, "Amount": 10, "Date": "2026-11-20"}
    reply = api.call("PUT", "/CreditNotes/CN-1/Allocations", {**body, **fields})
    assert reply.status == 400
    assert any((words or "sales invoice") in message for message in reply.messages), reply.messages
    assert api.state.allocations == {}
    assert note_facts(api)[1] == "110.00"


def test_allocations_when_two_in_one_call_are_too_much_then_the_second_fails(api):
    """Elements are applied in order, each against what the former left."""
    api.put_invoice()
    api.put_invoice(InvoiceNumber="CM-1002")
    api.put_note()
    parts = [
        {"Invoice": {"InvoiceNumber": number}, "Amount": 60, "Date": "2026-11-20"}
        for number in ("CM-1001", "CM-1002")
    ]
    path = "/CreditNotes/CN-1/Allocations?summarizeErrors=false"
    rows = api.call("PUT", path, {"Allocations": parts}).body["Allocations"]
    assert [row["StatusAttributeString"] for row in rows] == ["OK", "ERROR"]
    assert note_facts(api) == ("AUTHORISED", "50.00")
    assert invoice_facts(api, "CM-1002") == ("AUTHORISED", "0.00", "110.00")


def test_allocated_when_edited_or_voided_then_both_documents_refuse(api):
    """To edit or void, remove the allocation first; only the contact rule differs (1.6)."""
    row = api.put_invoice()
    note = api.put_note()
    api.allocate("CreditNotes/CN-1", "CM-1001", "60.00")
    paths = (f"/Invoices/{row['InvoiceID']}", f"/CreditNotes/{note['CreditNoteID']}")
    for path in paths:
        assert api.call("POST", path, {"LineItems": [line()]}).messages == HAS_PAYMENTS
        assert api.call("POST", path, {"Contact": {"Name": "icare"}}).messages == HAS_PAYMENTS
        assert (
            "VOIDED cannot be applied" in api.call("POST", path, {"Status": "VOIDED"}).messages[0]
        )
        assert api.call("POST", path, {"Reference": "x"}).status == 200
    assert invoice_facts(api) == ("AUTHORISED", "60.00", "50.00")


def test_refund_when_made_then_it_is_a_payment_of_the_note_and_back_when_deleted(api):
    """ARCREDITPAYMENT; in lists the note stands under Invoice with its own Type (2.1)."""
    note = api.put_note()
    reply = api.call("PUT", "/Payments", refund("CreditNote", note["CreditNoteID"], "110.00"))
    made = reply.body["Payments"][0]
    assert (made["PaymentType"], made["Status"]) == ("ARCREDITPAYMENT", "AUTHORISED")
    assert note_facts(api) == ("PAID", "0.00")
    listed = api.call("GET", "/Payments").body["Payments"][0]
    assert (listed["Invoice"]["Type"], listed["Invoice"]["InvoiceID"]) == (
        "ACCRECCREDIT",
        note["CreditNoteID"],
    )
    assert listed["Invoice"]["InvoiceNumber"] == "CN-1"
    assert "Total" not in listed["Invoice"]
    assert len(api.get_one("CreditNotes/CN-1")["Payments"]) == 1
    gone = api.call("POST", f"/Payments/{made['PaymentID']}", {"Status": "DELETED"})
    shown = gone.body["Payments"][0]
    assert (shown["Status"], str(shown["Invoice"]["AmountDue"])) == ("DELETED", "110.00")
    assert note_facts(api) == ("AUTHORISED", "110.00")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"Amount": Decimal("50.01")}, "exceeds the amount outstanding"),
        ({"Invoice": {"InvoiceNumber": "CM-1001"}}, "exactly one document"),
        ({"CreditNote": {"CreditNoteNumber": "CN-9"}}, "CreditNote could not be found"),
        ({"CreditNote": None, "Overpayment": {"OverpaymentID": "x"}}, "Overpayment could not be"),
    ],
)
def test_refund_when_a_rule_is_broken_then_it_is_refused(api, fields, words):
    """What is allocated cannot be refunded too, and a payment has one document (2.2)."""
    api.put_invoice()
    note = api.put_note()
    api.allocate("CreditNotes/CN-1", "CM-1001", "60.00")
    body = {**refund("CreditNote", note["CreditNoteID"], "50.00"), **fields}
    reply = api.call("PUT", "/Payments", body)
    assert words in reply.messages[0]
    assert note_facts(api) == ("AUTHORISED", "50.00")


def test_refund_when_the_id_is_of_an_invoice_then_it_is_not_a_credit(api):
    """An ordinary paid invoice cannot be refunded; a credit comes first (2.1)."""
    row = api.put_invoice()
    for name in ("CreditNote", "Overpayment", "Prepayment"):
        reply = api.call("PUT", "/Payments", refund(name, row["InvoiceID"], "1.00"))
        assert "could not be found" in reply.messages[0]
    assert api.state.payments == {}


def test_notes_when_listed_then_they_are_thin_and_paged_ones_have_lines(api):
    """Same list rules as invoices: pages, where, order, If-Modified-Since (2.6)."""
    api.put_note(LineItems=[line(UnitAmount=Decimal("10.1256"))])
    api.put_note(CreditNoteNumber="CN-2", Status="DRAFT", Reference="Claim 7")
    thin = api.call("GET", "/CreditNotes").body
    assert [row["LineItems"] for row in thin["CreditNotes"]] == [[], []]
    paged = api.call("GET", "/CreditNotes?page=1&pageSize=1").body
    assert (paged["pagination"]["itemCount"], len(paged["CreditNotes"][0]["LineItems"])) == (2, 1)

    def found(where: str) -> list[str]:
        rows = api.call("GET", f"/CreditNotes?where={where}").body["CreditNotes"]
        return [row["CreditNoteNumber"] for row in rows]

    assert found('Status=="DRAFT"') == ["CN-2"]
    assert found('Reference=="Claim 7" AND Type=="ACCRECCREDIT"') == ["CN-2"]
    assert found("RemainingCredit>100") == ["CN-2"]
    assert api.call("GET", "/CreditNotes/CN-9").status == 404
    assert api.call("POST", "/CreditNotes/CN-9", {"Reference": "x"}).status == 404
    assert api.call("PUT", "/CreditNotes/CN-9/Allocations", {}).status == 404
    assert api.call("DELETE", "/CreditNotes/CN-1/Allocations/none").status == 404


def test_note_when_posted_with_a_known_number_then_it_is_updated(api):
    """POST is the upsert, by id or number; an unknown id is an error."""
    first = api.put_note(Status="DRAFT")
    again = api.call("POST", "/CreditNotes", credit_note(Reference="second", Status="DRAFT"))
    assert again.body["CreditNotes"][0]["CreditNoteID"] == first["CreditNoteID"]
    api.call("POST", "/CreditNotes", credit_note(CreditNoteNumber="CN-2"))
    assert [row.number for row in api.state.credit_notes.values()] == ["CN-1", "CN-2"]
    unknown = credit_note(CreditNoteID="11111111-1111-1111-1111-111111111111")
    assert "could not be found" in api.call("POST", "/CreditNotes", unknown).messages[0]
    by_id = {"CreditNoteID": first["CreditNoteID"], "Status": "VOIDED"}
    refused = api.call("POST", "/CreditNotes?summarizeErrors=false", by_id).body["CreditNotes"][0]
    assert (refused["CreditNoteID"], refused["StatusAttributeString"]) == (
        first["CreditNoteID"],
        "ERROR",
    )


def test_credit_when_the_path_names_another_kind_then_it_is_not_there(api):
    """A credit note is no overpayment, nor an invoice a credit."""
    row = api.put_invoice()
    note = api.put_note()
    for path in (
        f"/Overpayments/{note['CreditNoteID']}/Allocations",
        f"/CreditNotes/{row['InvoiceID']}/Allocations",
    ):
        assert api.call("PUT", path, {"Allocations": []}).status == 404
