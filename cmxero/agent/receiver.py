"""The webhook receiver: proves the signature, stores, answers; it never waits for the database.

Xero's rules (xero-api.md 4): the signature covers the raw bytes; 200 for a good one and 401 for a
bad one, both with an empty body and no cookie, within 5 seconds.
"""

import asyncio
import base64
import hmac
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from hashlib import sha256

import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cmxero.agent.inbox import Inbox
from cmxero.workflows.webhook_events import Delivery

PATH = "/webhooks/xero"
SIGNATURE = "x-xero-signature"
LONGEST_BODY = 1_000_000
BODY_WITHIN_S = 4
_NAME_LETTERS = 8


class WebhookKeys:
    """The keys that may sign: one, or two while a new key is being brought in."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = [(key.encode(), _name(key)) for key in keys if key]

    def signed_with(self, body: bytes, signature: str) -> str | None:
        """The name of the key that signed these very bytes, or None; in constant time."""
        found = None
        for key, name in self._keys:
            made = base64.b64encode(hmac.digest(key, body, "sha256"))
            if hmac.compare_digest(made, signature.encode("utf-8", "replace")):
                found = name
        return found


class Keeper:
    """Stores deliveries one commit at a time; those that come meanwhile share the next one."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._thread = ThreadPoolExecutor(1, "inbox")
        self._pending: list[tuple[Delivery, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def keep(self, delivery: Delivery) -> None:
        """Return once the delivery is on the disk.

        Raises:
            sqlite3.Error: it could not be stored.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pending.append((delivery, done))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._store())
        await done

    def close(self) -> None:
        """Let the thread go."""
        self._thread.shutdown()

    async def _store(self) -> None:
        loop = asyncio.get_running_loop()
        while self._pending:
            batch, self._pending = self._pending, []
            fault: Exception | None = None
            try:
                await loop.run_in_executor(self._thread, self._inbox.keep, [d for d, _ in batch])
            except Exception as found:  # noqa: BLE001 - each poster is told
                fault = found
            for _, done in batch:
                if done.cancelled():
                    continue
                if fault:
                    done.set_exception(fault)
                else:
                    done.set_result(None)


class Receiver:
    """The two endpoints.

    Args:
        clock: now, naive UTC.
    """

    def __init__(self, keys: WebhookKeys, inbox: Inbox, clock: Callable[[], datetime]) -> None:
        self._keys, self._clock = keys, clock
        self._keeper = Keeper(inbox)
        self._log = structlog.get_logger("cmxero")

    def app(self) -> Starlette:
        """The receiver as an ASGI application."""
        return Starlette(
            routes=[
                Route(PATH, self.receive, methods=["POST"]),
                Route("/healthz", _health, methods=["GET"]),
            ]
        )

    def close(self) -> None:
        """Let go of the thread that stores."""
        self._keeper.close()

    async def receive(self, request: Request) -> Response:
        """One post of Xero's: 200 once it is stored, 401 where the signature is not right."""
        try:
            async with asyncio.timeout(BODY_WITHIN_S):
                body = await _body(request)
        except (TimeoutError, ClientDisconnect):
            return Response(status_code=408)
        if body is None:
            return Response(status_code=413)
        name = self._keys.signed_with(body, request.headers.get(SIGNATURE, ""))
        if name is None:
            self._log.warning("webhook with a wrong signature", bytes=len(body))
            return Response(status_code=401)
        try:
            await self._keeper.keep(Delivery(body, self._clock(), name))
        except (sqlite3.Error, OSError):  # Xero sends again what was not answered with 200
            self._log.exception("webhook could not be stored")
            return Response(status_code=503)
        return Response(status_code=200)


async def _body(request: Request) -> bytes | None:
    """The raw bytes, or None where there are too many; never more than the limit in memory."""
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > LONGEST_BODY:
        return None
    parts, length = [], 0
    async for part in request.stream():
        length += len(part)
        if length > LONGEST_BODY:
            return None
        parts.append(part)
    return b"".join(parts)


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok\n")


def _name(key: str) -> str:
    return sha256(b"cmxero webhook key " + key.encode()).hexdigest()[:_NAME_LETTERS]
