"""pyproject.toml, requirements.lock and environment.yml agree, and name no index."""

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parent.parent


def declared():
    """Every requirement of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    texts = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return {requirement.name.lower(): requirement for requirement in map(Requirement, texts)}


def locked():
    """Every locked version."""
    text = (ROOT / "requirements.lock").read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", text, re.MULTILINE))


def in_conda():
    """The pinned packages of environment.yml."""
    listed = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    (pip,) = (entry["pip"] for entry in listed if isinstance(entry, dict))
    return dict(line.split("==") for line in pip if "==" in line)


def test_the_lock_satisfies_what_is_declared():
    """Each declared package is locked, within its bounds, with an upper bound or a pin."""
    versions = locked()
    for name, requirement in declared().items():
        assert Version(versions[name]) in requirement.specifier, name


def test_conda_users_get_the_locked_versions():
    """environment.yml lists every declared package at the locked version, and no other."""
    versions = locked()
    assert in_conda() == {name: versions[name] for name in declared()}


def test_every_locked_package_has_hashes_and_no_index_is_named():
    """What is installed is what was locked, from wherever the machine gets its packages."""
    text = (ROOT / "requirements.lock").read_text("utf-8")
    for block in re.split(r"\n(?=[a-z0-9])", text):
        assert "--hash=sha256:" in block, block.splitlines()[0]
    assert "://" not in text
    assert "index" not in text


def test_this_environment_is_the_locked_one():
    """The tests run on the versions that are locked."""
    for name in ("duckdb", "xero-python", "voila", "jupyterlab", "ipywidgets", "pandas"):
        assert version(name) == locked()[name]


def test_the_design_card_packages_are_there():
    """jupyterlab, voila, ipywidgets, pandas, xero-python, duckdb."""
    assert {"jupyterlab", "voila", "ipywidgets", "pandas", "xero-python", "duckdb"} <= set(
        in_conda()
    )
