"""The answers that faults give, as ASGI messages (fault_kinds.py)."""

from datetime import datetime

from starlette.types import Message, Scope

from cmxero.sandbox.fault_kinds import NullField, RateLimited, Status, UnknownStatus
from cmxero.sandbox.gate import sign_in_refusal
from cmxero.sandbox.records import Token
from cmxero.sandbox.spoiling import spoiled

_JSON = "application/json; charset=utf-8"
_TOO_MANY = 429


def status_messages(fault: Status) -> list[Message]:
    """The answer of whatever stands in front of the service."""
    body = fault.body.encode()
    kind = "application/json" if body else "text/html"
    return _messages(fault.status, {"content-type": kind, **fault.headers}, body)


def limited_messages(fault: RateLimited) -> list[Message]:
    """Xero's 429 (xero-api.md 6)."""
    headers = {"X-Rate-Limit-Problem": fault.problem} if fault.problem else {}
    if fault.retry_after is not None:
        headers["Retry-After"] = str(fault.retry_after)
    return _messages(_TOO_MANY, headers, b"")


def expired_messages(now_utc: datetime) -> list[Message]:
    """Xero's 401 for a token that has run out this moment (xero-api.md 5)."""
    token = Token(digest="", kind="access", client_id="", grant_id="", expires_utc=now_utc)
    refusal = sign_in_refusal(token, now_utc)
    assert refusal  # noqa: S101 - that token has run out
    return _messages(refusal.status, {"content-type": refusal.media_type}, refusal.body)


def halved_messages(messages: list[Message]) -> list[Message]:
    """An answer whose body breaks off, as if that were all of it."""
    body = _body_of(messages)
    return _messages(messages[0]["status"], {"content-type": _JSON}, body[: len(body) // 2])


def spoiled_messages(messages: list[Message], fault: NullField | UnknownStatus) -> list[Message]:
    """An answer with one field changed; its headers stay."""
    headers = {
        name.decode(): value.decode()
        for name, value in messages[0]["headers"]
        if name.lower() != b"content-length"
    }
    return _messages(messages[0]["status"], headers, spoiled(_body_of(messages), fault))


def without_compression(scope: Scope) -> Scope:
    """The request as one that takes no compressed answer, so that its body can be changed."""
    headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": headers}


def _body_of(messages: list[Message]) -> bytes:
    return b"".join(message.get("body", b"") for message in messages)


def _messages(status: int, headers: dict[str, str], body: bytes) -> list[Message]:
    whole = {**headers, "content-length": str(len(body))}
    raw = [(name.lower().encode(), value.encode()) for name, value in whole.items()]
    return [
        {"type": "http.response.start", "status": status, "headers": raw},
        {"type": "http.response.body", "body": body, "more_body": False},
    ]
