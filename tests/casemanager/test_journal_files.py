"""Files: encodings, delimiters, workbooks, and what cannot be read at all."""

import hashlib
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook

from cmxero.casemanager.headers import HeaderRules
from cmxero.casemanager.reader import read_journal_file
from cmxero.core.errors import ExportFileError

HEADER = ["Journal", "Journal Date", "Type", "Trans No", "Invoice", "Date", "Total", "Company"]
PAYMENT = ["213", "31/08/2026", "payment", "P-1", "1001", "12/08/2026", "50.00", "Café Ölgaß"]
CSV = "\r\n".join([",".join(HEADER), ",".join(PAYMENT), ""])


def workbook(*rows, title="Journal", **other_sheets):
    """The bytes of an Excel workbook."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for name, other_rows in other_sheets.items():
        sheet = book.create_sheet(name)
        for row in other_rows:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_encoding_is_found(read, encoding):
    """What Excel, SQL Server and Windows write is read, letters and all."""
    found = read(CSV.encode(encoding))
    assert (found.problems, found.rows_used) == ((), 1)
    assert found.journals[0].payments[0].contact.company_name == "Café Ölgaß"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiter_is_told_from_the_header(read, delimiter):
    """Other delimiters may stand in texts."""
    row = [*PAYMENT[:7], '"a,b;c\td"']
    found = read("\n".join([delimiter.join(HEADER), delimiter.join(row)]))
    assert found.journals[0].payments[0].contact.company_name == "a,b;c\td"


def test_delimiter_may_be_told_as_excel_tells_it(read, codes):
    """A line sep=; is not a row."""
    bad = [*PAYMENT[:6], "x", ""]
    found = read("sep=;\r\n" + "\r\n".join([";".join(HEADER), ";".join(PAYMENT), ";".join(bad)]))
    assert found.headers["transaction_total"] == "Total"
    assert codes(found)[-1] == (3, "bad-amount")


def test_file_is_known_by_its_hash(read):
    """Name, hash and size are those of the bytes."""
    found = read(CSV, name="july.csv")
    assert found.file_name == "july.csv"
    assert found.sha256 == hashlib.sha256(CSV.encode()).hexdigest()
    assert found.size_bytes == len(CSV.encode())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is empty"),
        (b"\n \n,,\n", "it is empty"),
        (",".join(HEADER).encode(), "there are headers but no rows below them"),
        (b"\xef\xbb\xbf" + CSV.encode("cp1252"), "encoding that is not UTF-8"),
        (b"\xff\xfe\x00\x00" + CSV.encode("utf-32-le"), "encoding that is not UTF-8"),
        (CSV.encode("cp1252") + b"\x81", "encoding that is not UTF-8"),
        (b"%PDF-1.7 ...", "it is a PDF"),
        (b"\r\n<html><table><tr><td>Journal</td></tr></table></html>", "it is a web page"),
        (b"PK\x03\x04 not a zip after all", "damaged, or not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an Excel before 2007"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
         "protected by a password"),
        (CSV.encode() + b'213,31/08/2026,payment,"P-2,1001\n213,a,b\n',
         "opened in row 3 is never closed"),
        (b'Jour"nal,"Journal" Date,x\n1,2,3\n', "quotation marks in its header row"),
    ],
)  # fmt: skip
def test_file_that_cannot_be_read_says_why(read, content, message):
    """The message names the file, the reason and the way out; nothing is imported."""
    with pytest.raises(ExportFileError, match=message) as refusal:
        read(content, name="july.csv")
    assert str(refusal.value).startswith("july.csv cannot be read: ")
    assert str(refusal.value).endswith(" Nothing was imported.")


def test_file_that_is_not_there_says_so(tmp_path):
    """A missing file and a folder are no tracebacks."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(ExportFileError, match="no such file"):
            read_journal_file(path, headers=HeaderRules())


