"""Dates, zones, flags and elements: the tables of what Xero writes and what we read."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmxero.core.errors import XeroAnswerError
from cmxero.xero.dates import modified_since, read_day, read_instant, second_before
from cmxero.xero.translate import invoice_from, payment_from
from cmxero.xero.translate_settings import account_from, organisation_from, tax_rate_from
from cmxero.xero.zones import find_iana_zone

INVOICE = {
    "Type": "ACCREC", "InvoiceID": "i-1", "InvoiceNumber": "CM-1", "Status": "PAID",
    "SubTotal": 10, "TotalTax": 1, "Total": 11, "AmountDue": 0,
    "UpdatedDateUTC": "/Date(1719835200000)/",
}  # fmt: skip
PAYMENT = {
    "PaymentID": "p-1", "PaymentType": "ACCRECPAYMENT", "Status": "DELETED", "Amount": 5.5,
    "Date": "2024-07-01", "Invoice": {"InvoiceID": "i-1"},
    "UpdatedDateUTC": "/Date(1719835200000)/",
}  # fmt: skip


def raw(document):
    return msgspec.Raw(json.dumps(document).encode())


def naive(*parts):
    return datetime(*parts)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("/Date(1518685950940+0000)/", naive(2018, 2, 15, 9, 12, 30, 940000)),
        ("/Date(1518685950940)/", naive(2018, 2, 15, 9, 12, 30, 940000)),
        ("/Date(1518685950940+1300)/", naive(2018, 2, 15, 9, 12, 30, 940000)),
        ("/Date(-86400000+0000)/", naive(1969, 12, 31)),
        ("/Date(0)/", naive(1970, 1, 1)),
        ("2024-07-01T10:00:00", naive(2024, 7, 1, 10)),
        ("2024-07-01T10:00:00Z", naive(2024, 7, 1, 10)),
        ("2024-07-01T10:00:00+10:00", naive(2024, 7, 1)),
        ("2024-07-01T10:00:00.1234567", naive(2024, 7, 1, 10, 0, 0, 123456)),
        ("2024-07-01", naive(2024, 7, 1)),
    ],
)
def test_instant_when_written_in_any_of_xeros_ways_then_naive_utc(text, instant):
    """The offset inside /Date()/ is for display only; the milliseconds are UTC."""
    assert read_instant(text) == instant


@pytest.mark.parametrize(
    "text", ["", "yesterday", "/Date()/", "/Date(1e3)/", "/Date(99999999999999999)/", "2024-13-01"]
)
def test_instant_when_it_is_none_then_refused(text):
    """No guess about anything else."""
    with pytest.raises(ValueError, match=r".*"):
        read_instant(text)


@given(st.datetimes(min_value=naive(1900, 1, 1), max_value=naive(2200, 1, 1)))
def test_instant_when_written_as_milliseconds_then_read_back(instant):
    """To the millisecond, before and after 1970."""
    instant -= timedelta(microseconds=instant.microsecond % 1000)
    ms = (instant - naive(1970, 1, 1)) // timedelta(milliseconds=1)
    assert read_instant(f"/Date({ms}+0000)/") == instant


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)))
def test_day_when_xero_writes_midnight_utc_then_that_day(day):
    """Date-only fields are the UTC day, in whichever zone this machine is."""
    ms = (naive(day.year, day.month, day.day) - naive(1970, 1, 1)) // timedelta(milliseconds=1)
    assert read_day(f"/Date({ms}+0000)/") == day
    assert read_day(f"{day.isoformat()}T00:00:00") == day


def test_since_when_sent_then_aware_utc_and_never_later(clock):
    """Whole seconds, rounded down; an aware instant would be a mistake of ours."""
    assert modified_since(None) is None
    assert modified_since(naive(2024, 7, 1, 1, 2, 3, 999)) == datetime(
        2024, 7, 1, 1, 2, 3, tzinfo=UTC
    )
    with pytest.raises(ValueError, match="naive UTC"):
        modified_since(datetime(2024, 7, 1, tzinfo=UTC))
    assert second_before(naive(2024, 7, 1, 0, 0, 0, 5)) == naive(2024, 6, 30, 23, 59, 59)


@pytest.mark.parametrize(
    ("word", "zone"),
    [
        ("AUSEASTERNSTANDARDTIME", "Australia/Sydney"),
        ("EAUSTRALIASTANDARDTIME", "Australia/Brisbane"),
        ("WAUSTRALIASTANDARDTIME", "Australia/Perth"),
        ("CENAUSTRALIASTANDARDTIME", "Australia/Adelaide"),
        ("AUSCENTRALSTANDARDTIME", "Australia/Darwin"),
        ("TASMANIASTANDARDTIME", "Australia/Hobart"),
        ("NEWZEALANDSTANDARDTIME", "Pacific/Auckland"),
        ("GMTSTANDARDTIME", "Europe/London"),
        ("AUS Eastern Standard Time", "Australia/Sydney"),
        ("Australia/Perth", "Australia/Perth"),
        ("NOWHERESTANDARDTIME", None),
        ("../../etc/passwd", None),
        ("", None),
    ],
)
def test_zone_when_xero_names_it_then_the_iana_name(word, zone):
    """Xero's own words, Windows' spelling, or an IANA name; else nothing."""
    assert find_iana_zone(word) == zone


@pytest.mark.parametrize(
    "field",
    ["Reference", "Contact", "Date", "DueDate", "LineItems", "CurrencyCode", "AmountPaid",
     "AmountCredited", "InvoiceNumber", "LineAmountTypes"],
)  # fmt: skip
@pytest.mark.parametrize("how", ["null", "missing"])
def test_invoice_when_a_field_we_can_do_without_is_empty_then_it_is_read(field, how):
    """One null where the contract says otherwise breaks nothing."""
    full = INVOICE | {"AmountPaid": 11, "AmountCredited": 0}
    document = {name: value for name, value in full.items() if name != field}
    if how == "null":
        document[field] = None
    assert invoice_from(raw(document)).total == Decimal("11.00")


@pytest.mark.parametrize(
    "field",
    ["InvoiceID", "Type", "Status", "SubTotal", "TotalTax", "Total", "AmountDue", "UpdatedDateUTC"],
)
def test_invoice_when_a_field_we_rely_on_is_empty_then_named(field):
    """No amount or state is ever made up."""
    with pytest.raises(XeroAnswerError, match=rf"field {field}: it is missing"):
        invoice_from(raw(INVOICE | {field: None}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Total", 10.005), ("Total", "NaN"), ("Total", True), ("Total", []), ("AmountDue", "due"),
        ("Date", "/Date(soon)/"), ("UpdatedDateUTC", "never"), ("Reference", 7),
        ("LineItems", {}), ("Contact", "Acme"),
    ],
)  # fmt: skip
def test_invoice_when_a_field_cannot_be_read_then_document_and_field_are_named(field, value):
    """The accountant is told which invoice to look at."""
    with pytest.raises(XeroAnswerError, match=rf"invoice i-1, field {field}"):
        invoice_from(raw(INVOICE | {field: value}))


def test_invoice_when_words_are_unknown_then_they_are_kept():
    """A new status or currency does not stop a pull."""
    found = invoice_from(raw(INVOICE | {"Status": "ARCHIVED", "CurrencyCode": "XTS"}))
    assert (found.status, found.currency_code) == ("ARCHIVED", "XTS")


def test_invoice_when_only_the_iso_twins_are_there_then_they_serve():
    """UpdatedDateUTCString and DateString say the same."""
    document = INVOICE | {
        "UpdatedDateUTC": None, "UpdatedDateUTCString": "2024-07-01T12:00:00Z",
        "DateString": "2024-06-30T00:00:00",
    }  # fmt: skip
    found = invoice_from(raw(document))
    assert found.updated_utc == naive(2024, 7, 1, 12)
    assert found.invoice_date == date(2024, 6, 30)


def test_line_when_the_price_has_more_places_than_promised_then_rounded_not_refused():
    """One odd price on a stranger's invoice must not stop every pull; the body keeps it."""
    line = {"Quantity": 0.333333, "UnitAmount": 1.23456, "LineAmount": 0.41, "TaxAmount": 0.04}
    (found,) = invoice_from(raw(INVOICE | {"LineItems": [line]})).lines
    assert (found.quantity, found.unit_amount) == (Decimal("0.3333"), Decimal("1.2346"))
    assert (found.line_amount, found.tax_amount) == (Decimal("0.41"), Decimal("0.04"))


