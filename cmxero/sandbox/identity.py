"""Tokens and the connection, as Xero's identity service gives them (xero-api.md 5).

Only the SHA-256 of a token is kept. The text of a new token is made by the caller, because
chance has no place in the state.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

import msgspec

from cmxero.sandbox.calls import Answer, encode, json_answer
from cmxero.sandbox.dates import EPOCH
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import Token

ACCESS_LIFE = timedelta(minutes=30)
REFRESH_LIFE = timedelta(days=60)
REPLAY_GRACE = timedelta(minutes=30)
"""How long a replaced refresh token still works, in case the answer was lost."""

DEFAULT_SCOPE = (
    "accounting.invoices accounting.payments accounting.contacts accounting.settings.read "
    "accounting.attachments"
)


@dataclass(frozen=True, slots=True)
class App:
    """The one app that may sign in."""

    client_id: str = "sandbox"
    client_secret: str = "sandbox"  # noqa: S105 - guards nothing: loopback, demo data


def digest(text: str) -> str:
    """How a token is known."""
    return sha256(text.encode()).hexdigest()


def client_of(form: Mapping[str, str], authorization: str) -> App | None:
    """The credentials in the Basic header or in the body."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() == "basic":
        try:
            name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except ValueError:
            return None
        return App(name, secret)
    return App(form.get("client_id", ""), form.get("client_secret", ""))


def token_answer(
    state: OrganisationState, form: Mapping[str, str], nonce: str, now_utc: datetime, client: str
) -> Answer:
    """The answer of POST /connect/token to an app whose credentials are right."""
    match form.get("grant_type"):
        case "client_credentials":
            connect(state, nonce, now_utc)
            scope = form.get("scope") or DEFAULT_SCOPE
            return json_answer(issue(state, client, scope, nonce, now_utc, with_refresh=False))
        case "refresh_token":
            return _refresh(state, form.get("refresh_token", ""), nonce, now_utc, client)
        case _:
            return json_answer({"error": "unsupported_grant_type"}, 400)


def issue(
    state: OrganisationState,
    client: str,
    scope: str,
    nonce: str,
    now_utc: datetime,
    *,
    with_refresh: bool,
    grant_id: str = "",
) -> JsonObject:
    """Give out an access token of 30 minutes, and a refresh token where there is a person."""
    state.forget(token for token in state.tokens.values() if token.expires_utc <= now_utc)
    grant = grant_id or str(uuid5(NAMESPACE_URL, f"grant/{nonce}"))
    access = _jwt(state, client, scope, nonce, now_utc)
    body: JsonObject = {
        "access_token": access,
        "expires_in": ACCESS_LIFE // timedelta(seconds=1),
        "token_type": "Bearer",
        "scope": scope,
    }
    given = [("access", access, ACCESS_LIFE)]
    if with_refresh:
        body["refresh_token"] = digest(f"refresh/{nonce}")[:43]
        given.append(("refresh", body["refresh_token"], REFRESH_LIFE))
    state.save(
        *(
            Token(
                digest=digest(text),
                kind=kind,
                client_id=client,
                grant_id=grant,
                expires_utc=now_utc + life,
                scope=scope,
            )
            for kind, text, life in given
        )
    )
    return body


def find_access(state: OrganisationState, authorization: str) -> Token | None:
    """The access token of an Authorization header, expired or not."""
    scheme, _, text = authorization.partition(" ")
    token = state.tokens.get(digest(text.strip())) if scheme.lower() == "bearer" else None
    return token if token and token.kind == "access" else None


def connect(state: OrganisationState, nonce: str, now_utc: datetime) -> None:
    """Connect the app to the organisation, unless it is connected."""
    if not state.settings.connection_id:
        connection = str(uuid5(NAMESPACE_URL, f"connection/{nonce}"))
        state.set_settings(
            msgspec.structs.replace(state.settings, connection_id=connection, connected_utc=now_utc)
        )


def disconnect(state: OrganisationState) -> None:
    """Take the organisation away from the app; its tokens stay valid but lead nowhere."""
    state.set_settings(msgspec.structs.replace(state.settings, connection_id=""))


def revoke(state: OrganisationState, text: str) -> None:
    """Revoke a refresh token: its access tokens and the connection go with it."""
    token = state.tokens.get(digest(text))
    if token and token.kind == "refresh":
        state.forget(t for t in state.tokens.values() if t.grant_id == token.grant_id)
        disconnect(state)


def connections_json(state: OrganisationState) -> list[JsonObject]:
    """The answer of GET /connections."""
    settings = state.settings
    if not settings.connection_id or settings.connected_utc is None:
        return []
    instant = settings.connected_utc.isoformat(timespec="microseconds") + "0"
    return [
        {
            "id": settings.connection_id,
            "authEventId": str(uuid5(NAMESPACE_URL, f"event/{settings.connection_id}")),
            "tenantId": settings.organisation_id,
            "tenantType": "ORGANISATION",
            "tenantName": settings.name,
            "createdDateUtc": instant,
            "updatedDateUtc": instant,
        }
    ]


def _refresh(
    state: OrganisationState, text: str, nonce: str, now_utc: datetime, client: str
) -> Answer:
    token = state.tokens.get(digest(text))
    is_good = token and token.kind == "refresh" and token.client_id == client
    if not token or not is_good or token.expires_utc <= now_utc:
        return json_answer({"error": "invalid_grant"}, 400)
    if token.replaced_utc and now_utc - token.replaced_utc > REPLAY_GRACE:
        return json_answer({"error": "invalid_grant"}, 400)
    if token.replaced_utc is None:
        state.save(msgspec.structs.replace(token, replaced_utc=now_utc))
    body = issue(
        state, client, token.scope, nonce, now_utc, with_refresh=True, grant_id=token.grant_id
    )
    return json_answer(body)


def _jwt(state: OrganisationState, client: str, scope: str, nonce: str, now_utc: datetime) -> str:
    """A token in the shape of Xero's: clients read its claims; we know it by its digest."""
    seconds = (now_utc - EPOCH) // timedelta(seconds=1)
    claims = {
        "nbf": seconds,
        "exp": seconds + ACCESS_LIFE // timedelta(seconds=1),
        "iss": "https://identity.xero.com",
        "aud": "https://identity.xero.com/resources",
        "client_id": client,
        "jti": digest(f"jti/{nonce}")[:32],
        "authentication_event_id": str(uuid5(NAMESPACE_URL, f"event/{state.tenant_id}")),
        "scope": scope.split(),
    }
    parts = [encode({"alg": "RS256", "typ": "JWT"}), encode(claims), nonce.encode()]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
