"""The grants of POST /connect/token: machine, code, refresh (xero-api.md 5).

The text of a new token follows from a random nonce; that of a renewed one from the refresh token
it replaces, so that a replay within the grace can be given the same answer although no token is
kept.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec

from cmxero.sandbox.app_state import AppState
from cmxero.sandbox.calls import Answer, json_answer
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.identity import REFRESH_KINDS, connect, digest, event_id
from cmxero.sandbox.jwt import ACCESS_LIFE, Claims, access_jwt, id_jwt
from cmxero.sandbox.records import Token
from cmxero.sandbox.sandbox_state import SandboxState
from cmxero.sandbox.scopes import DEFAULT_SCOPE, unknown_scopes

CODE_LIFE = timedelta(minutes=5)
REFRESH_LIFE = timedelta(days=60)
REPLAY_GRACE = timedelta(minutes=30)
"""How long a replaced refresh token still works, in case the answer was lost."""

EXPIRED_KEPT = timedelta(days=1)
"""How long an access token that has expired is told from one that never was."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for a token, and what for.

    Attributes:
        is_public: the app gave no secret; it proves itself with PKCE.
        nonce: a fresh random text.
        now_utc: naive UTC.
    """

    form: Mapping[str, str]
    client_id: str
    is_public: bool
    nonce: str
    now_utc: datetime


def token_answer(sandbox: SandboxState, asking: Asking) -> Answer:
    """The answer of POST /connect/token to an app whose credentials are right."""
    match asking.form.get("grant_type"):
        case "client_credentials":
            return _for_machine(sandbox, asking)
        case "authorization_code":
            return _for_code(sandbox.app, asking)
        case "refresh_token":
            return _for_refresh(sandbox, asking)
        case _:
            return oauth_error("unsupported_grant_type")


def oauth_error(error: str) -> Answer:
    """A refusal in the words of OAuth 2."""
    return json_answer({"error": error}, 400)


def keep_code(app: AppState, asking: Asking, scope: str, redirect: str, challenge: str) -> None:
    """Keep the code (the asking's nonce) that a person's Allow has made; single use, 5 minutes.

    It is known by what must come with it, so a code with another redirect address or another
    verifier is simply unknown.
    """
    app.save(
        Token(
            digest=_code_digest(asking.nonce, redirect, challenge),
            kind="code",
            client_id=asking.client_id,
            grant_id=event_id(asking.nonce),
            expires_utc=asking.now_utc + CODE_LIFE,
            scope=scope,
        )
    )


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier; empty if there is none."""
    hashed = sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(hashed).decode().rstrip("=") if verifier else ""


def issue(
    app: AppState,
    asking: Asking,
    scope: str,
    event: str,
    *,
    with_refresh: bool,
    tenant_id: str = "",
) -> JsonObject:
    """Give out an access token of 30 minutes, and a refresh token where there is a person.

    Args:
        tenant_id: the one organisation it is for; empty for all that are connected.
    """
    gone = asking.now_utc - EXPIRED_KEPT
    app.forget(token for token in app.tokens.values() if token.expires_utc <= gone)
    body = _answer_body(asking, scope, event, with_refresh=with_refresh)
    given = [("access", body["access_token"], ACCESS_LIFE)]
    if with_refresh:
        given.append((REFRESH_KINDS[asking.is_public], body["refresh_token"], REFRESH_LIFE))
    for kind, text, life in given:
        token = Token(
            digest=digest(text),
            kind=kind,
            client_id=asking.client_id,
            grant_id=event,
            expires_utc=asking.now_utc + life,
            scope=scope,
            tenant_id=tenant_id,
        )
        app.save(token)
    return body


def _for_machine(sandbox: SandboxState, asking: Asking) -> Answer:
    """A custom connection: it reaches exactly one organisation, the default one."""
    if asking.is_public:
        return oauth_error("unauthorized_client")
    scope = asking.form.get("scope") or DEFAULT_SCOPE
    default = sandbox.default
    if unknown_scopes(scope, default.settings.switches):
        return oauth_error("invalid_scope")
    event, tenant_id = event_id(asking.nonce), default.tenant_id
    connect(sandbox.app, [tenant_id], event, asking.now_utc)
    return json_answer(
        issue(sandbox.app, asking, scope, event, with_refresh=False, tenant_id=tenant_id)
    )


def _for_code(app: AppState, asking: Asking) -> Answer:
    form = asking.form
    challenge = challenge_of(form.get("code_verifier", ""))
    if asking.is_public and not challenge:
        return oauth_error("invalid_client")
    known = _code_digest(form.get("code", ""), form.get("redirect_uri", ""), challenge)
    code = app.tokens.get(known)
    if code is None or code.kind != "code" or code.client_id != asking.client_id:
        return oauth_error("invalid_grant")
    app.forget([code])
    if code.expires_utc <= asking.now_utc:
        return oauth_error("invalid_grant")
    with_refresh = "offline_access" in code.scope.split()
    return json_answer(issue(app, asking, code.scope, code.grant_id, with_refresh=with_refresh))


def _for_refresh(sandbox: SandboxState, asking: Asking) -> Answer:
    app, switches = sandbox.app, sandbox.default.settings.switches
    text, now_utc = asking.form.get("refresh_token", ""), asking.now_utc
    token = app.tokens.get(digest(text))
    kind = REFRESH_KINDS[asking.is_public]
    if token is None or (token.kind, token.client_id) != (kind, asking.client_id):
        return oauth_error("invalid_grant")
    if token.expires_utc <= now_utc:
        return oauth_error("invalid_grant")
    if token.replaced_utc and now_utc - token.replaced_utc > REPLAY_GRACE:
        return oauth_error("invalid_grant")
    if token.replaced_utc is None:
        token = msgspec.structs.replace(token, replaced_utc=now_utc)
        app.save(token)
        asking = _renewing(asking, text, now_utc)
    elif switches.refresh_replay_same_answer:
        before = _renewing(asking, text, token.replaced_utc)
        return json_answer(_answer_body(before, token.scope, token.grant_id, with_refresh=True))
    return json_answer(issue(app, asking, token.scope, token.grant_id, with_refresh=True))


def _renewing(asking: Asking, text: str, first_utc: datetime) -> Asking:
    """The asking with the nonce that a refresh token leads to."""
    return Asking(
        asking.form, asking.client_id, asking.is_public, digest(f"next/{text}"), first_utc
    )


def _answer_body(asking: Asking, scope: str, event: str, *, with_refresh: bool) -> JsonObject:
    claims = Claims(asking.client_id, scope, event, asking.nonce, asking.now_utc)
    body: JsonObject = {
        "access_token": access_jwt(claims),
        "expires_in": ACCESS_LIFE // timedelta(seconds=1),
        "token_type": "Bearer",
        "scope": scope,
    }
    if "openid" in scope.split():
        body["id_token"] = id_jwt(claims)
    if with_refresh:
        body["refresh_token"] = digest(f"refresh/{asking.nonce}")[:43]
    return body


def _code_digest(code: str, redirect: str, challenge: str) -> str:
    return digest(f"code/{code}\n{redirect}\n{challenge}")
