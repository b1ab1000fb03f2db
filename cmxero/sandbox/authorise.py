"""Sign-in by a person: what the page asks, and where it sends the browser (xero-api.md 5).

Nothing is kept between showing the page and pressing its button: the form carries the request
back, sealed with a secret of this process, so that no other site can press Allow.
"""

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from cmxero.core.errors import CmxeroError
from cmxero.sandbox.dates import EPOCH
from cmxero.sandbox.grants import Asking, keep_code
from cmxero.sandbox.identity import App, connect, digest, event_id
from cmxero.sandbox.sandbox_state import SandboxState
from cmxero.sandbox.scopes import reaches_organisation, unknown_scopes
from cmxero.sandbox.switches import Switches

PAGE_LIFE = timedelta(minutes=10)
_ORIGIN = re.compile(r"^https?://[A-Za-z0-9.\-]+(:\d{1,5})?$")
_CHALLENGE = re.compile(r"^[A-Za-z0-9_\-]{43}$")


class SignInPageError(CmxeroError):
    """A request that a person must not be asked about; it is told on the page, as Xero does."""


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """A checked request of GET /identity/connect/authorize."""

    client_id: str
    redirect_uri: str
    scope: str
    state: str
    challenge: str

    @property
    def redirect_origin(self) -> str:
        """Scheme, host and port the browser is sent to; safe inside a header."""
        parts = urlsplit(self.redirect_uri)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def wants_organisation(self) -> bool:
        """Whether the person has an organisation to choose."""
        return reaches_organisation(self.scope)


def read_request(query: str, app: App, switches: Switches) -> SignInRequest:
    """Check what an app asks.

    Args:
        query: the query of the address, as sent.

    Raises:
        SignInPageError: unknown app, bad redirect address, scope, response type or challenge.
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    asked = dict(pairs)
    if len(asked) != len(pairs):
        raise SignInPageError("invalid_request: a parameter was sent twice")
    if asked.get("client_id") != app.client_id:
        raise SignInPageError("unauthorized_client: unknown client or client not enabled")
    redirect = asked.get("redirect_uri", "")
    if not is_good_redirect(redirect):
        raise SignInPageError(
            "invalid_request: Invalid redirect_uri. It must begin with https:// or "
            "http://localhost, not 127.0.0.1"
        )
    if asked.get("response_type") != "code":
        raise SignInPageError("unsupported_response_type: response_type must be code")
    scope = asked.get("scope", "")
    if not scope.split() or unknown_scopes(scope, switches):
        wrong = ", ".join(unknown_scopes(scope, switches)) or "none was asked for"
        raise SignInPageError(f"invalid_scope: {wrong}")
    return SignInRequest(
        client_id=app.client_id,
        redirect_uri=redirect,
        scope=" ".join(scope.split()),
        state=asked.get("state", ""),
        challenge=_read_challenge(asked),
    )


def is_good_redirect(address: str) -> bool:
    """Whether Xero takes an address: https, or http on the word localhost."""
    try:
        parts = urlsplit(address)
        host, origin = parts.hostname, f"{parts.scheme}://{parts.netloc}"
        is_whole = parts.port is None or parts.port > 0
    except ValueError:
        return False
    if parts.fragment or not is_whole or not _ORIGIN.match(origin):
        return False
    return parts.scheme == "https" or host == "localhost"


def seal(secret: bytes, query: str, now_utc: datetime) -> str:
    """What a form must bring back to prove that this page showed it."""
    seconds = (now_utc - EPOCH) // timedelta(seconds=1)
    return f"{seconds}.{_mac(secret, query, seconds)}"


def is_sealed(secret: bytes, query: str, sent: str, now_utc: datetime) -> bool:
    """Whether a form comes from a page of ours, not older than ten minutes."""
    head, _, mac = sent.partition(".")
    if not (head.isascii() and head.isdigit() and len(head) < 12):  # noqa: PLR2004 - seconds
        return False
    age = (now_utc - EPOCH) - timedelta(seconds=int(head))
    is_ours = hmac.compare_digest(mac.encode(), _mac(secret, query, int(head)).encode())
    return is_ours and timedelta(seconds=-1) <= age <= PAGE_LIFE


def allowed_address(
    sandbox: SandboxState,
    request: SignInRequest,
    tenants: Sequence[str],
    nonce: str,
    now_utc: datetime,
) -> str:
    """Where the browser goes after Allow; the ticked organisations are connected.

    Args:
        tenants: the ids of the organisations that were ticked.
        nonce: becomes the code.

    Raises:
        SignInPageError: nothing that we know was ticked; nothing was connected.
    """
    if request.wants_organisation:
        chosen = [tenant_id for tenant_id in sandbox.organisations if tenant_id in tenants]
        if not chosen:
            raise SignInPageError("Tick at least one organisation, or press Cancel.")
        connect(sandbox.app, chosen, event_id(nonce), now_utc)
    asking = Asking({}, request.client_id, is_public=False, nonce=nonce, now_utc=now_utc)
    keep_code(sandbox.app, asking, request.scope, request.redirect_uri, request.challenge)
    return _address(
        request,
        {"code": nonce, "scope": request.scope, "session_state": digest(f"session/{nonce}")[:43]},
    )


def cancelled_address(request: SignInRequest) -> str:
    """Where the browser goes after Cancel."""
    return _address(request, {"error": "access_denied"})


def _read_challenge(asked: Mapping[str, str]) -> str:
    challenge, method = asked.get("code_challenge", ""), asked.get("code_challenge_method", "")
    if not challenge and not method:
        return ""
    if method != "S256" or not _CHALLENGE.match(challenge):
        raise SignInPageError("invalid_request: code_challenge must be made with S256")
    return challenge


def _address(request: SignInRequest, answer: Mapping[str, str]) -> str:
    told = {**answer, "state": request.state} if request.state else answer
    joint = "&" if urlsplit(request.redirect_uri).query else "?"
    return f"{request.redirect_uri}{joint}{urlencode(told)}"


def _mac(secret: bytes, query: str, seconds: int) -> str:
    return hmac.new(secret, f"{seconds}\n{query}".encode(), "sha256").hexdigest()
