"""Organisations of other countries: what they say of themselves, tax, rounding, time (1.4, 1.5)."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox_api import START, invoice, line, payment

from cmxero.sandbox.amounts import tax_on
from cmxero.sandbox.invoices import create_invoice
from cmxero.sandbox.organisation import OrganisationState

CENT = Decimal("0.01")


def priced(*amounts: str, tax_type: str = "OUTPUT2") -> list[dict]:
    """One line for each amount."""
    return [line(UnitAmount=Decimal(amount), TaxType=tax_type) for amount in amounts]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (
            "au",
            {
                "Name": "Southern Cross Rehabilitation (sandbox)",
                "Version": "AU",
                "CountryCode": "AU",
                "BaseCurrency": "AUD",
                "Timezone": "EAUSTRALIASTANDARDTIME",
                "SalesTaxBasis": "ACCRUALS",
                "SalesTaxPeriod": "QUARTERLY1",
                "FinancialYearEndMonth": 6,
                "ShortCode": "!sandbox",
            },
        ),
        (
            "nz",
            {
                "Name": "Aotearoa Rehabilitation (sandbox)",
                "Version": "NZ",
                "CountryCode": "NZ",
                "BaseCurrency": "NZD",
                "Timezone": "NEWZEALANDSTANDARDTIME",
                "SalesTaxBasis": "PAYMENTS",
                "SalesTaxPeriod": "TWOMONTHS",
                "FinancialYearEndMonth": 3,
                "ShortCode": "!sandboxnz",
            },
        ),
        (
            "uk",
            {
                "Name": "Thames Rehabilitation (sandbox)",
                "Version": "UK",
                "CountryCode": "GB",
                "BaseCurrency": "GBP",
                "Timezone": "GMTSTANDARDTIME",
                "SalesTaxBasis": "ACCRUAL",
                "SalesTaxPeriod": "QUARTERLY",
                "FinancialYearEndMonth": 3,
                "ShortCode": "!sandboxuk",
            },
        ),
    ],
)
def test_organisation_when_asked_then_it_tells_of_its_country(api, key, expected):
    """Version is Xero's word, CountryCode ISO's: the United Kingdom has two of them."""
    api.reach(key)
    row = api.call("GET", "/Organisation").body["Organisations"][0]
    assert {name: row[name] for name in expected} == expected
    banks = [a for a in api.call("GET", "/Accounts").body["Accounts"] if a["Type"] == "BANK"]
    assert {bank["CurrencyCode"] for bank in banks} == {expected["BaseCurrency"]}
    assert len(api.call("GET", "/TrackingCategories").body["TrackingCategories"]) == 2


SALES = {"Assets", "Equity", "Liabilities", "Revenue"}
PURCHASES = {"Assets", "Equity", "Expenses", "Liabilities"}
RATES = {
    "nz": {
        "OUTPUT2": ("15", SALES),
        "INPUT2": ("15", PURCHASES),
        "OUTPUT": ("12.5", SALES),
        "INPUT": ("12.5", PURCHASES),
        "ZERORATED": ("0", {"Liabilities", "Revenue"}),
        "GSTONIMPORTS": ("0", {"Liabilities"}),
        "NONE": ("0", SALES | PURCHASES),
    },
    "uk": {
        "OUTPUT2": ("20", SALES),
        "RROUTPUT": ("5", SALES),
        "ZERORATEDOUTPUT": ("0", SALES),
        "EXEMPTOUTPUT": ("0", SALES),
        "ECZROUTPUT": ("0", SALES),
        "ECZROUTPUTSERVICES": ("0", SALES),
        "DRCHARGE20": ("0", SALES),
        "DRCHARGE5": ("0", SALES),
        "INPUT2": ("20", PURCHASES),
        "RRINPUT": ("5", PURCHASES),
        "ZERORATEDINPUT": ("0", PURCHASES),
        "EXEMPTINPUT": ("0", PURCHASES),
        "REVERSECHARGES": ("0", PURCHASES),
        "DRCHARGESUPPLY20": ("0", PURCHASES),
        "DRCHARGESUPPLY5": ("0", PURCHASES),
        "NONE": ("0", SALES | PURCHASES),
    },
}


@pytest.mark.parametrize("key", RATES)
def test_tax_rates_when_listed_then_codes_and_flags_are_the_countrys(api, key):
    """The codes of 1.5 with the CanApplyTo flags of Xero's own pages and samples."""
    api.reach(key)
    rows = api.call("GET", "/TaxRates").body["TaxRates"]
    found = {
        row["TaxType"]: (
            row["EffectiveRate"],
            {name[10:] for name, true in row.items() if name.startswith("CanApplyTo") and true},
        )
        for row in rows
    }
    assert found == {code: (Decimal(rate), to) for code, (rate, to) in RATES[key].items()}
    assert {row["TaxComponents"][0]["Name"] for row in rows} == {"VAT" if key == "uk" else "GST"}


