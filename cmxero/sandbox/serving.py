"""Running the sandbox as a process of its own: on loopback, told to end by signal or parent."""

import asyncio
import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from cmxero.sandbox.edge import TRANSPORT

LOOPBACK = "127.0.0.1"
_PARENT_CHECK_S = 0.5
_GRACE_S = 2


class CuttableProtocol(H11Protocol):
    """HTTP that lets the application cut its own connection (see edge.py)."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the connection where the application finds it."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, TRANSPORT: transport}


class _Server(uvicorn.Server):
    """Tells that it listens, and ends with its parent."""

    def __init__(
        self, config: uvicorn.Config, on_ready: Callable[[], None], parent_pid: int | None
    ) -> None:
        super().__init__(config)
        self._on_ready, self._parent_pid = on_ready, parent_pid
        self._watch: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()
        if self._parent_pid is not None:
            self._watch = asyncio.create_task(self._end_with(self._parent_pid))

    async def _end_with(self, parent_pid: int) -> None:
        is_child = os.getppid() == parent_pid
        while is_alive(parent_pid) and (  # noqa: ASYNC110 - no event tells of it
            not is_child or os.getppid() == parent_pid
        ):
            await asyncio.sleep(_PARENT_CHECK_S)
        self.should_exit = True


def serve(
    make_app: Callable[[], Starlette],
    *,
    port: int,
    ready_file: Path | None,
    parent_pid: int | None,
) -> None:
    """Serve until SIGTERM, SIGINT or the end of the parent process.

    Args:
        make_app: makes the application once the port is ours.
        port: 0 takes any free one.
        ready_file: gets ``{"port": ..., "pid": ...}`` once requests are taken.
        parent_pid: the process to end with, if any.

    Raises:
        OSError: the port is taken.
    """
    # asyncio switches Nagle's delay off only where the protocol is named: 40 ms a call
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        taken = listener.getsockname()[1]

        def tell() -> None:
            if ready_file:
                write_whole(ready_file, json.dumps({"port": taken, "pid": os.getpid()}))

        config = uvicorn.Config(
            make_app(),
            http=CuttableProtocol,
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_level="error",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_S,
        )
        _Server(config, tell, parent_pid).run(sockets=[listener])


def is_alive(pid: int) -> bool:
    """Whether a process exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def write_whole(path: Path, text: str) -> None:
    """Write a file that a reader sees whole or not at all."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
