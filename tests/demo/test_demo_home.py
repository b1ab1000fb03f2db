"""Which sample a demo plays: the wished one in a new home, what lies there in an old one."""

import json

import pytest

from cmxero.config import Home
from cmxero.core.errors import SettingsError
from cmxero.demo_home import SampleWish, prepare_home
from cmxero.sample import Recipe, recipe_of, write_sample

SMALL = SampleWish(invoices=150, seed=7)


@pytest.fixture
def home(tmp_path):
    """A folder in which nothing is yet."""
    return Home(tmp_path / "home")


def contents(home):
    """Every file of a home, by its path."""
    return {path: path.read_bytes() for path in home.root.rglob("*") if path.is_file()}


def test_a_live_home_is_never_played_in(home):
    """Invented invoices would reach a real organisation."""
    home.config_file.parent.mkdir(parents=True)
    home.config_file.write_text('[xero]\nmode = "live"\nclient_id = "abc"\n', "utf-8")
    before = contents(home)
    with pytest.raises(SettingsError, match="LIVE"):
        prepare_home(home)
    assert contents(home) == before


def test_without_a_wish_the_usual_sample_is_made(home, tmp_path):
    """The demo of everybody is the shipped sample, byte for byte."""
    write_sample(tmp_path / "shipped")
    sample = prepare_home(home)
    assert recipe_of(sample) == Recipe(invoices=400, seed=2026, faults_per_kind=1)
    for path in (tmp_path / "shipped").iterdir():
        assert (sample / path.name).read_bytes() == path.read_bytes()


def test_a_wish_is_granted_and_what_it_leaves_open_is_usual(home):
    """A seed and a size, and the faults of always."""
    sample = prepare_home(home, SMALL)
    assert recipe_of(sample) == Recipe(invoices=150, seed=7, faults_per_kind=1)
    key = json.loads((sample / "answer_key.json").read_text("utf-8"))
    assert key["expected"]["invoices_in_files"] == 150


@pytest.mark.parametrize("again", [SMALL, SampleWish(seed=7), SampleWish()])
def test_the_same_wish_or_none_goes_on_with_what_is_there(home, again):
    """Run again, nothing of the home changes."""
    prepare_home(home, SMALL)
    before = contents(home)
    prepare_home(home, again)
    assert contents(home) == before


@pytest.mark.parametrize(
    "other", [SampleWish(seed=8), SampleWish(invoices=400), SampleWish(faults_per_kind=0)]
)
def test_another_sample_is_refused_before_two_are_mixed(home, other):
    """Both have invoice 1001; the message names what lies there and what to do."""
    prepare_home(home, SMALL)
    before = contents(home)
    with pytest.raises(SettingsError) as refused:
        prepare_home(home, other)
    said = str(refused.value)
    assert "it holds another sample: 150 invoices, seed 7, 1 for each kind of fault" in said
    assert "--home" in said
    assert contents(home) == before


def test_books_whose_sample_is_gone_get_no_other_one(home):
    """Somebody removed the journals but not what was imported of them."""
    home.database.parent.mkdir(parents=True)
    home.database.write_bytes(b"books")
    with pytest.raises(SettingsError, match="the sample it is of is gone"):
        prepare_home(home, SMALL)
    assert list(contents(home)) == [home.database]


def test_a_key_of_an_earlier_version_is_gone_on_with(home):
    """It does not tell its seed, so that a wish cannot be compared with it."""
    key = prepare_home(home) / "answer_key.json"
    old = json.loads(key.read_text("utf-8"))
    del old["made_with"]
    key.write_text(json.dumps(old), "utf-8")
    prepare_home(home)
    with pytest.raises(SettingsError, match="earlier version"):
        prepare_home(home, SampleWish(seed=2026))


@pytest.mark.parametrize(
    ("wish", "remedy"),
    [
        (SampleWish(invoices=149), "at least 150"),
        (SampleWish(invoices=5001), "at most 5,000"),
        (SampleWish(faults_per_kind=9), "at least 150 for each"),
    ],
)
def test_what_cannot_be_played_leaves_nothing_behind(home, wish, remedy):
    """Too few, too many, too faulty: said before anything is written."""
    with pytest.raises(SettingsError, match=remedy):
        prepare_home(home, wish)
    assert not home.root.exists()
