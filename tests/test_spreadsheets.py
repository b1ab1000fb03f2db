"""Files for Excel hold exactly what went in, and nothing in them ever runs."""

import csv
import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmxero import spreadsheets
from cmxero.spreadsheets import (
    SpreadsheetError,
    csv_bytes,
    write_csv,
    write_table,
    write_xlsx,
    xlsx_bytes,
)

HOSTILE = (
    "=1+1", "+61 7 3000", "-cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "\r=1", " =1", "'=1", "''=1",
    "\uff1d1+1", '=HYPERLINK("http://example.invalid")', "<b>&amp;</b>", "_x0041_", "a\nb",
    "\x00=1", "Zürich 例え 😀", "'", "O'Brien", "\ud800", 'ä,"b";c', "01234", "1e5", "TRUE",
)  # fmt: skip
DANGEROUS = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]")
money = st.decimals(
    min_value=Decimal("-9999999999999.99"), max_value=Decimal("9999999999999.99"), places=2
)
texts = st.text() | st.sampled_from(HOSTILE)


def cells_of(content):
    """The sheet's rows as openpyxl reads them."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = [list(row) for row in book.active.iter_rows()]
    book.close()
    return rows


def sheet_xml(content):
    """The sheet as it stands in the file."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return file.read("xl/worksheets/sheet1.xml").decode()


def unescaped(text):
    """A text of a cell as Excel shows it."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text or "")


def cleaned(text):
    """What can be kept of a text in XML."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(texts, money), max_size=5))
def test_xlsx_gives_back_what_went_in(rows):
    """Texts as texts, amounts digit for digit; no cell is a formula."""
    header, *found = cells_of(xlsx_bytes("Log", ["Text", "Amount"], rows))
    assert [cell.value for cell in header] == ["Text", "Amount"]
    for (text, amount), cells in zip(rows, found, strict=True):
        assert unescaped(cells[0].value) == cleaned(text)
        assert cells[0].data_type in ({"s"} if text else {"n"})
        assert Decimal(str(cells[1].value)) == amount
        assert cells[1].data_type == "n"
        assert cells[1].number_format == "#,##0.00"


@given(st.lists(st.tuples(texts, money, st.integers(), st.none() | st.dates()), max_size=5))
def test_csv_gives_back_what_went_in(rows):
    """Every cell comes back, and none of the texts can be taken for a formula."""
    content = csv_bytes(["Text", "Amount", "Count", "Day"], rows)
    assert content.startswith(b"\xef\xbb\xbf")
    found = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert found[0] == ["Text", "Amount", "Count", "Day"]
    for (text, amount, count, day), cells in zip(rows, found[1:], strict=True):
        kept = cells[0]
        assert not DANGEROUS.match(kept) or re.fullmatch(r"[+-]?\d+(\.\d+)?", kept)
        if kept != cleaned(text):
            assert kept == "'" + cleaned(text)
        assert Decimal(cells[1]) == amount
        assert cells[1] == str(amount)
        assert (cells[2], cells[3]) == (str(count), day.isoformat() if day else "")


@pytest.mark.parametrize(
    ("text", "kept"),
    [("=1", "'=1"), ("'=1", "''=1"), ("-5.00", "-5.00"), ("-5.00-2", "'-5.00-2"), ("'", "'"),
     ("O'Brien", "O'Brien"), ("+61 7", "'+61 7"), (" @x", "' @x"), ("a=b", "a=b")],
)  # fmt: skip
def test_an_apostrophe_stands_before_what_excel_would_run(text, kept):
    """Unless it is a number; one more apostrophe tells ours from the text's own."""
    assert csv_bytes([], [[text]]).decode("utf-8-sig").splitlines()[1] == kept


def test_amounts_never_pass_through_a_binary_fraction():
    """9.95 stands in the file as 9.95; more digits than Excel keeps are kept as text."""
    rows = [[Decimal("9.95")], [Decimal("-1234567890123.45")], [Decimal("0.1234")],
            [Decimal("1E+3")], [Decimal("12345678901234.56")], [12345]]  # fmt: skip
    content = xlsx_bytes("Log", ["Amount"], rows)
    assert re.findall(r"<v>(.*?)</v>", sheet_xml(content)) == [
        "9.95", "-1234567890123.45", "0.1234", "1000", "12345",
    ]  # fmt: skip
    cells = [row[0] for row in cells_of(content)[1:]]
    assert (cells[2].number_format, cells[4].value) == ("#,##0.00##", "12345678901234.56")


def test_dates_and_instants_are_real_ones():
    """They sort and filter as dates; instants to the second."""
    instant = datetime(2026, 11, 22, 23, 59, 59, 999999)
    _, (day, time, flag, nothing) = cells_of(
        xlsx_bytes("Log", ["Day", "When", "Flag", "Nothing"],
                   [[date(2026, 11, 22), instant, True, None]])
    )  # fmt: skip
    assert (day.value.date(), day.is_date) == (date(2026, 11, 22), True)
    assert time.value == datetime(2026, 11, 22, 23, 59, 59)
    assert (flag.value, nothing.value) == ("yes", None)
    assert b"2026-11-22 23:59:59" in csv_bytes(["When"], [[instant]])


def test_the_sheet_is_ready_to_work_with():
    """Frozen bold header, a filter over everything, widths that fit, a title Excel takes."""
    content = xlsx_bytes("Log [41]: a/b", ["Customer", "Why"], [["Bluegum", "x" * 200], ["", ""]])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B3")
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["A"].width < sheet.column_dimensions["B"].width <= 62
    assert sheet.title == "Log  41   a b"


@pytest.mark.parametrize("text", [t for t in HOSTILE if DANGEROUS.match(t)])
def test_a_hostile_text_stays_text_when_it_is_edited(text):
    """Excel's own mark for "this is text" is set too."""
    _, (cell,) = cells_of(xlsx_bytes("Log", ["Text"], [[text]]))
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_a_file_appears_whole_or_not_at_all(tmp_path, monkeypatch):
    """A disk that fills up leaves the old file, and nothing else."""
    path = write_csv(tmp_path / "log.csv", ["A"], [["old"]])
    before = path.read_bytes()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spreadsheets.os, "fsync", full)
    with pytest.raises(SpreadsheetError, match="No space left"):
        write_csv(path, ["A"], [["new"]])
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["log.csv"]


def test_the_ending_of_the_name_decides(tmp_path):
    """Excel, CSV, and a clear word on anything else."""
    xlsx = write_table(tmp_path / "log.XLSX", "Log", ["A"], [["x"]])
    assert cells_of(xlsx.read_bytes())[1][0].value == "x"
    assert write_table(tmp_path / "log.csv", "Log", ["A"], [["x"]]).read_bytes().endswith(b"x\r\n")
    with pytest.raises(SpreadsheetError, match=r"must end in \.xlsx or \.csv"):
        write_table(tmp_path / "log.pdf", "Log", ["A"], [])
    with pytest.raises(SpreadsheetError, match="could not be written"):
        write_xlsx(tmp_path / "nowhere" / "log.xlsx", "Log", ["A"], [])


def test_more_rows_than_excel_holds_are_refused_before_anything_is_written(monkeypatch):
    """It says what to do instead."""
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 2)
    with pytest.raises(SpreadsheetError, match="take CSV"):
        xlsx_bytes("Log", ["A"], [["x"]] * 3)


def test_a_text_longer_than_a_cell_is_cut_visibly():
    """Excel would call the file damaged."""
    _, (cell,) = cells_of(xlsx_bytes("Log", ["A"], [["x" * 40_000]]))
    assert (len(cell.value), cell.value[-1]) == (32_767, "…")