def test_american_dates_refuse_the_file(read):
    """Rows up to the 12th would otherwise be read wrongly, and not be noticed."""
    rows = [",".join([*PAYMENT[:3], f"P-{n}", "1001", day, "5", ""]) for n, day in
            enumerate(["8/5/2026", "8/13/2026", "8/31/2026"])]  # fmt: skip
    with pytest.raises(ExportFileError, match=r"month first, e\.g\. 8/13/2026 and 8/31/2026"):
        read("\n".join([",".join(HEADER), *rows]).replace("31/08/2026", "2026-08-31"))


def test_one_impossible_date_among_good_ones_is_a_slip(read, codes):
    """Day-first dates in the file prove that it is not American."""
    rows = [",".join([*PAYMENT[:3], f"P-{n}", "1001", day, "5", ""]) for n, day in
            enumerate(["8/13/2026", "13/8/2026", "8/14/2026"])]  # fmt: skip
    found = read("\n".join([",".join(HEADER), *rows]))
    assert codes(found) == [(2, "bad-date"), (4, "bad-date")]


def test_broken_quotes_hold_their_row_only(read, codes):
    """The rows after it are read as if nothing had happened."""
    found = read(
        ",".join(HEADER)
        + '\n213,31/08/2026,payment,P-1,1001,12/08/2026,50.00,"the "big" one"'
        + "\n213,31/08/2026,payment,P-2,1001,12/08/2026,50.00,fine\n"
    )
    assert codes(found) == [(2, "broken-quotes")]
    assert "the big" in found.problems[0].raw
    assert [payment.number for payment in found.journals[0].payments] == ["P-2"]


def test_workbook_cells_of_every_sort_are_read(read):
    """Dates, numbers and texts mean the same whether Excel holds them as such or as text."""
    typed = [213, date(2026, 8, 31), "Payment", "P-1", 1001, datetime(2026, 8, 12, 14, 30),
             Decimal("1234.5"), None]  # fmt: skip
    found = read(workbook(HEADER, typed), name="july.xlsx")
    (journal,) = found.journals
    (payment,) = journal.payments
    assert (found.problems, journal.number, journal.journal_date) == ((), "213", date(2026, 8, 31))
    assert (payment.invoice_number, payment.transaction_date) == ("1001", date(2026, 8, 12))
    assert str(payment.total) == "1234.50"


def test_workbook_number_that_is_not_exact_cents_is_a_problem(read, codes):
    """The cell shows 0.30, but holds 0.1+0.2 as computers add; it is not rounded."""
    book = workbook(HEADER, [*PAYMENT[:6], Decimal("0.3"), ""])
    long = b"<v>0.30000000000000004</v>"
    found = read(edited(book, "xl/worksheets/sheet1.xml", b"<v>0.3</v>", long))
    assert codes(found) == [(2, "too-many-decimals")]
    assert found.problems[0].value == "0.30000000000000004"


def test_workbook_sheet_named_journal_counts(read):
    """Else the first sheet does, whatever it is called."""
    named = workbook(["Notes"], title="Read me", **{"JOURNAL ": [HEADER, PAYMENT]})
    first = workbook(HEADER, PAYMENT, title="Report", Other=[["x"]])
    assert (read(named).rows_used, read(first).rows_used) == (1, 1)


def test_workbook_rows_are_counted_as_excel_shows_them(read, codes):
    """Blank rows count for the numbers, not for the rows."""
    found = read(workbook(HEADER, [], PAYMENT, [None] * 9, [*PAYMENT[:6], "x", ""]))
    assert codes(found) == [(3, "held-with-sibling"), (5, "bad-amount")]
    assert found.rows == 2


def test_workbook_formula_without_a_value_is_told(read, codes):
    """A formula that no program has calculated is not an empty cell."""
    found = read(workbook(HEADER, [*PAYMENT[:6], "=25*2", ""], [*PAYMENT[:3], "P-2", *PAYMENT[4:]]))
    assert codes(found) == [(2, "formula-without-value"), (2, "bad-amount")]
    assert '"Total": "=25*2"' in found.problems[0].raw
    assert found.rows_used == 1


