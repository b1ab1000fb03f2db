"""The outermost layer: remembers requests and lets faults happen to them."""

import asyncio
from hashlib import sha256

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cmxero.sandbox.fault_kinds import (
    BadJson,
    ClockJump,
    CutBefore,
    CutHalfway,
    ExpiredToken,
    Fault,
    LostAnswer,
    NullField,
    PartialBatch,
    RateLimited,
    Slow,
    Status,
    UnknownStatus,
)
from cmxero.sandbox.fault_messages import (
    expired_messages,
    halved_messages,
    limited_messages,
    spoiled_messages,
    status_messages,
    without_compression,
)
from cmxero.sandbox.world import World

CONTROL = "/sandbox"
TRANSPORT = "transport"
"""Where the server puts the connection in the scope's state, so that it can be cut."""

FAULT = "cmxero.fault"
"""Where the scope holds what is to go wrong while the request is carried out."""

_MICROSECONDS = 1_000_000


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
        if body is None:
            return
        fault = world.faults.take(scope["method"], path)
        if isinstance(fault, ClockJump):
            _move_clock(world, fault.seconds)
        entry = _entry(scope, body, fault)
        entry["at_utc"] = world.now_utc().isoformat(timespec="milliseconds")
        world.requests.append(entry)
        world.begin(entry, scope)
        try:
            messages = await self._answer(scope, body, fault)
            if isinstance(fault, Slow):
                await asyncio.sleep(fault.delay_s)
        finally:
            world.end(entry)
        if fault and _is_cut(fault):
            await _cut(scope, receive, send, messages, fault)
            return
        entry["status"] = messages[0]["status"]
        for message in messages:
            await send(message)

    async def _answer(self, scope: Scope, body: bytes, fault: Fault | None) -> list[Message]:
        """The messages of the answer, complete, before any of them is sent."""
        given = _instead_of_work(fault, self._world)
        if given is not None:
            return given
        messages = await self._carry_out(scope, body, fault)
        match fault:
            case Status():
                return status_messages(fault)
            case BadJson():
                return halved_messages(messages)
            case NullField() | UnknownStatus():
                return spoiled_messages(messages, fault)
        return messages

    async def _carry_out(self, scope: Scope, body: bytes, fault: Fault | None) -> list[Message]:
        collected: list[Message] = []

        async def receive_again() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def collect(message: Message) -> None:
            collected.append(message)

        if isinstance(fault, NullField | UnknownStatus):
            scope = without_compression(scope)
        await self._app({**scope, FAULT: fault}, receive_again, collect)
        return collected


def _instead_of_work(fault: Fault | None, world: World) -> list[Message] | None:
    """The answer where nothing is carried out; None where the request goes on."""
    match fault:
        case CutBefore():
            return []
        case Status(processed=False):
            return status_messages(fault)
        case RateLimited():
            return limited_messages(fault)
        case ExpiredToken():
            return expired_messages(world.now_utc())
    return None


def _move_clock(world: World, seconds: int) -> None:
    settings = world.state.settings
    shift_us = settings.clock_shift_us + seconds * _MICROSECONDS
    world.state.set_settings(msgspec.structs.replace(settings, clock_shift_us=shift_us))
    world.commit()
    world.webhooks.wake()


def _is_cut(fault: Fault) -> bool:
    is_half_done = isinstance(fault, PartialBatch) and fault.cut
    return is_half_done or isinstance(fault, LostAnswer | CutBefore | CutHalfway)


async def _cut(
    scope: Scope, receive: Receive, send: Send, messages: list[Message], fault: Fault
) -> None:
    """End the connection without, or with half of, the answer."""
    transport = scope.get("state", {}).get(TRANSPORT)
    if transport is None:
        raise ConnectionCutError(f"the connection was cut ({fault.kind})")
    if isinstance(fault, CutHalfway):
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
        "fault": fault.kind if fault else None,
    }


async def _read_body(receive: Receive) -> bytes | None:
    """The whole body, or None where the caller was gone before it was there: no request at all."""
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    return b"".join(parts)
