"""The sandbox as a process: start, state, kill, cuts on a real connection."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest
from sandbox_api import ROOT, invoice

from cmxero.sandbox.calls import encode
from cmxero.sandbox.journal import FILE_NAME
from cmxero.sandbox.process import SandboxProcess, SandboxStartError


@contextmanager
def client_of(sandbox):
    """A signed-in client of a running sandbox."""
    with httpx.Client(base_url=sandbox.base_url, timeout=20, trust_env=False) as client:
        token = client.post(
            "/connect/token",
            data={"grant_type": "client_credentials"},
            auth=("sandbox", "sandbox"),
        ).json()
        client.headers["authorization"] = f"Bearer {token['access_token']}"
        client.headers["xero-tenant-id"] = client.get("/connections").json()[0]["tenantId"]
        client.headers["content-type"] = "application/json"
        yield client


def put(client, number: str, **headers):
    body = encode(invoice(InvoiceNumber=number))
    return client.put(f"{ROOT}/Invoices", content=body, headers=headers)


def numbers(client) -> list[str]:
    rows = client.get(f"{ROOT}/Invoices").json()["Invoices"]
    return sorted(row["InvoiceNumber"] for row in rows)


def test_process_when_restarted_on_its_state_then_everything_is_as_before(tmp_path):
    """Tenant, tokens, ids, lock dates and remembered answers survive a restart."""
    with SandboxProcess(tmp_path / "state") as sandbox, client_of(sandbox) as client:
        answer = put(client, "CM-1", **{"idempotency-key": "K"})
        client.post("/sandbox/lock-dates", content=b'{"period_lock_date":"2026-06-30"}')
        before = client.get(f"{ROOT}/Invoices/CM-1").json()["Invoices"]
        headers = dict(client.headers)
    with (
        SandboxProcess(tmp_path / "state") as sandbox,
        httpx.Client(base_url=sandbox.base_url, headers=headers, trust_env=False) as client,
    ):
        assert client.get(f"{ROOT}/Invoices/CM-1").json()["Invoices"] == before
        assert put(client, "CM-1", **{"idempotency-key": "K"}).content == answer.content
        assert client.get("/sandbox/health").json()["period_lock_date"] == "2026-06-30"
        assert numbers(client) == ["CM-1"]


def test_process_when_killed_then_nothing_acknowledged_is_lost(tmp_path):
    """Kill -9 after any answer: what was answered is there, also with a torn last line."""
    acknowledged = []
    for round_ in range(3):
        sandbox = SandboxProcess(tmp_path).start()
        with client_of(sandbox) as client:
            assert numbers(client) == sorted(acknowledged)
            for place in range(5):
                number = f"CM-{round_}-{place}"
                assert put(client, number).status_code == 200
                acknowledged.append(number)
            sandbox.kill()
        with (tmp_path / FILE_NAME).open("ab") as journal:
            journal.write(b'{"serial":99,"stamp_utc":"2026')
    with SandboxProcess(tmp_path) as sandbox, client_of(sandbox) as client:
        assert numbers(client) == sorted(acknowledged)


def test_process_when_the_journal_is_damaged_then_it_says_where_and_does_not_start(tmp_path):
    """A damaged middle is never skipped over in silence."""
    with SandboxProcess(tmp_path) as sandbox, client_of(sandbox) as client:
        put(client, "CM-1")
    journal = tmp_path / FILE_NAME
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(lines[0] + b"garbage\n" + b"".join(lines[1:]))
    with pytest.raises(SandboxStartError, match="line 2 is damaged"):
        SandboxProcess(tmp_path).start()


def test_process_when_an_older_sandbox_left_its_state_then_it_says_to_delete_the_folder(tmp_path):
    """The folder of one organisation alone is not opened, and not touched."""
    old = b'{"serial":0,"stamp_utc":"2026-11-22T00:00:00","settings":{"organisation_id":"x"}}\n'
    (tmp_path / FILE_NAME).write_bytes(old)
    with pytest.raises(SandboxStartError, match=f"Delete the folder {tmp_path} to start"):
        SandboxProcess(tmp_path).start()
    assert (tmp_path / FILE_NAME).read_bytes() == old


def test_process_when_another_one_has_the_state_then_it_does_not_start(tmp_path):
    """Two sandboxes never write one journal."""
    with SandboxProcess(tmp_path), pytest.raises(SandboxStartError, match="already running"):
        SandboxProcess(tmp_path).start()


def test_process_when_the_port_is_taken_then_it_says_so():
    """A clear error instead of a trace."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SandboxStartError, match="was not started"):
            SandboxProcess(port=port).start()


