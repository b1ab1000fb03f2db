"""The one place where what goes wrong on the way to Xero becomes a ``XeroError``.

Bodies of error answers are read defensively: nothing in here raises, whatever was received.
Neither tokens nor whole bodies reach a message; the SDK's own exceptions carry both, so they
are never chained (xero-api.md 7.2).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
import urllib3.exceptions
from xero_python.exceptions import ApiSSLException, HTTPStatusException

from cmxero.core.errors import (
    XeroAnswerError,
    XeroError,
    XeroRateLimitError,
    XeroRejectedError,
    XeroSignInError,
    XeroUnreachableError,
)
from cmxero.xero.dates import when_over

SHOWN_MESSAGES = 10
_LONGEST_TEXT = 300
_SECRETS = re.compile(r"(?i)bearer\s+\S+|basic\s+[\w+/=]{8,}|eyJ[\w-]+\.[\w-]+\.[\w-]*")
_LIMIT_WORDS = {"minute": "minute", "day": "day", "daily": "day", "concurrent": "concurrent"}
_REFUSED, _TROUBLE = 400, 500
_SIGN_IN_WORDS = {
    401: "Xero does not accept this sign-in",
    403: "This sign-in does not cover the organisation or the data",
}
_CORRECT = "Correct what it names and try again."
_NO_DETOURS = (
    "cmxero does not follow it elsewhere. Check the addresses in the settings and try again."
)
_SIGN_IN = "Run `cmxero connect` to sign in and try again."
TRANSPORT_FAULTS = (HTTPStatusException, ApiSSLException, urllib3.exceptions.HTTPError)
"""All that can come out of the SDK's transport."""


def fault_of(
    caught: Exception,
    *,
    operation: str,
    is_write: bool,
    secrets: tuple[str, ...] = (),
    now_utc: datetime | None = None,
) -> XeroError:
    """The ``XeroError`` for something the SDK's transport raised (one of TRANSPORT_FAULTS).

    Args:
        caught: what was raised; an ``HTTPStatusException`` holds the answer.
        operation: what we wanted, in words, e.g. "create invoices".
        is_write: whether the request could have changed anything in Xero.
        secrets: texts that must not be repeated whatever an answer says.
        now_utc: the time, naive UTC, to say when a limit ends; None says only how long.
    """
    if isinstance(caught, HTTPStatusException):
        answer = caught.http_resp
        headers = getattr(getattr(answer, "urllib3_response", None), "headers", {})
        return status_fault(
            int(getattr(answer, "status", 0) or 0),
            headers,
            getattr(answer, "data", b"") or b"",
            operation=operation,
            is_write=is_write,
            secrets=secrets,
            now_utc=now_utc,
        )
    return unreachable(caught, operation=operation, is_write=is_write)


def unreachable(caught: Exception, *, operation: str, is_write: bool) -> XeroUnreachableError:
    """No answer, or only part of one."""
    what = _network_words(caught)
    after = _LOOK_FIRST if is_write else "Check the network and try again."
    return XeroUnreachableError(f"Xero did not answer ({operation}): {what}. {after}")


def status_fault(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    operation: str,
    is_write: bool = False,
    secrets: tuple[str, ...] = (),
    now_utc: datetime | None = None,
) -> XeroError:
    """The ``XeroError`` for an answer whose status is not 2xx (xero-api.md 1.3, 6)."""
    messages = tuple(scrub(text, secrets) for text in messages_of(body))
    correlation = correlation_of(headers)
    said = _sentence(messages)
    if status == 429:  # noqa: PLR2004
        return _limit_fault(headers, operation, correlation, now_utc)
    kind: type[XeroError]
    if status in _SIGN_IN_WORDS:
        kind, words = XeroSignInError, f"{_SIGN_IN_WORDS[status]} ({operation}){said}. {_SIGN_IN}"
    elif status >= _TROUBLE:
        after = _LOOK_FIRST if is_write else "Try again in a few minutes."
        kind = XeroUnreachableError
        words = f"Xero is in trouble ({operation}, status {status}){said}. {after}"
    elif status >= _REFUSED:
        kind = XeroRejectedError
        words = f"Xero refused the request ({operation}, status {status}){said}. {_CORRECT}"
    else:
        kind = XeroAnswerError
        words = f"Xero answered with status {status} ({operation}). {_NO_DETOURS}"
    return kind(words, status=status, messages=messages, correlation_id=correlation)


