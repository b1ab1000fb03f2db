"""The sandbox against Xero's own contract."""

import json

import pytest
from sandbox_api import SPEC, invoice, payment


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
