"""Credit notes, their use and drafts deleted, over real HTTP and the real SDK."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xero_contract import CONTRACT, unknown_keys

from cmxero.core.credits import AllocationOutcome, CreditNoteDraft
from cmxero.core.documents import DraftLine
from cmxero.core.errors import XeroAnswerError, XeroRejectedError, XeroUnreachableError
from cmxero.core.money import money
from cmxero.xero.settling import encode_allocation, encode_credit_note, encode_deletion

ID = "22222222-3333-4444-5555-666666666666"
ZERO_ID = "00000000-0000-0000-0000-000000000000"
DAY = date(2026, 9, 5)
LINE = DraftLine(
    "Adjustment A7", Decimal("1.0000"), Decimal("22.0000"), money("22.00"), "OUTPUT", "200"
)
DRAFT = CreditNoteDraft(
    "CN-1001-A7", ID, DAY, "CM-1001", "AUD", (LINE,), money("22.00"), money("2.00")
)
SAVED = {
    "CreditNoteID": ID, "CreditNoteNumber": "CN-1001-A7", "Type": "ACCRECCREDIT",
    "Status": "AUTHORISED", "Contact": {"ContactID": ID, "Name": "Bluegum"},
    "DateString": "2026-09-05T00:00:00", "Date": "/Date(1788566400000+0000)/",
    "Reference": "CM-1001", "CurrencyCode": "AUD", "LineAmountTypes": "Inclusive",
    "SubTotal": 20.00, "TotalTax": 2.00, "Total": 22.00, "RemainingCredit": 22.00,
    "UpdatedDateUTC": "/Date(1788566400000+0000)/",
    "Allocations": [{"AllocationID": ID, "Amount": 5.00, "Date": "/Date(1788566400000+0000)/",
                     "Invoice": {"InvoiceID": ID, "InvoiceNumber": "CM-1001"}}],
}  # fmt: skip
amounts = st.integers(1, 10**12).map(lambda cents: Decimal(cents).scaleb(-2))


@given(total=amounts, text=st.text(min_size=1, max_size=30))
def test_a_credit_note_is_sent_exactly_and_with_the_contacts_id_alone(total, text):
    """The same draft gives the same bytes; more of a contact would edit it."""
    line = DraftLine(text, Decimal("1.0000"), total, total, "OUTPUT", "200")
    draft = CreditNoteDraft("CN-1", ID, DAY, "CM-1001", "AUD", (line,), total, money("0.00"))
    body = encode_credit_note(draft)
    assert body == encode_credit_note(draft)
    (note,) = json.loads(body, parse_float=Decimal, parse_int=Decimal)["CreditNotes"]
    assert note["Contact"] == {"ContactID": ID}
    assert (note["Type"], note["Status"], note["Date"]) == (
        "ACCRECCREDIT", "AUTHORISED", "2026-09-05",
    )  # fmt: skip
    assert (note["LineItems"][0]["LineAmount"], note["LineItems"][0]["Description"]) == (
        total, text,
    )  # fmt: skip


@pytest.mark.skipif(not CONTRACT.exists(), reason="Xero's contract is not beside this checkout")
def test_every_key_of_the_bodies_is_one_of_the_contracts():
    """And a deletion changes the status and nothing else."""
    note = json.loads(encode_credit_note(DRAFT))
    assert unknown_keys("PUT", "/CreditNotes", note) == []
    use = json.loads(encode_allocation(ID, money("5.00"), DAY))
    assert unknown_keys("PUT", f"/CreditNotes/{ID}/Allocations", use) == []
    gone = json.loads(encode_deletion(ID))
    assert gone == {"Invoices": [{"InvoiceID": ID, "Status": "DELETED"}]}
    assert unknown_keys("POST", f"/Invoices/{ID}", gone) == []


def test_a_created_note_comes_back_as_xero_holds_it(xero, gateway):
    """Create only, one element, warnings told; the key goes along."""
    xero.tell({"CreditNotes": [SAVED | {"Warnings": [{"Message": "Look at it."}]}]})
    made = gateway.create_credit_note(encode_credit_note(DRAFT), number="CN-1001-A7", key="k/1")
    assert (made.credit.xero_credit_id, made.credit.total, made.messages) == (
        ID, money("22.00"), ("Look at it.",),
    )  # fmt: skip
    (call,) = xero.calls()
    assert (call.method, call.path) == ("PUT", "/api.xro/2.0/CreditNotes")
    assert call.query == {"summarizeErrors": ["false"], "unitdp": ["4"]}
    assert call.headers["Idempotency-Key"] == "k/1"
    assert call.body == encode_credit_note(DRAFT)


@pytest.mark.parametrize("answer_id", [ZERO_ID, None])
def test_a_refused_note_comes_back_with_every_reason(xero, gateway, answer_id):
    """Whatever stands for its id."""
    refused = {
        "CreditNoteNumber": "CN-1001-A7", "StatusAttributeString": "ERROR", "HasErrors": True,
        "ValidationErrors": [{"Message": "One."}, {"Message": "Two."}],
    }  # fmt: skip
    xero.tell({"CreditNotes": [refused | ({"CreditNoteID": answer_id} if answer_id else {})]})
    made = gateway.create_credit_note(b"{}", number="CN-1001-A7", key="k")
    assert (made.credit, made.messages) == (None, ("One.", "Two."))


@pytest.mark.parametrize(
    "elements",
    [
        [],
        [SAVED, SAVED],
        [SAVED | {"CreditNoteID": None}],
        [SAVED | {"CreditNoteNumber": "CN-9"}],
    ],
    ids=["none", "two", "without an id", "about another"],
)
def test_an_answer_that_does_not_fit_is_no_answer(xero, gateway, elements):
    """It may well be there: whoever sent it has to look."""
    xero.tell({"CreditNotes": elements})
    with pytest.raises(XeroAnswerError, match=r"before it sends anything|cannot be understood"):
        gateway.create_credit_note(b"{}", number="CN-1001-A7", key="k")


def test_notes_are_found_by_number_whatever_its_capitals(xero, gateway):
    """One call a number; what Xero's filter lets through besides is left out."""
    other = SAVED | {"CreditNoteID": ZERO_ID.replace("0", "1"), "CreditNoteNumber": "CN-1001-A"}
    xero.tell({"CreditNotes": [SAVED | {"CreditNoteNumber": "cn-1001-a7"}, other]})
    (found,) = gateway.find_credit_notes(["CN-1001-A7"])
    assert (found.xero_credit_id, found.allocations[0].amount) == (ID, money("5.00"))
    assert xero.calls()[0].query["where"] == ['CreditNoteNumber=="CN-1001-A7"']
    with pytest.raises(ValueError, match="cannot look up"):
        gateway.find_credit_notes(['CN"'])


