"""One call to Xero: its turn, its token, the request, the whole answer, the log line, the retry."""

import gzip
import random
import zlib
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
import urllib3

from cmxero.core.errors import XeroRateLimitError
from cmxero.xero.faults import TRANSPORT_FAULTS, correlation_of, fault_of
from cmxero.xero.limits import CallLimits
from cmxero.xero.retry import RetryPolicy, persevere
from cmxero.xero.tokens import TokenKeeper

_MILLISECOND = timedelta(milliseconds=1)
_Made = TypeVar("_Made")
_log = structlog.get_logger("cmxero.xero")


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One request as it went, for counting and for the log; never a body or a token.

    Attributes:
        operation: what was asked, e.g. ``create invoices``.
        status: HTTP status; None where no whole answer came.
        milliseconds: from sending to the last byte, waiting for a turn not counted.
        bytes_received: of the answer's body as it travelled, compressed or not.
        bytes_decoded: the same unpacked; a refusal counts as it travelled.
        minute_remaining: calls left in Xero's minute; None where Xero did not say.
        day_remaining: calls left in Xero's day; None where Xero did not say.
        correlation_id: Xero's name for this answer.
    """

    operation: str
    status: int | None
    milliseconds: int
    bytes_received: int
    bytes_decoded: int
    minute_remaining: int | None = None
    day_remaining: int | None = None
    correlation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer with a good status.

    Attributes:
        body: unpacked.
        received: the same as it travelled, gzipped or not.
    """

    body: bytes
    correlation_id: str | None
    received: bytes = field(default=b"", repr=False)


class Caller:
    """Makes calls, one after another; each gateway has its own, so no locking is needed here.

    Attributes:
        kept_for_pulls: calls of Xero's day that no call of ours may touch; 0 for none.
    """

    def __init__(
        self,
        *,
        tokens: TokenKeeper,
        limits: CallLimits,
        policy: RetryPolicy,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        on_call: Callable[[CallRecord], None] | None,
    ) -> None:
        self._tokens = tokens
        self._limits = limits
        self._policy = policy
        self._clock = clock
        self._sleep = sleep
        self._on_call = on_call
        self.kept_for_pulls = 0
        self._sent_token = ""
        self._earlier_token = ""

    def access_token(self) -> str:
        """The token for the request under way; remembered, so that a 401 names the right one."""
        token = self._tokens.access_token()
        if token != self._sent_token:
            self._earlier_token, self._sent_token = self._sent_token, token
        return token

    def call(self, operation: str, send: Callable[[], Any], *, is_write: bool = False) -> Answer:
        """Make one call, waiting and repeating as ``retry`` allows.

        Args:
            operation: what is asked, in words.
            send: makes the request through the SDK, without preloading the content.
            is_write: whether it could change anything in Xero.

        Raises:
            XeroError: as ``faults`` and ``limits`` say.
        """
        # The token is fetched first, as a read: a lost answer there has written nothing.
        self._persevere(lambda _: self.access_token(), is_write=False)
        return self._persevere(
            lambda patience_s: self._attempt(
                operation, send, is_write=is_write, patience_s=patience_s
            ),
            is_write=is_write,
        )

    def _persevere(self, attempt: Callable[[float], _Made], *, is_write: bool) -> _Made:
        return persevere(
            attempt,
            is_write=is_write,
            policy=self._policy,
            sleep=self._sleep,
            refresh=lambda: self._tokens.renew(self._sent_token),
            spread=random.random,
        )

    def _attempt(
        self,
        operation: str,
        send: Callable[[], Any],
        *,
        is_write: bool,
        patience_s: float,
    ) -> Answer:
        with self._limits.turn(patience_s, kept_for_pulls=self.kept_for_pulls):
            begun = self._clock()
            try:
                with closing(_Response(send())) as response:
                    body, received = response.read()
            except TRANSPORT_FAULTS as caught:
                secrets = (self._sent_token, self._earlier_token)
                fault = fault_of(
                    caught,
                    operation=operation,
                    is_write=is_write,
                    secrets=secrets,
                    now_utc=self._clock(),
                )
                size, headers = _seen_of(caught)
                self._record(operation, fault.status, begun, (size, size), headers)
            else:
                sizes = (response.size, len(body))
                self._record(operation, response.status, begun, sizes, response.headers)
                return Answer(body, correlation_of(response.headers), received)
        if isinstance(fault, XeroRateLimitError) and fault.retry_after:
            self._limits.hold(fault.retry_after, fault.limit)
        # Not chained: the SDK's exceptions carry headers and whole bodies into a traceback.
        raise fault from None

    def _record(
        self,
        operation: str,
        status: int | None,
        begun: datetime,
        sizes: tuple[int, int],
        headers: Mapping[str, str],
    ) -> None:
        record = CallRecord(
            operation=operation,
            status=status,
            milliseconds=max(0, (self._clock() - begun) // _MILLISECOND),
            bytes_received=sizes[0],
            bytes_decoded=sizes[1],
            minute_remaining=_number(headers, "X-MinLimit-Remaining"),
            day_remaining=_number(headers, "X-DayLimit-Remaining"),
            correlation_id=correlation_of(headers),
        )
        if record.day_remaining is not None:
            self._limits.tell_day(record.day_remaining)
        _log.info(
            "xero call",
            operation=record.operation,
            status=record.status,
            ms=record.milliseconds,
            bytes=record.bytes_received,
            correlation_id=record.correlation_id,
            day_remaining=record.day_remaining,
            minute_remaining=record.minute_remaining,
        )
        if self._on_call:
            self._on_call(record)


class _Response:
    """An answer whose body is still on the wire."""

    def __init__(self, raw: urllib3.BaseHTTPResponse) -> None:
        self._raw = raw
        self.status = raw.status
        self.headers = raw.headers
        self.size = 0

    def read(self) -> tuple[bytes, bytes]:
        """The body, and the same as it travelled."""
        # Unpacked here and at once, not by urllib3: what travelled is kept with the run.
        is_packed = self.headers.get("Content-Encoding", "").lower() == "gzip"
        received = self._raw.read(decode_content=not is_packed)
        self.size = self._raw.tell()
        try:
            return gzip.decompress(received) if is_packed else received, received
        except (OSError, EOFError, zlib.error) as fault:
            raise urllib3.exceptions.DecodeError(str(fault)) from fault

    def close(self) -> None:
        # Whole answers give their connection back; half ones were closed by urllib3.
        self._raw.release_conn()


def _seen_of(caught: Exception) -> tuple[int, Mapping[str, str]]:
    raw = getattr(getattr(caught, "http_resp", None), "urllib3_response", None)
    return (0, {}) if raw is None else (raw.tell(), raw.headers)


def _number(headers: Mapping[str, str], name: str) -> int | None:
    text = str(headers.get(name, ""))
    return int(text) if text.isascii() and text.isdecimal() else None
