"""Sending is a decision: recorded, approved where it must be, and proven by the next reconcile."""

import pytest
from settling_world import SETTINGS, SettlingWorld

from cmxero.core.resolutions import ResolutionAction

LIMIT = "[decisions]\nsecond_person_above = 10.00\n"


@pytest.fixture
def world(tmp_path, migrated_database):
    """An adjustment of -20.00 that Xero does not have; above 10.00 a second person approves."""
    made = SettlingWorld(tmp_path, migrated_database, settings=SETTINGS + LIMIT)
    made.cycle("invoice 1001 100.00 2026-08-01")
    made.scene.journal("42", "adjustment A7 1001 -20.00 2026-09-05")
    yield made
    made.close()


def as_person(world, name):
    """Somebody else sits down."""
    world.bench.person = name
    world.bench.__dict__.pop("bench", None)


def test_above_the_limit_another_person_approves_before_it_goes(world):
    """Alex may not approve; Bea does; then it goes once, waits for proof and is proven."""
    (finding,) = world.bench.findings()
    report = world.bench.settle([finding.key], dry_run=False)
    assert report.settled == ()
    assert report.plans[0].held
    assert world.notes() == []
    (finding,) = world.bench.findings()
    assert finding.status == "waiting for approval"
    as_person(world, "Bea")
    world.bench.resolve([finding.key], ResolutionAction.APPROVE)
    report = world.bench.settle([finding.key], dry_run=False)
    assert [one.is_done for one in report.settled] == [True]
    world.bench.pull()
    (proven,) = world.bench.reconcile().proven
    assert proven.finding_key == finding.key
    assert world.bench.findings() == ()
    assert len(world.notes()) == 1


def test_what_nobody_may_send_is_no_decision(world):
    """A finding of which cmxero can send nothing stays open."""
    world.pay("CM-1001", "40.00", "2026-08-20", "BCT 1")
    world.bench.pull()
    key = next(one.key for one in world.bench.findings() if "payment" in one.kind.value)
    report = world.bench.settle([key], dry_run=False)
    assert report.settled == ()
    assert {one.key: one.status for one in world.bench.findings()}[key] == "open"
