"""Sandboxes one after the other at one address, each as a copy of a prepared one."""

import copy
import socket
import threading
from datetime import datetime, timedelta

import uvicorn

from cmxero.sandbox.hands import XeroUser
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.sandbox_state import SandboxState
from cmxero.sandbox.server import create_app
from cmxero.sandbox.serving import LOOPBACK, CuttableProtocol
from cmxero.sandbox.switches import Switches

START = datetime(2026, 11, 22, 2, 0)


class StillClock:
    """A clock that moves only when told, or when somebody waits."""

    def __init__(self, now=START):
        self.now = now

    def __call__(self):
        """Now, naive UTC."""
        return self.now

    def sleep(self, seconds):
        """Let so many seconds pass at once."""
        self.now += timedelta(seconds=seconds)


class Renewed:
    """An ASGI application that hands on to the sandbox of the moment.

    Args:
        clock: the time of all of them.
        send: posts webhook events.
    """

    def __init__(self, clock, send) -> None:
        self._clock, self._send = clock, send
        self._app = self._kept = None
        self.renew(SandboxState.around(OrganisationState.new(clock(), "prepared")))

    async def __call__(self, scope, receive, send) -> None:
        """Hand a request on."""
        await self._app(scope, receive, send)

    @property
    def world(self):
        """The sandbox of the moment."""
        return self._app.state.world

    @property
    def books(self) -> OrganisationState:
        """What its organisation holds."""
        return self.world.state

    def renew(self, sandbox: SandboxState) -> None:
        """Go on with another state."""
        self._app = create_app(sandbox, self._clock, send=self._send)

    def keep(self) -> None:
        """From now on ``again`` goes back to this."""
        self._kept = copy.deepcopy(self.world.sandbox)

    def again(self, switches: Switches | None = None) -> None:
        """A fresh copy of what was kept, under given switches."""
        sandbox = copy.deepcopy(self._kept)
        if switches is not None:
            sandbox.set_switches(switches)
        self.renew(sandbox)


class ServedSandbox:
    """Serves them on loopback from a thread, over real HTTP; a context manager."""

    def __init__(self, clock, send) -> None:
        self.sandboxes = Renewed(clock, send)
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._listener.bind((LOOPBACK, 0))
        self.port = self._listener.getsockname()[1]
        config = uvicorn.Config(
            self.sandboxes,
            http=CuttableProtocol,
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_level="error",
            access_log=False,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._listener],))

    def __enter__(self):
        self._listener.listen()  # so that a client may come before the server has begun
        self._thread.start()
        self.user = XeroUser(f"http://{LOOPBACK}:{self.port}")
        return self

    def __exit__(self, *_):
        self.user.close()
        self._server.should_exit = True
        self._thread.join()
        self._listener.close()
