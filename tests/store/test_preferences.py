"""What a person chose comes back, for that person only."""

from datetime import datetime

import pytest

from cmxero.store.database import Database
from cmxero.store.preferences import Preferences

AT = datetime(2026, 11, 22, 2, 0)


@pytest.fixture
def preferences(tmp_path):
    """An empty store."""
    database = Database(tmp_path / "cmxero.duckdb")
    yield Preferences(database)
    database.close()


def test_a_choice_is_kept_until_the_next_one(preferences):
    """Each person's own, under each name."""
    assert preferences.find("Alex", "overview tiles") == ""
    preferences.keep("Alex", "overview tiles", '["open", "cents"]', at_utc=AT)
    preferences.keep("Bea", "overview tiles", '["cents"]', at_utc=AT)
    preferences.keep("Alex", "overview tiles", '["open"]', at_utc=AT)
    preferences.keep("Alex", "grid columns", "it's \u00e9", at_utc=AT)
    assert preferences.find("Alex", "overview tiles") == '["open"]'
    assert preferences.find("Alex", "grid columns") == "it's \u00e9"
    assert preferences.find("Bea", "overview tiles") == '["cents"]'
    preferences.keep("Alex", "overview tiles", "", at_utc=AT)
    assert preferences.find("Alex", "overview tiles") == ""
    assert preferences.find("Bea", "overview tiles") == '["cents"]'


def test_a_workbench_keeps_the_choices_of_its_person(scene):
    """Through the workbench, as a page does it."""
    scene.bench.keep_preference("tiles", "[]")
    assert scene.bench.preference("tiles") == "[]"
    scene.bench.person = "Somebody else"
    assert scene.bench.preference("tiles") == ""
