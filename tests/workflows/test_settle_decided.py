"""Above the limit nothing is sent before another person approved it."""

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
    """Undecided and unapproved it is held back; approved by Bea it goes, once."""
    (finding,) = world.bench.findings()
    assert world.bench.settle([finding.key], dry_run=False).plans[0].held
    world.bench.resolve([finding.key], ResolutionAction.SEND)
    assert world.bench.settle([finding.key], dry_run=False).plans[0].held
    assert world.notes() == []
    as_person(world, "Bea")
    world.bench.resolve([finding.key], ResolutionAction.APPROVE)
    report = world.bench.settle([finding.key], dry_run=False)
    assert [one.is_done for one in report.settled] == [True]
    assert len(world.notes()) == 1
    assert world.bench.findings() == ()
