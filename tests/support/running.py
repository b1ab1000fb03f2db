"""cmxero as a person runs it: in this process, which is quicker, or in one of its own."""

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from cmxero.cli import main

COMMAND = (sys.executable, "-m", "cmxero")


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


def cmxero(*words: str, home: Path) -> Done:
    """Run a command to its end, in this process: starting Python costs more than the command."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    argv = ["cmxero", *words, "--home", str(home)]
    with (
        patch.object(sys, "argv", argv),
        patch.dict(os.environ, {"COLUMNS": "200"}),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    return Done(code, out.getvalue(), err.getvalue())


def cmxero_json(*words: str, home: Path):
    """Run a command and read its answer for machines."""
    done = cmxero(*words, "--json", home=home)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def cmxero_process(*words: str, home: Path) -> subprocess.CompletedProcess:
    """Run a command to its end in a process of its own."""
    return subprocess.run(
        [*COMMAND, *words, "--home", str(home)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, "COLUMNS": "200"},
    )


def start_cmxero(*words: str, home: Path) -> subprocess.Popen:
    """Start a command and leave it running; the caller ends it."""
    return subprocess.Popen(
        [*COMMAND, *words, "--home", str(home)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
