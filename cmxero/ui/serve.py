"""The launcher of the dashboards: Voila with every setting that was measured to be needed.

Why each is as it is: ui.md D2-D4, 4.1-4.6 and 11. Run it by hand with
``python -m cmxero.ui.serve --home data --dashboards dashboards``.
"""

import argparse
import hashlib
import logging
import sys
import tempfile
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from nbformat import NotebookNode
from traitlets.config import Config

from cmxero.config import Home, load_settings
from cmxero.core.errors import SettingsError
from cmxero.ui.culling import EVERY_S, IDLE_S
from cmxero.ui.door import Door
from cmxero.ui.faultlog import write_fault
from cmxero.ui.page_kernels import DashboardKernels
from cmxero.ui.pages import addresses
from cmxero.ui.prompt_client import PromptClient
from cmxero.ui.sign_in import DoorKeeper, OwnKernelsOnly, account
from cmxero.ui.voila_server import (
    HOME_PAGE,
    KERNEL_PATIENCE_S,
    SHARE,
    TEMPLATE,
    DashboardServer,
)
from cmxero.users import Users

STYLE_SHEET = SHARE / "voila" / "templates" / TEMPLATE / "static" / "cmxero.css"
EXTENSIONS = [
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "anywidget",
]
# A Unix socket's path holds 104 bytes on the stingiest system; a kernel's needs 70 of them.
LONGEST_SOCKET_FOLDER = 104 - 70
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""For kernels: numpy starts a pool for linear algebra in each, which spins for an eighth of a
second and is used by no page."""
OUTPUT_PATIENCE_S = 120


def serve_dashboards(
    home: Path,
    *,
    dashboards: Path,
    host: str = "",
    port: int = 0,
    open_browser: bool = True,
    on_ready: Callable[[str], None] | None = None,
    poll_s: int = 15,
) -> None:
    """Serve a folder of dashboards until stopped; call it in the main thread.

    On this machine only and without sign-in as long as nobody is in the users file; see ``door``.

    Args:
        home: the workbench's home; every page's kernel gets it as ``CMXERO_HOME``.
        dashboards: the folder with the pages' notebooks.
        host: the address to listen on; empty takes the settings'.
        port: 0 takes any free one.
        open_browser: whether to open the home page in the person's browser.
        on_ready: called once with the address, when it can be visited.
        poll_s: seconds between a page's looks whether its kernel is still there.

    Raises:
        SettingsError: the folder has no home page, the port is taken, or others than this machine
            could come in without sign-in.
    """
    if not (dashboards / HOME_PAGE).is_file():
        raise SettingsError(
            str(dashboards),
            f"there is no {HOME_PAGE} in this folder.",
            "Name the project's dashboards folder.",
        )
    door = make_door(Home(home.resolve()), host)
    server = DashboardServer(config=_config(home, dashboards, poll_s))
    server.door = door
    server.host, server.names = door.options.host, door.options.names
    server.look_s = poll_s
    server.port = port
    server.open_browser = open_browser
    server.on_ready = on_ready
    server.initialize([])
    server.start()


def make_door(home: Home, host: str = "") -> Door:
    """Who may come in, by a home's settings and users.

    Args:
        host: the address to listen on; empty takes the settings'.

    Raises:
        SettingsError: others than this machine could come in without sign-in, or could not at all.
    """
    options = load_settings(home).serve
    options = options.model_copy(update={"host": host}) if host else options
    users = Users(home.users_file)
    is_local = _is_loopback(options.host) and not options.names
    if not is_local and not users.all() and not options.user_header:
        raise SettingsError(
            str(home.users_file),
            f"nobody is in it, and at {', '.join((options.host, *options.names))} others than this "
            "machine can reach the dashboards.",
            "Add somebody first: cmxero users add NAME --role approve.",
        )
    if not is_local and not options.names and _is_any(options.host):
        raise SettingsError(
            str(home.config_file),
            f"'serve.host' is {options.host}, which is no name that a browser can ask for.",
            "Put the name or address under which people reach this machine into 'serve.names'.",
        )
    return Door(users, options, is_local)


def _is_loopback(host: str) -> bool:
    return host == "localhost" or _has(host, "is_loopback")


def _is_any(host: str) -> bool:
    return _has(host, "is_unspecified")


def _has(host: str, quality: str) -> bool:
    try:
        return bool(getattr(ip_address(host), quality))
    except ValueError:
        return False


def _config(home: Path, dashboards: Path, poll_s: int) -> Config:
    config = Config()
    config.Voila.root_dir = str(dashboards.resolve())
    config.Voila.identity_provider_class = DoorKeeper
    config.Voila.authorizer_class = OwnKernelsOnly
    config.Voila.config_file_paths = []
    config.Voila.log_level = logging.WARNING
    config.VoilaConfiguration.template = TEMPLATE
    config.VoilaConfiguration.allow_template_override = "NO"
    config.VoilaConfiguration.allow_theme_override = "NO"
    config.VoilaConfiguration.extension_allowlist = EXTENSIONS
    config.VoilaConfiguration.prelaunch_hook = _tell_page
    config.VoilaConfiguration.multi_kernel_manager_class = DashboardKernels
    config.VoilaConfiguration.resources = {
        "cmxero": {"poll_ms": poll_s * 1000, "style": _fingerprint(STYLE_SHEET)}
    }
    config.DashboardKernels.kernel_env = {"CMXERO_HOME": str(home.resolve()), **ONE_THREAD}
    config.AsyncKernelManager.client_factory = PromptClient
    # What a page shows may come after the word that it was shown, where many open pages at once;
    # after four seconds the page would stay blank without a word.
    config.VoilaExecutor.iopub_timeout = OUTPUT_PATIENCE_S
    config.VoilaExecutor.raise_on_iopub_timeout = True
    config.VoilaExecutor.on_cell_error = _log_failed_cell
    # A tab that dies without a word leaves its kernel behind for ever (ui.md 4.4).
    config.MappingKernelManager.cull_interval = EVERY_S
    config.MappingKernelManager.cull_idle_timeout = IDLE_S
    config.MappingKernelManager.cull_connected = True
    # A kernel started anew knows nothing of its page, which would go on looking alive.
    config.KernelManager.autorestart = False
    config.KernelManager.shutdown_wait_time = KERNEL_PATIENCE_S
    if sys.platform != "win32" and len(tempfile.gettempdir()) <= LONGEST_SOCKET_FOLDER:
        config.KernelManager.transport = "ipc"
    return config


def _tell_page(req: JupyterHandler, notebook: NotebookNode, **_page: object) -> None:
    """Tell the template who signed in; the page itself learns it from its kernel's environment."""
    notebook.metadata["cmxero"] = account(req)


def _log_failed_cell(
    cell_index: int, execute_reply: dict[str, dict[str, Any]], **_cell: object
) -> None:
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
    """Serve from the command line; the first line printed is the address, then every page's."""
    parser = argparse.ArgumentParser(prog="python -m cmxero.ui.serve", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="the workbench's home")
    parser.add_argument("--dashboards", type=Path, required=True, help="folder of the pages")
    parser.add_argument("--host", default="", help="address to listen on")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument("--poll-seconds", type=int, default=15, help="between looks at the kernel")
    chosen = parser.parse_args()

    def announce(url: str) -> None:
        pages = "".join(f"{title}: {address}\n" for title, address in addresses(url))
        sys.stdout.write(f"{url}\n{pages}")
        sys.stdout.flush()

    serve_dashboards(
        chosen.home,
        dashboards=chosen.dashboards,
        host=chosen.host,
        port=chosen.port,
        open_browser=not chosen.no_browser,
        on_ready=announce,
        poll_s=chosen.poll_seconds,
    )


if __name__ == "__main__":
    main()
