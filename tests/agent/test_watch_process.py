"""A real `cmxero watch` with the sandbox's real webhooks, signals and kills."""

import fcntl
import signal
import time
from contextlib import closing

import httpx
import pytest
from scene import Scene, day
from signed_posts import KEY, body_of, event, post, signature, wait_until, watching

from cmxero.agent.inbox import Inbox
from cmxero.agent.service import events_folder
from cmxero.config import Home
from cmxero.rehearsal import rehearsal_sandbox
from cmxero.sandbox.hands import XeroUser
from cmxero.workbench import open_workbench

ENOUGH_POSTS = 300


@pytest.fixture
def home(tmp_path):
    """A home of its own; nothing in it."""
    made = Home(tmp_path / "home")
    made.config_file.parent.mkdir(parents=True)
    made.config_file.write_text("[analysts]\npublish_after_each_run = false\n", "utf-8")
    return made


def waiting_in(home):
    """The deliveries that wait in a home's inbox."""
    with closing(Inbox(events_folder(home))) as inbox:
        return [delivery.body for _, delivery in inbox.waiting()]


def test_a_payment_made_in_xero_is_here_within_seconds(tmp_path, migrated_database):
    """The sandbox asks the intent, sends a signed event, and the payment arrives by itself."""
    scene = Scene(tmp_path / "home", template=migrated_database)
    scene.journal("41", "invoice 1001 100.00 2026-09-01")
    scene.close()
    home = Home(scene.home)
    with rehearsal_sandbox(home) as url, closing(open_workbench(home.root)) as bench:
        bench.connect()
        bench.export("41", dry_run=False)
        with (
            XeroUser(url) as hands,
            watching(home.root) as (address, process),
        ):
            sent = {"url": address, "key": KEY}
            subscribed = httpx.post(f"{url}/sandbox/webhooks", json=sent, trust_env=False).json()
            assert subscribed["status"] == "OK", subscribed
            wait_until(bench.webhooks.last_full_pull_utc, "no recount at the start")
            began = time.monotonic()
            hands.approve(["CM-1001"])
            hands.pay("CM-1001", "40.00", day("2026-09-20"), "EFT 1")
            wait_until(bench.payments_by_state, "no payment came")
            assert time.monotonic() - began < 20
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
        assert bench.payments_by_state() == {"mirrored": 1}
        state = bench.webhooks.state()
        assert state.seen == state.expected > 0
        assert waiting_in(home) == []


def test_what_was_answered_outlives_a_kill(home):
    """Killed with -9 right after each answer, the next process still holds every body."""
    bodies = [body_of(event(f"r{n}"), first=n, entropy=f"E{n}") for n in (1, 2, 3)]
    for body in bodies:
        with watching(home.root, "--receive-only") as (address, process):
            assert post(address, body).status_code == 200
            process.kill()
            process.wait()
    assert waiting_in(home) == bodies


def test_a_busy_database_delays_no_answer(home):
    """Another process holds the workbench all the while; each of 300 posts is answered at once."""
    lock = home.database.with_name(home.database.name + ".lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    took = []
    with (
        watching(home.root) as (address, _),
        httpx.Client(trust_env=False) as client,
        lock.open("a") as held,
    ):
        fcntl.flock(held, fcntl.LOCK_EX)
        for n in range(1, ENOUGH_POSTS + 1):
            body = body_of(event(f"r{n}"), first=n)
            headers = {"x-xero-signature": signature(body)}
            began = time.monotonic()
            answer = client.post(address, content=body, headers=headers)
            took.append(time.monotonic() - began)
            assert answer.status_code == 200
        assert len(waiting_in(home)) == ENOUGH_POSTS
    assert max(took) < 0.5, sorted(took)[-5:]
