"""The organisation, its accounts and its tax rates as Xero's JSON."""

from cmxero.sandbox.dates import day_ms, instant_ms
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.records import Account, Settings, TaxRate


def organisation_json(settings: Settings) -> JsonObject:
    """The organisation; lock dates appear only when they are set."""
    locks = {
        "PeriodLockDate": settings.period_lock_date,
        "EndOfYearLockDate": settings.end_of_year_lock_date,
    }
    return {
        "Name": settings.name,
        "LegalName": settings.name,
        "PaysTax": True,
        "Version": "AU",
        "OrganisationType": "COMPANY",
        "BaseCurrency": settings.currency_code,
        "CountryCode": settings.country_code,
        "IsDemoCompany": True,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": 30,
        "FinancialYearEndMonth": 6,
        "SalesTaxBasis": "ACCRUALS",
        "SalesTaxPeriod": "QUARTERLY1",
        "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Inclusive",
        **{key: day_ms(day) for key, day in locks.items() if day},
        "CreatedDateUTC": instant_ms(settings.created_utc),
        "OrganisationEntityType": "COMPANY",
        "Timezone": settings.timezone,
        "ShortCode": "!sandbox",
        "OrganisationID": settings.organisation_id,
        "Edition": "BUSINESS",
        "Class": "DEMO",
        "Addresses": [],
        "Phones": [],
        "ExternalLinks": [],
        "PaymentTerms": {},
    }


def account_json(settings: Settings, account: Account) -> JsonObject:
    """An account; only bank accounts have a number and a currency."""
    body: JsonObject = {
        "AccountID": account.account_id,
        "Code": account.code,
        "Name": account.name,
        "Status": account.status,
        "Type": account.type,
        "TaxType": account.tax_type,
        "Class": account.account_class,
        "EnablePaymentsToAccount": account.enable_payments,
        "ShowInExpenseClaims": False,
        "HasAttachments": False,
        "AddToWatchlist": False,
        "UpdatedDateUTC": instant_ms(settings.created_utc),
    }
    if account.type == "BANK":
        body |= {
            "BankAccountNumber": account.bank_account_number,
            "BankAccountType": "BANK",
            "CurrencyCode": settings.currency_code,
        }
    if account.system_account:
        body["SystemAccount"] = account.system_account
    return body


def tax_rate_json(rate: TaxRate) -> JsonObject:
    """A tax rate with the classes it may be used with (1.5)."""
    classes = {
        "Assets": "ASSET",
        "Equity": "EQUITY",
        "Expenses": "EXPENSE",
        "Liabilities": "LIABILITY",
        "Revenue": "REVENUE",
    }
    return {
        "Name": rate.name,
        "TaxType": rate.tax_type,
        "ReportTaxType": rate.report_tax_type,
        **{f"CanApplyTo{word}": name in rate.classes for word, name in classes.items()},
        "DisplayTaxRate": rate.rate,
        "EffectiveRate": rate.rate,
        "Status": "ACTIVE",
        "TaxComponents": [
            {"Name": "GST", "Rate": rate.rate, "IsCompound": False, "IsNonRecoverable": False}
        ],
    }