def test_workbook_formula_with_a_stored_value_is_read(read):
    """What Excel calculated and saved counts."""
    book = workbook(HEADER, [*PAYMENT[:6], "=25*2", ""])
    found = read(edited(book, "xl/worksheets/sheet1.xml", b"<v></v>", b"<v>50</v>", b"<v />"))
    assert [str(payment.total) for payment in found.journals[0].payments] == ["50.00"]


def test_workbook_that_understates_its_size_is_read_whole(read):
    """Some report writers put a dimension of A1 into every sheet."""
    book = workbook(HEADER, PAYMENT)
    found = read(edited(book, "xl/worksheets/sheet1.xml", b'ref="A1:H2"', b'ref="A1"'))
    assert found.rows_used == 1


def test_workbook_date_beyond_the_calendar_is_a_problem(read, codes):
    """Nor does openpyxl's warning of it reach anyone."""
    book = workbook(HEADER, [*PAYMENT[:5], date(2026, 8, 12), *PAYMENT[6:]])
    found = read(edited(book, "xl/worksheets/sheet1.xml", b"<v>46246</v>", b"<v>99999999</v>"))
    assert codes(found) == [(2, "spreadsheet-error")]


def test_workbook_line_break_as_old_programs_write_it(read):
    """_x000D_ is a carriage return."""
    found = read(workbook(HEADER, [*PAYMENT[:7], "Banksia_x000D_\nMutual"]))
    assert found.journals[0].payments[0].contact.company_name == "Banksia\nMutual"


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["xl/workbook.bin"], "not an .xlsx workbook"),
        (["content.xml", "mimetype"], "not an .xlsx workbook"),
        (["xl/workbook.xml"], "damaged"),
    ],
)
def test_other_zipped_files_are_refused(read, names, message):
    """Binary workbooks, OpenDocument and half a workbook."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as parts:
        for name in names:
            parts.writestr(name, "x")
    with pytest.raises(ExportFileError, match=message):
        read(target.getvalue(), name="july.xlsx")


def test_workbook_cut_short_is_refused(read):
    """A download that broke off."""
    book = workbook(HEADER, PAYMENT)
    with pytest.raises(ExportFileError, match="damaged"):
        read(book[: len(book) // 2], name="july.xlsx")


def test_workbook_with_a_damaged_sheet_is_refused(read):
    """Found only while its rows are read; still nothing is imported."""
    book = edited(workbook(HEADER, PAYMENT), "xl/worksheets/sheet1.xml", b"</sheetData>", b"<oops")
    with pytest.raises(ExportFileError, match="damaged"):
        read(book, name="july.xlsx")


def test_workbook_with_entities_is_refused(read):
    """The billion laughs stay untold."""
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet'
    book = edited(workbook(HEADER, PAYMENT), "xl/worksheets/sheet1.xml", b"<worksheet", laughs)
    with pytest.raises(ExportFileError, match="damaged"):
        read(book, name="july.xlsx")


@pytest.mark.parametrize("rows", [[], [[None, " "]]])
def test_empty_workbook_is_refused(read, rows):
    """Neither headers nor rows."""
    with pytest.raises(ExportFileError, match="its sheet is empty"):
        read(workbook(*rows), name="july.xlsx")


def edited(book, part, *replacements):
    """A workbook with one piece of a part replaced; the last of several wordings is optional."""
    was, to, *others = replacements
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as parts, zipfile.ZipFile(target, "w") as copy:
        for name in parts.namelist():
            content = parts.read(name)
            if name == part:
                found = next(words for words in (was, *others) if words in content)
                content = content.replace(found, to)
            copy.writestr(name, content)
    return target.getvalue()
