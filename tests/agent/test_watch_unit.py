"""The systemd unit: what it must say, and that it comes with the package."""

import tomllib
from configparser import ConfigParser
from fnmatch import fnmatch
from importlib.resources import files
from pathlib import Path

import pytest
from typer.main import get_command

from cmxero.cli import app
from cmxero.cli_watch import DEFAULT_PORT

UNIT = files("cmxero.agent") / "cmxero-watch.service"
PAGE = (files("cmxero.agent") / "watch.md").read_text("utf-8")
PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unit():
    """The unit as systemd reads it: sections of keys, each key once."""
    parsed = ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#", ";"))
    parsed.optionxform = str
    parsed.read_string(UNIT.read_text("utf-8"))
    return parsed


def test_it_starts_the_watch_and_keeps_it_running(unit):
    """Restarted whatever ends it, stopped the way the watch wants to be."""
    service = unit["Service"]
    program, *words = service["ExecStart"].split()
    assert program.startswith(service["WorkingDirectory"])
    assert Path(program).parts[-3:] == (".venv", "bin", "cmxero")
    command, *options = words
    watch = get_command(app).commands[command]
    known = {name for param in watch.params for name in param.opts}
    assert {word for word in options if word.startswith("--")} <= known
    assert (service["Restart"], service["KillMode"]) == ("always", "mixed")
    assert int(service["TimeoutStopSec"]) > 10  # the worker is given ten seconds
    assert unit["Install"]["WantedBy"] == "multi-user.target"
    assert unit["Unit"]["After"] == "network-online.target"


def test_it_may_do_no_more_than_it_needs(unit):
    """An own user, no new rights, and one folder to write to; no secret in the file."""
    service = unit["Service"]
    assert service["User"] != "root"
    for key in ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "LockPersonality"):
        assert service[key] == "true"
    assert service["ProtectSystem"] == "strict"
    assert service["ReadWritePaths"] == f"{service['WorkingDirectory']}/data"
    assert service["EnvironmentFile"] == "/etc/cmxero/watch.env"
    assert not {"Environment", "SetCredential"} & set(service)


def test_the_page_and_the_package_have_it():
    """The page points to the file instead of repeating it; the wheel holds it."""
    assert "(cmxero-watch.service)" in PAGE
    assert "[Service]" not in PAGE
    assert f"127.0.0.1:{DEFAULT_PORT}" in PAGE
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["cmxero"]
    assert any(fnmatch("agent/cmxero-watch.service", each) for each in patterns)
