"""Accounts and tax types of drafts against the organisation's (xero-api.md 1.5, 1.7)."""

from collections.abc import Iterable, Iterator

from cmxero.core.documents import InvoiceDraft, XeroAccount, XeroTaxRate
from cmxero.core.problem_catalogue import problem
from cmxero.core.problems import Problem

ACTIVE = "ACTIVE"
REVENUE, EXPENSE = "REVENUE", "EXPENSE"
_TYPES_OF = {
    REVENUE: ("REVENUE", "SALES", "OTHERINCOME"),
    EXPENSE: (
        "EXPENSE", "DIRECTCOSTS", "OVERHEADS", "DEPRECIATN", "WAGESEXPENSE",
        "SUPERANNUATIONEXPENSE",
    ),
    "ASSET": ("BANK", "CURRENT", "FIXED", "INVENTORY", "NONCURRENT", "PREPAYMENT"),
    "LIABILITY": (
        "CURRLIAB", "LIABILITY", "TERMLIAB", "PAYGLIABILITY", "SUPERANNUATIONLIABILITY",
        "WAGEPAYABLELIABILITY",
    ),
    "EQUITY": ("EQUITY",),
}  # fmt: skip
_CLASS_OF = {word: name for name, words in _TYPES_OF.items() for word in words}
ROUNDING_ACCOUNT = "ROUNDING"
"""Xero's word for the one system account that lines may use (xero-api.md 1.4)."""
_FOR_EVERY_CLASS = {"BASEXCLUDED", "NONE"}


class LedgerRules:
    """An organisation's accounts and tax rates, ready to check many drafts."""

    def __init__(self, accounts: Iterable[XeroAccount], rates: Iterable[XeroTaxRate]) -> None:
        self._accounts = {account.code: account for account in accounts}
        self._rates = {rate.tax_type: rate for rate in rates}

    def check(self, draft: InvoiceDraft, *, rounding_account: str = "") -> Iterator[Problem]:
        """What Xero would refuse of the accounts and tax types of a draft, each cause once.

        Args:
            rounding_account: code of the account cents go to, which is rightly no income.
        """
        pairs = dict.fromkeys((line.account_code, line.tax_type) for line in draft.lines)
        for code in dict.fromkeys(code for code, _ in pairs):
            yield from self._account(draft, code, is_rounding=code == rounding_account)
        for tax_type in dict.fromkeys(tax_type for _, tax_type in pairs):
            yield from self._rate(draft, tax_type)
        for code, tax_type in pairs:
            yield from self._pair(draft, code, tax_type)

    def _account(self, draft: InvoiceDraft, code: str, *, is_rounding: bool) -> Iterator[Problem]:
        number, account = draft.case_invoice_number, self._accounts.get(code)
        if account is None:
            yield problem("unknown-account", number, value=code)
            return
        if account.status != ACTIVE:
            yield problem(
                "account-archived",
                number,
                value=code,
                name=account.name,
                status=account.status.lower(),
            )
        elif kind := _closed_kind(account):
            yield problem("account-not-allowed", number, value=code, name=account.name, kind=kind)
        elif _CLASS_OF.get(account.type, REVENUE) != REVENUE and not is_rounding:
            yield problem("account-not-revenue", number, value=code, name=account.name)

    def _rate(self, draft: InvoiceDraft, tax_type: str) -> Iterator[Problem]:
        number, rate = draft.case_invoice_number, self._rates.get(tax_type)
        if rate is None:
            yield problem("tax-type-unknown", number, value=tax_type)
        elif rate.status != ACTIVE:
            yield problem(
                "tax-type-archived",
                number,
                value=tax_type,
                name=rate.name,
                status=rate.status.lower(),
            )

    def _pair(self, draft: InvoiceDraft, code: str, tax_type: str) -> Iterator[Problem]:
        account, rate = self._accounts.get(code), self._rates.get(tax_type)
        if account is None or rate is None or rate.status != ACTIVE or _closed_kind(account):
            return
        number, account_class = draft.case_invoice_number, _CLASS_OF.get(account.type, REVENUE)
        if account_class == REVENUE and not rate.can_apply_to_revenue:
            yield problem("tax-type-not-for-sales", number, value=tax_type, name=rate.name)
        elif not _goes_with(rate, account_class):
            yield problem(
                "tax-type-not-for-account", number, value=tax_type, name=rate.name, account=code
            )


def find_rounding_account(accounts: Iterable[XeroAccount]) -> str:
    """The code of the organisation's own rounding account; empty if Xero did not say."""
    return next(
        (
            account.code
            for account in accounts
            if account.status == ACTIVE and account.system_account == ROUNDING_ACCOUNT
        ),
        "",
    )


def _closed_kind(account: XeroAccount) -> str:
    """Why no line may use the account, in words; empty if lines may."""
    if account.type == "BANK":
        return "a bank account"
    system = account.system_account
    return "an account Xero keeps to itself" if system not in {"", ROUNDING_ACCOUNT} else ""


def _goes_with(rate: XeroTaxRate, account_class: str) -> bool:
    if account_class == REVENUE:
        return True
    if rate.classes:
        return account_class in rate.classes
    # Without Xero's word on it: sales types are refused on expense accounts (1.5).
    return account_class != EXPENSE or rate.tax_type in _FOR_EVERY_CLASS