def test_line_when_it_only_describes_then_it_has_no_amounts():
    """Description-only lines are allowed in Xero."""
    (found,) = invoice_from(raw(INVOICE | {"LineItems": [{"Description": "Thank you"}]})).lines
    assert (found.description, found.line_amount) == ("Thank you", Decimal("0.00"))


@given(st.integers(-(10**14), 10**14))
def test_invoice_when_the_total_is_any_amount_then_exact(cents):
    """No amount passes through binary floating point."""
    total = Decimal(cents).scaleb(-2)
    text = json.dumps(INVOICE).replace('"Total": 11', f'"Total": {total:f}')
    assert invoice_from(msgspec.Raw(text.encode())).total == total


@pytest.mark.parametrize("field", ["PaymentID", "Status", "Amount", "Date", "UpdatedDateUTC"])
def test_payment_when_a_field_we_rely_on_is_empty_then_named(field):
    """A payment without its date or amount is no payment."""
    with pytest.raises(XeroAnswerError, match=rf"payment.*field {field}: it is missing"):
        payment_from(raw(PAYMENT | {field: None}))


@pytest.mark.parametrize("invoice", [None, {}, {"InvoiceID": None}])
def test_payment_when_it_names_no_invoice_then_said_so(invoice):
    """An ACCRECPAYMENT always belongs to an invoice."""
    with pytest.raises(XeroAnswerError, match=r"payment p-1, field Invoice.InvoiceID"):
        payment_from(raw(PAYMENT | {"Invoice": invoice}))


