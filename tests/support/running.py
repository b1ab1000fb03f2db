"""cmxero as a person runs it: a command in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

COMMAND = (sys.executable, "-m", "cmxero.cli")


def cmxero(*words: str, home: Path, **options) -> subprocess.CompletedProcess:
    """Run a command to its end."""
    return subprocess.run(
        [*COMMAND, *words, "--home", str(home)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "COLUMNS": "200"},
        **options,
    )


def cmxero_json(*words: str, home: Path):
    """Run a command and read its answer for machines."""
    done = cmxero(*words, "--json", home=home)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def start_cmxero(*words: str, home: Path) -> subprocess.Popen:
    """Start a command and leave it running; the caller ends it."""
    return subprocess.Popen(
        [*COMMAND, *words, "--home", str(home)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
