"""What the sandbox keeps of the organisation itself: accounts, rates, tracking, items (1.5, 1.7).

See records.py for units and for how fields are added.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

import msgspec

from cmxero.sandbox.switches import Switches


class Record(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """Base of everything kept; changed only by making a new one."""


class Account(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """An account of the chart of accounts."""

    account_id: str
    code: str
    name: str
    type: str
    account_class: str
    tax_type: str
    status: str = "ACTIVE"
    system_account: str = ""
    enable_payments: bool = False
    bank_account_number: str = ""


class TaxRate(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """A tax rate, in per cent, and the account classes it may be used with."""

    tax_type: str
    name: str
    rate: Decimal
    classes: frozenset[str]
    report_tax_type: str = ""


class TrackingOption(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """One option of a tracking category."""

    option_id: str
    name: str


class TrackingCategory(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """A way to sort lines, e.g. by office; an organisation has two active ones at most."""

    category_id: str
    name: str
    options: tuple[TrackingOption, ...] = ()


class ItemDetails(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """What an item supplies to a line where the line is silent; the price in dollars."""

    unit_price: Decimal | None = None
    account_code: str = ""
    tax_type: str = ""


class Item(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """Something sold or bought again and again, known by its code."""

    item_id: str
    code: str
    name: str
    updated_utc: datetime
    description: str = ""
    purchase_description: str = ""
    is_sold: bool = True
    is_purchased: bool = True
    sales: ItemDetails = ItemDetails()
    purchase: ItemDetails = ItemDetails()


class Settings(Record, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """The organisation itself.

    Attributes:
        organisation_id: also the tenant id.
        version: Xero's word for the country, as in ``countries.COUNTRIES``.
        timezone: Xero's word for it.
        switches: the same in every organisation of a sandbox.
        clock_shift_us: microseconds added to the real time, so that a test may choose its day;
            the default organisation's holds for the whole sandbox.
    """

    organisation_id: str
    name: str
    created_utc: datetime
    timezone: str
    accounts: tuple[Account, ...]
    tax_rates: tuple[TaxRate, ...]
    tracking: tuple[TrackingCategory, ...] = ()
    version: str = "AU"
    currency_code: str = "AUD"
    country_code: str = "AU"
    period_lock_date: date | None = None
    end_of_year_lock_date: date | None = None
    switches: Switches = Switches()
    clock_shift_us: int = 0

    @property
    def clock_shift(self) -> timedelta:
        """How far the sandbox's time is from the real one."""
        return timedelta(microseconds=self.clock_shift_us)

    @property
    def key(self) -> str:
        """The organisation's short name in the control API, e.g. ``nz``."""
        return self.version.lower()