@pytest.mark.parametrize(
    ("key", "account", "tax_type", "is_good"),
    [
        ("nz", "200", "OUTPUT2", True),
        ("nz", "200", "OUTPUT", True),
        ("nz", "200", "ZERORATED", True),
        ("nz", "200", "INPUT2", False),
        ("nz", "400", "OUTPUT2", False),
        ("nz", "400", "ZERORATED", False),
        ("nz", "860", "GSTONIMPORTS", True),
        ("nz", "400", "GSTONIMPORTS", False),
        ("nz", "200", "BASEXCLUDED", False),
        ("uk", "200", "RROUTPUT", True),
        ("uk", "200", "DRCHARGE20", True),
        ("uk", "200", "DRCHARGESUPPLY20", False),
        ("uk", "400", "REVERSECHARGES", True),
        ("uk", "400", "OUTPUT2", False),
        ("uk", "200", "OUTPUT", False),
        ("au", "200", "OUTPUT2", False),
    ],
)
def test_line_when_the_tax_type_is_not_for_the_account_then_it_is_refused(
    api, key, account, tax_type, is_good
):
    """Another country's code is as unknown as one for the wrong class of account."""
    api.reach(key)
    reply = api.call(
        "PUT", "/Invoices", invoice(LineItems=[line(AccountCode=account, TaxType=tax_type)])
    )
    expected = f"The TaxType code '{tax_type}' cannot be used with account code '{account}'."
    assert reply.messages == ([] if is_good else [expected])


@pytest.mark.parametrize(
    ("key", "sales", "expenses"),
    [("au", "110.00", "110.00"), ("nz", "115.00", "115.00"), ("uk", "120.00", "120.00")],
)
def test_line_when_it_names_no_tax_type_then_the_accounts_own_is_taken(api, key, sales, expenses):
    """Sales and expenses carry their country's standard rate."""
    api.reach(key)
    for kind, account, total in (("ACCREC", "200", sales), ("ACCPAY", "400", expenses)):
        lines = [line(AccountCode=account, TaxType=None)]
        row = api.put_invoice(Type=kind, InvoiceNumber=kind, LineItems=lines)
        assert row["Total"] == Decimal(total)


@pytest.mark.parametrize(
    ("key", "tax_type", "total"),
    [
        ("nz", "OUTPUT", "112.50"),
        ("nz", "ZERORATED", "100.00"),
        ("nz", "NONE", "100.00"),
        ("uk", "RROUTPUT", "105.00"),
        ("uk", "DRCHARGE20", "100.00"),
        ("uk", "NONE", "100.00"),
    ],
)
def test_invoice_when_the_rate_is_another_then_so_is_the_total(api, key, tax_type, total):
    """100.00 net; a reverse charge is left to the customer."""
    api.reach(key)
    row = api.put_invoice(LineItems=[line(TaxType=tax_type)])
    assert (row["Total"], row["LineItems"][0]["TaxType"]) == (Decimal(total), tax_type)


def test_uk_when_inclusive_lines_are_ties_then_each_is_rounded_up_before_the_sum(api):
    """At 20 % inclusive one amount in six is a tie: 0.15 holds 0.025, so 0.03 a line (1.4)."""
    api.reach("uk")
    lines = priced("0.03", "0.09", "0.15", "0.27", "100.05")
    row = api.put_invoice(LineAmountTypes="Inclusive", LineItems=lines)
    taxes = [Decimal(t) for t in ("0.01", "0.02", "0.03", "0.05", "16.68")]
    assert [one["TaxAmount"] for one in row["LineItems"]] == taxes
    assert (row["Total"], row["TotalTax"], row["SubTotal"]) == (
        Decimal("100.59"),
        Decimal("16.79"),
        Decimal("83.80"),
    )
    assert row["TotalTax"] != (row["Total"] / 6).quantize(CENT)


