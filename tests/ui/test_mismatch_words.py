# ruff: noqa: RUF001 - the true minus sign and the dash are what people see

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from fake_workbench import NOW, SCRIPT, TODAY, FakeWorkbench, finding

from cmxero.ui.finding_panel import both_sides, finding_head, several_head, why
from cmxero.ui.masthead import headline, is_stale, last_checked, masthead
from cmxero.ui.mismatch_files import mismatch_file
from cmxero.ui.mismatch_rows import COLUMNS, as_data, as_row

AGREE = "Case Manager and Xero agree"


@pytest.mark.parametrize(
    ("effects", "sentence"),
    [
        ([], "Case Manager and Xero agree to the cent."),
        (["99.90"], "Case Manager and Xero agree except for 1 item, 99.90 AUD."),
        (["-1204.50", "0.10"], "Case Manager and Xero agree except for 2 items, 1,204.40 AUD."),
        (
            ["5.00", "-5.00"],
            "Case Manager and Xero agree except for 2 items that cancel each other out, 0.00 AUD.",
        ),
        (
            ["0.00"],
            f"{AGREE} to the cent. 1 further finding does not change what is owed.",
        ),
        (
            ["1.00", "0.00", "0.00"],
            f"{AGREE} except for 1 item, 1.00 AUD. 2 further findings do not change what is owed.",
        ),
    ],
)
def test_headline_says_in_one_sentence_whether_the_ledgers_agree(effects, sentence):
    """Items, amount without sign, and what does not touch the balance."""
    found = [finding(number, effect=Decimal(effect)) for number, effect in enumerate(effects)]
    bench = FakeWorkbench(findings=found)
    assert headline(bench.page_header(), bench.findings()) == sentence


def test_unexplained_cents_are_an_alarm(bench):
    """The list is not to be trusted while it does not explain the whole difference."""
    bench.unexplained = Decimal("-0.01")
    said = headline(bench.page_header(), bench.findings())
    assert said.startswith("0.01 AUD of the difference between Case Manager and Xero is not")
    assert "cmx-alarm" in masthead(bench.page_header(), bench.findings())


@pytest.mark.parametrize(
    ("age", "stale"),
    [(timedelta(hours=24), False), (timedelta(hours=24, seconds=1), True), (None, True)],
)
def test_old_or_missing_pull_is_called_stale(bench, age, stale):
    """A day old is still fine; older, or never, is said in words."""
    bench.last_pull_utc = None if age is None else NOW - age
    header = bench.page_header()
    assert is_stale(header) is stale
    assert ("stale" in masthead(header, ())) is stale
    if age is None:
        assert last_checked(header) == "never"


def test_masthead_says_where_we_are_and_escapes_it(bench):
    """Organisation, DEMO or LIVE, person, figures; a hostile organisation is text."""
    shown = masthead(bench.page_header(), bench.findings())
    assert "<script>" not in shown
    assert "Harbour Rehab &lt;img" in shown
    for words in (">DEMO<", "Alex Finance", "Last pull 3 min ago", "Net difference"):
        assert words in shown
    live = replace(bench.page_header(), mode="LIVE")
    assert "cmx-live" in masthead(live, ())


def test_rows_carry_texts_and_sort_keys_for_every_column():
    """Every column finds its text and its key, and no figure is a float."""
    data = as_data([as_row(finding(1), TODAY), as_row(finding(2), TODAY)])
    assert {"id", *(each.key for each in COLUMNS if each.key)} <= set(data)
    assert {column.field for column in COLUMNS} <= set(data)
    assert data["case_amount"] == ["412.50", "−204.10"]
    assert data["case_cents"] == [41250, -20410]
    assert data["xero_amount"] == ["–", "–"]
    assert data["xero_cents"] == [None, None]
    assert data["date"] == ["2 Jun 2026", "3 Jun 2026"]
    assert data["age"] == [173, 172]
    assert not any(isinstance(value, float) for column in data.values() for value in column)


def test_csv_reads_back_with_plain_figures_and_a_mark_for_excel(bench):
    """UTF-8 with a byte order mark; amounts keep their sign; names survive; no live formula."""
    hostile = finding(5, contact_name='=A "B", C', age=169)
    made = mismatch_file([finding(2), hostile], bench.page_header(), "csv")
    assert re.fullmatch(r"mismatches-Harbour-Rehab[A-Za-z0-9-]*-2026-11-22\.csv", made.name)
    assert made.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(made.content.decode("utf-8-sig"))))
    assert rows[0]["Effect"] == "-204.10"
    assert rows[0]["Xero amount"] == ""
    assert rows[0]["Evidence"].endswith(f"Its reference reads {SCRIPT}.")
    assert rows[1]["Customer"] == '\'=A "B", C'
    assert rows[1]["Age in days"] == "169"


def test_excel_has_numbers_and_dates_of_its_own(bench):
    """What a person can add up and sort by."""
    made = mismatch_file([finding(2, contact_name="=1+1")], bench.page_header(), "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(made.content)).active
    titles = [cell.value for cell in sheet[1]]
    row = dict(zip(titles, sheet[2], strict=True))
    assert (row["Effect"].data_type, str(row["Effect"].value)) == ("n", "-204.1")
    assert row["Date"].value.date() == finding(2).since
    assert (row["Customer"].data_type, row["Customer"].value) == ("s", "=1+1")
    assert row["Xero amount"].value is None


def test_panel_escapes_every_text_of_a_finding(bench):
    """Head, cause, sides, lines, payments, evidence and history of each hostile finding."""
    for one in bench.findings():
        detail = bench.finding_detail(one.key)
        shown = finding_head(detail, TODAY) + why(one) + both_sides(detail)
        assert "<script>" not in shown
        assert "<img" not in shown
        assert '</td></tr></table>"' not in shown


def test_only_differing_fields_are_marked_and_with_a_word(bench):
    """Colour is never alone."""
    shown = both_sides(bench.finding_detail(finding(0).key))
    assert shown.count("≠ differs") == 1
    assert shown.count("cmx-differing") == 1
    assert shown.count(">same<") == 4
    assert shown.count("<details") == 3


def test_link_that_is_no_web_address_is_left_out(bench):
    """Also when the address comes from the store."""
    detail = replace(bench.finding_detail(finding(0).key), xero_link="javascript:alert(1)")
    assert "href" not in finding_head(detail, TODAY)
    assert "Open in Xero" in finding_head(replace(detail, xero_link="https://x.example"), TODAY)


def test_summary_of_several_keeps_currencies_apart():
    """Two currencies are two figures."""
    shown = several_head([finding(0), finding(7), finding(1, currency_code="NZD")])
    assert "3 findings selected, net 199.80 AUD, 412.50 NZD" in shown
    assert "2 × totals differ" in shown
