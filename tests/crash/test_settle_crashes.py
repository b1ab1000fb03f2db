"""Settling is exactly once, wherever the process dies and whatever goes wrong on the way."""

import threading
from contextlib import contextmanager, suppress

import pytest
from settling_world import SettlingWorld
from test_export_crashes import Fuse, KilledError

from cmxero.connections import exporting
from cmxero.core.errors import (
    AlreadyRunningError,
    CmxeroError,
    NothingToDoError,
    XeroUnreachableError,
)
from cmxero.store.settlement_rows import StepState
from cmxero.workbench import open_workbench

WRITES = ("CreditNotes", "Allocations", "History")
"""The calls of a settlement that change something, in their order."""

FAULTS = (
    {"kind": "lost answer"},
    {"kind": "cut before"},
    {"kind": "cut halfway"},
    {"kind": "bad json"},
    {"kind": "status", "status": 503},
    {"kind": "status", "status": 500, "processed": True},
    {"kind": "rate limited", "retry_after": 7},
    {"kind": "rate limited", "problem": "concurrent", "retry_after": None},
    {"kind": "expired token"},
)
ONE_NOTE = [("CN-1001-A7", "20.05", "12.00", [("CM-1001", "8.05")])]
"""12.00 stay open to be paid back, so that Xero would take a second use of 8.05."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, migrated_database):
    """An invoice that was lowered and refunded in Case Manager, and a draft that must not go."""
    made = SettlingWorld(tmp_path_factory.mktemp("settling"), migrated_database)
    made.cycle(
        "invoice 1001 100.00 2026-08-01",
        "payment P1 1001 50.00 2026-08-20",
        "adjustment A7 1001 -20.05 2026-09-05",
        "refund R1 1001 P1 12.00 2026-09-06",
    )
    made.pay("CM-1001", "50.00", "2026-08-20")
    made.scene.journal("42", "invoice 2001 50.00 2026-09-01")
    made.scene.export("42")
    made.bench.pull()
    yield made.keep()
    made.close()


@pytest.fixture
def world(prepared):
    """The same, untouched."""
    return prepared.again()


class FusedGateway:
    """The gateway; the process can die before a request that changes something leaves."""

    def __init__(self, gateway, fuse):
        self._gateway, self._fuse = gateway, fuse

    def __getattr__(self, name):
        method = getattr(self._gateway, name)
        if not name.startswith(("create_", "allocate_", "delete_", "add_")):
            return method

        def call(*args, **kwargs):
            self._fuse.burn()
            return method(*args, **kwargs)

        return call


def settle_killed_at(world, step, key, **options) -> bool:
    """Settle with a fuse of that many steps; whether the process was killed."""
    fuse = Fuse(step)
    database = world.bench._database
    write = database.write

    @contextmanager
    def fused(*parameters):
        fuse.burn()
        with write(*parameters) as con:
            yield con

    world.wrap = lambda gateway: FusedGateway(gateway, fuse)
    database.write = fused
    try:
        world.bench.settle([key], dry_run=False, **options)
    except KilledError:
        return True
    finally:
        del database.write
        world.wrap = lambda gateway: gateway
    return False


def settle_until_done(world, key, runs=6, **options):
    """Run it again, as a person would, until it says that nothing is left."""
    for _ in range(runs):
        try:
            report = world.bench.settle([key], dry_run=False, **options)
        except NothingToDoError:
            return
        except CmxeroError:
            world.clock.sleep(60)
            continue
        if all(one.is_done for one in report.settled) and not world.open_settlements():
            return
    raise AssertionError("never done")


def assert_settled_once(world, *, is_looked_at=True):
    """One credit note, one use, one note in the history, all of it known, and the finding gone."""
    assert world.notes() == ONE_NOTE
    assert len(world.history("CM-1001")) == 1
    assert world.open_settlements() == ()
    assert world.bench.bench.settlements.sent_numbers("main") == {"cn-1001-a7"}
    if is_looked_at:
        world.bench.pull()
        subjects = {finding.subject for finding in world.bench.findings()}
        assert subjects == {"CM-2001", "credit note CN-1001-A7", "refund R1"}
        assert world.scene.checks() == {}


def test_killed_at_every_boundary_then_run_again(world):
    """Before each commit and each request, which is after the one before it."""
    step, killed = 0, True
    while killed:
        world.again()
        killed = settle_killed_at(world, step, "A7")
        settle_until_done(world, "A7")
        assert_settled_once(world, is_looked_at=step % 4 == 0)
        step += 1
    assert step > 8  # the protocol has at least that many places to die at


def test_killed_at_every_boundary_while_every_first_answer_is_lost(world):
    """Xero did the work and the answer never came, and then the process dies as well."""
    for step in range(2, 30, 2):
        world.again()
        for path in WRITES:
            world.fault("lost answer", path)
        killed = settle_killed_at(world, step, "A7")
        settle_until_done(world, "A7")
        assert_settled_once(world, is_looked_at=False)
        if not killed:
            break


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: " ".join(map(str, f.values())))
def test_whatever_goes_wrong_with_a_write_it_is_done_once(world, path, fault):
    """Each fault at each of the three writes; at most the command is run again."""
    world.fault(fault["kind"], path, **{k: v for k, v in fault.items() if k != "kind"})
    settle_until_done(world, "A7")
    assert_settled_once(world, is_looked_at=path == WRITES[FAULTS.index(fault) % len(WRITES)])


class Outage:
    """The network goes with the answer to one kind of write, and comes back for the next run."""

    def __init__(self, gateway, last):
        self._gateway, self._last, self._is_out = gateway, last, False

    def __getattr__(self, name):
        method = getattr(self._gateway, name)
        if not callable(method) or name == "close":
            return method

        def call(*args, **kwargs):
            if self._is_out:
                raise XeroUnreachableError("no network")
            answer = method(*args, **kwargs)
            if name == self._last:
                self._is_out = True
                raise XeroUnreachableError("the answer got lost")
            return answer

        return call


@pytest.mark.parametrize("last", ["create_credit_note", "allocate_credit_note", "add_history_note"])
def test_an_outage_that_outlasts_xeros_memory_is_looked_up(world, last):
    """An hour later the key means nothing to Xero any more; only looking prevents a second one."""
    world.wrap = lambda gateway: Outage(gateway, last)
    with pytest.raises(XeroUnreachableError):
        world.bench.settle(["A7"], dry_run=False)
    assert len(world.open_settlements()) == 1
    assert world.bench.runs(1)[0].outcome == "failed"
    world.wrap = lambda gateway: gateway
    world.clock.sleep(3600)
    settle_until_done(world, "A7")
    assert_settled_once(world)


def test_a_request_that_never_arrived_is_sent_again_byte_for_byte(world):
    """Under the same key, so that one still on its way would be answered, not repeated."""
    world.fault("cut before", "CreditNotes")
    world.bench.settle(["A7"], dry_run=False)
    sent = [
        one
        for one in world.user.control("GET", "requests").json()
        if one["method"] == "PUT" and one["path"].endswith("/CreditNotes")
    ]
    assert len(sent) == 2
    assert sent[0]["body_sha256"] == sent[1]["body_sha256"]
    assert_settled_once(world)


def test_a_draft_is_deleted_once(world):
    """Killed at every boundary, then run again; the draft is gone, noted once, and nothing else."""
    step, killed = 0, True
    while killed:
        world.again()
        killed = settle_killed_at(world, step, "CM-2001", way=2)
        with suppress(NothingToDoError):
            world.bench.settle(["CM-2001"], dry_run=False, way=2)
        invoice = world.user.find_invoices(["CM-2001"])["CM-2001"]
        assert invoice["Status"] == "DELETED"
        assert len(world.history("CM-2001")) == 1
        assert world.open_settlements() == ()
        if step % 4 == 0:
            assert world.find("CM-2001").kind == "deleted in Xero"
        step += 1
    assert step > 5


def test_a_draft_that_was_approved_meanwhile_is_left_alone(world):
    """Approved after the preview and before the request: Xero refuses, and so do we."""

    class Approving:
        def __init__(self, gateway):
            self._gateway = gateway

        def __getattr__(self, name):
            return getattr(self._gateway, name)

        def delete_draft(self, *args, **kwargs):
            world.user.approve(["CM-2001"])
            return self._gateway.delete_draft(*args, **kwargs)

    world.wrap = Approving
    report = world.bench.settle(["CM-2001"], dry_run=False, way=2)
    assert [one.state for one in report.settled] == [StepState.REFUSED]
    assert world.user.find_invoices(["CM-2001"])["CM-2001"]["Status"] == "AUTHORISED"
    assert world.history("CM-2001") == []
    assert world.open_settlements() == ()


def test_paid_between_credit_note_and_use(world):
    """The note is there, nothing is due any more: it stays open, and is told as such."""
    for step in range(60):
        world.again()
        assert settle_killed_at(world, step, "A7")
        if world.notes():
            break
    world.pay("CM-1001", "50.00", "2026-10-01", "EFT 2")
    (resumed,) = world.bench.settle(["A7"], dry_run=False).resumed
    assert resumed.is_done
    assert resumed.messages == ("Nothing is due on CM-1001 any more.",)
    assert world.notes() == [("CN-1001-A7", "20.05", "20.05", [])]
    world.bench.pull()
    assert "credit note not allocated in Xero" in {f.kind for f in world.bench.findings()}


def test_two_at_once(world):
    """One sends, the other is told who does; there is one credit note."""
    bench = world.bench
    told = pytest.raises(AlreadyRunningError, match="Sam")
    with exporting(bench.home, bench.settings, "Sam"), told:
        bench.settle(["A7"], dry_run=False)
    said = []

    def work():
        bench = open_workbench(
            world.scene.home, clock=world.bench.clock, gateways=world.bench._gateways, person="Kim"
        )
        try:
            bench.settle(["A7"], dry_run=False)
        except (AlreadyRunningError, NothingToDoError) as fault:
            said.append(fault)
        finally:
            bench.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 1
    assert_settled_once(world)
