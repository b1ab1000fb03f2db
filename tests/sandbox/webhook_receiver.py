"""A subscriber for the webhook tests: in process, or listening on loopback."""

import base64
import hmac
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from cmxero.sandbox.webhook_delivery import SIGNATURE, Received

KEY = "the-webhook-key"
URL = "http://127.0.0.1:8999/xero"


def is_signed(body: bytes, signature: str, key: str = KEY) -> bool:
    """Checked on its own, not with the sandbox's code."""
    expected = base64.b64encode(hmac.new(key.encode(), body, "sha256").digest()).decode()
    return hmac.compare_digest(signature, expected)


@dataclass
class Receiver:
    """Answers 200 or 401 as it should, unless told otherwise.

    Attributes:
        answer: what rightly signed posts are answered instead.
        always: what all posts are answered instead.
        accepted: resource ids of the events that were answered 200, in order.
    """

    answer: Received | None = None
    always: Received | None = None
    bodies: list[dict] = field(default_factory=list)
    urls: set[str] = field(default_factory=set)
    accepted: list[str] = field(default_factory=list)
    verdicts: list[bool] = field(default_factory=list)

    async def __call__(self, url: str, body: bytes, headers: dict[str, str]) -> Received:
        """One post."""
        good = is_signed(body, headers[SIGNATURE])
        self.urls.add(url)
        self.verdicts.append(good)
        if good:
            self.bodies.append(json.loads(body))
        if self.always:
            return self.always
        if good and self.answer:
            return self.answer
        if good:
            self.accepted += [event["resourceId"] for event in self.bodies[-1]["events"]]
        return Received(200 if good else 401)

    @property
    def events(self) -> list[dict]:
        """Every event that came, in order."""
        return [event for body in self.bodies for event in body["events"]]

    @property
    def told(self) -> list[tuple[str, str]]:
        """Category and type of every event."""
        return [(event["eventCategory"], event["eventType"]) for event in self.events]

    def forget(self) -> None:
        """Start a new list."""
        self.bodies.clear()
        self.verdicts.clear()


@contextmanager
def listening():
    """A real subscriber on loopback: its address, and the bodies that were signed rightly."""
    bodies = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            good = is_signed(body, self.headers[SIGNATURE])
            if good:
                bodies.append(json.loads(body))
            self.send_response(200 if good else 401)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format, *args):  # noqa: A002 - the base's name
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/xero", bodies
        finally:
            server.shutdown()
            thread.join()
