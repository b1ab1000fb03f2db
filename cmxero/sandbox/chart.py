"""The settings a new organisation starts with: its country's accounts, tax rates and tracking."""

from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from cmxero.sandbox.countries import COUNTRIES, DEFAULT, Country
from cmxero.sandbox.settings_records import (
    Account,
    Settings,
    TaxRate,
    TrackingCategory,
    TrackingOption,
)

IANA_ZONES = {
    "AUSEASTERNSTANDARDTIME": "Australia/Sydney",
    **dict(country.timezone for country in COUNTRIES.values()),
}


def default_settings(seed: str, now_utc: datetime, version: str = DEFAULT) -> Settings:
    """The settings of a new organisation; the same seed gives the same ids.

    Args:
        version: of the country, as in ``COUNTRIES``.
    """
    country = COUNTRIES[version]
    own = seed if version == DEFAULT else f"{seed}/{version}"
    tenant = uuid5(NAMESPACE_URL, f"cmxero-sandbox/{own}")
    return Settings(
        organisation_id=str(tenant),
        version=version,
        name=country.name,
        created_utc=now_utc,
        timezone=country.timezone[0],
        currency_code=country.currency,
        country_code=country.code,
        accounts=tuple(_account(tenant, country, *row) for row in country.accounts),
        tracking=tuple(_tracking(tenant, *row) for row in country.tracking),
        tax_rates=tuple(
            TaxRate(
                tax_type=tax_type,
                name=name,
                rate=rate,
                classes=classes,
                report_tax_type=report,
            )
            for tax_type, name, rate, classes, report in country.rates
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


def _account(tenant: UUID, country: Country, *row: str) -> Account:
    code, name, kind, account_class, tax, system = row
    return Account(
        account_id=str(uuid5(tenant, f"account/{code}")),
        code=code,
        name=name,
        type=kind,
        account_class=account_class,
        tax_type=tax,
        system_account=system,
        bank_account_number=country.bank_number.format(code=code) if kind == "BANK" else "",
    )
