"""A tiny Xero on the loopback address that answers as it is told, and a gateway to it."""

import json
import socket
import struct
import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from cmxero.xero.connection import XeroConnection
from cmxero.xero.gateway import connect_gateway
from cmxero.xero.retry import RetryPolicy

TENANT = "11111111-2222-3333-4444-555555555555"
SECRET = "s3cr3t-of-the-app"  # noqa: S105 - of this test only
NOON = datetime(2024, 7, 1, 12, 0, 0)


class FakeClock:
    """A clock that stands still except while somebody sleeps."""

    def __init__(self):
        self.now = NOON
        self.slept = []

    def __call__(self):
        """The time it shows."""
        return self.now

    def sleep(self, seconds):
        """Let time pass at once, and keep how much."""
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


class SimulatedTime:
    """Time for threads: it moves on only when all of them sleep, to when the first one wakes.

    Args:
        threads: how many there are; each says ``done`` when it ends.
        start: naive UTC.
        on_change: told the new time before anybody wakes.
    """

    def __init__(self, threads, start=NOON, on_change=None):
        self.now = start
        self._threads = threads
        self._wakes = []
        self._changed = threading.Condition()
        self._on_change = on_change or (lambda _: None)

    def __call__(self):
        """The time it shows."""
        return self.now

    def sleep(self, seconds):
        """Wait until it is so much later."""
        with self._changed:
            wake = self.now + timedelta(seconds=seconds)
            self._wakes.append(wake)
            self._move()
            while self.now < wake:
                assert self._changed.wait(30), "somebody neither sleeps nor ends"
            self._wakes.remove(wake)

    def done(self):
        """A thread has ended."""
        with self._changed:
            self._threads -= 1
            self._move()

    def _move(self):
        if self._wakes and len(self._wakes) >= self._threads and min(self._wakes) > self.now:
            self.now = min(self._wakes)
            self._on_change(self.now)
            self._changed.notify_all()


@dataclass
class Reply:
    """What the server does with one request; ``cut`` ends the connection early."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict = field(default_factory=dict)
    cut: str = ""


@dataclass
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    query: dict
    headers: dict
    body: bytes


class Loopback:
    """The server: replies in the order they were told, and keeps every request."""

    def __init__(self):
        self.replies = deque()
        self.token_replies = deque()
        self.seen = []
        self.tokens_given = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def tell(self, body=None, status=200, headers=None, cut=""):
        """The next answer of the API."""
        content = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        self.replies.append(Reply(status, content, headers or {}, cut))

    def tell_sign_in(self, body, status=200):
        """The next answer of the token endpoint, instead of a fresh token."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.token_replies.append(Reply(status, content))

    def calls(self):
        """The requests that were no sign-in."""
        return [each for each in self.seen if each.path != "/connect/token"]

    def sign_ins(self):
        """The token requests."""
        return [each for each in self.seen if each.path == "/connect/token"]

    def reply_to(self, seen):
        """Keep a request and find its reply."""
        self.seen.append(seen)
        if seen.path == "/connect/token":
            if self.token_replies:
                return self.token_replies.popleft()
            self.tokens_given += 1
            token = {"access_token": f"access-{self.tokens_given}", "expires_in": 1800}
            return Reply(200, json.dumps({**token, "token_type": "Bearer"}).encode())
        return self.replies.popleft() if self.replies else Reply(500, b"no reply was told")

    def close(self):
        """Stop, and free the socket."""
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def _handler(loopback):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self):
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply = loopback.reply_to(
                Seen(self.command, parts.path, parse_qs(parts.query), dict(self.headers), body)
            )
            if reply.cut == "before":
                return self.hang_up()
            self.send_response(reply.status)
            headers = {"Content-Type": "application/json", **reply.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(
                reply.body[: len(reply.body) // 2] if reply.cut == "half" else reply.body
            )
            return self.hang_up() if reply.cut == "half" else None

        do_GET = do_PUT = do_POST = handle_any  # noqa: N815 - the base class names them

        def hang_up(self):
            self.wfile.flush()
            self.close_connection = True
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

        def log_message(self, *_):
            pass

    return Handler


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def xero():
    """The loopback Xero."""
    server = Loopback()
    yield server
    server.close()


@pytest.fixture
def connection(xero, tmp_path):
    return XeroConnection(
        api_url=xero.url,
        identity_url=xero.url,
        client_id="app",
        client_secret=SECRET,
        scopes=("accounting.invoices", "accounting.payments"),
        token_file=tmp_path / "token.json",
        is_live=False,
        tenant_id=TENANT,
    )


@pytest.fixture
def records():
    """What the gateway's ``on_call`` hook was told."""
    return []


@pytest.fixture
def gateway(connection, clock, records):
    with connect_gateway(
        connection,
        clock=clock,
        sleep=clock.sleep,
        on_call=records.append,
        policy=RetryPolicy(attempts=4, budget_s=120),
    ) as made:
        yield made
