"""The outermost layer: remembers requests and lets faults happen to them."""

import asyncio
from hashlib import sha256

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cmxero.sandbox.faults import Fault, FaultKind
from cmxero.sandbox.world import World

CONTROL = "/sandbox"
TRANSPORT = "transport"
"""Where the server puts the connection in the scope's state, so that it can be cut."""

_CUTS = {FaultKind.LOST_ANSWER, FaultKind.CUT_BEFORE, FaultKind.CUT_HALFWAY}


class ConnectionCutError(ConnectionError):
    """Stands for the cut where there is no connection, i.e. in process."""


class Edge:
    """ASGI middleware around everything but the control API and the page."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app, self._world = app, world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or let it come to grief."""
        path = scope.get("path", "")
        if scope["type"] != "http" or path == "/" or path.startswith(CONTROL):
            await self._app(scope, receive, send)
            return
        world = self._world
        body = await _read_body(receive)
        fault = world.faults.take(scope["method"], path)
        entry = _entry(scope, body, fault)
        entry["at_utc"] = world.now_utc().isoformat(timespec="milliseconds")
        world.requests.append(entry)
        world.limits.running += 1
        try:
            messages = await self._answer(scope, body, fault)
            entry["status"] = messages[0]["status"]
            if fault and fault.kind is FaultKind.SLOW:
                await asyncio.sleep(fault.delay_s)
        finally:
            world.limits.running -= 1
        if fault and fault.kind in _CUTS:
            entry["status"] = None
            await _cut(scope, receive, send, messages, fault.kind)
            return
        for message in messages:
            await send(message)

    async def _answer(self, scope: Scope, body: bytes, fault: Fault | None) -> list[Message]:
        """The messages of the answer, complete, before any of them is sent."""
        given = _given(fault) if fault else []
        if fault and fault.kind is FaultKind.STATUS and not fault.processed:
            return given
        if fault and fault.kind is FaultKind.CUT_BEFORE:
            return given
        collected: list[Message] = []

        async def receive_again() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def collect(message: Message) -> None:
            collected.append(message)

        await self._app(scope, receive_again, collect)
        if fault and fault.kind is FaultKind.STATUS:
            return given
        if fault and fault.kind is FaultKind.BAD_JSON:
            return _broken(collected)
        return collected


def _given(fault: Fault) -> list[Message]:
    body = fault.body.encode()
    kind = "application/json" if body else "text/html"
    headers = {"content-type": kind, **fault.headers, "content-length": len(body)}
    return _messages(fault.status, headers, body)


def _broken(messages: list[Message]) -> list[Message]:
    body = b"".join(message.get("body", b"") for message in messages)
    half = body[: len(body) // 2]
    return _messages(
        messages[0]["status"],
        {"content-type": "application/json; charset=utf-8", "content-length": len(half)},
        half,
    )


def _messages(status: int, headers: dict[str, object], body: bytes) -> list[Message]:
    raw = [(name.lower().encode(), str(value).encode()) for name, value in headers.items()]
    return [
        {"type": "http.response.start", "status": status, "headers": raw},
        {"type": "http.response.body", "body": body, "more_body": False},
    ]


async def _cut(
    scope: Scope, receive: Receive, send: Send, messages: list[Message], kind: FaultKind
) -> None:
    """End the connection without, or with half of, the answer."""
    transport = scope.get("state", {}).get(TRANSPORT)
    if transport is None:
        raise ConnectionCutError(f"the connection was cut ({kind})")
    if kind is FaultKind.CUT_HALFWAY:
        body = b"".join(message.get("body", b"") for message in messages)
        await send(messages[0])
        await send(
            {"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True}
        )
        transport.close()
    else:
        transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass  # returning earlier would make the server answer for us


def _entry(scope: Scope, body: bytes, fault: Fault | None) -> dict[str, object]:
    headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
    return {
        "method": scope["method"],
        "path": scope["path"],
        "query": scope["query_string"].decode(),
        "body_sha256": sha256(body).hexdigest(),
        "idempotency_key": headers.get("idempotency-key"),
        "agent": headers.get("user-agent", ""),
        "status": None,
        "fault": str(fault.kind) if fault else None,
    }


async def _read_body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    return b"".join(parts)
