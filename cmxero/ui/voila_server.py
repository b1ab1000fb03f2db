"""Voila as the dashboards need it: what cannot be set from outside is changed here (ui.md D4)."""

import shutil
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_path
from jupyter_core.utils import run_sync
from jupyter_server import DEFAULT_STATIC_FILES_PATH
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.log import gen_log
from tornado.netutil import bind_sockets
from voila.app import Voila
from voila.paths import collect_static_paths, collect_template_paths
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.contentshandler import VoilaContentsHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler
from voila.tornado.treehandler import TornadoVoilaTreeHandler

from cmxero.core.errors import SettingsError
from cmxero.ui.compiled_templates import keep_compiled
from cmxero.ui.door import Door
from cmxero.ui.host_guard import HostGuard
from cmxero.ui.page_kernels import (
    PageHandler,
    PageKernelHandler,
    PageShutdownHandler,
    PageSocketHandler,
)
from cmxero.ui.pages import PAGES
from cmxero.ui.sign_in import SIGN_IN, SIGN_OUT, SignInHandler, SignOutHandler

HOME_PAGE = PAGES[0].notebook
LOOPBACK = "127.0.0.1"
TEMPLATE = "cmxero"
SHARE = Path(__file__).parent / "share" / "jupyter"
KERNEL_PATIENCE_S = 2 * 3600
"""How long a kernel whose page was closed may go on; half of it passes before it is signalled.
An export runs to its end in it (``jobs``); every other kernel ends at once."""

LARGEST_POST = 64 * 1024
"""Bytes; the pages post a name and a password at most."""
OURS: dict[type, type | None] = {
    TornadoVoilaTreeHandler: None,
    VoilaContentsHandler: None,
    TornadoVoilaHandler: PageHandler,
    KernelHandler: PageKernelHandler,
    VoilaKernelWebsocketHandler: PageSocketHandler,
    VoilaShutdownKernelHandler: PageShutdownHandler,
}
"""What stands in the place of Voila's handlers; None for those that list files."""

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; "
    "script-src 'self' 'unsafe-inline' blob:; "
    "script-src-attr 'none'; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; "
    "font-src 'self' data:; "
    "connect-src 'self'; "
    "object-src 'none'; "
    "base-uri 'self'; "
    "form-action 'self'; "
    "frame-ancestors 'self'"
)


class HomeHandler(JupyterHandler):
    """The front door: straight to the work, not to a list of files (ui.md 10.19)."""

    def get(self) -> None:
        """Redirect to the first page."""
        self.redirect(f"{self.base_url}voila/render/{HOME_PAGE}")


class DashboardServer(Voila):  # type: ignore[misc]
    """Voila as the dashboards need it.

    Attributes:
        door: who may come in.
        host: the address to listen on.
        names: what the server may be called, besides this machine's own names.
        look_s: seconds between looks whether everybody inside may stay.
    """

    name = "voila"
    port: int
    door: Door
    host: str = LOOPBACK
    names: tuple[str, ...] = ()
    look_s: int = 15
    on_ready: Callable[[str], None] | None = None

    def setup_template_dirs(self) -> None:
        """Find our template in the package; everything else where Jupyter keeps it."""
        keep_compiled()
        roots = [str(SHARE), *jupyter_path()]
        apps = ["voila", "nbconvert"]
        self.template_paths = collect_template_paths(apps, TEMPLATE, prune=True, root_dirs=roots)
        self.static_paths = [
            *collect_static_paths(apps, TEMPLATE, prune=True, root_dirs=roots),
            DEFAULT_STATIC_FILES_PATH,
        ]

    def init_settings(self) -> dict[str, Any]:
        """Settings that only work before the web application is made (ui.md 4.1)."""
        settings: dict[str, Any] = super().init_settings()
        settings["compress_response"] = True
        settings["allow_remote_access"] = True  # the host guard stands before everything
        settings["door"] = self.kernel_manager.door = self.door
        settings["login_url"] = f"{self.base_url}{SIGN_IN}"
        settings["jinja2_env"] = settings["voila_jinja2_env"]  # our words where Jupyter has its own
        settings["xsrf_cookie_kwargs"] = {"samesite": "Lax"}
        self.log.addFilter(lambda record: "is not trusted" not in record.getMessage())
        # Jupyter's milliseconds between its pings, which go on, are seconds to Tornado.
        gen_log.addFilter(lambda record: "websocket_ping_timeout" not in record.getMessage())
        settings["headers"] = {
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "Referrer-Policy": "same-origin",
        }
        return settings

    def init_handlers(self) -> list[Any]:
        """Voila's handlers with ours in their place, and our front door."""
        kept = [
            (pattern, OURS.get(handler, handler), *more)
            for pattern, handler, *more in super().init_handlers()
            if OURS.get(handler, handler) is not None
        ]
        return [
            (self.server_url, HomeHandler),
            (f"{self.server_url}{SIGN_IN}", SignInHandler),
            (f"{self.server_url}{SIGN_OUT}", SignOutHandler),
            *kept,
        ]

    def listen(self) -> None:
        """Listen until stopped; port 0 takes any free one."""
        try:
            sockets = bind_sockets(self.port, self.host)
        except OSError as fault:
            raise SettingsError(
                f"{self.host}, port {self.port}",
                f"the dashboards cannot listen there ({fault.strerror}).",
                "Choose another port, or 0 for any free one.",
            ) from fault
        self.port = sockets[0].getsockname()[1]
        self.ioloop = IOLoop.current()
        guard = HostGuard(self.app, (*self.names, self.host))
        server = HTTPServer(guard, max_body_size=LARGEST_POST)
        server.add_sockets(sockets)
        PeriodicCallback(self.kernel_manager.end_unwelcome, self.look_s * 1000).start()
        try:
            shown = f"[{self.host}]" if ":" in self.host else self.host
            self._announce(f"http://{shown}:{self.port}{self.base_url}")
            if self.door.options.keep_kernel_ready:
                self.ioloop.add_callback(self.kernel_manager.waiting.begin)
            self.ioloop.start()
        except KeyboardInterrupt:
            pass  # Ctrl+C is how a person stops it
        finally:
            server.stop()
            self.stop()

    def stop(self) -> None:
        """End every kernel first, then remove the folder their sockets live in."""
        run_sync(self.kernel_manager.shutdown_all)(now=True)
        shutil.rmtree(self.connection_dir, ignore_errors=True)

    def _announce(self, url: str) -> None:
        if self.on_ready is not None:
            self.on_ready(url)
        if self.open_browser:
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
