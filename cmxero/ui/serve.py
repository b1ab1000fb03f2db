"""The dashboards' server: Voila with gzip, a content security policy and a host check.

Why each setting is as it is was measured: ui.md D2-D4, 4.1-4.6 and 11. Run it by hand with
``python -m cmxero.ui.serve --home data --dashboards dashboards``.
"""

import argparse
import hashlib
import logging
import shutil
import sys
import tempfile
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
from traitlets.config import Config
from voila.app import Voila
from voila.paths import collect_static_paths, collect_template_paths
from voila.tornado.contentshandler import VoilaContentsHandler
from voila.tornado.treehandler import TornadoVoilaTreeHandler

from cmxero.core.errors import SettingsError
from cmxero.ui.faultlog import write_fault

HOME_PAGE = "mismatches.ipynb"
LOOPBACK = "127.0.0.1"
TEMPLATE = "cmxero"
SHARE = Path(__file__).parent / "share" / "jupyter"
STYLE_SHEET = SHARE / "voila" / "templates" / TEMPLATE / "static" / "cmxero.css"

EXTENSIONS = [
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "anywidget",
]
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' blob:",
        "script-src-attr 'none'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)
# A Unix socket's path holds 104 bytes on the stingiest system; a kernel's needs 70 of them.
LONGEST_SOCKET_FOLDER = 104 - 70


class DashboardKernels(AsyncMappingKernelManager):  # type: ignore[misc]
    """Kernels that know which workbench they belong to."""

    kernel_env = DictTrait(help="Added to the environment of every kernel.").tag(config=True)

    async def start_kernel(self, **options: Any) -> str:
        """Start a kernel with our variables in its environment."""
        options["env"] = {**(options.get("env") or {}), **self.kernel_env}
        kernel_id: str = await super().start_kernel(**options)
        return kernel_id


class HomeHandler(JupyterHandler):  # type: ignore[misc]
    """The front door: straight to the work, not to a list of files (ui.md 10.19)."""

    def get(self) -> None:
        """Redirect to the first page."""
        self.redirect(f"{self.base_url}voila/render/{HOME_PAGE}")


class DashboardServer(Voila):  # type: ignore[misc]
    """Voila as the dashboards need it."""

    name = "voila"
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


def serve_dashboards(
    home: Path,
    *,
    dashboards: Path,
    port: int = 0,
    open_browser: bool = True,
    on_ready: Callable[[str], None] | None = None,
    poll_s: int = 15,
) -> None:
    """Serve a folder of dashboards on this machine until stopped; call it in the main thread.

    Args:
        home: the workbench's home; every page's kernel gets it as ``CMXERO_HOME``.
        dashboards: the folder with the pages' notebooks.
        port: 0 takes any free one.
        open_browser: whether to open the home page in the person's browser.
        on_ready: called once with the address, when it can be visited.
        poll_s: seconds between a page's looks whether its kernel is still there.

    Raises:
        SettingsError: the folder has no home page, or the port is taken.
    """
    if not (dashboards / HOME_PAGE).is_file():
        raise SettingsError(
            str(dashboards),
            f"there is no {HOME_PAGE} in this folder.",
            "Name the project's dashboards folder.",
        )
    server = DashboardServer(config=_config(home, dashboards, poll_s))
    server.port = port
    server.open_browser = open_browser
    server.on_ready = on_ready
    server.initialize([])
    server.start()


def _config(home: Path, dashboards: Path, poll_s: int) -> Config:
    config = Config()
    config.Voila.root_dir = str(dashboards.resolve())
    config.Voila.ip = LOOPBACK
    config.Voila.config_file_paths = []
    config.Voila.log_level = logging.WARNING
    config.VoilaConfiguration.template = TEMPLATE
    config.VoilaConfiguration.allow_template_override = "NO"
    config.VoilaConfiguration.allow_theme_override = "NO"
    config.VoilaConfiguration.extension_allowlist = EXTENSIONS
    config.VoilaConfiguration.prelaunch_hook = _give_token
    config.VoilaConfiguration.multi_kernel_manager_class = DashboardKernels
    config.VoilaConfiguration.resources = {
        "cmxero": {"poll_ms": poll_s * 1000, "style": _fingerprint(STYLE_SHEET)}
    }
    config.DashboardKernels.kernel_env = {"CMXERO_HOME": str(home.resolve())}
    config.VoilaExecutor.on_cell_error = _log_failed_cell
    # A tab that dies without a word leaves its kernel behind for ever (ui.md 4.4).
    config.MappingKernelManager.cull_interval = 60
    config.MappingKernelManager.cull_idle_timeout = 1200
    config.MappingKernelManager.cull_connected = True
    if sys.platform != "win32" and len(tempfile.gettempdir()) <= LONGEST_SOCKET_FOLDER:
        config.KernelManager.transport = "ipc"
    return config


def _give_token(req: JupyterHandler, **_page: Any) -> None:
    """Set the anti-forgery cookie; without it the page may not end its kernel when it is left."""
    _ = req.xsrf_token


def _log_failed_cell(cell_index: int, execute_reply: dict[str, Any], **_cell: Any) -> None:
    """The page only says that it failed; Voila itself would keep the reason to itself."""
    reply = execute_reply["content"]
    write_fault(
        "page failed",
        cell=cell_index + 1,
        reason=f"{reply['ename']}: {reply['evalue']}",
        traceback="\n".join(reply["traceback"]),
    )


def _fingerprint(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def main() -> None:
    """Serve from the command line; the first line printed is the address."""
    parser = argparse.ArgumentParser(prog="python -m cmxero.ui.serve", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="the workbench's home")
    parser.add_argument("--dashboards", type=Path, required=True, help="folder of the pages")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument("--poll-seconds", type=int, default=15, help="between looks at the kernel")
    chosen = parser.parse_args()

    def announce(url: str) -> None:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()

    serve_dashboards(
        chosen.home,
        dashboards=chosen.dashboards,
        port=chosen.port,
        open_browser=not chosen.no_browser,
        on_ready=announce,
        poll_s=chosen.poll_seconds,
    )


if __name__ == "__main__":
    main()
