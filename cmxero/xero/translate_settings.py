"""From the wire to our nouns: what an organisation has that a document may name.

As in ``translate``: a field we rely on that is missing raises ``XeroAnswerError``.
"""

import msgspec

from cmxero.core.documents import XeroAccount, XeroOrganisation, XeroTaxRate
from cmxero.core.organisation_facts import XeroContact, XeroItem, XeroTrackingCategory
from cmxero.xero import wire
from cmxero.xero.translate import decode_element, is_true
from cmxero.xero.zones import find_iana_zone


def organisation_from(raw: msgspec.Raw, *, tenant_id: str, is_live: bool) -> XeroOrganisation:
    """The organisation; the sandbox counts as a demo whatever it says.

    Raises:
        XeroAnswerError: name, currency or time zone cannot be read.
    """
    found, it = decode_element(raw, wire.OrganisationWire, "organisation")
    word = it.text("Timezone", found.timezone)
    zone = find_iana_zone(word)
    if zone is None:
        raise it.fault("Timezone", f"{word[:60]!r} is not a time zone cmxero knows")
    return XeroOrganisation(
        tenant_id=tenant_id,
        name=it.text("Name", found.name),
        base_currency=it.text("BaseCurrency", found.base_currency),
        country_code=found.country_code or "",
        timezone=zone,
        is_demo=is_true(found.is_demo_company) or not is_live,
        period_lock_date=it.day("PeriodLockDate", found.period_lock_date),
        end_of_year_lock_date=it.day("EndOfYearLockDate", found.end_of_year_lock_date),
    )


def account_from(raw: msgspec.Raw) -> XeroAccount:
    """An account; a bank account may have no code and takes payments anyway (2.2)."""
    found, it = decode_element(raw, wire.AccountWire, "account")
    return XeroAccount(
        code=found.code or "",
        name=found.name or "",
        type=it.text("Type", found.type),
        status=found.status or "",
        tax_type=found.tax_type or "",
        takes_payments=found.type == "BANK" or is_true(found.enable_payments_to_account),
        system_account=found.system_account or "",
    )


def tax_rate_from(raw: msgspec.Raw) -> XeroTaxRate:
    """A tax rate; the effective rate is in per cent."""
    found, it = decode_element(raw, wire.TaxRateWire, "tax rate")
    rate = found.display_tax_rate if found.effective_rate is None else found.effective_rate
    if rate is None or not rate.is_finite():
        raise it.fault("EffectiveRate", "it is missing")
    return XeroTaxRate(
        tax_type=it.text("TaxType", found.tax_type),
        name=found.name or "",
        status=found.status or "",
        effective_rate=rate,
        can_apply_to_revenue=is_true(found.can_apply_to_revenue),
        classes=_classes(found),
    )


def _classes(found: wire.TaxRateWire) -> frozenset[str]:
    flags = {
        "ASSET": found.can_apply_to_assets,
        "EQUITY": found.can_apply_to_equity,
        "EXPENSE": found.can_apply_to_expenses,
        "LIABILITY": found.can_apply_to_liabilities,
        "REVENUE": found.can_apply_to_revenue,
    }
    return frozenset(name for name, flag in flags.items() if is_true(flag))


def contact_from(raw: msgspec.Raw) -> XeroContact:
    """A contact of the contacts' own list, live or not."""
    found, it = decode_element(raw, wire.ContactWire, "contact")
    return XeroContact(
        contact_id=it.text("ContactID", found.contact_id),
        name=found.name or "",
        status=it.text("ContactStatus", found.contact_status),
        contact_number=found.contact_number or "",
        merged_into=found.merged_to_contact_id or "",
    )


def item_from(raw: msgspec.Raw) -> XeroItem:
    """An item by its code."""
    found, it = decode_element(raw, wire.ItemWire, "item")
    return XeroItem(
        code=it.text("Code", found.code),
        name=found.name or "",
        is_sold=found.is_sold is None or is_true(found.is_sold),
    )


def tracking_from(raw: msgspec.Raw) -> XeroTrackingCategory:
    """A tracking category; options that were archived or deleted are left out."""
    found, it = decode_element(raw, wire.TrackingWire, "tracking category")
    return XeroTrackingCategory(
        name=it.text("Name", found.name),
        status=found.status or "",
        options=tuple(
            option.name
            for option in found.options or ()
            if option.name and option.status in {None, "ACTIVE"}
        ),
    )
