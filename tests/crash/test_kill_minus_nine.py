"""A real export process, killed with -9 over and over: one Xero invoice per case invoice."""

import time
from collections import Counter

import httpx
import pytest
from running import cmxero_process, start_cmxero

from cmxero.config import Home
from cmxero.demo_home import prepare_home
from cmxero.rehearsal import rehearsal_sandbox
from cmxero.sandbox.hands import XeroUser
from cmxero.workbench import open_workbench

PATIENCE_S = 60


@pytest.fixture
def home(tmp_path):
    """Two sample journals imported, connected to a sandbox of their own."""
    made = Home(tmp_path / "home")
    sample = prepare_home(made)
    made.config_file.write_text("[analysts]\npublish_after_each_run = false\n", "utf-8")
    with rehearsal_sandbox(made):
        bench = open_workbench(made.root)
        bench.connect()
        for name in ("journal-41.csv", "journal-42.csv"):
            bench.import_(sample / name)
        bench.close()
        yield made


def wait_for_creates(url, count):
    """Wait until the sandbox has taken that many create requests, however they were answered."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        requests = httpx.get(f"{url}/sandbox/requests", trust_env=False).json()
        if sum(r["method"] == "PUT" and r["path"].endswith("/Invoices") for r in requests) >= count:
            return
        time.sleep(0.01)
    raise AssertionError("the export sent nothing")


@pytest.mark.parametrize("fault", ["slow", "lost answer"])
def test_an_export_killed_at_each_batch_creates_nothing_twice(home, fault):
    """Killed while Xero works on, and after: the last run finds all of it and sends the rest."""
    with rehearsal_sandbox(home) as url:
        for kill, journal in enumerate(("41", "41", "42", "42"), start=1):
            wanted = {
                "kind": fault,
                "match": {"method": "PUT", "path": "/Invoices"},
                **({"delay_s": 30} if fault == "slow" else {}),
            }
            httpx.post(f"{url}/sandbox/faults", json=wanted, trust_env=False).raise_for_status()
            export = start_cmxero("export", journal, "--send", home=home.root)
            try:
                wait_for_creates(url, kill)
            finally:
                export.kill()
                export.wait()
            httpx.delete(f"{url}/sandbox/faults", trust_env=False)
        for journal in ("41", "42"):
            done = cmxero_process("export", journal, "--send", home=home.root)
            assert done.returncode == 0, done.stdout + done.stderr
        with XeroUser(url) as xero_user:
            numbers = Counter(invoice["InvoiceNumber"] for invoice in xero_user.list_invoices())
    bench = open_workbench(home.root)
    expected = sum(journal.invoices for journal in bench.journals())
    links = bench.bench.exports.links("main")
    checks = bench.look().failing_checks
    interrupted = [run for run in bench.runs(50) if run.outcome == "not ended"]
    bench.close()
    assert set(numbers.values()) == {1}
    assert set(numbers) == {f"CM-{number}" for number in links}
    assert len(links) == expected
    assert checks == {}
    assert interrupted  # the kills really hit runs
