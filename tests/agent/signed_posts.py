"""Webhook bodies as Xero sends them, signed on their own, and a receiver's process to post to."""

import base64
import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from hashlib import sha256

import httpx

KEY = "the-webhook-key"
TENANT = "00000000-0000-4000-8000-00000000000a"
PATIENCE_S = 30


def signature(body, key=KEY):
    """Worked out step by step as RFC 2104 has it, not with the receiver's code."""
    block = key.encode().ljust(64, b"\0")
    inner = sha256(bytes(b ^ 0x36 for b in block) + body).digest()
    return base64.b64encode(sha256(bytes(b ^ 0x5C for b in block) + inner).digest()).decode()


def event(resource_id="r1", category="INVOICE", tenant_id=TENANT, **more):
    """One event with the fields of xero-webhooks.yaml."""
    return {
        "resourceUrl": f"https://api.xero.com/api.xro/2.0/Invoices/{resource_id}",
        "resourceId": resource_id,
        "eventDateUtc": "2026-11-22T01:02:03.456",
        "eventType": "UPDATE",
        "eventCategory": category,
        "tenantId": tenant_id,
        "tenantType": "ORGANISATION",
    } | more


def body_of(*events, first=0, entropy="ABCDEFGHIJKLMNOPQRST"):
    """A payload; without events it is a proof of intent with sequence 0."""
    last = first + len(events) - 1 if events else 0
    return json.dumps(
        {
            "events": list(events),
            "firstEventSequence": first,
            "lastEventSequence": last,
            "entropy": entropy,
        }
    ).encode()


def post(url, body, *, key=KEY, signed=None):
    """Post a body to a receiver; the answer."""
    headers = {"content-type": "application/json", "x-xero-signature": signed or ""}
    if signed is None:
        headers["x-xero-signature"] = signature(body, key)
    return httpx.post(url, content=body, headers=headers, trust_env=False, timeout=PATIENCE_S)


@contextmanager
def watching(home, *words, key=KEY):
    """A real `cmxero watch`: its address and its process; ended by SIGTERM."""
    command = [sys.executable, "-m", "cmxero", "watch", "--home", str(home), "--port", "0"]
    process = subprocess.Popen(
        [*command, *words],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "CMXERO_WEBHOOK_KEY": key, "PYTHONUNBUFFERED": "1"},
    )
    with process:
        try:
            yield _address(process), process
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(PATIENCE_S)


def wait_until(is_true, what, *, within_s=PATIENCE_S, every_s=0.05):
    """Look again and again for a bounded time, since another process does it."""
    deadline = time.monotonic() + within_s
    while not is_true():
        assert time.monotonic() < deadline, what
        time.sleep(every_s)


def _address(process):
    for line in process.stdout:
        if line.startswith("Webhooks: "):
            return line.split()[1]
    raise AssertionError("the watch ended before it took webhooks")
