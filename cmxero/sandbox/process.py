"""The sandbox as a child process, for the demo and for tests."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from cmxero.core.errors import CmxeroError

READY_S = 30.0
"""Seconds to wait for a start; it takes about one, but a machine may be busy."""

STOP_S = 10.0
_POLL_S = 0.02


class SandboxStartError(CmxeroError):
    """The sandbox did not come up."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why.strip()} Mend what it says and start it again.")


class SandboxProcess:
    """A sandbox of our own; it ends with us.

    As a context manager it starts on entry and stops on exit.

    Args:
        state: folder to keep the state in; None keeps it in memory.
        port: 0 takes any free one.
        seed: the same seed gives new organisations the same ids; None makes new ones.
    """

    def __init__(
        self,
        state: Path | None = None,
        *,
        port: int = 0,
        client_id: str = "sandbox",
        client_secret: str = "sandbox",  # noqa: S107 - guards nothing: loopback, demo data
        seed: str | None = None,
    ) -> None:
        self._state, self._port, self._seed = state, port, seed
        self._client = (client_id, client_secret)
        self._process: subprocess.Popen[bytes] | None = None
        self.base_url = ""
        self.pid = 0

    def __enter__(self) -> Self:
        return self if self._process else self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, state: Path | None = None) -> Self:
        """Start it and wait until it takes requests; ``base_url`` and ``pid`` are set then.

        Raises:
            SandboxStartError: it ended, or did not get ready in time.
        """
        if self._process:
            return self
        self._state = state or self._state
        with tempfile.TemporaryDirectory(prefix="cmxero-sandbox-") as folder:
            ready, log = Path(folder, "ready.json"), Path(folder, "errors.txt")
            with log.open("wb") as errors:
                self._process = subprocess.Popen(
                    self._command(ready),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                )
            try:
                self._wait(ready, log)
            except BaseException:
                self.kill()
                raise
        return self

    def stop(self) -> None:
        """End it cleanly; its state, if kept, is on disk."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def kill(self) -> None:
        """End it as a power cut would (kill -9)."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.wait()

    def _command(self, ready: Path) -> list[str]:
        client_id, client_secret = self._client
        command = [sys.executable, "-m", "cmxero.sandbox", "--ready-file", str(ready)]
        command += ["--port", str(self._port), "--parent-pid", str(os.getpid())]
        command += ["--client-id", client_id, "--client-secret", client_secret]
        if self._state is not None:
            command += ["--state", str(self._state)]
        if self._seed is not None:
            command += ["--seed", self._seed]
        return command

    def _wait(self, ready: Path, log: Path) -> None:
        deadline = time.monotonic() + READY_S
        while self._process and not ready.exists():
            if self._process.poll() is not None:
                raise SandboxStartError(log.read_text("utf-8", "replace") or "The sandbox ended.")
            if time.monotonic() > deadline:
                raise SandboxStartError(f"The sandbox was not ready within {READY_S:.0f} seconds.")
            time.sleep(_POLL_S)
        facts = json.loads(ready.read_text("utf-8"))
        self.base_url, self.pid = f"http://127.0.0.1:{facts['port']}", facts["pid"]
        # the first request starts the sending of webhook events that a restart left waiting
        httpx.get(f"{self.base_url}/sandbox/health", timeout=READY_S, trust_env=False)
