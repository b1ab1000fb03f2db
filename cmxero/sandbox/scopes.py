"""Scopes: which names exist, and which one an endpoint wants (xero-api.md 5)."""

from cmxero.sandbox.switches import Switches

FOR_PEOPLE = frozenset({"openid", "profile", "email", "offline_access"})
_WITH_READ = (
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
    "accounting.manualjournals",
    "accounting.contacts",
    "accounting.settings",
    "accounting.attachments",
)
_READ_ONLY = frozenset({"accounting.journals.read", "accounting.reports.read"})
BROAD = frozenset({"accounting.transactions", "accounting.transactions.read"})
"""Apps created since 2 March 2026 do not get these."""

GRANULAR = frozenset(_WITH_READ) | {f"{name}.read" for name in _WITH_READ} | _READ_ONLY
DEFAULT_SCOPE = " ".join(_WITH_READ)
"""What a machine gets that names no scope: everything its app may do."""

_WANTED = {
    "accounting.invoices": (
        "invoices creditnotes quotes purchaseorders repeatinginvoices linkedtransactions items"
    ),
    "accounting.payments": "payments batchpayments overpayments prepayments",
    "accounting.banktransactions": "banktransactions banktransfers",
    "accounting.manualjournals": "manualjournals",
    "accounting.contacts": "contacts contactgroups",
    "accounting.settings": (
        "organisation organisations accounts taxrates trackingcategories currencies users "
        "brandingthemes"
    ),
}
_SCOPE_OF = {name: scope for scope, names in _WANTED.items() for name in names.split()}
_COVERED_BY_BROAD = frozenset(_WITH_READ[:4])


def unknown_scopes(scope: str, switches: Switches) -> list[str]:
    """The words of a scope that this app cannot ask for, sorted; empty if it is good."""
    known = GRANULAR | FOR_PEOPLE | (BROAD if switches.broad_scopes else frozenset())
    return sorted(set(scope.split()) - known)


def reaches_organisation(scope: str) -> bool:
    """Whether a scope leads to an organisation at all, not only to the person's name."""
    return bool(set(scope.split()) - FOR_PEOPLE)


def allows(scope: str, method: str, path: str) -> bool:
    """Whether a token's scope is enough for a call.

    Args:
        scope: words between spaces, as granted.
        path: below ``/api.xro/2.0``, e.g. ``Invoices/1234/Attachments``. A path that no
            endpoint has needs no scope: it is a 404.
    """
    endpoint, _, rest = path.strip("/").lower().partition("/")
    wanted = _SCOPE_OF.get(endpoint)
    if endpoint == "journals":
        return "accounting.journals.read" in scope.split()
    if wanted is None:
        return True
    if "attachments" in rest.split("/"):
        wanted = "accounting.attachments"
    good = {wanted}
    if wanted in _COVERED_BY_BROAD:
        good.add("accounting.transactions")
    if method == "GET":
        good |= {f"{name}.read" for name in good}
    return not good.isdisjoint(scope.split())
