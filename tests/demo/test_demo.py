"""The demo as a newcomer runs it: the whole cycle, and again."""

import json

import pytest
from running import cmxero_process


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """The demo run two times on the same home."""
    home = tmp_path_factory.mktemp("demo")
    runs = [cmxero_process("demo", "--no-serve", "--json", home=home) for _ in range(2)]
    for run in runs:
        assert run.returncode == 0, run.stdout + run.stderr
    return home, [json.loads(run.stdout) for run in runs]


def test_every_planted_fault_is_found_and_nothing_else(twice):
    """Right kind, subject and amount for all that is looked for; the rest is listed."""
    _, (figures, _) = twice
    faults = figures["planted_faults"]
    later = sum(faults["not_yet_looked_for"].values())
    assert faults["missed"] == []
    assert faults["unexpected"] == []
    assert faults["planted"] == faults["found"] + later
    assert faults["found"] > 60
    assert figures["failing_checks"] == {}


def test_the_ledgers_are_what_the_answer_key_expects(twice):
    """The sample's own little ledger, kept apart from cmxero, comes to the same cents."""
    home, (figures, _) = twice
    key = json.loads((home / "data" / "sample" / "answer_key.json").read_text("utf-8"))
    expected = key["expected"]
    receivables = figures["receivables"]
    assert receivables["case_manager"] == expected["case_manager_receivables"]
    assert receivables["xero"] == expected["xero_receivables"]
    assert receivables["unexplained"] == "0.00"
    assert figures["invoices_imported"] == expected["invoices_usable"]
    live = sum(figures["payments_by_state"].values())
    assert live == expected["payments_in_xero_live"]
    assert set(figures["payments_by_state"]) == {
        "before the start date", "beyond the amount due", "hand-typed number", "held",
        "journaled", "mirrored", "unknown invoice",
    }  # fmt: skip


def test_a_second_run_does_nothing_twice(twice):
    """It goes on from the first and ends with the same figures."""
    _, (first, second) = twice
    assert first == second


def test_working_off_leaves_nothing_open_and_no_difference(twice):
    """What every playbook says, entered on both sides: 0 open findings, difference 0.00."""
    home, (figures, _) = twice
    assert figures["receivables"]["difference"] != "0.00"
    run = cmxero_process("demo", "--no-serve", "--json", "--work-off", home=home)
    assert run.returncode == 0, run.stdout + run.stderr
    left = json.loads(run.stdout)["worked_off"]
    assert (left["open"], left["failing_checks"]) == (0, {})
    tie = left["tie_out"]
    assert (tie["difference"], tie["unexplained"]) == ("0.00", "0.00")
    assert tie["case_receivables"] == tie["xero_receivables"]
