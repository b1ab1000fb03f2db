"""The export log at the shell: found, grouped, written for Excel."""

import csv
import json

import openpyxl
import pytest
from export_history import past_export
from running import cmxero, cmxero_json
from scene import Scene

LOCKED = "The document date cannot be before the period lock date, currently set at 30 June 2026"


@pytest.fixture(scope="module")
def home(tmp_path_factory, migrated_database):
    """Journal 41: 1001 went, 1002 and 1003 are in a locked period, one customer is hostile."""
    scene = Scene(tmp_path_factory.mktemp("log") / "home", template=migrated_database).connect()
    scene.journal(
        "41",
        "invoice 1001 110.10 2026-09-01",
        "invoice 1002 0.20 2026-09-01",
        "invoice 1003 5.00 2026-09-01 FRE =Bluegum+1",
    )
    past_export(
        scene,
        "41",
        ("1001", "110.10", "CREATED"),
        ("1002", "0.20", "ERROR", LOCKED),
        ("1003", "5.00", "HELD", "no-lines: Invoice 1003 has no lines. Export it again."),
    )
    scene.close()
    return scene.home


def test_the_log_says_what_why_and_what_to_do(home):
    """A row an outcome, newest first, in words."""
    said = cmxero("log", home=home).stdout
    assert said.index("1003") < said.index("CM-1002") < said.index("CM-1001")
    for words in ("Alex", "CREATED", "is in a period", "whoever closes the books", "110.10"):
        assert words in said
    rows = cmxero_json("log", home=home)["rows"]
    assert [(r["outcome"]["case_invoice_number"], r["outcome"]["case_total"]) for r in rows] == [
        ("1003", "5.00"), ("1002", "0.20"), ("1001", "110.10"),
    ]  # fmt: skip
    assert rows[1]["causes"][0]["code"] == "locked-period"
    assert rows[1]["outcome"]["messages"] == [LOCKED]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (("--journal", "41", "--failed"), ["1003", "1002"]),
        (("--journal", "42"), []),
        (("--state", "created"), ["1001"]),
        (("--find", "CM-1002 lock"), ["1002"]),
        (("--find", "financial settings"), ["1002"]),
        (("--run", "export-nothing"), []),
    ],
)
def test_the_log_is_searched(home, words, numbers):
    """Each option narrows."""
    rows = cmxero_json("log", *words, home=home)["rows"]
    assert [row["outcome"]["case_invoice_number"] for row in rows] == numbers


def test_a_long_log_says_how_much_is_not_shown(home):
    """Never silently cut; 0 shows all."""
    said = cmxero("log", "--limit", "2", home=home).stdout
    assert "2 of 3 shown; --limit 0 shows all." in said
    assert cmxero_json("log", "--limit", "2", home=home)["found"] == 3
    assert "shown" not in cmxero("log", "--limit", "0", home=home).stdout


def test_failures_by_cause(home):
    """Count, total, cause, remedy, and how to send them again."""
    done = cmxero("log", "--causes", home=home)
    assert done.returncode == 0
    assert "2 failures, 2 causes." in done.stdout
    assert "cmxero export JOURNAL --failed --send" in done.stdout
    found = cmxero_json("log", "--causes", "--journal", "41", home=home)["failures"]
    assert (found["count"], found["total"]) == (2, "5.20")
    assert [(g["cause"]["code"], g["count"], g["invoices"]) for g in found["groups"]] == [
        ("no-lines", 1, ["1003"]), ("locked-period", 1, ["1002"]),
    ]  # fmt: skip
    assert "No failures" in cmxero("log", "--causes", "--journal", "42", home=home).stdout


def test_files_hold_everything_found_whatever_is_shown(home, tmp_path):
    """Amounts are numbers, a hostile customer is text, in both kinds of file."""
    xlsx, text = tmp_path / "log.xlsx", tmp_path / "log.csv"
    done = cmxero("log", "--limit", "1", "--xlsx", str(xlsx), "--csv", str(text), home=home)
    assert f"{xlsx} (3 rows)" in done.stdout
    header, *rows = openpyxl.load_workbook(xlsx).active.iter_rows()
    held = dict(zip((cell.value for cell in header), rows[0], strict=True))
    assert (held["Customer"].value, held["Customer"].data_type) == ("=Bluegum+1", "s")
    total = held["Case Manager total"]
    assert (total.data_type, total.value, total.number_format) == ("n", 5, "#,##0.00")
    assert held["When (UTC)"].is_date
    with text.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["Case Manager total"] for line in lines] == ["5.00", "0.20", "110.10"]
    assert lines[0]["Customer"] == "'=Bluegum+1"
    assert lines[1]["All messages"] == LOCKED


def test_an_empty_log_says_what_to_do(home, tmp_path):
    """Nothing exported yet, and nothing found, are two things."""
    assert "fewer words" in cmxero("log", "--find", "nobody", home=home).stdout
    empty = cmxero("log", home=tmp_path)
    assert (empty.returncode, "Nothing was exported yet" in empty.stdout) == (0, True)
    assert json.loads(cmxero("log", "--json", home=tmp_path).stdout)["rows"] == []


@pytest.mark.parametrize(
    ("words", "code", "say"),
    [
        (("--causes", "--find", "x"), 2, "--causes goes with --journal"),
        (("--xlsx", "nowhere/at/all/log.xlsx"), 3, "could not be written"),
        (("--xlsx", "log.pdf"), 3, "must end in .xlsx"),
        (("--limit", "-1"), 2, "limit"),
    ],
)
def test_wrong_use_is_said_in_words(home, words, code, say):
    """What was wrong and what to do, without a traceback."""
    done = cmxero("log", *words, home=home)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert say in " ".join(done.stderr.split())
