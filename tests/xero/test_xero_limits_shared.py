"""Several processes on one machine keep the count of calls together."""

import subprocess
import sys
import threading

import pytest

from cmxero import connections
from cmxero.config import Home, Settings
from cmxero.core.errors import XeroRateLimitError
from cmxero.options import XeroOptions
from cmxero.xero.ledger import FileLedger
from cmxero.xero.limits import CallLimits

HOLDS_A_PLACE = """
import sys
from pathlib import Path
from cmxero.xero.ledger import FileLedger
with FileLedger(Path(sys.argv[1]), 1, sleep=None).place(0) as held:
    print(held, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def two(clock, tmp_path):
    """The limits of two processes of one home."""
    return [CallLimits(clock=clock, sleep=clock.sleep, folder=tmp_path / "limits") for _ in "12"]


def take(limits, patience_s=120):
    with limits.turn(patience_s):
        pass


def test_turn_when_another_process_used_the_minute_then_both_wait(two, clock):
    """Forty calls of one and twenty of the other make sixty."""
    page, command = two
    for limits, calls in ((page, 40), (command, 20)):
        for _ in range(calls):
            take(limits)
    assert clock.slept == []
    assert page.seconds_for(1) == command.seconds_for(1) == 61
    take(page)
    take(command)
    assert clock.slept == [61]


def test_hold_when_another_process_was_refused_then_both_pause(two, clock):
    """A 429 is told once; the other process need not learn it by a refusal of its own."""
    page, command = two
    page.hold(30, "minute")
    take(command)
    assert clock.slept == [30]


def test_day_when_told_to_another_process_then_the_export_stops(two):
    """The pull that saw the day run out tells the export."""
    pull, export = two
    pull.tell_day(12)
    assert export.day_remaining == 12
    with pytest.raises(XeroRateLimitError), export.turn(1, kept_for_pulls=300):
        pass
    take(pull)


def test_place_when_five_are_taken_then_another_process_waits_and_gives_up(two, clock):
    """The sixth call of a machine waits as long as its patience allows."""
    page, command = two
    leave, inside = threading.Event(), threading.Semaphore(0)

    def call():
        with page.turn(10):
            inside.release()
            leave.wait(5)

    threads = [threading.Thread(target=call) for _ in range(5)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert inside.acquire(timeout=5)
    with pytest.raises(XeroRateLimitError, match="every place") as caught:
        take(command, patience_s=1)
    leave.set()
    for thread in threads:
        thread.join()
    assert caught.value.limit == "concurrent"
    assert 1 <= sum(clock.slept) < 1.1
    take(command)


def test_place_when_its_process_is_killed_then_it_is_free(tmp_path, clock):
    """The kernel takes the lock away from a process that died."""
    ledger = FileLedger(tmp_path, 1, clock.sleep)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS_A_PLACE, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout.readline() == "True\n"
        with ledger.place(0) as is_held:
            assert not is_held
        holder.kill()
    with ledger.place(0) as is_held:
        assert is_held


@pytest.mark.parametrize("content", [b"", b"{", b"\x00" * 4096, b"[1, 2]", b'{"calls": "x"}'])
def test_count_when_its_file_is_spoilt_then_it_begins_anew(two, tmp_path, content):
    """A count that cannot be read stops nobody; Xero's 429 covers the rest."""
    take(two[0])
    (tmp_path / "limits" / "calls.json").write_bytes(content)
    take(two[1])
    assert two[0].seconds_for(60) == 61


def test_count_when_many_threads_of_two_processes_call_then_none_is_lost(two):
    """Every call is counted once, whoever makes it; four threads never wait for a place."""

    def work(limits):
        for _ in range(5):
            take(limits)

    threads = [threading.Thread(target=work, args=(limits,)) for limits in two * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert two[0].seconds_for(40) == 0
    assert two[0].seconds_for(41) == 61


@pytest.mark.parametrize(("mode", "shares"), [("live", True), ("demo", False)])
def test_home_when_it_is_live_then_its_processes_share_and_a_rehearsal_does_not(
    tmp_path, mode, shares
):
    """A rehearsal of many commands would wait for a minute that the sandbox does not count."""
    settings = Settings(xero=XeroOptions(mode=mode))
    folder = connections._limits_folder(Home(tmp_path), settings)
    assert folder == (tmp_path / "data" / "limits" / "main" if shares else None)
