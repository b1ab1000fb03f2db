"""The mappings in force beside what Xero last said about accounts and tax rates."""

from collections.abc import Iterable, Mapping

from cmxero.core.mapping import MappingRules
from cmxero.core.organisation_facts import OrganisationFacts
from cmxero.core.settings_report import MappedTo

ACCOUNTS, TAX = "Accounts", "GST codes"
TRACKING, TRACKING_OPTIONS = "Tracking", "Tracking options"
PAYMENT_TYPES = "Payment types"
ACTIVE = "ACTIVE"
ROUNDING = "ROUNDING"


def mapped(
    rules: MappingRules,
    payment_types: Mapping[str, str],
    default_payment_type: str,
    facts: OrganisationFacts | None,
) -> tuple[MappedTo, ...]:
    """Every mapping, a row each.

    Args:
        payment_types: bank account code in Xero → payment type in Case Manager.
        facts: what Xero last said; None where it was never asked.
    """
    return (
        *_accounts(rules, facts),
        *_tax_codes(rules, facts),
        *(MappedTo(TRACKING, part, category) for category, part in rules.tracking.items()),
        *(MappedTo(TRACKING_OPTIONS, *pair) for pair in rules.tracking_options.items()),
        *_payment_types(payment_types, default_payment_type, facts),
    )


def _accounts(rules: MappingRules, facts: OrganisationFacts | None) -> Iterable[MappedTo]:
    yield _account("every invoice line", rules.account_code, facts)
    code = rules.rounding_account_code
    if not code and facts is not None:
        kept = [each.code for each in facts.accounts if each.system_account == ROUNDING]
        code = kept[0] if kept else ""
    if code:
        yield _account("rounding line, where one is needed", code, facts)


def _account(what: str, code: str, facts: OrganisationFacts | None) -> MappedTo:
    if facts is None:
        return MappedTo(ACCOUNTS, what, code)
    found = next((each for each in facts.accounts if each.code == code), None)
    if found is None:
        return MappedTo(ACCOUNTS, what, code, "Xero has no such account", is_fine=False)
    is_fine = found.status == ACTIVE
    state = "" if is_fine else ", archived"
    return MappedTo(ACCOUNTS, what, code, f"{found.name}{state}", is_fine=is_fine)


def _tax_codes(rules: MappingRules, facts: OrganisationFacts | None) -> Iterable[MappedTo]:
    for code, tax_type in rules.tax_types.items():
        case = code or "(blank)"
        if facts is None:
            yield MappedTo(TAX, case, tax_type)
            continue
        found = next((each for each in facts.tax_rates if each.tax_type == tax_type), None)
        if found is None:
            yield MappedTo(TAX, case, tax_type, "Xero has no such tax type", is_fine=False)
            continue
        is_fine = found.status == ACTIVE and found.can_apply_to_revenue
        state = "" if is_fine else ", not for sales" if found.status == ACTIVE else ", archived"
        known = f"{found.name}, {found.effective_rate.normalize():f} %{state}"
        yield MappedTo(TAX, case, tax_type, known, is_fine=is_fine)


def _payment_types(
    types: Mapping[str, str], default: str, facts: OrganisationFacts | None
) -> Iterable[MappedTo]:
    for code, kind in types.items():
        account = _account("", code, facts)
        yield MappedTo(PAYMENT_TYPES, kind, code, account.known, is_fine=account.is_fine)
    yield MappedTo(PAYMENT_TYPES, default, "every other bank account" if types else "every account")
