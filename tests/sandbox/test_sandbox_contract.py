"""The sandbox against Xero's own contract."""

import json

import pytest
from sandbox_api import credit_note, invoice, line, payment, refund
from xero_contract import CONTRACT as SPEC


@pytest.mark.skipif(not SPEC.exists(), reason="Xero's OpenAPI file is not beside this checkout")
def test_contract_when_every_operation_is_used_then_every_answer_holds_to_it(api):
    """One call of each kind, good and bad; the transport checks every answer."""
    api.put_invoice()
    api.put_payment("CM-1001", "60.00")
    api.call("PUT", "/Invoices", invoice(Status="PAID"))
    batch = {"Account": {"Code": "090"}, "Payments": [payment("CM-1001", "50.00")]}
    batch_id = api.call("PUT", "/BatchPayments", batch).body["BatchPayments"][0]["BatchPaymentID"]
    for path in (
        "/Organisation",
        "/Accounts",
        "/TaxRates",
        "/Contacts",
        "/Contacts?page=1",
        "/Invoices",
        "/Invoices?page=1&unitdp=4",
        "/Invoices?summaryOnly=True",
        "/Payments",
        "/Payments?page=1&pageSize=1",
        "/BatchPayments",
        f"/BatchPayments/{batch_id}",
    ):
        assert api.call("GET", path).status == 200
    assert api.call("POST", f"/BatchPayments/{batch_id}", {"Status": "DELETED"}).status == 200
    assert api.transport.checked >= 16


@pytest.mark.skipif(not SPEC.exists(), reason="Xero's OpenAPI file is not beside this checkout")
def test_contract_when_credits_are_used_then_every_answer_holds_to_it(api):
    """As above, for credits, contacts, items, tracking and history, good and bad."""
    tracked = line(Tracking=[{"Name": "Office", "Option": "Sydney"}])
    invoice_id = api.put_invoice(LineItems=[tracked], Url="https://example.org/1")["InvoiceID"]
    note_id = api.put_note(DueDate="2026-12-01")["CreditNoteID"]
    paths = [f"CreditNotes/{note_id}"]
    for kind, key in (("OVERPAYMENT", "OverpaymentID"), ("PREPAYMENT", "PrepaymentID")):
        body = {
            "Type": f"RECEIVE-{kind}",
            "Contact": {"Name": "Comcare"},
            "BankAccount": {"Code": "090"},
            "LineItems": [
                {"Description": "Early", "LineAmount": 55}
                | ({"AccountCode": "200"} if kind == "PREPAYMENT" else {})
            ],
        }
        row = api.call("PUT", "/BankTransactions", body).body["BankTransactions"][0]
        paths.append(f"{key[:-2]}s/{row[key]}")
    api.call("PUT", "/Contacts", {"Name": "icare", "ContactNumber": "P-2"})
    api.call("PUT", "/Items", {"Code": "A", "SalesDetails": {"UnitPrice": 10}})
    before = api.transport.checked
    for credit in paths:
        endpoint, ident = credit.split("/")
        assert api.allocate(credit, "CM-1001", "10.00").status == 200
        assert api.allocate(credit, "CM-1001", "999.00").status == 400
        made = api.call("PUT", "/Payments", refund(endpoint[:-1], ident, "5.00"))
        assert made.status == 200
        assert api.call("GET", f"/Payments/{made.body['Payments'][0]['PaymentID']}").status == 200
        note = {"HistoryRecords": [{"Details": "Seen"}]}
        assert api.call("PUT", f"/{credit}/History", note).status == 200
        for path in (f"/{credit}", f"/{endpoint}", f"/{endpoint}?page=1", f"/{credit}/History"):
            assert api.call("GET", path).status == 200
    for path in (
        f"/Invoices/{invoice_id}",
        "/Invoices?page=1",
        f"/Invoices/{invoice_id}/OnlineInvoice",
        "/Payments",
        "/BankTransactions",
        "/TrackingCategories",
        "/Items",
        "/Items/A",
        "/Contacts?includeArchived=true",
    ):
        assert api.call("GET", path).status == 200
    assert api.transport.checked - before >= 3 * 9 + 9


