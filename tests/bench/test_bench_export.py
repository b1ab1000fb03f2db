"""Export of 10,000 invoices to the sandbox with Xero's limits on: calls, pace, own CPU."""

import resource
import time
from datetime import datetime

import httpx
import pytest
from scene import Scene

from cmxero.config import Home
from cmxero.rehearsal import rehearsal_sandbox
from cmxero.workbench import open_workbench

INVOICES = 10_000
A_MINUTE = 60
SETTINGS = "[analysts]\npublish_after_each_run = false\n"


@pytest.fixture
def ready_home(tmp_path, migrated_database):
    """A home with one large journal, connected to a sandbox that enforces Xero's limits."""
    scene = Scene(tmp_path / "home", settings=SETTINGS, template=migrated_database)
    home = Home(scene.home)
    with rehearsal_sandbox(home) as url:
        httpx.post(f"{url}/sandbox/switches", json={"limits": True}, trust_env=False)
        scene.journal(
            "41", *(f"invoice {n} {n % 900 + 1}.10 2026-09-01" for n in range(1, INVOICES + 1))
        )
        scene.close()
        bench = open_workbench(home.root)
        bench.connect()
        yield bench, url
        bench.close()


def cpu_seconds():
    """Seconds of processor time this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def test_export_of_ten_thousand_invoices(benchmark, ready_home):
    """As fast as the limits allow and never faster: 60 calls a minute, none refused."""
    bench, url = ready_home
    httpx.delete(f"{url}/sandbox/requests", trust_env=False)
    began, used = time.monotonic(), cpu_seconds()
    report = benchmark.pedantic(lambda: bench.export("41", dry_run=False), rounds=1)
    took, used = time.monotonic() - began, cpu_seconds() - used
    requests = httpx.get(f"{url}/sandbox/requests", trust_env=False).json()
    calls = [r for r in requests if r["path"].startswith("/api.xro/")]
    # Windows of 60 calls: the last of so many can begin when all earlier windows are over. The
    # share is that of the calling, first to last; ``took`` is the whole command with its plan
    # before and the analysts' snapshot after.
    fastest = (len(calls) - 1) // A_MINUTE * 60
    times = sorted(datetime.fromisoformat(r["at_utc"]) for r in calls)
    calling = (times[-1] - times[0]).total_seconds()
    benchmark.extra_info |= {
        "calls": len(calls),
        "refused": sum(r["status"] == 429 for r in calls),
        "share_of_the_ceiling": round(100 * fastest / calling, 1),
        "cpu_ms_an_invoice": round(1000 * used / INVOICES, 2),
    }
    print(f"\n{benchmark.extra_info}, {took:.0f} s")
    assert report.exported == INVOICES
    assert len(calls) <= 210
