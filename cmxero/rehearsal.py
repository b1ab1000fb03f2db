"""The sandbox of a home: found if it runs, started if not, and gone with whoever started it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from cmxero.config import Home
from cmxero.connections import sandbox_url
from cmxero.core.errors import XeroUnreachableError
from cmxero.sandbox.process import SandboxProcess

HEALTH_TIMEOUT_S = 2


@contextmanager
def rehearsal_sandbox(home: Home, *, port: int = 0) -> Iterator[str]:
    """The address of this home's sandbox; its state outlives it, so a rehearsal can go on."""
    if url := find_sandbox(home):
        yield url
        return
    ready = home.sandbox_ready_file
    ready.parent.mkdir(parents=True, exist_ok=True)
    with SandboxProcess(home.sandbox / "state", port=port) as process:
        fresh = ready.with_name(ready.name + ".new")
        at = int(process.base_url.rsplit(":", 1)[1])
        fresh.write_text(json.dumps({"port": at, "pid": process.pid}), "utf-8")
        fresh.replace(ready)
        try:
            yield process.base_url
        finally:
            ready.unlink(missing_ok=True)


def find_sandbox(home: Home) -> str | None:
    """The address of the sandbox that runs for this home, or None."""
    try:
        url = sandbox_url(home.sandbox_ready_file)
        answer = httpx.get(f"{url}/sandbox/health", timeout=HEALTH_TIMEOUT_S, trust_env=False)
    except (XeroUnreachableError, httpx.HTTPError):
        return None
    return url if answer.is_success else None