@pytest.mark.skipif(not SPEC.exists(), reason="Xero's OpenAPI file is not beside this checkout")
def test_contract_when_writes_are_refused_then_the_refusals_hold_to_it(api):
    """The 400 that lists what failed, and the 200 that holds it in its place (1.3)."""
    api.put_note()
    api.call("PUT", "/Contacts", {"Name": "icare"})
    api.call("PUT", "/Items", {"Code": "A"})
    before = api.transport.checked
    for path, bad in (
        ("/CreditNotes", credit_note(Type="ACCREC", Contact={"ContactID": "nonsense"})),
        ("/CreditNotes", credit_note(CreditNoteNumber="CN-1")),
        ("/Contacts", {"Name": "icare"}),
        ("/Items", {"Code": "A"}),
        ("/BankTransactions", {"Type": "SPEND"}),
    ):
        assert api.call("PUT", path, bad).status == 400
        assert api.call("PUT", f"{path}?summarizeErrors=false", bad).status == 200
    assert api.transport.checked - before == 10


@pytest.mark.skipif(not SPEC.exists(), reason="Xero's OpenAPI file is not beside this checkout")
def test_contract_when_an_answer_breaks_it_then_the_check_notices(api):
    """The check itself is not blind: an unknown status word is caught at any depth."""
    api.put_invoice()
    payment_id = api.put_payment("CM-1001", "60.00")["PaymentID"]
    api.control("POST", "switches", {"batch_amounts_as_text": True})
    batch = {"Account": {"Code": "090"}, "Payments": [payment("CM-1001", "50.00")]}
    api.call("PUT", "/BatchPayments", batch)
    assert api.call("GET", f"/Payments/{payment_id}").status == 200
    with pytest.raises(Exception, match=r"InvalidData|not valid|alidation"):
        api.call("GET", "/Payments?page=1")


def test_organisation_when_read_then_it_is_the_australian_demo_company(api):
    """Name, currency, zone and demo flag are what the workbench shows."""
    row = api.call("GET", "/Organisation").body["Organisations"][0]
    assert row["Name"] == "Southern Cross Rehabilitation (sandbox)"
    assert (row["BaseCurrency"], row["CountryCode"]) == ("AUD", "AU")
    assert row["Timezone"] == "EAUSTRALIASTANDARDTIME"
    assert row["IsDemoCompany"] is True
    assert "PeriodLockDate" not in row


def test_tax_rates_when_read_then_output_may_not_go_on_expenses(api):
    """AU OUTPUT is for revenue, INPUT for expenses, BASEXCLUDED for all (1.5)."""
    rows = {row["TaxType"]: row for row in api.call("GET", "/TaxRates").body["TaxRates"]}
    allowed = {
        name: (row["CanApplyToRevenue"], row["CanApplyToExpenses"]) for name, row in rows.items()
    }
    assert allowed["OUTPUT"] == allowed["EXEMPTOUTPUT"] == (True, False)
    assert allowed["INPUT"] == allowed["EXEMPTEXPENSES"] == (False, True)
    assert allowed["BASEXCLUDED"] == (True, True)
    assert rows["OUTPUT"]["EffectiveRate"] == 10


def test_accounts_when_read_then_the_system_accounts_are_marked(api):
    """Rounding and debtors are found by SystemAccount, not by code (1.4)."""
    rows = {row["Code"]: row for row in api.call("GET", "/Accounts").body["Accounts"]}
    assert rows["860"]["SystemAccount"] == "ROUNDING"
    assert rows["610"]["SystemAccount"] == "DEBTORS"
    assert (rows["200"]["Class"], rows["400"]["Class"]) == ("REVENUE", "EXPENSE")
    assert (rows["090"]["Type"], rows["091"]["Type"]) == ("BANK", "BANK")


def test_amounts_when_written_then_they_are_json_numbers_with_their_places(api):
    """Amounts leave as exact numbers, not as text and not through a double."""
    api.put_invoice(LineItems=[{**invoice()["LineItems"][0], "UnitAmount": 12.34}])
    content = api.call("GET", "/Invoices/CM-1001").content
    assert b'"Total":13.57' in content
    assert isinstance(json.loads(content)["Invoices"][0]["Total"], float)
