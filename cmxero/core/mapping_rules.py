"""How invoices become drafts, as far as a person may choose (case-manager.md 2.3 to 2.6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from cmxero.core.rounding import Rounding


@dataclass(frozen=True, slots=True)
class MappingRules:
    """How an invoice becomes a draft; every field is an option of ``cmxero.toml``.

    Attributes:
        tax_types: Case Manager tax code (blank is ``""``) → Xero TaxType.
        tax_rates: Xero TaxType → per cent, to predict the tax Xero will compute.
        surname_first: order of a person's name that stands in for a missing company name.
        rounding: how Xero's totals are made Case Manager's.
        rounding_account_code: account of the rounding line, where the option makes one.
        rounding_tax_type: its tax type; BAS Excluded goes with every account (xero-api.md 1.5).
        tracking: Xero tracking category → the Case Manager part that gives its option.
        tracking_options: what Case Manager says → the option's name in Xero, where they differ.
    """

    account_code: str = "200"
    currency_code: str = "AUD"
    surname_first: bool = True
    description_parts: tuple[str, ...] = ("cost_name", "cost_date", "charge_code")
    description_separator: str = " - "
    reference_parts: tuple[str, ...] = ("case_number",)
    reference_separator: str = " "
    send_item_code: bool = False
    rounding: Rounding = Rounding.AUTOMATIC
    rounding_account_code: str = ""
    rounding_tax_type: str = "BASEXCLUDED"
    tracking: Mapping[str, str] = field(default_factory=dict)
    tracking_options: Mapping[str, str] = field(default_factory=dict)
    tax_types: Mapping[str, str] = field(
        default_factory=lambda: {"GST": "OUTPUT", "FRE": "EXEMPTOUTPUT", "": "EXEMPTOUTPUT"}
    )
    tax_rates: Mapping[str, Decimal] = field(
        default_factory=lambda: {"OUTPUT": Decimal(10), "EXEMPTOUTPUT": Decimal(0)}
    )
