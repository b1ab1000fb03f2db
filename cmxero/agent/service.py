"""The watch as a service: the receiver answers in this process, the worker works in a child.

A process of its own keeps the worker's load (reading pages, writing the database) away from the
answers. The child ends when its standard input closes, so it never outlives its receiver, not
even one that was killed.
"""

import contextlib
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import uvicorn

from cmxero.agent.inbox import Inbox
from cmxero.agent.receiver import PATH, Receiver, WebhookKeys
from cmxero.config import Home

LOOPBACK = "127.0.0.1"
"""Xero reaches the receiver through a reverse proxy with TLS; see watch.md."""
END_WITHIN_S = 10
_GRACE_S = 3
_RESTART_S, _LONGEST_RESTART_S = 1, 60


def events_folder(home: Home) -> Path:
    """Where the deliveries of a home wait."""
    return home.data / "events"


class WorkerProcess:
    """The worker's process, started again whenever it ends before its time."""

    def __init__(self, home: Home, options: Sequence[str]) -> None:
        self._command = [sys.executable, "-m", "cmxero.agent", "--home", str(home.root), *options]
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep_running)

    def start(self) -> None:
        """Start it."""
        self._thread.start()

    def stop(self) -> None:
        """Let it finish what it is at; after a while it is killed, which loses nothing."""
        with self._lock:
            self._over.set()
            process = self._process
        if process is not None:
            _close(process)
            try:
                process.wait(END_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
        self._thread.join()

    def _keep_running(self) -> None:
        pause = _RESTART_S
        while True:
            with self._lock:
                if self._over.is_set():
                    return
                # a signal to the terminal's group is ours alone; we close its input
                process = subprocess.Popen(
                    self._command, stdin=subprocess.PIPE, start_new_session=True
                )
                self._process = process
            process.wait()
            _close(process)
            if self._over.wait(pause):
                return
            pause = min(2 * pause, _LONGEST_RESTART_S)


class _Server(uvicorn.Server):
    """Tells that it listens."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()


def serve_receiver(
    home: Home,
    keys: Sequence[str],
    *,
    port: int,
    clock: Callable[[], datetime],
    on_ready: Callable[[str], None],
    worker: WorkerProcess | None = None,
) -> None:
    """Take webhooks until SIGTERM or SIGINT.

    Args:
        port: 0 takes any free one.
        clock: now, naive UTC.
        on_ready: gets the address once requests are taken.
        worker: runs beside; None only stores what comes.

    Raises:
        OSError: the port is taken.
    """
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(_listener(port))
        # uvicorn raises the signal again after it has ended cleanly; that must not end us otherwise
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        inbox = stack.enter_context(contextlib.closing(Inbox(events_folder(home))))
        receiver = Receiver(WebhookKeys(keys), inbox, clock)
        stack.callback(receiver.close)
        config = uvicorn.Config(
            receiver.app(),
            http="h11",
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_GRACE_S,
        )
        if worker:
            worker.start()
            stack.callback(worker.stop)
        url = f"http://{LOOPBACK}:{listener.getsockname()[1]}{PATH}"
        _Server(config, lambda: on_ready(url)).run(sockets=[listener])


def _listener(port: int) -> socket.socket:
    # asyncio switches Nagle's delay off only where the protocol is named: 40 ms an answer
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
    except OSError:
        listener.close()
        raise
    return listener


def _close(process: subprocess.Popen[bytes]) -> None:
    if process.stdin:
        with contextlib.suppress(OSError):
            process.stdin.close()
