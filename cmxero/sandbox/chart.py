"""The default organisation: an Australian demo company with its accounts and GST rates."""

from datetime import datetime
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from cmxero.sandbox.settings_records import (
    Account,
    Settings,
    TaxRate,
    TrackingCategory,
    TrackingOption,
)

NAME = "Southern Cross Rehabilitation (sandbox)"
TIMEZONE = "EAUSTRALIASTANDARDTIME"
"""Xero's word for ``E. Australia Standard Time``: Brisbane, without daylight saving."""

IANA_ZONES = {TIMEZONE: "Australia/Brisbane", "AUSEASTERNSTANDARDTIME": "Australia/Sydney"}

SALES_SIDE = frozenset({"ASSET", "EQUITY", "LIABILITY", "REVENUE"})
PURCHASE_SIDE = frozenset({"ASSET", "EQUITY", "LIABILITY", "EXPENSE"})

# code, name, type, class, default tax type, system account
_ACCOUNTS = (
    ("090", "Business Bank", "BANK", "ASSET", "BASEXCLUDED", ""),
    ("091", "Savings", "BANK", "ASSET", "BASEXCLUDED", ""),
    ("200", "Sales", "REVENUE", "REVENUE", "OUTPUT", ""),
    ("260", "Other Revenue", "REVENUE", "REVENUE", "OUTPUT", ""),
    ("400", "Advertising", "EXPENSE", "EXPENSE", "INPUT", ""),
    ("610", "Accounts Receivable", "CURRENT", "ASSET", "BASEXCLUDED", "DEBTORS"),
    ("800", "Accounts Payable", "CURRLIAB", "LIABILITY", "BASEXCLUDED", "CREDITORS"),
    ("820", "GST", "CURRLIAB", "LIABILITY", "BASEXCLUDED", "GST"),
    ("860", "Rounding", "CURRLIAB", "LIABILITY", "BASEXCLUDED", "ROUNDING"),
)

# tax type, name, per cent, classes, report tax type (xero-api.md 1.5)
_TAX_RATES = (
    ("OUTPUT", "GST on Income", 10, SALES_SIDE, "OUTPUT"),
    ("INPUT", "GST on Expenses", 10, PURCHASE_SIDE, "INPUT"),
    ("EXEMPTOUTPUT", "GST Free Income", 0, SALES_SIDE, "EXEMPTOUTPUT"),
    ("EXEMPTEXPENSES", "GST Free Expenses", 0, PURCHASE_SIDE, "EXEMPTEXPENSES"),
    ("EXEMPTEXPORT", "GST Free Exports", 0, SALES_SIDE, "EXEMPTEXPORT"),
    ("INPUTTAXED", "Input Taxed", 0, SALES_SIDE, "INPUTTAXED"),
    ("BASEXCLUDED", "BAS Excluded", 0, SALES_SIDE | PURCHASE_SIDE, "BASEXCLUDED"),
)

_TRACKING = (
    ("Office", ("Brisbane", "Sydney", "Melbourne")),
    ("Service", ("Occupational rehabilitation", "Psychology", "Workplace assessment")),
)


def default_settings(seed: str, now_utc: datetime) -> Settings:
    """The settings of a new organisation; the same seed gives the same ids."""
    tenant = uuid5(NAMESPACE_URL, f"cmxero-sandbox/{seed}")
    return Settings(
        organisation_id=str(tenant),
        name=NAME,
        created_utc=now_utc,
        timezone=TIMEZONE,
        accounts=tuple(_account(tenant, *row) for row in _ACCOUNTS),
        tracking=tuple(_tracking(tenant, *row) for row in _TRACKING),
        tax_rates=tuple(
            TaxRate(
                tax_type=tax_type,
                name=name,
                rate=Decimal(rate),
                classes=classes,
                report_tax_type=to,
            )
            for tax_type, name, rate, classes, to in _TAX_RATES
        ),
    )


def _tracking(tenant: UUID, name: str, options: tuple[str, ...]) -> TrackingCategory:
    return TrackingCategory(
        category_id=str(uuid5(tenant, f"tracking/{name}")),
        name=name,
        options=tuple(
            TrackingOption(option_id=str(uuid5(tenant, f"tracking/{name}/{option}")), name=option)
            for option in options
        ),
    )


def _account(
    tenant: UUID, code: str, name: str, kind: str, account_class: str, tax: str, system: str
) -> Account:
    return Account(
        account_id=str(uuid5(tenant, f"account/{code}")),
        code=code,
        name=name,
        type=kind,
        account_class=account_class,
        tax_type=tax,
        system_account=system,
        bank_account_number=f"0628010000{code}" if kind == "BANK" else "",
    )