def test_payment_when_deleted_then_it_is_read_like_any_other():
    """Deleted payments stay readable; their status says so."""
    found = payment_from(raw(PAYMENT))
    assert (found.status, found.amount, found.payment_date) == (
        "DELETED", Decimal("5.50"), date(2024, 7, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "flag"),
    [(True, True), (False, False), ("true", True), ("True", True), ("false", False), (None, False)],
)
def test_flag_when_it_is_text_then_understood(value, flag):
    """The service and its samples differ in how they write a boolean."""
    assert payment_from(raw(PAYMENT | {"IsReconciled": value})).is_reconciled is flag


def test_organisation_when_live_then_demo_is_what_xero_says():
    """A demo company reached by LIVE settings still counts as a demo."""
    document = {"Name": "X", "BaseCurrency": "AUD", "Timezone": "UTC", "IsDemoCompany": True}
    assert organisation_from(raw(document), tenant_id="t", is_live=True).is_demo
    document["IsDemoCompany"] = False
    assert not organisation_from(raw(document), tenant_id="t", is_live=True).is_demo
    document["Timezone"] = "MARSSTANDARDTIME"
    with pytest.raises(XeroAnswerError, match="MARSSTANDARDTIME"):
        organisation_from(raw(document), tenant_id="t", is_live=True)


def test_settings_when_a_word_we_rely_on_is_missing_then_named():
    """An account without a type and a rate without a rate cannot be used for checks."""
    with pytest.raises(XeroAnswerError, match=r"account 200, field Type"):
        account_from(raw({"Code": "200"}))
    with pytest.raises(XeroAnswerError, match=r"tax rate OUTPUT, field EffectiveRate"):
        tax_rate_from(raw({"TaxType": "OUTPUT"}))
    assert tax_rate_from(raw({"TaxType": "X", "DisplayTaxRate": "12.5"})).effective_rate == Decimal(
        "12.5"
    )