def test_a_use_that_is_done_and_one_that_is_refused(xero, gateway):
    """Refusals come in the element, or as a 400 for the whole request."""
    body = encode_allocation(ID, money("5.00"), DAY)
    xero.tell({"Allocations": [{"AllocationID": ID, "Amount": 5.00, "ValidationErrors": []}]})
    assert gateway.allocate_credit_note(ID, body, key="k") == AllocationOutcome(ID)
    refused = {"AllocationID": ZERO_ID, "ValidationErrors": [{"Message": "Too much."}]}
    xero.tell({"Allocations": [refused]})
    assert gateway.allocate_credit_note(ID, body, key="k").messages == ("Too much.",)
    xero.tell({"Type": "ValidationException", "Elements": [refused]}, status=400)
    with pytest.raises(XeroRejectedError) as fault:
        gateway.allocate_credit_note(ID, body, key="k")
    assert fault.value.messages == ("Too much.",)
    assert xero.calls()[0].path == f"/api.xro/2.0/CreditNotes/{ID}/Allocations"
    xero.tell(cut="half")
    with pytest.raises(XeroUnreachableError):
        gateway.allocate_credit_note(ID, body, key="k")
    assert len(xero.calls()) == 4  # a write is never repeated by itself


def test_a_deletion_is_posted_to_the_one_invoice(xero, gateway):
    """One that is no draft any more is refused."""
    xero.tell({"Invoices": [{"InvoiceID": ID, "Status": "DELETED"}]})
    gateway.delete_draft(ID, encode_deletion(ID), key="k")
    (call,) = xero.calls()
    assert (call.method, call.path) == ("POST", f"/api.xro/2.0/Invoices/{ID}")
    why = {"ValidationErrors": [{"Message": "Invoice not of valid status for modification"}]}
    xero.tell({"Type": "ValidationException", "Elements": [why]}, status=400)
    with pytest.raises(XeroRejectedError, match="not of valid status"):
        gateway.delete_draft(ID, encode_deletion(ID), key="k")
    xero.tell({"Invoices": []})
    with pytest.raises(XeroAnswerError):
        gateway.delete_draft(ID, encode_deletion(ID), key="k")
