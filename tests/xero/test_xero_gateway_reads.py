"""Reading through the real SDK over real HTTP: what is asked, and what becomes of answers."""

import gzip
import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from cmxero.core.errors import XeroAnswerError, XeroRejectedError, XeroSignInError
from cmxero.xero.gateway import connect_gateway

AN_INVOICE = {
    "Type": "ACCREC",
    "InvoiceID": "00000000-0000-0000-0000-000000001001",
    "InvoiceNumber": "CM-1001",
    "Reference": "Case 77",
    "Status": "AUTHORISED",
    "Contact": {"ContactID": "c-1", "Name": "Acme Insurance"},
    "Date": "/Date(1719792000000+0000)/",
    "DueDate": "/Date(1721001600000+0000)/",
    "LineAmountTypes": "Inclusive",
    "LineItems": [],
    "CurrencyCode": "AUD",
    "SubTotal": 100.00,
    "TotalTax": 10.00,
    "Total": 110.00,
    "AmountDue": 110.00,
    "AmountPaid": 0,
    "UpdatedDateUTC": "/Date(1719835200123+0000)/",
}
A_PAYMENT = {
    "PaymentID": "p-1",
    "PaymentType": "ACCRECPAYMENT",
    "Status": "AUTHORISED",
    "Date": "/Date(1719792000000)/",
    "Amount": 60.00,
    "Reference": "EFT",
    "IsReconciled": "false",
    "Invoice": {"InvoiceID": "i-1", "InvoiceNumber": "CM-1001", "Payments": []},
    "BatchPayment": {"BatchPaymentID": "b-1", "TotalAmount": "60.00", "IsReconciled": "true"},
    "Account": {"AccountID": "a-1", "Code": "090"},
    "UpdatedDateUTC": "/Date(1719835200000+0000)/",
}


def invoices(*items, pages=1):
    return {"pagination": {"page": 1, "pageCount": pages}, "Invoices": list(items)}


def pages_of(chunks):
    return [len(chunk) for chunk in chunks]


def test_invoices_since_when_asked_then_the_query_is_the_documented_one(xero, gateway):
    """The change filter is aware UTC in whole seconds; lines keep four places; bills stay out."""
    xero.tell(invoices(AN_INVOICE))
    list(gateway.invoices_since(datetime(2024, 7, 1, 10, 0, 0, 999)))
    (call,) = xero.calls()
    assert (call.method, call.path) == ("GET", "/api.xro/2.0/Invoices")
    assert call.query == {
        "where": ['Type=="ACCREC"'], "unitdp": ["4"], "page": ["1"], "pageSize": ["1000"],
    }  # fmt: skip
    assert call.headers["If-Modified-Since"] == "2024-07-01T10:00:00+00:00"
    assert call.headers["Accept-Encoding"] == "gzip"
    assert call.headers["Authorization"] == "Bearer access-1"
    assert call.headers["xero-tenant-id"] == "11111111-2222-3333-4444-555555555555"


def test_invoices_since_when_never_pulled_then_everything_is_asked_for(xero, gateway):
    """Without an instant no change filter is sent."""
    xero.tell(invoices())
    assert list(gateway.invoices_since(None)) == []
    assert "If-Modified-Since" not in xero.calls()[0].headers


def test_invoices_since_when_answered_then_amounts_are_exact_and_the_body_is_kept(xero, gateway):
    """Decimals come from the text of the JSON, and the evidence is the element as received."""
    body = json.dumps(invoices(AN_INVOICE)).replace("110.0", "110.00", 1).encode()
    xero.tell(body)
    ((found,),) = gateway.invoices_since(None)
    assert (found.number, found.total, found.total_tax) == (
        "CM-1001", Decimal("110.00"), Decimal("10.00"),
    )  # fmt: skip
    assert (found.invoice_date, found.due_date) == (date(2024, 7, 1), date(2024, 7, 15))
    assert found.updated_utc == datetime(2024, 7, 1, 12, 0, 0, 123000)
    assert found.amount_credited == Decimal("0.00")
    assert found.body in body
    assert json.loads(found.body)["InvoiceNumber"] == "CM-1001"


def test_invoices_since_when_gzipped_then_decoded_and_the_wire_bytes_counted(
    xero, gateway, records
):
    """The answer may come compressed; what is counted is what travelled."""
    packed = gzip.compress(json.dumps(invoices(*[AN_INVOICE] * 50)).encode())
    xero.tell(packed, headers={"Content-Encoding": "gzip"})
    assert len([one for page in gateway.invoices_since(None) for one in page]) == 50
    assert records[-1].bytes_received == len(packed)
    assert records[-1].bytes_decoded == len(gzip.decompress(packed))


def test_any_call_when_a_refusal_is_gzipped_then_read_and_the_wire_bytes_counted(
    xero, gateway, records
):
    """What is refused travels as well."""
    packed = gzip.compress(json.dumps({"Message": "Too many rows. " * 50}).encode())
    xero.tell(packed, status=400, headers={"Content-Encoding": "gzip"})
    with pytest.raises(XeroRejectedError, match="Too many rows"):
        gateway.accounts()
    assert records[-1].bytes_received == len(packed)


