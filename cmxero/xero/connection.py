"""Where Xero is and who we are there; refuses to mix the sandbox with the real service."""

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from cmxero.core.errors import SettingsError

ACCOUNTING_PATH = "/api.xro/2.0"
LIVE_API_URL = "https://api.xero.com"
LIVE_IDENTITY_URL = "https://identity.xero.com"
LIVE_AUTHORISE_URL = "https://login.xero.com/identity/connect/authorize"
SCOPES = (
    "openid",
    "profile",
    "email",
    "offline_access",
    "accounting.invoices",
    "accounting.payments",
    "accounting.contacts",
    "accounting.settings.read",
    "accounting.attachments",
)
"""What cmxero asks for: granular scopes only (xero-api.md 5)."""
_FOR_PEOPLE = frozenset({"openid", "profile", "email", "offline_access"})


@dataclass(frozen=True, slots=True)
class XeroConnection:
    """One app's way to Xero, or to the sandbox.

    Attributes:
        api_url: origin of the API, with or without ``/api.xro/2.0``.
        identity_url: origin of the token endpoint.
        client_secret: empty for an app that signs in with PKCE only.
        scopes: what to ask for; ``offline_access`` says that a person signs in once.
        token_file: where the token is kept, readable by its owner only.
        is_live: False means the sandbox, which listens on loopback only.
        tenant_id: the organisation; None takes the only one that is connected.
        authorise_url: the page a person signs in on; empty means Xero's own, or the sandbox's.

    Raises:
        SettingsError: LIVE with a loopback or unencrypted address, or the sandbox with another.
    """

    api_url: str
    identity_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...]
    token_file: Path
    is_live: bool
    tenant_id: str | None = None
    authorise_url: str = ""

    def __post_init__(self) -> None:
        _check_address("api_url", self.api_url, is_live=self.is_live)
        _check_address("identity_url", self.identity_url, is_live=self.is_live)
        if self.authorise_url:
            _check_address("authorise_url", self.authorise_url, is_live=self.is_live)
        if not self.client_id:
            raise SettingsError("client_id", "no client id is set.", "Copy it from the Xero app.")

    @property
    def origin(self) -> str:
        """Scheme, host and port of the API, where ``/connections`` lives."""
        return self.api_url.rstrip("/").removesuffix(ACCOUNTING_PATH)

    @property
    def accounting_url(self) -> str:
        """Base address of the Accounting API."""
        return self.origin + ACCOUNTING_PATH

    @property
    def token_url(self) -> str:
        """Where tokens are issued and refreshed (xero-api.md 5)."""
        return self.identity_url.rstrip("/") + "/connect/token"

    @property
    def sign_in_url(self) -> str:
        """The page a person signs in on."""
        if self.authorise_url:
            return self.authorise_url
        if self.is_live:
            return LIVE_AUTHORISE_URL
        return self.identity_url.rstrip("/") + "/identity/connect/authorize"

    @property
    def signs_in_alone(self) -> bool:
        """Whether a token can be had without a person: a custom connection or the sandbox."""
        needs_person = self.is_live and "offline_access" in self.scopes
        return bool(self.client_secret) and not needs_person

    @property
    def machine_scopes(self) -> tuple[str, ...]:
        """The scopes that make sense without a person."""
        return tuple(scope for scope in self.scopes if scope not in _FOR_PEOPLE)


def _check_address(name: str, url: str, *, is_live: bool) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host or parts.username or parts.password:
        raise SettingsError(
            name, "this is no web address.", "Write it like https://api.xero.com, without a user."
        )
    if is_live and _is_loopback(host):
        raise SettingsError(
            name,
            f"LIVE must never talk to this machine ({host}).",
            f"Set {LIVE_API_URL} and {LIVE_IDENTITY_URL}, or switch to the sandbox.",
        )
    if is_live and parts.scheme != "https":
        raise SettingsError(name, "LIVE needs an encrypted address.", "Begin it with https://.")
    if not is_live and not _is_loopback(host):
        raise SettingsError(
            name,
            f"the sandbox lives on this machine only, not on {host}.",
            "Use http://127.0.0.1 with the sandbox's port, or set LIVE on purpose.",
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