def messages_of(body: bytes) -> tuple[str, ...]:
    """Every message in the body of an error answer, in order, without repeats; never raises.

    Validation messages first; only without them the general ones, else a short plain text.
    """
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _plain_text(body)
    found = list(messages_under(document, "ValidationErrors"))
    if not found and isinstance(document, dict):
        keys = ("Message", "message", "Detail", "detail", "error_description", "Title", "error")
        found = [document[k] for k in keys if isinstance(document.get(k), str)][:1]
    return tuple(dict.fromkeys(text.strip() for text in found if text.strip()))


def messages_under(document: object, key: str) -> Iterator[str]:
    """The text of every entry in every list called ``key``, at any depth."""
    stack: list[Any] = [document]
    while stack:
        part = stack.pop()
        if isinstance(part, list):
            stack.extend(reversed(part))
        if isinstance(part, dict):
            entries = part.get(key)
            for entry in entries if isinstance(entries, list) else []:
                text = entry.get("Message") if isinstance(entry, dict) else entry
                if isinstance(text, str):
                    yield text
            stack.extend(reversed([value for name, value in part.items() if name != key]))


def retry_after_of(headers: Mapping[str, str]) -> int | None:
    """Seconds of ``Retry-After``, or None where it is missing or a date."""
    text = str(headers.get("Retry-After", "") or "").strip()
    return int(text) if text.isascii() and text.isdecimal() else None


def correlation_of(headers: Mapping[str, str]) -> str | None:
    """Xero's id of this answer; support asks for it."""
    return headers.get("Xero-Correlation-Id") or headers.get("X-Correlation-Id") or None


def scrub(text: str, secrets: tuple[str, ...] = ()) -> str:
    """A text without tokens and credentials, however they got into it."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "[secret]")
    return _SECRETS.sub("[secret]", text)


_LOOK_FIRST = (
    "It is not known whether Xero carried it out. Run the same again: it looks up what Xero has "
    "before it sends anything."
)


def _limit_fault(
    headers: Mapping[str, str],
    operation: str,
    correlation: str | None,
    now_utc: datetime | None,
) -> XeroRateLimitError:
    limit = _limit_word(headers)
    wait = retry_after_of(headers)
    when = f"in {wait} s"
    if wait is None:
        when = "tomorrow: Xero did not say when its day ends" if limit == "day" else "in a minute"
    elif now_utc is not None:
        when = when_over(wait, now_utc)
    return XeroRateLimitError(
        f"Xero's limit of calls is reached ({operation}; limit: {limit}). "
        f"Nothing was done by this call. Try again {when}.",
        limit=limit,
        retry_after=wait,
        correlation_id=correlation,
    )


def _limit_word(headers: Mapping[str, str]) -> str:
    word = str(headers.get("X-Rate-Limit-Problem", "") or "").strip().lower()
    if word:
        return _LIMIT_WORDS.get(word, word)
    if headers.get("X-DayLimit-Remaining") == "0":
        return "day"
    if headers.get("X-MinLimit-Remaining") == "0":
        return "minute"
    return "unknown"


def _sentence(messages: tuple[str, ...]) -> str:
    if not messages:
        return ""
    shown = "; ".join(text.rstrip(".") for text in messages[:SHOWN_MESSAGES])
    more = len(messages) - SHOWN_MESSAGES
    return f": {shown}" + (f"; and {more} more" if more > 0 else "")


def _plain_text(body: bytes) -> tuple[str, ...]:
    text = " ".join(body[: 4 * _LONGEST_TEXT].decode("utf-8", errors="replace").split())
    if not text or text.startswith("<") or not text.isprintable():
        return ()
    return (text[:_LONGEST_TEXT],)


def _network_words(caught: Exception) -> str:
    reason = getattr(caught, "reason", None)
    cause = reason if isinstance(reason, Exception) else caught
    known: tuple[tuple[type[Exception], str], ...] = (
        (urllib3.exceptions.NameResolutionError, "its address could not be found"),
        (urllib3.exceptions.NewConnectionError, "the connection was refused"),
        (urllib3.exceptions.ConnectTimeoutError, "no connection within the time limit"),
        (urllib3.exceptions.ReadTimeoutError, "no answer within the time limit"),
        (urllib3.exceptions.SSLError, "the secure connection failed"),
        (ApiSSLException, "the secure connection failed"),
        (urllib3.exceptions.DecodeError, "the answer arrived damaged"),
        (urllib3.exceptions.ProtocolError, "the connection broke off"),
    )
    for kind, words in known:
        if isinstance(cause, kind):
            return words
    return f"the connection failed ({type(cause).__name__})"
