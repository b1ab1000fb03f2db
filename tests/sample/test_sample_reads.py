"""The workbench's reader finds exactly what was planted in the journal files."""

import json

from sample_replay import replay

from cmxero.casemanager.headers import HeaderRules
from cmxero.casemanager.reader import read_journal_file
from cmxero.core.mapping import MappingRules, map_invoices
from cmxero.sample import write_sample

SEEN_ACROSS_FILES = {"duplicate-number", "unknown-invoice"}
"""What no single file shows."""


def planted(faults: list[dict]) -> list[tuple[str, str, int]]:
    return [
        (fault["code"], fault["file"], fault["row"])
        for fault in faults
        if fault["kind"] == "row of a journal export cannot be used"
        and fault["code"] not in SEEN_ACROSS_FILES
    ]


def test_reader_finds_the_planted_rows_and_no_others(sample):
    """Code, file and row of every blocking problem agree with the key."""
    assert sorted(sample.replayed.problems) == sorted(planted(sample.faults))


def test_reader_names_subjects_as_the_key_does(sample):
    """A finding's subject is made of the problem's code and subject, or its file and row."""
    subjects = set()
    for path in sorted(sample.folder.glob("journal-*")):
        file = read_journal_file(path, headers=HeaderRules())
        for problem in file.problems:
            if problem.blocks and problem.code != "held-with-sibling":
                where = problem.subject or f"{path.name} row {problem.row}"
                subjects.add(f"{problem.code}: {where}")
    assert subjects == {
        fault["subject"]
        for fault in sample.faults
        if fault.get("code") in {code for code, _, _ in planted(sample.faults)}
    }


def test_nothing_is_lost_between_files_and_reader(sample):
    """Rows used and rows held make up all rows of every file."""
    for name, rows in sample.rows.items():
        file = read_journal_file(sample.folder / name, headers=HeaderRules())
        assert file.rows == len(rows) == file.rows_used + file.rows_held


def test_mapping_holds_back_what_the_key_says(sample):
    """The invoices that cannot be exported are the planted ones, with the planted codes."""
    mapped = map_invoices(sample.replayed.invoices.values(), MappingRules())
    held = {
        f"CM-{number}": {problem.code for problem in problems}
        for number, problems in mapped.held.items()
    }
    assert held == {
        fault["subject"]: {fault["code"]}
        for fault in sample.faults
        if fault["kind"] == "export failed"
    }
    assert all(draft.total == draft.case_total for draft in mapped.drafts)


def test_reader_finds_the_planted_rows_of_a_large_sample(tmp_path):
    """Two and a half thousand invoices, ten times as many faults: still exactly those."""
    summary = write_sample(tmp_path, invoices=2500, seed=8, faults_per_kind=10)
    key = json.loads((tmp_path / "answer_key.json").read_text("utf-8"))
    found = replay(tmp_path)
    assert sorted(found.problems) == sorted(planted(key["faults"]))
    assert len(found.invoices) == summary.invoices_usable == 2500 - 11 * 10
    assert str(found.case_receivables) == summary.case_manager_receivables
    assert str(found.xero_receivables) == summary.xero_receivables