def test_process_when_told_to_end_then_it_ends_cleanly(tmp_path):
    """SIGTERM: exit code 0, and the ready file told port and pid; loopback only."""
    ready = tmp_path / "ready.json"
    command = [sys.executable, "-m", "cmxero.sandbox", "--ready-file", str(ready)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        wait_for(ready.exists)
        facts = json.loads(ready.read_text())
        assert facts["pid"] == process.pid
        assert httpx.get(f"http://127.0.0.1:{facts['port']}/sandbox/health").json()["ok"] is True
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.stderr.read() == b""


def test_process_when_its_parent_is_gone_then_it_ends_by_itself(tmp_path):
    """No sandbox is left behind by a notebook that was closed."""
    ready = tmp_path / "ready.json"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as parent:
        command = [sys.executable, "-m", "cmxero.sandbox", "--ready-file", str(ready)]
        with subprocess.Popen([*command, "--parent-pid", str(parent.pid)]) as process:
            wait_for(ready.exists)
            parent.communicate(b"\n")
            assert process.wait(10) == 0


def wait_for(true) -> None:
    """Poll for at most 20 seconds."""
    for _ in range(1000):
        if true():
            return
        time.sleep(0.02)
    pytest.fail("it did not happen within 20 seconds")


@pytest.mark.parametrize(
    ("kind", "error", "saved"),
    [
        ("lost answer", httpx.TransportError, ["CM-1"]),
        ("cut before", httpx.TransportError, []),
        ("cut halfway", httpx.RemoteProtocolError, ["CM-1"]),
    ],
)
def test_cut_when_on_a_real_connection_then_the_client_sees_it_broken(kind, error, saved):
    """The connection really ends; afterwards the sandbox serves on."""
    with SandboxProcess() as sandbox, client_of(sandbox) as client:
        fault = {"match": {"method": "PUT", "path": "/Invoices"}, "kind": kind}
        client.post("/sandbox/faults", content=encode(fault))
        with pytest.raises(error):
            put(client, "CM-1")
        assert numbers(client) == saved


def test_slow_when_the_client_gives_up_then_the_work_was_done_all_the_same():
    """A timeout tells nothing about whether Xero saved."""
    with SandboxProcess() as sandbox, client_of(sandbox) as client:
        fault = {"match": {"method": "PUT"}, "kind": "slow", "delay_s": 1}
        client.post("/sandbox/faults", content=encode(fault))
        client.timeout = httpx.Timeout(0.2)
        with pytest.raises(httpx.ReadTimeout):
            put(client, "CM-1")
        client.timeout = httpx.Timeout(20)
        assert numbers(client) == ["CM-1"]


def test_process_when_another_client_is_named_then_only_that_one_signs_in():
    """--client-id and --client-secret choose the app."""
    with SandboxProcess(client_id="app", client_secret="secret") as sandbox:  # noqa: S106
        url, form = f"{sandbox.base_url}/connect/token", {"grant_type": "client_credentials"}
        assert httpx.post(url, data=form, auth=("app", "secret")).status_code == 200
        assert httpx.post(url, data=form, auth=("sandbox", "sandbox")).status_code == 400
        assert os.kill(sandbox.pid, 0) is None


def test_request_when_its_sender_dies_in_the_middle_then_it_never_was():
    """Half a body is no request: nothing is carried out, nothing stands in the list."""
    with SandboxProcess() as sandbox:
        port = int(sandbox.base_url.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as wire:
            wire.sendall(
                b"PUT /api.xro/2.0/Invoices HTTP/1.1\r\nHost: localhost\r\n"
                b"Content-Length: 100\r\n\r\n{"
            )
        httpx.get(f"{sandbox.base_url}/sandbox/health", trust_env=False).raise_for_status()
        assert httpx.get(f"{sandbox.base_url}/sandbox/requests", trust_env=False).json() == []
