"""`cmxero lab`: the dashboards beside the notebooks, in JupyterLab on this machine."""

import json
import os
import re
import signal
import subprocess
import sys

import httpx
import pytest
from playwright.sync_api import expect
from served_pages import ROOT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The command as a person starts it; gives the address with its token."""
    place = tmp_path_factory.mktemp("jupyter")
    config = {"ServerApp": {"allow_root": True}}
    (place / "jupyter_server_config.json").write_text(json.dumps(config), "utf-8")
    own = {"JUPYTER_CONFIG_DIR": place, "JUPYTER_DATA_DIR": place, "JUPYTER_RUNTIME_DIR": place}
    command = [sys.executable, "-m", "cmxero", "lab", "--no-browser", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--home", str(tmp_path_factory.mktemp("lab-home"))],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **{name: str(path) for name, path in own.items()}},
        cwd=ROOT,
        start_new_session=True,
    )
    said = []
    try:
        for line in process.stderr:
            said.append(line)
            if found := re.search(r"(http://127\.0\.0\.1:\d+/)lab\?token=(\w+)", line):
                break
        else:
            pytest.fail("".join(said))
        # Jupyter says its address just before it listens there.
        with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as client:
            client.get(f"{found[1]}api")
        yield found[1], found[2]
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=30)


@pytest.fixture
def address(lab):
    return lab[0]


@pytest.fixture
def notebook():
    """One of the project's, put back afterwards: JupyterLab saves what it previews."""
    file = ROOT / "dashboards" / "mismatches.ipynb"
    before = file.read_bytes()
    yield file
    file.write_bytes(before)


def test_without_the_token_there_is_nothing(lab):
    """Pages, notebooks and kernels lead to the sign-in; another host's name gets nothing."""
    base, token = lab
    with httpx.Client(base_url=base, timeout=60) as client:
        for path in ("lab", "voila/render/dashboards/mismatches.ipynb"):
            assert client.get(path).headers["Location"].startswith("/login?next=")
        for path in ("api/kernels", "api/contents/dashboards/mismatches.ipynb"):
            assert client.get(path).status_code == 403
        foreign = client.get("lab", params={"token": token}, headers={"Host": "evil.example"})
        assert foreign.status_code == 403


def test_jupyters_news_are_off_by_default(lab):
    """It would ask a server outside; a person who wants them can still say so."""
    base, token = lab
    with httpx.Client(base_url=base, timeout=60, params={"token": token}) as client:
        found = client.get("lab/api/settings/@jupyterlab/apputils-extension:notification").json()
    assert found["schema"]["properties"]["fetchNews"]["default"] == "false"


def test_a_dashboard_is_previewed_beside_its_notebook_and_nothing_asks(notebook, page, lab):
    """No question about trust or news, our template, and only our server is asked."""
    base, token = lab
    page.goto(f"{base}lab/tree/dashboards/{notebook.name}?token={token}", timeout=90_000)
    preview = page.get_by_role("button", name="Render with Voilà").first
    expect(preview).to_be_visible(timeout=90_000)
    preview.click()
    shown = page.frame_locator("iframe[src*='voila/render']")
    expect(shown.get_by_role("heading", name="Mismatches", level=1)).to_be_visible(timeout=90_000)
    expect(shown.locator("link[href*='cmxero.css']")).to_have_count(1)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("notified about official Jupyter news")).to_have_count(0)
