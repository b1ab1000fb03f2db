"""Tokens and connections, as Xero's identity service gives them (xero-api.md 5).

Only the SHA-256 of a code or token is kept, in one table of the app's. The text of a new one is
made by the caller, because chance has no place in the state; that of a renewed one follows from
the one it replaces, so that a replay within the grace can be given the same answer.
"""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from cmxero.sandbox.app_state import AppState
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.records import Connection, Token
from cmxero.sandbox.sandbox_state import SandboxState

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


def find_access(app: AppState, authorization: str) -> Token | None:
    """The access token of an Authorization header, expired or not."""
    scheme, _, text = authorization.partition(" ")
    token = app.tokens.get(digest(text.strip())) if scheme.lower() == "bearer" else None
    return token if token and token.kind == "access" else None


def reaches(app: AppState, token: Token, tenant_id: str) -> bool:
    """Whether a token opens an organisation: it is connected, and a machine's is that one."""
    return tenant_id in app.connections and token.tenant_id in {"", tenant_id}


def connect(app: AppState, tenant_ids: Iterable[str], event: str, now_utc: datetime) -> None:
    """Connect the app to organisations; where it is already, only the consent is a new one."""
    for tenant_id in tenant_ids:
        old = app.connections.get(tenant_id)
        new_id = str(uuid5(NAMESPACE_URL, f"connection/{event}/{tenant_id}"))
        app.connect(
            Connection(
                connection_id=old.connection_id if old else new_id,
                tenant_id=tenant_id,
                event_id=event,
                created_utc=old.created_utc if old else now_utc,
                updated_utc=now_utc,
            )
        )


def revoke(app: AppState, text: str) -> None:
    """Revoke a refresh token: its access tokens and all it reached go with it."""
    token = app.tokens.get(digest(text))
    if token and token.kind in REFRESH_KINDS.values():
        app.forget(t for t in app.tokens.values() if t.grant_id == token.grant_id)
        app.disconnect(list(app.connections))


def find_connection(app: AppState, token: Token, connection_id: str) -> Connection | None:
    """The connection of an id, if the token reaches it."""
    for connection in app.connections.values():
        if connection.connection_id == connection_id.lower():
            return connection if reaches(app, token, connection.tenant_id) else None
    return None


def connections_json(sandbox: SandboxState, token: Token, event: str = "") -> list[JsonObject]:
    """The answer of GET /connections: what the token reaches, the default organisation first.

    Args:
        event: only what was allowed in that sign-in; empty for all.
    """
    app = sandbox.app
    return [
        {
            "id": connection.connection_id,
            "authEventId": connection.event_id,
            "tenantId": tenant_id,
            "tenantType": "ORGANISATION",
            "tenantName": organisation.settings.name,
            "createdDateUtc": _instant(connection.created_utc),
            "updatedDateUtc": _instant(connection.updated_utc),
        }
        for tenant_id, organisation in sandbox.organisations.items()
        if (connection := app.connections.get(tenant_id))
        and reaches(app, token, tenant_id)
        and event.lower() in {"", connection.event_id}
    ]


def _instant(instant: datetime) -> str:
    return instant.isoformat(timespec="microseconds") + "0"
