"""The Idempotency-Key: six minutes of memory (xero-api.md 1.9).

A key is the app's, whatever organisation the call is for. Xero's page compares method, URL and
body; whether it compares the organisation, it does not say: here the same key for another one is
a different request, so that no answer of one organisation is ever given for another.
"""

import zlib
from datetime import timedelta
from hashlib import sha256

from cmxero.sandbox.app_state import AppState
from cmxero.sandbox.calls import Answer, Call, json_answer
from cmxero.sandbox.records import StoredAnswer

REMEMBERED = timedelta(minutes=6)
LONGEST_KEY = 128
WRITES = frozenset({"PUT", "POST", "PATCH"})


def key_of(call: Call) -> str:
    """The key of a write, in lower case; empty if there is none."""
    key = call.headers.get("idempotency-key", "")
    return key.casefold() if call.method in WRITES else ""


def find_answer(app: AppState, tenant_id: str, call: Call) -> Answer | None:
    """The answer given before to this key, errors too; None if the key is new or expired."""
    key = key_of(call)
    if not key:
        return None
    if len(key) > LONGEST_KEY:
        return _refusal(f"Idempotency Key: must be {LONGEST_KEY} characters or fewer.")
    stored = app.answers.get(_scoped(call, key))
    if stored is None or call.now_utc >= stored.expires_utc:
        return None
    if stored.request_digest != _digest(tenant_id, call):
        return _refusal(f"Idempotency Key: {key} is used with a different request.")
    return Answer(stored.status, zlib.decompress(stored.body))


def remember_answer(app: AppState, tenant_id: str, call: Call, answer: Answer) -> None:
    """Keep an answer for its key."""
    key = key_of(call)
    if not key:
        return
    app.remember(
        StoredAnswer(
            key=_scoped(call, key),
            request_digest=_digest(tenant_id, call),
            first_utc=call.now_utc,
            expires_utc=call.now_utc + REMEMBERED,
            status=answer.status,
            body=zlib.compress(answer.body, 1),
        )
    )


def _scoped(call: Call, key: str) -> str:
    return f"{call.client_id}/{key}"


def _digest(tenant_id: str, call: Call) -> str:
    url = call.path + "?" + "&".join(f"{k}={v}" for k, v in call.query.items())
    return sha256(f"{tenant_id} {call.method} {url}\n".encode() + call.body).hexdigest()


def _refusal(message: str) -> Answer:
    body = {"ErrorNumber": 10, "Type": "ValidationException", "Message": message, "Elements": []}
    return json_answer(body, 400)
