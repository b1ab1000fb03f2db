"""What an organisation has that a draft may name, as last asked: the ground of the pre-flight."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cmxero.core.documents import XeroAccount, XeroInvoice, XeroOrganisation, XeroTaxRate


@dataclass(frozen=True, slots=True)
class XeroContact:
    """A contact of the organisation (xero-api.md 1.8).

    Attributes:
        status: Xero's word: ACTIVE, ARCHIVED or GDPRREQUEST.
        merged_into: id of the contact that took its place; empty if it was never merged.
    """

    contact_id: str
    name: str
    status: str
    contact_number: str = ""
    merged_into: str = ""


@dataclass(frozen=True, slots=True)
class NewContact:
    """A contact to create with what Case Manager knows of it; empty fields are not sent."""

    name: str
    email: str = ""
    phone: str = ""
    address: str = ""
    suburb: str = ""
    state: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class XeroItem:
    """An item by its code; only those that are sold can stand on an invoice."""

    code: str
    name: str
    is_sold: bool


@dataclass(frozen=True, slots=True)
class XeroTrackingCategory:
    """A tracking category and its active options."""

    name: str
    status: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """Everything drafts are checked against.

    Attributes:
        numbers: sales invoices by their number, casefolded; of whatever status.
        numbers_known_utc: when the numbers were last read in full or in part (naive UTC); None
            where Xero was asked just now for exactly the numbers in question.
    """

    organisation: XeroOrganisation
    accounts: tuple[XeroAccount, ...] = ()
    tax_rates: tuple[XeroTaxRate, ...] = ()
    contacts: tuple[XeroContact, ...] = ()
    items: tuple[XeroItem, ...] = ()
    tracking: tuple[XeroTrackingCategory, ...] = ()
    numbers: Mapping[str, XeroInvoice] = field(default_factory=dict)
    numbers_known_utc: datetime | None = None
