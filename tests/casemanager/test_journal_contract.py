"""The contract's page and template agree with the code."""

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

import cmxero.casemanager
from cmxero.casemanager.cells import LONG_TEXT, SHORT_TEXT
from cmxero.casemanager.columns import BY_FIELD, COLUMNS, HEADERS
from cmxero.casemanager.contract import HEADINGS, columns_table
from cmxero.casemanager.faults import FAULTS
from cmxero.casemanager.fields import fields_of
from cmxero.casemanager.headers import HeaderRules, load_header_rules
from cmxero.casemanager.reader import read_journal_file
from cmxero.casemanager.template import write_template
from cmxero.core.casejournal import CaseKind, kind_of

ROOM = Path(cmxero.casemanager.__file__).parent
CONFIG = ROOM.parents[1] / "data" / "config"
PAGE = (ROOM / "journal-export.md").read_text(encoding="utf-8")
TEMPLATES = ("journal-export-template.csv", "journal-export-template.xlsx")


@pytest.mark.parametrize("row", [HEADINGS, *columns_table()], ids=lambda row: row[0])
def test_page_describes_every_column(row):
    """Each column stands in the page's table as the code knows it."""
    assert f"\n| {' | '.join(row)} |\n" in PAGE


def test_page_lists_every_problem():
    """Each code stands in the page, and the page knows no other."""
    listed = [line.split("`")[1] for line in PAGE.splitlines() if line.startswith("| `")]
    listed = [code for code in listed if not code[0].isdigit()]
    assert sorted(listed) == sorted({fault.code for fault in FAULTS.values()})


def test_page_states_the_limits():
    """The lengths in the page are those of the code."""
    assert f"more than {SHORT_TEXT} characters" in PAGE
    assert f"{LONG_TEXT:,}, as in Excel" in PAGE


def test_every_column_is_read_for_some_kind():
    """No column of the contract is asked for in vain, and none is needed unread."""
    assert {field for kind in CaseKind for field in fields_of(kind)} == set(BY_FIELD)
    for column in COLUMNS:
        assert all(column.field in fields_of(kind) for kind in column.needed)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_imports_without_a_problem(name):
    """A person may start from the file as it is."""
    found = read_journal_file(CONFIG / name, headers=HeaderRules())
    assert (found.problems, found.unknown_headers) == ((), ())
    assert found.rows_used == found.rows == 8
    kinds = [kind_of(one).value for journal in found.journals for one in journal.transactions]
    assert kinds == [*["invoice"] * 3, "adjustment", "payment", "payment", "refund"]


def test_both_templates_say_the_same():
    """CSV and Excel hold the same transactions."""
    first, second = (
        read_journal_file(CONFIG / name, headers=HeaderRules()).journals for name in TEMPLATES
    )
    assert first == second


def test_template_is_made_the_same_every_time(tmp_path):
    """The files in data/config are what the code writes; write_template() renews them."""
    for written in write_template(tmp_path):
        assert written.read_bytes() == (CONFIG / written.name).read_bytes()


def test_template_opens_with_bold_frozen_headers_and_an_explanation():
    """What a person sees in Excel."""
    book = load_workbook(CONFIG / "journal-export-template.xlsx")
    try:
        journal, columns = book.worksheets
        assert (journal.title, columns.title) == ("Journal", "Columns")
        assert tuple(cell.value for cell in journal[1]) == HEADERS
        assert all(cell.font.bold for cell in journal[1])
        assert (journal.freeze_panes, columns.freeze_panes) == ("A2", "A2")
        assert [cell.value for cell in columns["A"]] == ["Column", *HEADERS]
        assert journal.column_dimensions["A"].number_format == "@"
    finally:
        book.close()


def test_csv_template_has_the_headers_of_the_contract():
    """In the order of the contract, for Excel to open as UTF-8."""
    with (CONFIG / TEMPLATES[0]).open(encoding="utf-8-sig", newline="") as file:
        assert tuple(next(csv.reader(file))) == HEADERS


def test_remapping_file_is_empty_and_names_every_field():
    """The file as shipped changes nothing; its comments list what may be named."""
    path = CONFIG / "columns.toml"
    assert load_header_rules(path) == HeaderRules()
    text = path.read_text(encoding="utf-8")
    assert all(field in text for field in BY_FIELD)
