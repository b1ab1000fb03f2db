"""The organisation, its accounts, tax rates, tracking and items as Xero's JSON."""

from cmxero.sandbox.amounts import price
from cmxero.sandbox.countries import COUNTRIES
from cmxero.sandbox.dates import day_ms, instant_ms
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.records import NO_ID
from cmxero.sandbox.refusals import RefusedError
from cmxero.sandbox.render import messages_json
from cmxero.sandbox.settings_records import (
    Account,
    Item,
    ItemDetails,
    Settings,
    TaxRate,
    TrackingCategory,
)


def organisation_json(settings: Settings) -> JsonObject:
    """The organisation; lock dates appear only when they are set."""
    locks = {
        "PeriodLockDate": settings.period_lock_date,
        "EndOfYearLockDate": settings.end_of_year_lock_date,
    }
    country = COUNTRIES[settings.version]
    return {
        "Name": settings.name,
        "LegalName": settings.name,
        "PaysTax": True,
        "Version": settings.version,
        "OrganisationType": "COMPANY",
        "BaseCurrency": settings.currency_code,
        "CountryCode": settings.country_code,
        "IsDemoCompany": True,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": country.year_end[0],
        "FinancialYearEndMonth": country.year_end[1],
        "SalesTaxBasis": country.basis[0],
        "SalesTaxPeriod": country.basis[1],
        "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Inclusive",
        **{key: day_ms(day) for key, day in locks.items() if day},
        "CreatedDateUTC": instant_ms(settings.created_utc),
        "OrganisationEntityType": "COMPANY",
        "Timezone": settings.timezone,
        "ShortCode": country.short_code,
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


def tax_rate_json(settings: Settings, rate: TaxRate) -> JsonObject:
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
            {
                "Name": COUNTRIES[settings.version].tax,
                "Rate": rate.rate,
                "IsCompound": False,
                "IsNonRecoverable": False,
            }
        ],
    }


def tracking_json(category: TrackingCategory) -> JsonObject:
    """A tracking category with its options."""
    return {
        "Name": category.name,
        "Status": "ACTIVE",
        "TrackingCategoryID": category.category_id,
        "Options": [
            {
                "TrackingOptionID": option.option_id,
                "Name": option.name,
                "Status": "ACTIVE",
                "HasValidationErrors": False,
                "IsDeleted": False,
                "IsArchived": False,
                "IsActive": True,
            }
            for option in category.options
        ],
    }


def item_json(item: Item, unitdp: int) -> JsonObject:
    """An item; prices at four places only with ``unitdp=4``."""
    body: JsonObject = {
        "ItemID": item.item_id,
        "Code": item.code,
        "Description": item.description,
        "UpdatedDateUTC": instant_ms(item.updated_utc),
        "PurchaseDetails": _details_json(item.purchase, unitdp),
        "SalesDetails": _details_json(item.sales, unitdp),
        "Name": item.name,
        "IsTrackedAsInventory": False,
        "IsSold": item.is_sold,
        "IsPurchased": item.is_purchased,
    }
    if item.purchase_description:
        body["PurchaseDescription"] = item.purchase_description
    return body


def failed_item_json(element: JsonObject, refusal: RefusedError) -> JsonObject:
    """An item that was not saved, as it comes back in its place (1.3)."""
    code = element.get("Code")
    return {
        "ItemID": NO_ID,
        "Code": code[:30] if isinstance(code, str) else "",
        "StatusAttributeString": "ERROR",
        "ValidationErrors": messages_json(refusal),
    }


def _details_json(details: ItemDetails, unitdp: int) -> JsonObject:
    body: JsonObject = {}
    if details.unit_price is not None:
        body["UnitPrice"] = price(details.unit_price, unitdp)
    if details.account_code:
        body["AccountCode"] = details.account_code
    if details.tax_type:
        body["TaxType"] = details.tax_type
    return body
