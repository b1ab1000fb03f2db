"""Tokens and the connection, as Xero's identity service gives them (xero-api.md 5).

Only the SHA-256 of a code or token is kept, in one table: codes, access and refresh tokens, and
the consent behind the connection. The text of a new one is made by the caller, because chance has
no place in the state; that of a renewed one follows from the one it replaces, so that a replay
within the grace can be given the same answer.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

import msgspec

from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import Token

_FOR_EVER = timedelta(days=36_500)

REFRESH_KINDS = {False: "refresh", True: "public refresh"}
"""Of an app with a secret; of one without, which signed in by PKCE alone."""


@dataclass(frozen=True, slots=True)
class App:
    """The one app that may sign in."""

    client_id: str = "sandbox"
    client_secret: str = "sandbox"  # noqa: S105 - guards nothing: loopback, demo data


def digest(text: str) -> str:
    """How a token is known."""
    return sha256(text.encode()).hexdigest()


def client_of(form: Mapping[str, str], authorization: str) -> App | None:
    """The credentials in the Basic header or in the body; the secret may be missing."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() == "basic":
        try:
            name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except ValueError:
            return None
        return App(name, secret)
    return App(form.get("client_id", ""), form.get("client_secret", ""))


def event_id(nonce: str) -> str:
    """The id of one sign-in, shared by its tokens and the connections it made."""
    return str(uuid5(NAMESPACE_URL, f"event/{nonce}"))


def find_access(state: OrganisationState, authorization: str) -> Token | None:
    """The access token of an Authorization header, expired or not."""
    scheme, _, text = authorization.partition(" ")
    token = state.tokens.get(digest(text.strip())) if scheme.lower() == "bearer" else None
    return token if token and token.kind == "access" else None


def connect(state: OrganisationState, client_id: str, event: str, now_utc: datetime) -> None:
    """Connect the app to the organisation; once connected, only the consent is a new one."""
    settings = state.settings
    if not settings.connection_id:
        connection = str(uuid5(NAMESPACE_URL, f"connection/{event}"))
        settings = msgspec.structs.replace(
            settings, connection_id=connection, connected_utc=now_utc
        )
        state.set_settings(settings)
    state.save(
        Token(
            digest=digest(settings.connection_id),
            kind="consent",
            client_id=client_id,
            grant_id=event,
            expires_utc=now_utc + _FOR_EVER,
            replaced_utc=now_utc,
        )
    )


def disconnect(state: OrganisationState) -> None:
    """Take the organisation away from the app; its tokens stay valid but lead nowhere."""
    state.forget(t for t in state.tokens.values() if t.kind == "consent")
    state.set_settings(msgspec.structs.replace(state.settings, connection_id=""))


def revoke(state: OrganisationState, text: str) -> None:
    """Revoke a refresh token: its access tokens and the connection go with it."""
    token = state.tokens.get(digest(text))
    if token and token.kind in REFRESH_KINDS.values():
        state.forget(t for t in state.tokens.values() if t.grant_id == token.grant_id)
        disconnect(state)


def connections_json(state: OrganisationState, event: str = "") -> list[JsonObject]:
    """The answer of GET /connections; with an event, only what was connected in that sign-in."""
    settings = state.settings
    if not settings.connection_id or settings.connected_utc is None:
        return []
    consent = state.tokens.get(digest(settings.connection_id))
    own_event = consent.grant_id if consent else event_id(settings.connection_id)
    if event and event.lower() != own_event:
        return []
    updated = consent.replaced_utc if consent else None
    return [
        {
            "id": settings.connection_id,
            "authEventId": own_event,
            "tenantId": settings.organisation_id,
            "tenantType": "ORGANISATION",
            "tenantName": settings.name,
            "createdDateUtc": _instant(settings.connected_utc),
            "updatedDateUtc": _instant(updated or settings.connected_utc),
        }
    ]


def _instant(instant: datetime) -> str:
    return instant.isoformat(timespec="microseconds") + "0"
