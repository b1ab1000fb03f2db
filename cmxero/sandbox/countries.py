"""What differs from country to country: words, currency, time zone, accounts, rates (1.5)."""

from dataclasses import dataclass

from cmxero.sandbox.tax_tables import AU_RATES, NZ_RATES, UK_RATES, RateRow

AccountRow = tuple[str, str, str, str, str, str]
"""Code, name, type, class, default tax type, system account."""

TrackingRow = tuple[str, tuple[str, ...]]
"""Category, its options."""


@dataclass(frozen=True, slots=True)
class Country:
    """One country's version of Xero, and the demo organisation the sandbox holds there.

    Attributes:
        version: Xero's word for it, which is also the key of its organisation, in capitals.
        name: of the organisation.
        code: ISO 3166; the United Kingdom's differs from its version.
        timezone: Xero's word for the time zone, and then the IANA name.
        year_end: day and month on which the financial year ends.
        basis: Xero's words for the accounting basis and the period of its tax returns.
        tax: what the tax is called.
        sales: the default tax type of income; ``expenses`` and ``untaxed`` (accounts that no tax
            belongs to) likewise.
        bank_number: of a bank account; ``{code}`` is the account's code.
        short_code: what Xero's deep links name the organisation by.
    """

    version: str
    name: str
    code: str
    currency: str
    timezone: tuple[str, str]
    year_end: tuple[int, int]
    basis: tuple[str, str]
    tax: str
    sales: str
    expenses: str
    untaxed: str
    bank_number: str
    short_code: str
    rates: tuple[RateRow, ...]
    tracking: tuple[TrackingRow, ...]

    @property
    def accounts(self) -> tuple[AccountRow, ...]:
        """The chart of accounts: the same codes everywhere, each country's tax on them."""
        none = self.untaxed
        return (
            ("090", "Business Bank", "BANK", "ASSET", none, ""),
            ("091", "Savings", "BANK", "ASSET", none, ""),
            ("200", "Sales", "REVENUE", "REVENUE", self.sales, ""),
            ("260", "Other Revenue", "REVENUE", "REVENUE", self.sales, ""),
            ("400", "Advertising", "EXPENSE", "EXPENSE", self.expenses, ""),
            ("610", "Accounts Receivable", "CURRENT", "ASSET", none, "DEBTORS"),
            ("800", "Accounts Payable", "CURRLIAB", "LIABILITY", none, "CREDITORS"),
            ("820", self.tax, "CURRLIAB", "LIABILITY", none, "GST"),
            ("860", "Rounding", "CURRLIAB", "LIABILITY", none, "ROUNDING"),
        )


_SERVICES = ("Occupational rehabilitation", "Psychology", "Workplace assessment")

COUNTRIES = {
    country.version: country
    for country in (
        Country(
            version="AU",
            name="Southern Cross Rehabilitation (sandbox)",
            code="AU",
            currency="AUD",
            # E. Australia Standard Time is Brisbane's, without daylight saving
            timezone=("EAUSTRALIASTANDARDTIME", "Australia/Brisbane"),
            year_end=(30, 6),
            basis=("ACCRUALS", "QUARTERLY1"),
            tax="GST",
            sales="OUTPUT",
            expenses="INPUT",
            untaxed="BASEXCLUDED",
            bank_number="0628010000{code}",
            short_code="!sandbox",
            rates=AU_RATES,
            tracking=(("Office", ("Brisbane", "Sydney", "Melbourne")), ("Service", _SERVICES)),
        ),
        Country(
            version="NZ",
            name="Aotearoa Rehabilitation (sandbox)",
            code="NZ",
            currency="NZD",
            timezone=("NEWZEALANDSTANDARDTIME", "Pacific/Auckland"),
            year_end=(31, 3),
            basis=("PAYMENTS", "TWOMONTHS"),
            tax="GST",
            sales="OUTPUT2",
            expenses="INPUT2",
            untaxed="NONE",
            bank_number="01-0123-0000{code}-00",
            short_code="!sandboxnz",
            rates=NZ_RATES,
            tracking=(("Office", ("Auckland", "Wellington")), ("Service", _SERVICES)),
        ),
        Country(
            version="UK",
            name="Thames Rehabilitation (sandbox)",
            code="GB",
            currency="GBP",
            timezone=("GMTSTANDARDTIME", "Europe/London"),
            year_end=(31, 3),
            basis=("ACCRUAL", "QUARTERLY"),
            tax="VAT",
            sales="OUTPUT2",
            expenses="INPUT2",
            untaxed="NONE",
            bank_number="20000000000{code}",
            short_code="!sandboxuk",
            rates=UK_RATES,
            tracking=(("Office", ("London", "Leeds")), ("Service", _SERVICES)),
        ),
    )
}
"""By version; the first is the default organisation's."""

DEFAULT = "AU"
