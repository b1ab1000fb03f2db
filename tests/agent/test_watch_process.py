"""A real `cmxero watch` with the sandbox's real webhooks, signals and kills."""

import fcntl
import signal
import time
from contextlib import closing
from datetime import timedelta
from decimal import Decimal

import httpx
import pytest
from scene import Scene, day
from signed_posts import KEY, body_of, event, post, signature, wait_until, watching

from cmxero.agent.inbox import Inbox
from cmxero.agent.rounds import Timing
from cmxero.agent.service import events_folder
from cmxero.agent.worker import Worker
from cmxero.config import Home
from cmxero.core.schedule import Schedule
from cmxero.rehearsal import rehearsal_sandbox
from cmxero.sandbox.hands import XeroUser
from cmxero.wiring import utc_now
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


def has_begun(bench):
    """Whether the first round of a watch is over, which ends with a reconciliation."""
    return any((run.kind, run.ended_utc is not None) == ("reconcile", True) for run in bench.runs())


def paid(bench, count):
    """Whether so many payments are here, each on its invoice."""
    return lambda: bench.payments_by_state() == {"mirrored": count}


def test_payments_come_with_and_without_webhooks(tmp_path, migrated_database):
    """Within 10 s by a webhook, whatever those do; by one sweep after days without a receiver."""
    scene = Scene(tmp_path / "home", template=migrated_database)
    scene.journal("41", "invoice 1001 100.00 2026-09-01", "invoice 1002 80.00 2026-09-01")
    scene.close()
    home = Home(scene.home)
    with (
        rehearsal_sandbox(home) as url,
        closing(open_workbench(home.root)) as bench,
        XeroUser(url) as hands,
    ):
        tenant = bench.connect().tenant_id
        bench.export("41", dry_run=False)
        hands.approve(["CM-1001", "CM-1002"])
        with watching(home.root, "--digest-at=") as (address, process):
            sent = {"url": address, "key": KEY}
            subscribed = httpx.post(f"{url}/sandbox/webhooks", json=sent, trust_env=False).json()
            assert subscribed["status"] == "OK", subscribed
            wait_until(lambda: has_begun(bench), "no recount at the start")
            hands.pay("CM-1001", "40.00", day("2026-09-20"), "EFT 1")
            wait_until(paid(bench, 1), "no payment came within 10 s", within_s=10, every_s=0.4)
            for kind in ("duplicate", "reorder"):
                hands.control("POST", "webhooks/tricks", {"kind": kind})
            assert post(address, body_of(event("x", "TELEPATHY", tenant))).status_code == 200
            hands.pay("CM-1001", "20.00", day("2026-09-21"), "EFT 2")
            hands.pay("CM-1002", "30.00", day("2026-09-21"), "EFT 3")
            wait_until(paid(bench, 3), "no payment came after tricks", every_s=0.4)
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
        state = bench.webhooks.state()
        assert (state.seen, state.missing, state.unreadable) == (state.expected, (), 0)
        assert waiting_in(home) == []
        assert bench.findings() == ()
        hands.pay("CM-1002", "10.00", day("2026-09-22"), "EFT 4")
        hands.delete_payment("EFT 2")
        hands.control("POST", "clock", {"advance_s": 3 * 24 * 3600})
        assert swept_once(home, days_later=3) == {"mirrored": 3}
        assert bench.findings() == ()
        assert bench.tie_out().xero_receivables == Decimal("100.00")


def swept_once(home, *, days_later):
    """A worker's first step so many days later: the payments it knows then."""
    later = timedelta(days=days_later)
    with (
        closing(open_workbench(home.root, clock=lambda: utc_now() + later)) as bench,
        closing(Inbox(events_folder(home))) as inbox,
    ):
        timing = Timing(schedule=Schedule(full_recount=timedelta(days=30)))
        assert Worker(bench, inbox, timing=timing, told=lambda _: None).step() is True
        assert {run.kind for run in bench.runs(2)} == {"pull", "reconcile"}
        assert not bench.runs(2)[1].message.startswith("Full")
        return bench.payments_by_state()


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