@given(st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=8))
def test_uk_when_any_inclusive_lines_are_sold_then_tax_is_half_up_a_line(cents):
    """Held against whole-number arithmetic: c/6 cents of tax, half of one goes up."""
    state = OrganisationState.new(START, "uk", "UK")
    lines = [line(UnitAmount=one * CENT, TaxType="OUTPUT2") for one in cents]
    row = create_invoice(state, invoice(LineAmountTypes="Inclusive", LineItems=lines), START, 4)
    assert row.total == sum(cents) * CENT
    assert row.total_tax == sum((one + 3) // 6 for one in cents) * CENT
    assert row.sub_total + row.total_tax == row.total


@given(
    st.integers(min_value=0, max_value=10**9),
    st.sampled_from([Decimal(10), Decimal(15)]),
)
def test_au_and_nz_when_inclusive_then_no_tie_ever_happens(cents, rate):
    """c/11 and 3c/23 cents are never halves, whatever the amount (1.4)."""
    exact = cents * rate / (100 + rate)
    assert exact % 1 != Decimal("0.5")
    state = OrganisationState.new(START, "x", "NZ" if rate == 15 else "AU")
    assert tax_on(cents * CENT, rate, "Inclusive", state.settings.switches) == (
        exact.quantize(Decimal(1)) * CENT
    )


def test_nz_when_the_documented_example_is_sold_then_the_tax_is_as_documented(api):
    """25.06, 25.61 and 25.63 at 15 %: 3.76 + 3.84 + 3.84 = 11.44, not 11.45 (1.4)."""
    api.reach("nz")
    row = api.put_invoice(LineItems=priced("25.06", "25.61", "25.63"))
    assert (row["TotalTax"], row["Total"]) == (Decimal("11.44"), Decimal("87.74"))


@pytest.mark.parametrize(
    ("key", "own", "foreign"), [("au", "AUD", "NZD"), ("nz", "NZD", "AUD"), ("uk", "GBP", "AUD")]
)
def test_currency_when_it_is_not_the_organisations_then_the_document_is_refused(
    api, key, own, foreign
):
    """Multi-currency is off in all of them; the base currency is taken where none is named."""
    api.reach(key)
    plain = {"LineItems": [line(TaxType=None)]}
    assert api.put_invoice(InvoiceNumber="1", **plain)["CurrencyCode"] == own
    assert api.put_invoice(InvoiceNumber="2", CurrencyCode=own, **plain)["CurrencyCode"] == own
    reply = api.call("PUT", "/Invoices", invoice(InvoiceNumber="3", CurrencyCode=foreign, **plain))
    assert reply.messages == [f"Users Organisation is not subscribed to currency {foreign}"]
    assert api.put_note(**plain)["CurrencyCode"] == own
    api.put_payment("1", "50.00")
    paid = api.call("GET", "/Payments").body["Payments"][0]
    assert (paid["Invoice"]["CurrencyCode"], paid["Amount"]) == (own, Decimal("50.00"))
    batch = {"Account": {"Code": "090"}, "Payments": [payment("2", "10.00")]}
    assert api.call("PUT", "/BatchPayments", batch).status == 200


@pytest.mark.parametrize(
    ("now_utc", "days"),
    [
        # Brisbane is ten hours ahead, Auckland thirteen in its summer, London none in winter
        ("2026-11-22T10:30:00", (22, 22, 22)),
        ("2026-11-22T11:30:00", (22, 23, 22)),
        ("2026-11-22T14:30:00", (23, 23, 22)),
        # in July Auckland is twelve hours ahead and London one
        ("2026-07-15T11:30:00", (15, 15, 15)),
        ("2026-07-15T12:30:00", (15, 16, 15)),
        ("2026-07-15T23:30:00", (16, 16, 16)),
    ],
)
def test_today_when_asked_anywhere_then_it_is_the_organisations_own_day(api, now_utc, days):
    """The clock is one for all; a document without a date gets its own organisation's day."""
    api.control("POST", "clock", {"now_utc": now_utc})
    told = api.control("GET", "health").body["organisations"]
    month = datetime.fromisoformat(now_utc).month
    expected = [date(2026, month, day).isoformat() for day in days]
    assert [one["today"] for one in told] == expected
    api.reach("nz", "au", "uk")
    for key, day in zip(("au", "nz", "uk"), expected, strict=True):
        api.use(key)
        row = api.put_invoice(Date=None, LineItems=[line(TaxType=None)])
        assert row["DateString"] == f"{day}T00:00:00"


@pytest.mark.parametrize("key", ["nz", "uk"])
def test_untaxed_line_when_only_the_reference_changes_then_it_stays_untaxed(api, key):
    """NONE is a rate of its own there, not the mark of a document without tax."""
    api.reach(key)
    made = api.put_invoice(LineItems=priced("100.00", tax_type="NONE"))
    reply = api.call("POST", f"/Invoices/{made['InvoiceID']}", {"Reference": "R"})
    (changed,) = reply.body["Invoices"]
    assert (changed["Total"], changed["LineItems"][0]["TaxType"]) == (Decimal("100.00"), "NONE")


@pytest.mark.parametrize(("key", "currency"), [("nz", "NZD"), ("uk", "GBP")])
def test_overpayment_when_received_then_it_is_in_the_organisations_currency(api, key, currency):
    """As every document of a country's own organisation."""
    api.reach(key)
    body = {
        "Type": "RECEIVE-OVERPAYMENT",
        "Contact": {"Name": "Bluegum"},
        "BankAccount": {"Code": "090"},
        "LineItems": [{"Description": "Too much", "Quantity": 1, "UnitAmount": Decimal("10.00")}],
        "LineAmountTypes": "NoTax",
    }
    assert api.call("PUT", "/BankTransactions", body).status == 200
    (found,) = api.call("GET", "/Overpayments").body["Overpayments"]
    assert found["CurrencyCode"] == currency