def test_invoices_since_when_a_bill_is_among_them_then_it_is_left_out(xero, gateway):
    """Bills never concern us, even where the filter did not work."""
    xero.tell(invoices(AN_INVOICE | {"Type": "ACCPAY", "Total": None}, AN_INVOICE))
    ((found,),) = gateway.invoices_since(None)
    assert found.type == "ACCREC"


def test_invoices_since_when_two_pages_then_the_second_starts_from_the_last_instant(xero, gateway):
    """Page 1 is asked for again from the last instant, so that nothing can shift out of sight."""
    newer = AN_INVOICE | {"InvoiceID": "i-2", "UpdatedDateUTC": "/Date(1719835260000)/"}
    newest = AN_INVOICE | {"InvoiceID": "i-3", "UpdatedDateUTC": "/Date(1719835261000)/"}
    xero.tell(invoices(AN_INVOICE, newer, pages=2))
    xero.tell(invoices(newer, newest))
    found = list(gateway.invoices_since(None))
    assert [[one.xero_invoice_id[-4:] for one in page] for page in found] == [
        ["1001", "i-2"], ["i-3"],
    ]  # fmt: skip
    second = xero.calls()[1]
    assert second.query["page"] == ["1"]
    assert second.headers["If-Modified-Since"] == "2024-07-01T12:00:59+00:00"


def test_invoices_since_when_nothing_was_modified_then_304_means_no_pages(xero, gateway):
    """Whether Xero ever answers 304 is not known; it would mean that nothing changed."""
    xero.tell(b"", status=304)
    assert list(gateway.invoices_since(datetime(2024, 7, 1))) == []


def test_payments_since_when_batch_fields_are_text_then_it_is_read(xero, gateway):
    """Xero's samples write booleans and totals of a batch as text; dispatch is on the type."""
    refund = A_PAYMENT | {"PaymentID": "p-2", "PaymentType": "ARCREDITPAYMENT"}
    paid_bill = {"PaymentID": "p-3", "PaymentType": "ACCPAYPAYMENT"}
    xero.tell({"pagination": {"pageCount": 1}, "Payments": [A_PAYMENT, refund, paid_bill]})
    ((payment, given_back),) = gateway.payments_since(None)
    assert (payment.amount, payment.xero_invoice_id, payment.invoice_number) == (
        Decimal("60.00"), "i-1", "CM-1001",
    )  # fmt: skip
    assert (payment.xero_batch_payment_id, payment.bank_account_code) == ("b-1", "090")
    assert payment.is_reconciled is False
    assert (given_back.payment_type, given_back.xero_invoice_id) == ("ARCREDITPAYMENT", "")


def test_find_invoices_when_many_numbers_then_forty_are_asked_for_at_a_time(xero, gateway):
    """81 numbers take three calls; the filter carries them joined by commas."""
    numbers = [f"CM-{n}" for n in range(81)]
    for n in (0, 40, 80):
        item = AN_INVOICE | {"InvoiceID": f"i-{n}", "InvoiceNumber": f"CM-{n}", "Status": "VOIDED"}
        xero.tell(invoices(item))
    found = gateway.find_invoices(numbers)
    assert [one.number for one in found] == ["CM-0", "CM-40", "CM-80"]
    sent = [call.query["InvoiceNumbers"][0].split(",") for call in xero.calls()]
    assert sent == [numbers[:40], numbers[40:80], numbers[80:]]


def test_find_invoices_when_there_is_a_second_page_then_it_is_read(xero, gateway):
    """One number may stand on several documents; all of them are found."""
    xero.tell(invoices(AN_INVOICE, pages=2))
    xero.tell(invoices(AN_INVOICE | {"InvoiceID": "i-2", "Status": "DELETED"}, pages=2))
    found = gateway.find_invoices(["CM-1001", "CM-1001"])
    assert [one.status for one in found] == ["AUTHORISED", "DELETED"]


def test_find_invoices_when_the_filter_was_ignored_then_strangers_are_left_out(xero, gateway):
    """Only the numbers asked for come back; capitals do not matter."""
    xero.tell(invoices(AN_INVOICE, AN_INVOICE | {"InvoiceID": "i-9", "InvoiceNumber": "INV-9"}))
    assert [one.number for one in gateway.find_invoices(["cm-1001"])] == ["CM-1001"]


def test_find_invoices_when_no_numbers_then_no_call(xero, gateway):
    """Nothing to look up costs nothing."""
    assert gateway.find_invoices([]) == ()
    assert xero.seen == []


def test_find_invoices_when_a_number_holds_a_comma_then_refused(xero, gateway):
    """Xero's filter cannot express a comma."""
    with pytest.raises(ValueError, match="comma"):
        gateway.find_invoices(["CM-1,2"])
    assert xero.seen == []


