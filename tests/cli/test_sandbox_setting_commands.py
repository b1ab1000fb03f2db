"""The sandbox's clock, switches and faults from the shell, and how its help reads."""

import httpx
import msgspec
import pytest
from running import cmxero, cmxero_json
from typer.testing import CliRunner

from cmxero.cli_sandbox import app
from cmxero.config import Home
from cmxero.rehearsal import rehearsal_sandbox
from cmxero.sandbox.fault_kinds import KINDS
from cmxero.sandbox.switches import Switches


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory):
    """An empty sandbox: its home and its address."""
    home = Home(tmp_path_factory.mktemp("settings"))
    with rehearsal_sandbox(home) as url:
        yield home.root, url


@pytest.fixture
def home(rehearsal):
    return rehearsal[0]


@pytest.fixture
def url(rehearsal):
    return rehearsal[1]


def coming(url):
    return httpx.get(f"{url}/sandbox/faults", trust_env=False).json()


def test_clock_when_set_and_moved_then_the_new_time_is_answered(home):
    """Set is absolute and may be repeated; a move adds up, also backwards."""
    for _ in range(2):
        told = cmxero_json("sandbox", "clock", "--set", "2027-03-01", home=home)
        assert told["now_utc"].startswith("2027-03-01T00:00:0")
    told = cmxero_json("sandbox", "clock", "--advance", "14d", home=home)
    assert (told["now_utc"][:10], told["today"]) == ("2027-03-15", "2027-03-15")
    cmxero("sandbox", "clock", "--advance", "-2h", home=home)
    said = cmxero("sandbox", "clock", home=home).stdout
    assert "2027-03-14 22:00:0" in said
    assert "2027-03-15 by its books" in said


def test_clock_when_the_span_is_not_understood_then_it_says_how_to_write_it(home):
    """Exit 2 with examples."""
    done = cmxero("sandbox", "clock", "--advance", "soon", home=home)
    assert (done.returncode, "31m" in done.stderr) == (2, True)


def test_switch_when_none_is_named_then_all_are_listed_and_explained(home):
    """Every switch with its present value and a sentence."""
    listed = cmxero_json("sandbox", "switch", home=home)["switches"]
    assert set(listed) == {field.name for field in msgspec.structs.fields(Switches)}
    lines = cmxero("sandbox", "switch", home=home).stdout.splitlines()
    assert len(lines) == 2 * len(listed)
    explained = dict(zip(lines[::2], lines[1::2], strict=True))
    assert all(text.strip() for text in explained.values())
    assert explained["limits = false"].strip() == "the rate limits of section 6 are enforced."


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("limits", "on", True),
        ("limits", "off", False),
        ("minute-limit", "7", 7),
        ("concurrent_problem", "crowd", "crowd"),
    ],
)
def test_switch_when_set_then_it_holds(home, url, name, typed, value):
    """As on or off, number or text; twice is no harm."""
    key = name.replace("-", "_")
    for _ in range(2):
        answer = cmxero_json("sandbox", "switch", name, typed, home=home)
        assert answer == {"switches": {key: value}}
    assert httpx.get(f"{url}/sandbox/switches", trust_env=False).json()[key] == value
    assert cmxero_json("sandbox", "switch", name, home=home) == {"switches": {key: value}}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("limit", "on"), "Did you mean limits?"),
        (("limits", "perhaps"), "does not fit"),
        (("minute_limit", "many"), "does not fit"),
    ],
)
def test_switch_when_it_is_not_understood_then_nothing_changes(home, words, said):
    """Exit 2 and what to do."""
    before = cmxero_json("sandbox", "switch", home=home)
    done = cmxero("sandbox", "switch", *words, home=home)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert cmxero_json("sandbox", "switch", home=home) == before


def test_lock_dates_when_set_then_they_are_answered(home):
    """For machines, too; none lifts it."""
    told = cmxero_json("sandbox", "lock-dates", "--period", "2026-06-30", home=home)
    assert told["period_lock_date"] == "2026-06-30"
    assert cmxero_json("sandbox", "lock-dates", home=home)["period_lock_date"] is None


