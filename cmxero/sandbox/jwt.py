"""Tokens in the shape of Xero's: clients read their claims, we know them by their digest."""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from cmxero.sandbox.calls import encode
from cmxero.sandbox.dates import EPOCH
from cmxero.sandbox.fields import JsonObject

ACCESS_LIFE = timedelta(minutes=30)
ID_LIFE = timedelta(minutes=5)
ISSUER = "https://identity.xero.com"
PERSON_ID = str(uuid5(NAMESPACE_URL, "cmxero-sandbox/person"))
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says; ``event`` is the sign-in it comes from."""

    client_id: str
    scope: str
    event: str
    nonce: str
    now_utc: datetime


def access_jwt(claims: Claims) -> str:
    """An access token with Xero's claims, ``authentication_event_id`` among them."""
    scope = claims.scope.split()
    body: JsonObject = {
        **_common(claims, ACCESS_LIFE),
        "aud": f"{ISSUER}/resources",
        "client_id": claims.client_id,
        "jti": _hashed("jti", claims.nonce)[:32],
        "authentication_event_id": claims.event,
        "scope": scope,
    }
    if "offline_access" in scope or "openid" in scope:
        body |= {"sub": PERSON_ID, "xero_userid": PERSON_ID, "amr": ["pwd"]}
    return _jwt(body, _hashed("access", claims.nonce))


def id_jwt(claims: Claims) -> str:
    """An id token: who signed in."""
    body: JsonObject = {
        **_common(claims, ID_LIFE),
        "aud": claims.client_id,
        "sub": PERSON_ID,
        "xero_userid": PERSON_ID,
        "preferred_username": "demo@example.com",
        "email": "demo@example.com",
        "given_name": "Demo",
        "family_name": "Person",
    }
    return _jwt(body, _hashed("id", claims.nonce))


def _common(claims: Claims, life: timedelta) -> JsonObject:
    seconds = (claims.now_utc - EPOCH) // _SECOND
    return {"nbf": seconds, "iat": seconds, "exp": seconds + life // _SECOND, "iss": ISSUER}


def _hashed(purpose: str, nonce: str) -> str:
    """Differs by purpose, so that one token never tells another."""
    return sha256(f"{purpose}/{nonce}".encode()).hexdigest()


def _jwt(body: JsonObject, signature: str) -> str:
    parts = [encode({"alg": "RS256", "typ": "JWT"}), encode(body), signature.encode()]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
