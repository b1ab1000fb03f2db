"""One server for the session, one browser a module, one context (and kernel) a test."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from served_pages import FLAGS, ROOT, launched

from cmxero import open_workbench
from cmxero.config import Home
from cmxero.core.resolutions import ResolutionAction
from cmxero.rehearsal import rehearsal_sandbox

NOTEBOOKS = {
    "mismatches": "FakeWorkbench(14)",
    "many": "FakeWorkbench(500)",
    "empty": "FakeWorkbench(0)",
    "unreadable": "FakeWorkbench(14, broken=RuntimeError('the answer is 42'))",
    "crashing": "1 / 0",
}
REFUSES = "{'1005': REFUSED, '1006': REFUSED, '1009': ARCHIVED}"
EXPORT_NOTEBOOKS = {
    "export": f"FakeExportBench(14, refuses={REFUSES}, mends=True)",
    "slow": "FakeExportBench(14, pause_ms=1200, sent_file=SENT)",
}
OVERVIEW_NOTEBOOKS = {"overview": "FakeOverviewBench(14, file=CHOSEN)"}


@dataclass(frozen=True)
class ServedPage:
    """A page under test; the same checks serve the fake and the real workbench.

    Attributes:
        url: where the page is.
        base: everything the page may ask for begins with it.
        subject: the oldest open finding's subject.
        total: how many findings are open.
    """

    url: str
    base: str
    subject: str
    total: int


def fake_notebook(workbench: str, show: str, title: str, sent_file: Path) -> str:
    imports = (
        "from pathlib import Path\n"
        "from fake_export_bench import ARCHIVED, REFUSED, FakeExportBench\n"
        "from fake_overview_bench import FakeOverviewBench\n"
        "from fake_workbench import FakeWorkbench\n"
        f"from cmxero.ui import {show}\n"
        f"SENT = Path({str(sent_file)!r})\n"
        "CHOSEN = SENT.with_name('chosen.json')\n"
    )
    cells = (f"{imports}wb = {workbench}", f"{show}(wb)")
    return json.dumps(
        {
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"cell-{number}",
                    "metadata": {},
                    "execution_count": None,
                    "outputs": [],
                    "source": source,
                }
                for number, source in enumerate(cells)
            ],
            "metadata": {
                "title": title,
                "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


@pytest.fixture(scope="session")
def launch():
    """The real launcher, for a home and dashboards of a module's own."""
    return launched


@pytest.fixture(scope="session")
def sent_file(tmp_path_factory):
    """What reached the slow fake of Xero, a line an invoice."""
    return tmp_path_factory.mktemp("sent") / "sent.txt"


@pytest.fixture(scope="session")
def server(tmp_path_factory, sent_file):
    """The launcher on a folder of notebooks that use the fakes."""
    dashboards = tmp_path_factory.mktemp("dashboards")
    kinds = (
        (NOTEBOOKS, "show_mismatches", "Mismatches"),
        (EXPORT_NOTEBOOKS, "show_export", "Export batches"),
        (OVERVIEW_NOTEBOOKS, "show_overview", "Overview"),
    )
    for notebooks, show, title in kinds:
        for name, workbench in notebooks.items():
            text = fake_notebook(workbench, show, title, sent_file)
            (dashboards / f"{name}.ipynb").write_text(text, encoding="utf-8")
    with launched(tmp_path_factory.mktemp("home"), dashboards) as address:
        yield address


@pytest.fixture(scope="module")
def real_home(tmp_path_factory):
    """A home of the real workbench, with one journal of the sample imported and not exported."""
    home = tmp_path_factory.mktemp("real-home")
    bench = open_workbench(home)
    bench.import_(ROOT / "data" / "sample" / "journal-41.csv")
    bench.close()
    return home


@pytest.fixture(scope="module")
def real_server(real_home):
    """The launcher on the project's own dashboards and the real workbench."""
    with launched(real_home, ROOT / "dashboards") as address:
        yield address


@pytest.fixture(scope="module")
def exporting_home(tmp_path_factory):
    """A connected home with one journal imported and nothing exported; its sandbox runs."""
    home = tmp_path_factory.mktemp("exporting-home")
    with rehearsal_sandbox(Home(home)):
        bench = open_workbench(home)
        bench.connect()
        bench.import_(ROOT / "data" / "sample" / "journal-41.csv")
        bench.close()
        yield home


@pytest.fixture(scope="module")
def exporting_server(exporting_home):
    """The launcher on the project's own dashboards, with a sandbox to export to."""
    with launched(exporting_home, ROOT / "dashboards") as address:
        yield address


@pytest.fixture(scope="module")
def decided_server(tmp_path_factory):
    """The real workbench, not connected: one journal imported, one invoice decided and undone."""
    home = tmp_path_factory.mktemp("decided-home")
    bench = open_workbench(home, person="Bea")
    bench.import_(ROOT / "data" / "sample" / "journal-41.csv")
    key = next(one.key for one in bench.findings() if one.subject == "CM-1001")
    hostile = '<img src=x onerror="window.hostile=1">'
    bench.resolve([key], ResolutionAction.ACCEPT, reason="Rounding", note=hostile)
    bench.undo([key], note="=1+1")
    bench.close()
    with launched(home, ROOT / "dashboards") as address:
        yield address


@pytest.fixture(params=["fake"])
def served_page(request, server):
    """The page under test; add a parameter to point the same checks at another server."""
    assert request.param == "fake"
    return ServedPage(
        url=f"{server}voila/render/mismatches.ipynb", base=server, subject="CM-1001", total=14
    )


@pytest.fixture(scope="module")
def browser():
    """Chromium; its absence is a failure in CI and a reason to skip elsewhere."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None and not os.environ.get("CI"):
        pytest.skip("no Chromium found: install Debian's chromium package to run these tests")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def address(server):
    """The only server the visitor may ask; a module may choose another."""
    return server


@pytest.fixture
def context(browser, address):
    """A visitor. Whatever is asked of anybody but our server fails the test (ui.md 9)."""
    visitor = browser.new_context(
        viewport={"width": 1440, "height": 900},
        accept_downloads=True,
        permissions=["clipboard-read", "clipboard-write"],
    )
    visitor.set_default_timeout(20_000)
    expect.set_options(timeout=10_000)
    asked = []
    visitor.on("request", lambda request: asked.append(request.url))
    yield visitor
    visitor.close()
    ours = (address, f"blob:{address}", "data:")
    assert asked, "the visitor asked for nothing: is the listener there?"
    assert [url for url in asked if not url.startswith(ours)] == []


@pytest.fixture
def page(context):
    """A page of the visitor; an error in a script on it fails the test."""
    opened = context.new_page()
    errors = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    assert errors == []


@pytest.fixture
def exports(page, server):
    """The Export batches page, its plan made."""
    page.goto(f"{server}voila/render/export.ipynb")
    expect(page.get_by_role("button", name="Export 10 invoices")).to_be_enabled(timeout=30_000)
    return page


@pytest.fixture
def mismatches(page, served_page):
    """The Mismatches page, opened and ready."""
    page.goto(served_page.url)
    expect(page.get_by_role("grid")).to_be_visible()
    return page
