"""Why invoices did not go, grouped by what there is to mend, and which to send again."""

from decimal import Decimal

import pytest
from export_history import past_export
from scene import Scene

from cmxero.core.problem_catalogue import MendedIn
from cmxero.store.export_log import LogFilter
from cmxero.workflows.export_log import (
    LOG_COLUMNS,
    count_log,
    failed_groups,
    failed_numbers,
    failures,
    log_cells,
    search_log,
)

ARCHIVED = "The contact Bluegum is archived and cannot be used."
LOCKED = "The document date cannot be before the period lock date, currently set at 30 June 2026"
UNHEARD_OF = "The flux of CM-{} is inverted."


@pytest.fixture(scope="module")
def bench(tmp_path_factory, migrated_database):
    """Journal 41 (1001 to 1004, 1010) and 42 (2001), each exported, some mended since."""
    home = tmp_path_factory.mktemp("causes") / "home"
    scene = Scene(home, template=migrated_database).connect()
    numbers = ("1001", "1002", "1003", "1004", "1010")
    scene.journal("41", *(f"invoice {n} 10.10 2026-09-01" for n in numbers))
    scene.journal("42", "invoice 2001 0.01 2026-09-01")
    past_export(
        scene,
        "41",
        ("1001", "10.10", "ERROR", ARCHIVED),
        ("1002", "10.10", "ERROR", ARCHIVED),
        ("1003", "10.10", "ERROR", LOCKED),
        ("1004", "10.10", "NOT SAVED"),
        ("1010", "10.10", "ERROR", UNHEARD_OF.format("1010")),
    )
    past_export(
        scene,
        "41",
        ("1001", "10.10", "CREATED"),
        ("1002", "10.10", "ERROR", LOCKED, ARCHIVED),
        ("1003", "10.10", "ERROR", LOCKED),
    )
    past_export(scene, "42", ("2001", "0.01", "ERROR", LOCKED))
    yield scene.bench.bench
    scene.close()


def test_failures_by_cause(bench):
    """Six documents tried, five failed, four things to mend; what was mended is not counted."""
    found = failures(bench)
    assert str(found) == "5 failures, 4 causes."
    assert [(g.cause.key, g.count, str(g.total), g.invoices) for g in found.groups] == [
        ("locked-period: 30 June 2026", 3, "20.21", ("1002", "1003", "2001")),
        ("answer-lost", 1, "10.10", ("1004",)),
        ("contact-archived: Bluegum", 1, "10.10", ("1002",)),
        ("other: The flux of CM-… is inverted.", 1, "10.10", ("1010",)),
    ]
    assert found.total == Decimal("40.41")


def test_a_group_says_since_when(bench):
    """First and last time the cause stopped one of the invoices it stops now."""
    locked, *_ = failed_groups(bench)
    rows = search_log(bench, LogFilter(text="locked"))
    assert locked.first_seen_utc == min(row.outcome.at_utc for row in rows)
    assert locked.last_seen_utc == max(row.outcome.at_utc for row in rows)
    assert locked.first_seen_utc < locked.last_seen_utc


def test_failures_of_one_journal(bench):
    """The other journal's failures are its own."""
    assert str(failures(bench, "42")) == "1 failure, 1 cause."
    assert str(failures(bench, "43")).startswith("No failures")
    assert failed_groups(bench, "43") == ()


@pytest.mark.parametrize(
    ("journal", "cause", "numbers"),
    [
        ("41", None, ("1002", "1003", "1004", "1010")),
        (None, None, ("1002", "1003", "1004", "1010", "2001")),
        ("41", "locked-period", ("1002", "1003")),
        ("41", "locked-period: 30 June 2026", ("1002", "1003")),
        ("41", "locked-period: 30 June 2027", ()),
        ("41", "contact-archived", ("1002",)),
        ("42", "answer-lost", ()),
    ],
)
def test_which_to_send_again(bench, journal, cause, numbers):
    """All that failed, or those of one cause; never what is in Xero."""
    assert failed_numbers(bench, journal, cause) == numbers


def test_a_row_says_why_and_what_to_do(bench):
    """In words; every message is kept beside them."""
    row, *_ = search_log(bench, LogFilter(text="CM-1002", failed_only=True))
    assert row.why == (
        "The date is in a period that is locked in Xero: 30 June 2026; "
        "The contact is archived in Xero: Bluegum"
    )
    assert "lock date" in row.remedy
    assert "Contacts, Archived" in row.remedy
    assert row.where == MendedIn.XERO.value
    assert row.outcome.messages == (LOCKED, ARCHIVED)


def test_an_invoice_that_went_has_no_cause(bench):
    """Nothing to say, nothing to do."""
    (row,) = search_log(bench, LogFilter(state="CREATED"))
    assert (row.why, row.remedy, row.where) == ("", "", "")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("restore", {"1001", "1002"}),
        ("financial settings", {"1002", "1003", "2001"}),
        ("never arrived", {"1004"}),
        ("flux", {"1010"}),
        ("restore CM-1001", {"1001"}),
    ],
)
def test_search_knows_the_causes_words(bench, text, numbers):
    """Who looks for the remedy finds the messages it is for."""
    wanted = LogFilter(text=text)
    rows = search_log(bench, wanted)
    assert {row.outcome.case_invoice_number for row in rows} == numbers
    assert count_log(bench, wanted) == len(rows)


def test_the_cells_of_a_file_fit_its_columns(bench):
    """A cell a column, amounts exact, messages a line each."""
    row, *_ = search_log(bench, LogFilter(text="CM-1002", failed_only=True))
    cells = dict(zip(LOG_COLUMNS, log_cells(row), strict=True))
    assert cells["Case Manager total"] == Decimal("10.10")
    assert cells["Xero total"] is None
    assert cells["All messages"] == f"{LOCKED}\n{ARCHIVED}"
    assert (cells["Attempt"], cells["Newest"], cells["Journal"]) == (2, "yes", "41")


def test_mended_and_sent_again_leaves_nothing_to_group(scene):
    """The real export: held for a reason, mended, sent again; the log keeps both."""
    scene.journal("41", "invoice 1001 10.10 2026-09-01 NOCODE", "invoice 1002 5.00 2026-09-01")
    scene.export("41")
    bench = scene.bench.bench
    (group,) = failed_groups(bench, "41")
    assert (group.cause.key, group.invoices) == ("unknown-tax-code: NOCODE", ("1001",))
    scene.journal("41", "invoice 1001 10.10 2026-09-01", "invoice 1002 5.00 2026-09-01")
    report = scene.bench.export("41", dry_run=False, only=failed_numbers(bench, "41"))
    assert report.exported == 1
    assert failed_numbers(bench, "41") == ()
    states = [row.outcome.state for row in search_log(bench, LogFilter(text="CM-1001"))]
    assert states == ["CREATED", "HELD"]
