"""Exporting is exactly once, wherever the process dies (DESIGN 5)."""

from contextlib import contextmanager

import pytest
from fake_xero import FakeXero
from scene import Scene

from cmxero.core.errors import XeroUnreachableError
from cmxero.store.exports import OutcomeState

ROWS = ("invoice 1001 10.00 2026-09-01", "invoice 1002 20.05 2026-09-02")


class KilledError(BaseException):
    """The process is gone: nothing after this line runs."""


class Fuse:
    """Burns down one step before each effect; at zero the process is dead, and stays dead.

    Right after an effect the world is as it is before the next one: reading changes nothing.
    """

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.is_dead = False

    def burn(self) -> None:
        if self.is_dead or self.steps == 0:
            self.is_dead = True
            raise KilledError
        self.steps -= 1


class FusedXero:
    """Xero over a wire: the process can die before a request leaves."""

    def __init__(self, xero: FakeXero, fuse: Fuse) -> None:
        self._xero, self._fuse = xero, fuse

    def __getattr__(self, name):
        method = getattr(self._xero, name)
        if name != "create_invoices":
            return method

        def call(*args, **kwargs):
            self._fuse.burn()
            return method(*args, **kwargs)

        return call


def fuse_database(bench, fuse: Fuse) -> None:
    """Let the process die before any commit."""
    write = bench._database.write

    @contextmanager
    def fused():
        fuse.burn()
        with write() as con:
            yield con

    bench._database.write = fused


@pytest.fixture
def imported_database(tmp_path, migrated_database):
    """A database that is connected and holds journal 41, to copy for each trial."""
    home = tmp_path / "imported"
    scene = Scene(home, template=migrated_database)
    scene.connect()
    scene.journal("41", *ROWS)
    scene.close()
    return home / "data" / "cmxero.duckdb"


def export_killed_at(home, template, xero, step) -> bool:
    """Run the export with a fuse of that many steps; whether it was killed."""
    scene = Scene(home, xero=xero, template=template)
    fuse = Fuse(step)
    scene.xero = FusedXero(xero, fuse)
    fuse_database(scene.bench, fuse)
    try:
        scene.export("41")
    except KilledError:
        return True
    finally:
        scene.close()
    return False


@pytest.mark.parametrize("lost_answers", [0, 1])
def test_killed_at_every_boundary_then_run_again(tmp_path, imported_database, lost_answers):
    """One Xero invoice per case invoice after the second run, at each place the first can die."""
    step, killed = 0, True
    while killed:
        home = tmp_path / f"home-{step}"
        xero = FakeXero()
        xero.lose_answers = lost_answers
        killed = export_killed_at(home, imported_database, xero, step)
        again = Scene(home, xero=xero)
        again.export("41")
        assert sorted(x.number for x in xero.invoices.values()) == ["CM-1001", "CM-1002"], step
        links = again.bench.bench.exports.links("main")
        assert {n: xero.invoices[x].number for n, x in links.items()} == {
            "1001": "CM-1001",
            "1002": "CM-1002",
        }, step
        assert again.bench.bench.exports.open_intents("main") == (), step
        assert again.checks() == {}, step
        again.close()
        step += 1
    assert step > 5  # the protocol has at least that many places to die at


def test_a_lost_answer_is_looked_up_and_adopted(scene):
    """Xero did the work, the answer never came: the same run adopts what it finds."""
    scene.journal("41", *ROWS)
    scene.xero.lose_answers = 1
    report = scene.export("41")
    assert report.count(OutcomeState.ADOPTED) == 2
    assert len(scene.xero.invoices) == 2


def test_a_request_that_never_arrived_is_sent_again_byte_for_byte(scene):
    """Nothing reached Xero: the same bytes go again under the same key."""
    scene.journal("41", *ROWS)
    scene.xero.cut_before = 1
    report = scene.export("41")
    assert report.count(OutcomeState.CREATED) == 2
    first, second = scene.xero.bodies
    assert first == second


def test_an_export_that_keeps_losing_its_connection_stops_and_can_be_run_again(scene):
    """Three tries, then the error; the next run finds nothing open that it cannot settle."""
    scene.journal("41", *ROWS)
    scene.xero.cut_before = 3
    with pytest.raises(XeroUnreachableError):
        scene.export("41")
    assert scene.bench.runs(1)[0].outcome == "failed"
    assert len(scene.bench.bench.exports.open_intents("main")) == 2
    report = scene.export("41")
    assert report.exported == 2
    assert len(scene.xero.invoices) == 2


def test_a_draft_edited_in_xero_before_the_answer_was_known_is_never_overwritten(scene):
    """Adopted only if it is what we sent; else a person decides."""
    scene.journal("41", "invoice 1001 10.00 2026-09-01")
    scene.xero.lose_answers = 1
    find = scene.xero.find_invoices

    def edited_meanwhile(numbers):
        for invoice in find(numbers):
            scene.xero.change(invoice.number, contact_name="Another")
        return find(numbers)

    scene.xero.find_invoices = edited_meanwhile
    report = scene.export("41")
    assert report.count(OutcomeState.CONFLICT) == 1
    assert scene.bench.bench.exports.links("main") == {}


def test_a_second_export_sends_nothing(scene):
    """What is linked is never sent again."""
    scene.journal("41", *ROWS)
    scene.export("41")
    sent = len(scene.xero.bodies)
    report = scene.export("41")
    assert len(scene.xero.bodies) == sent
    assert [row.state for row in report.plan.rows] == ["already in Xero", "already in Xero"]


def test_a_dry_run_sends_nothing_and_records_nothing(scene):
    """A dry run shows the same drafts the real run then sends."""
    scene.journal("41", *ROWS)
    dry = scene.bench.export("41")
    assert (scene.xero.bodies, scene.bench.runs()[0].kind) == ([], "import")
    real = scene.export("41")
    assert dry.plan.drafts == real.plan.drafts