def test_organisation_when_read_then_lock_dates_and_an_iana_zone(xero, gateway):
    """Xero's time zone words become names Python knows; the sandbox is always a demo."""
    xero.tell({"Organisations": [{
        "OrganisationID": "o", "Name": "Recovery Pty Ltd", "BaseCurrency": "AUD",
        "CountryCode": "AU", "Timezone": "EAUSTRALIASTANDARDTIME", "IsDemoCompany": False,
        "PeriodLockDate": "/Date(1717113600000+0000)/", "EndOfYearLockDate": None,
    }]})  # fmt: skip
    found = gateway.organisation()
    assert (found.timezone, found.is_demo) == ("Australia/Brisbane", True)
    assert (found.period_lock_date, found.end_of_year_lock_date) == (date(2024, 5, 31), None)


def test_accounts_and_tax_rates_when_read_then_translated(xero, gateway):
    """A bank account takes payments without being told to; rates are per cent."""
    xero.tell({"Accounts": [
        {"Name": "Cheque", "Type": "BANK", "Status": "ACTIVE", "Code": None},
        {"Name": "Sales", "Type": "REVENUE", "Code": "200", "TaxType": "OUTPUT",
         "EnablePaymentsToAccount": False, "Status": "ACTIVE"},
    ]})  # fmt: skip
    xero.tell({"TaxRates": [
        {"TaxType": "OUTPUT", "Name": "GST", "Status": "ACTIVE", "EffectiveRate": 10.0000,
         "CanApplyToRevenue": True},
    ]})  # fmt: skip
    cheque, sales = gateway.accounts()
    assert (cheque.code, cheque.takes_payments) == ("", True)
    assert (sales.code, sales.tax_type, sales.takes_payments) == ("200", "OUTPUT", False)
    (rate,) = gateway.tax_rates()
    assert (rate.tax_type, rate.effective_rate, rate.can_apply_to_revenue) == (
        "OUTPUT", Decimal(10), True,
    )  # fmt: skip


def test_any_read_when_one_element_is_bad_then_its_id_and_field_are_named(xero, gateway):
    """One bad element says which document and which field, and nothing of the page is used."""
    xero.tell(invoices(AN_INVOICE, AN_INVOICE | {"InvoiceID": "i-bad", "Total": "a lot"}))
    with pytest.raises(XeroAnswerError, match=r"invoice i-bad, field Total"):
        list(gateway.invoices_since(None))


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Sign in to the hotel's network</html>",
        b"",
        b'{"Invoices": null}',
        b'{"Payments": []}',
    ],
    ids=["a web page", "nothing", "null instead of a list", "another list"],
)
def test_any_read_when_the_answer_is_something_else_then_said_so(xero, gateway, body):
    """An answer that is not what was asked for is never an empty list."""
    xero.tell(body)
    with pytest.raises(XeroAnswerError, match="cannot be understood"):
        list(gateway.invoices_since(None))


def test_tenant_when_none_is_named_then_the_only_connected_one_is_used(xero, connection, clock):
    """GET /connections decides where the settings leave the organisation open."""
    xero.tell(json.dumps([
        {"id": "x", "tenantId": "t-1", "tenantType": "ORGANISATION", "tenantName": "Recovery"},
        {"id": "y", "tenantId": "t-2", "tenantType": "PRACTICE", "tenantName": "Advisers"},
    ]).encode())  # fmt: skip
    xero.tell({"Accounts": []})
    with connect_gateway(
        replace(connection, tenant_id=None), clock=clock, sleep=clock.sleep
    ) as found:
        assert found.accounts() == ()
    assert [call.path for call in xero.calls()] == ["/connections", "/api.xro/2.0/Accounts"]
    assert xero.calls()[1].headers["xero-tenant-id"] == "t-1"


@pytest.mark.parametrize("count", [0, 2])
def test_tenant_when_none_is_named_and_not_exactly_one_is_connected_then_asked(
    xero, connection, clock, count
):
    """No guess is made between organisations."""
    found = [{"id": "x", "tenantId": f"t-{n}", "tenantName": f"Clinic {n}"} for n in range(count)]
    xero.tell(json.dumps(found).encode())
    open_connection = replace(connection, tenant_id=None)
    with (
        connect_gateway(open_connection, clock=clock, sleep=clock.sleep) as gateway,
        pytest.raises(XeroSignInError, match=f"leads to {count} organisations"),
    ):
        gateway.accounts()


def test_list_organisations_when_signed_in_then_their_names_and_tenants(xero, connection, clock):
    """What `cmxero organisations` shows."""
    xero.tell(b'[{"id": "x", "tenantId": "t-1", "tenantName": "Clinic", "authEventId": null}]')
    with connect_gateway(connection, clock=clock, sleep=clock.sleep) as gateway:
        (found,) = gateway.organisations()
    assert (found.tenant_id, found.name, found.connection_id) == ("t-1", "Clinic", "x")