def test_faults_when_asked_for_by_name_then_they_wait_until_they_are_cleared(home, url):
    """Every kind, with nothing but its name; clearing twice is no harm."""
    for kind in KINDS:
        done = cmxero("sandbox", "fault", kind.replace(" ", "-"), home=home)
        assert (done.returncode, done.stdout) == (0, f"The next 1 matching requests: {kind}.\n")
    assert [(f["kind"], f["times"], f["skip"]) for f in coming(url)] == [(k, 1, 0) for k in KINDS]
    cleared = cmxero_json("sandbox", "clear-faults", home=home)["cleared"]
    assert [each["kind"] for each in cleared] == list(KINDS)
    assert cmxero_json("sandbox", "clear-faults", home=home) == {"cleared": []}
    assert coming(url) == []


OPTIONS = [
    (("status", "--status", "502", "--processed"), {"status": 502, "processed": True}),
    (("slow", "--delay", "9"), {"delay_s": 9}),
    (("null field", "--field", "Contact.Name"), {"field": "Contact.Name", "every": False}),
    (("unknown-status", "--word", "LOST", "--every"), {"word": "LOST", "every": True}),
    (("partial-batch", "--first", "3"), {"first": 3, "status": 500, "cut": False}),
    (("partial-batch", "--cut", "--skip", "2"), {"cut": True, "skip": 2}),
    (("refuse-elements", "--place", "2", "--place", "3"), {"places": [2, 3]}),
    (("rate-limited", "--problem", "day"), {"problem": "day", "retry_after": 30}),
    (("rate-limited", "--no-retry-after"), {"problem": "minute", "retry_after": None}),
    (("clock-jump", "--jump", "-1d", "--times", "2"), {"seconds": -86400, "times": 2}),
]


def test_fault_when_it_has_options_then_they_arrive(home):
    """Those of the kind, beside which requests."""
    match = ("--method", "put", "--path", "/Invoices")
    for words, fields in OPTIONS:
        made = cmxero_json("sandbox", "fault", *words, *match, home=home)["fault"]
        assert fields.items() <= made.items()
        assert made["match"] == {"method": "PUT", "path": "/Invoices"}
    cmxero("sandbox", "clear-faults", home=home)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("earthquake",), "Kinds are lost answer, cut before"),
        (("slow", "--status", "500"), "Options of 'slow' are delay_s"),
        (("null-field", "--field", "a..b"), "matching regex"),
        (("partial-batch", "--first", "-1"), ">= 0"),
    ],
)
def test_fault_when_it_is_not_understood_then_it_says_what_is(home, url, words, said):
    """A misspelt fault, or an option of another kind, would rehearse nothing unnoticed."""
    done = cmxero("sandbox", "fault", *words, home=home)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert coming(url) == []


def test_requests_when_one_was_hit_then_the_list_says_by_what(home, url):
    """A person sees in the list which request came to grief."""
    cmxero("sandbox", "fault", "status", "--path", "/connections", home=home)
    assert httpx.get(f"{url}/connections", trust_env=False).status_code == 503
    (last,) = cmxero_json("sandbox", "requests", "--newest", "1", home=home)["requests"]
    assert (last["path"], last["status"], last["fault"]) == ("/connections", 503, "status")


def test_help_when_read_then_commands_stand_in_groups_and_kinds_are_explained(tmp_path):
    """A finance person finds the verb under its heading, and every kind of fault in one line."""
    text = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "120"}).stdout
    headings = (
        "Run",
        "Invoices",
        "Payments",
        "Credits and refunds",
        "Contacts",
        "Organisation",
        "What goes wrong",
    )
    places = [text.index(f"─ {heading} ") for heading in headings]
    assert places == sorted(places)
    assert "─ Commands ─" not in text
    kinds = cmxero("sandbox", "fault", "--help", home=tmp_path).stdout
    for kind in KINDS:
        assert f"{kind.replace(' ', '-')}: " in kinds
