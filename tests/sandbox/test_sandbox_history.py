"""History notes and online invoices (xero-api.md 3)."""

import pytest


def test_history_when_notes_are_put_then_they_are_there_newest_first(api):
    """A note says what it says, when, and that an app wrote it; the document does not move."""
    row = api.put_invoice()
    path = f"/Invoices/{row['InvoiceID']}/History"
    assert api.call("GET", path).body["HistoryRecords"] == []
    for text in ("Exported by cmxero, run 7", "Checked"):
        api.clock.advance(seconds=1)
        put = api.call("PUT", path, {"HistoryRecords": [{"Details": text}]})
        assert put.body["HistoryRecords"][0]["Details"] == text
    records = api.call("GET", "/Invoices/CM-1001/History").body["HistoryRecords"]
    assert [(one["Details"], one["User"], one["DateUTCString"]) for one in records] == [
        ("Checked", "System Generated", "2026-11-22T00:00:02"),
        ("Exported by cmxero, run 7", "System Generated", "2026-11-22T00:00:01"),
    ]
    assert api.get_invoice("CM-1001")["UpdatedDateUTC"] == row["UpdatedDateUTC"]


def test_history_when_of_another_document_then_it_is_its_own(api):
    """Credit notes, contacts, payments: each has its history."""
    contact_id = api.put_invoice()["Contact"]["ContactID"]
    payment_id = api.put_payment("CM-1001", "10.00")["PaymentID"]
    api.put_note()
    paths = ("/CreditNotes/CN-1", f"/Contacts/{contact_id}", f"/Payments/{payment_id}")
    for path in paths:
        body = {"HistoryRecords": [{"Details": path}]}
        assert api.call("PUT", f"{path}/History", body).status == 200
    for path in paths:
        records = api.call("GET", f"{path}/History").body["HistoryRecords"]
        assert [one["Details"] for one in records] == [path]


@pytest.mark.parametrize("details", ["", None, "x" * 2501])
def test_history_when_a_note_is_empty_or_too_long_then_it_is_refused(api, details):
    """Notes hold 1 to 2500 characters."""
    api.put_invoice()
    body = {"HistoryRecords": [{"Details": details}]}
    reply = api.call("PUT", "/Invoices/CM-1001/History", body)
    assert (reply.status, api.state.notes) == (400, {})
    assert "1 to 2500" in reply.messages[0]


def test_history_when_the_document_is_unknown_then_it_is_a_404(api):
    """Neither read nor written."""
    for path in ("/Invoices/CM-9/History", "/Contacts/none/History", "/Accounts/x/History"):
        assert api.call("GET", path).status == 404
    note = {"HistoryRecords": [{"Details": "x"}]}
    assert api.call("PUT", "/CreditNotes/none/History", note).status == 404


def test_online_invoice_when_asked_for_then_only_drafts_have_none(api):
    """The address stays the same, by id or number; drafts and bills have none."""
    row = api.put_invoice()
    api.put_invoice(InvoiceNumber="CM-2", Status="DRAFT")

    def url(ident: str) -> str:
        reply = api.call("GET", f"/Invoices/{ident}/OnlineInvoice")
        assert reply.status == 200
        return reply.body["OnlineInvoices"][0]["OnlineInvoiceUrl"]

    assert url(row["InvoiceID"]) == url("CM-1001")
    assert url("CM-1001").startswith("https://in.sandbox.invalid/")
    draft = api.call("GET", "/Invoices/CM-2/OnlineInvoice")
    assert (draft.status, "no draft" in draft.body["Message"]) == (400, True)
    assert api.call("GET", "/Invoices/CM-9/OnlineInvoice").status == 404
