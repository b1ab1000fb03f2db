"""Several gateways at once, one a thread, over a sandbox that enforces Xero's limits."""

import threading
from collections import Counter
from datetime import datetime, timedelta

import httpx
import pytest
from conftest import SimulatedTime

from cmxero.sandbox.process import SandboxProcess
from cmxero.xero.connection import SCOPES, XeroConnection
from cmxero.xero.gateway import connect_gateway
from cmxero.xero.limits import CallLimits

THREADS = 8
CALLS = 30


@pytest.fixture(scope="module")
def limited():
    """A sandbox that refuses the 61st call of a minute and the sixth at once."""
    with SandboxProcess() as process:
        yield process


@pytest.fixture
def control(limited):
    """Asks the sandbox's control API."""
    with httpx.Client(base_url=f"{limited.base_url}/sandbox", trust_env=False) as client:

        def ask(method, name, **body):
            found = client.request(method, name, json=body or None).raise_for_status()
            return found.json() if found.content else None

        ask("POST", "switches", limits=True)
        ask("POST", "clock", advance_s=61)  # the minute of the test before is over
        ask("DELETE", "requests")
        yield ask
        ask("POST", "switches", limits=False)


@pytest.fixture
def tenant(limited):
    return httpx.get(f"{limited.base_url}/sandbox/health", trust_env=False).json()["tenant_id"]


@pytest.fixture
def connection(limited, tenant, tmp_path):
    return XeroConnection(
        api_url=limited.base_url,
        identity_url=limited.base_url,
        client_id="sandbox",
        client_secret="sandbox",  # noqa: S106 - guards nothing: loopback, demo data
        scopes=SCOPES,
        token_file=tmp_path / "token.json",
        is_live=False,
        tenant_id=tenant,
    )


def run_threads(time, work):
    """Run ``work(number)`` in every thread; the first fault is raised here."""
    faults = []

    def run(number):
        try:
            work(number)
        except BaseException as fault:  # noqa: BLE001 - it is raised in the test's own thread
            faults.append(fault)
        finally:
            time.done()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if faults:
        raise faults[0]
    assert not any(thread.is_alive() for thread in threads)


def requests_of(control):
    """What the sandbox was asked, in order, as (path's last word, status)."""
    return [(one["path"].rpartition("/")[2], one["status"]) for one in control("GET", "requests")]


def sandbox_time(control):
    """Simulated time that the sandbox's own clock follows."""
    start = datetime.fromisoformat(control("GET", "health")["now_utc"])
    return SimulatedTime(
        THREADS, start, lambda now: control("POST", "clock", now_utc=now.isoformat())
    )


@pytest.mark.parametrize("processes", [1, 2])
def test_many_threads_when_xero_counts_then_never_refused_and_hardly_slower(
    control, connection, tmp_path, processes
):
    """Of 60 calls a minute at least 57 are used, whoever makes them, and none is refused."""
    time = sandbox_time(control)
    begun = time.now
    folder = tmp_path / "limits" if processes > 1 else None
    shared = [CallLimits(clock=time, sleep=time.sleep, folder=folder) for _ in range(processes)]

    def work(number):
        limits = shared[number % processes]
        with connect_gateway(connection, clock=time, sleep=time.sleep, limits=limits) as gateway:
            for _ in range(CALLS):
                gateway.items()

    run_threads(time, work)
    calls = [status for path, status in requests_of(control) if path == "Items"]
    assert Counter(calls) == {200: CALLS * THREADS}
    # The first 60 go at once; the rest shows the rhythm.
    minutes = (time.now - begun).total_seconds() / 60
    assert (len(calls) - 60) / minutes >= 0.95 * 60


def test_many_threads_when_xero_is_slow_then_never_more_than_five_at_once(control, connection):
    """Eight threads, each answer a second late: the sandbox would refuse the sixth at once."""
    time = sandbox_time(control)
    limits = CallLimits(clock=time, sleep=time.sleep)
    control("POST", "faults", kind="slow", delay_s=1, match={"path": "/Items"}, times=THREADS)

    def work(_):
        with connect_gateway(connection, clock=time, sleep=time.sleep, limits=limits) as gateway:
            gateway.items()

    run_threads(time, work)
    assert Counter(requests_of(control)) == {("token", 200): 1, ("Items", 200): THREADS}


def test_many_threads_when_the_token_has_run_out_then_it_is_renewed_once(control, connection):
    """Eight threads that begin together make one sign-in, and one more after half an hour."""
    time = sandbox_time(control)
    limits = CallLimits(clock=time, sleep=time.sleep)
    together = threading.Barrier(THREADS)

    def work(number):
        with connect_gateway(connection, clock=time, sleep=time.sleep, limits=limits) as gateway:
            gateway.items()
            together.wait(30)
            if number == 0:
                time.now += timedelta(minutes=31)
                control("POST", "clock", now_utc=time.now.isoformat())
            together.wait(30)
            gateway.items()

    run_threads(time, work)
    statuses = Counter(requests_of(control))
    assert statuses["token", 200] == 2
    assert statuses["Items", 200] == 2 * THREADS
