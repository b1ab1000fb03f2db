"""JupyterLab for accountants and analysts, with the same dashboards in Voila's server extension.

On this machine only, with Jupyter's own token: whoever has it may run code (ui.md D5, 4.6), so it
is never for those who only open dashboards. Nothing is asked of the outside (ui.md 4.8 and 10).
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat.sign import NotebookNotary

from cmxero.ui.serve import EXTENSIONS
from cmxero.ui.voila_server import SHARE, TEMPLATE

LAB_CONFIG = SHARE.parent / "lab-config"
"""Says no to JupyterLab's question about news, which would ask a server outside."""
NOTEBOOK_FOLDERS = ("notebooks", "dashboards")
TORNADO_SETTINGS = ("mathjax_url=", "compress_response=True")


def lab_command(project: Path, *, port: int | None = None, open_browser: bool = True) -> list[str]:
    """The command that starts JupyterLab on the project's notebooks and dashboards.

    Args:
        port: None takes Jupyter's usual one or the next that is free, 0 any free one.
        open_browser: whether it opens the person's browser.
    """
    options: dict[str, object] = {
        "ServerApp.root_dir": project,
        "ServerApp.ip": "127.0.0.1",
        "LabApp.news_url": None,
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "LabApp.extension_manager": "readonly",
        "VoilaConfiguration.template": TEMPLATE,
        "VoilaConfiguration.allow_template_override": "NO",
        "VoilaConfiguration.allow_theme_override": "NO",
        "VoilaConfiguration.extension_allowlist": EXTENSIONS,
    }
    if port is not None:
        options["ServerApp.port"] = port
    command = [sys.executable, "-m", "jupyterlab"]
    command += [f"--{name}={value}" for name, value in options.items()]
    command += [f"--ServerApp.tornado_settings={each}" for each in TORNADO_SETTINGS]
    return command if open_browser else [*command, "--no-browser"]


def lab_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The same environment, in which our template and our defaults of JupyterLab are found."""
    ours = {"JUPYTER_PATH": SHARE, "JUPYTER_CONFIG_PATH": LAB_CONFIG}
    return {
        **environment,
        **{
            name: os.pathsep.join(filter(None, (str(path), environment.get(name, ""))))
            for name, path in ours.items()
        },
    }


def trust_notebooks(project: Path) -> int:
    """Sign the project's notebooks, so that neither Lab nor a preview asks; how many.

    The same as ``jupyter trust``; one that was changed by hand since is signed anew.
    """
    files = [file for name in NOTEBOOK_FOLDERS for file in sorted((project / name).glob("*.ipynb"))]
    with NotebookNotary() as notary:  # type: ignore[no-untyped-call]
        for file in files:
            notary.sign(nbformat.read(file, as_version=4))  # type: ignore[no-untyped-call]
    return len(files)
