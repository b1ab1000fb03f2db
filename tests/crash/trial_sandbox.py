"""A sandbox process for crash trials: each trial begins with a copy of the prepared books."""

import json
import os
import signal
import tempfile
import time
from pathlib import Path

import httpx
from mirror_truth import stamps_of, truth_of
from served_sandbox import Renewed, StillClock

from cmxero.sandbox.serving import serve

PATIENCE_S = 30


class TrialSandbox(Renewed):
    """Beside what any sandbox does: ``/trial/keep``, ``/trial/again`` and ``/trial/truth``."""

    async def __call__(self, scope, receive, send) -> None:
        """Hand a request on, or answer it for the trials."""
        path = scope.get("path", "")
        if not path.startswith("/trial/"):
            await super().__call__(scope, receive, send)
            return
        body = b""
        if path == "/trial/truth":
            stamps = {key: stamp.isoformat() for key, stamp in stamps_of(self.books).items()}
            body = json.dumps({"truth": truth_of(self.books), "stamps": stamps}).encode()
        else:
            self.keep() if path == "/trial/keep" else self.again()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})


class TrialSandboxProcess:
    """The sandbox in a fork of this process, which has everything loaded; a context manager.

    Args:
        clock: of the sandbox; None for one that only moves when it is told to.
    """

    def __init__(self, clock=None) -> None:
        self._clock = clock or StillClock()

    def __enter__(self):
        """Start it and wait until it takes requests."""
        parent = os.getpid()
        with tempfile.TemporaryDirectory(prefix="trial-sandbox-") as folder:
            ready = Path(folder) / "ready.json"
            self.pid = os.fork()
            if not self.pid:
                try:
                    serve(lambda: TrialSandbox(self._clock, None), port=0, ready_file=ready,
                          parent_pid=parent)  # fmt: skip
                finally:
                    os._exit(0)
            deadline = time.monotonic() + PATIENCE_S
            while not ready.exists():
                assert time.monotonic() < deadline, "the sandbox did not start"
                time.sleep(0.01)
            self.base_url = f"http://127.0.0.1:{json.loads(ready.read_text())['port']}"
        return self

    def __exit__(self, *_):
        """End it."""
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)


def books_of(http: httpx.Client) -> tuple[dict, dict]:
    """Every document as the sandbox has it, and when each was changed last."""
    found = http.get("/trial/truth").json()
    return found["truth"], found["stamps"]
