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
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from traitlets import Dict as DictTrait
from voila.app import Voila
from voila.paths import collect_static_paths, collect_template_paths
from voila.tornado.contentshandler import VoilaContentsHandler
from voila.tornado.treehandler import TornadoVoilaTreeHandler

from cmxero.core.errors import SettingsError
from cmxero.ui.pages import PAGES

HOME_PAGE = PAGES[0].notebook
LOOPBACK = "127.0.0.1"
TEMPLATE = "cmxero"
SHARE = Path(__file__).parent / "share" / "jupyter"
KERNEL_PATIENCE_S = 2 * 3600
"""How long a kernel whose page was closed may go on; half of it passes before it is signalled.
An export runs to its end in it (``jobs``); every other kernel ends at once."""

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


class DashboardKernels(AsyncMappingKernelManager):
    """Kernels that know which workbench they belong to."""

    kernel_env = DictTrait(help="Added to the environment of every kernel.").tag(config=True)

    async def start_kernel(  # type: ignore[override]
        self,
        *,
        env: dict[str, str] | None = None,
        **options: Any,  # noqa: ANN401 - passed on as they are
    ) -> str:
        """Start a kernel with our variables in its environment."""
        kernel_id: str = await super().start_kernel(
            env={**(env or {}), **self.kernel_env}, **options
        )
        return kernel_id


class HomeHandler(JupyterHandler):
    """The front door: straight to the work, not to a list of files (ui.md 10.19)."""

    def get(self) -> None:
        """Redirect to the first page."""
        self.redirect(f"{self.base_url}voila/render/{HOME_PAGE}")


class DashboardServer(Voila):  # type: ignore[misc]
    """Voila as the dashboards need it."""

    name = "voila"
    port: int
    on_ready: Callable[[str], None] | None = None

    def setup_template_dirs(self) -> None:
        """Find our template in the package; everything else where Jupyter keeps it."""
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
        settings["allow_remote_access"] = False
        settings["local_hostnames"] = ["localhost"]
        self.log.addFilter(lambda record: "is not trusted" not in record.getMessage())
        settings["headers"] = {
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "Referrer-Policy": "same-origin",
        }
        return settings

    def init_handlers(self) -> list[Any]:
        """Voila's handlers without those that list files, and our front door."""
        listing = (TornadoVoilaTreeHandler, VoilaContentsHandler)
        kept = [handler for handler in super().init_handlers() if handler[1] not in listing]
        return [(self.server_url, HomeHandler), *kept]

    def listen(self) -> None:
        """Listen on loopback until stopped; port 0 takes any free one."""
        try:
            sockets = bind_sockets(self.port, LOOPBACK)
        except OSError as fault:
            raise SettingsError(
                f"port {self.port}",
                f"the dashboards cannot listen there ({fault.strerror}).",
                "Choose another port, or 0 for any free one.",
            ) from fault
        self.port = sockets[0].getsockname()[1]
        self.ioloop = IOLoop.current()
        server = HTTPServer(self.app)
        server.add_sockets(sockets)
        try:
            self._announce(f"http://{LOOPBACK}:{self.port}{self.base_url}")
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
