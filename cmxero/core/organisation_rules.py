"""Drafts against the organisation they are for: accounts and tax types (xero-api.md 1.5, 1.7)."""

from collections.abc import Sequence

from cmxero.core.documents import DraftLine, InvoiceDraft, XeroAccount, XeroTaxRate
from cmxero.core.problems import Problem

ACTIVE = "ACTIVE"


def check_against_organisation(
    drafts: Sequence[InvoiceDraft],
    accounts: Sequence[XeroAccount],
    rates: Sequence[XeroTaxRate],
) -> list[Problem]:
    """Lines that the organisation would refuse, each invoice and cause once."""
    live_accounts = {account.code for account in accounts if account.status == ACTIVE}
    live_rates = {rate.tax_type: rate for rate in rates if rate.status == ACTIVE}
    found: dict[tuple[str, str], Problem] = {}
    for draft in drafts:
        for line in draft.lines:
            for problem in _line(draft.case_invoice_number, line, live_accounts, live_rates):
                found.setdefault((draft.case_invoice_number, problem.message), problem)
    return list(found.values())


def _line(
    number: str, line: DraftLine, accounts: set[str], rates: dict[str, XeroTaxRate]
) -> list[Problem]:
    problems = []
    if line.account_code not in accounts:
        problems.append(
            Problem(
                "unknown-account",
                f"Account {line.account_code} is not an active account in Xero.",
                "Correct account_code under [mapping] in cmxero.toml, or create it in Xero.",
                subject=number,
                value=line.account_code,
            )
        )
    rate = rates.get(line.tax_type)
    if rate is None or not rate.can_apply_to_revenue:
        problems.append(
            Problem(
                "tax-type-not-allowed",
                f"Tax type {line.tax_type} is not an active rate for sales in Xero.",
                "Correct [mapping.tax_codes] in cmxero.toml; Xero's own codes are listed by "
                "`cmxero status`.",
                subject=number,
                value=line.tax_type,
            )
        )
    return problems
