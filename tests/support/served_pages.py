"""The real launcher of the dashboards, in a process of its own."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def launched(home, dashboards, *, kernel_ready=False):
    """The real launcher as its own process; gives its address.

    Args:
        kernel_ready: as in life; without it a test pays for no kernel that nobody visits.
    """
    command = [sys.executable, "-m", "cmxero.ui.serve", "--no-browser", "--poll-seconds", "1"]
    command += ["--home", str(home), "--dashboards", str(dashboards)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests" / "ui")}
    environment["CMXERO_SERVE__KEEP_KERNEL_READY"] = str(kernel_ready).lower()
    log = (home / "server.log").open("w+", encoding="utf-8")
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment, cwd=ROOT
    )
    try:
        address = process.stdout.readline().strip()
        log.seek(0)
        assert address.startswith("http://127.0.0.1:"), log.read()
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=30)
        log.close()
