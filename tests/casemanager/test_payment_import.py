"""The payment import file: its columns, its cells, and its page."""

import csv
import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

import cmxero.casemanager
from cmxero.casemanager.outbox import put_in_outbox, render_payments
from cmxero.config import Home, load_settings
from cmxero.core.errors import SettingsError
from cmxero.core.money import money
from cmxero.core.payment_import import DEFAULT_COLUMNS, FIELDS, Layout, PaymentCopy

PAGE = (Path(cmxero.casemanager.__file__).parent / "payment-import.md").read_text("utf-8")
DAY = date(2026, 9, 1)


def payment(**fields):
    """A payment of 60.00 on invoice 1001."""
    plain = {
        "xero_payment_id": "pay-1",
        "invoice_number": "1001",
        "payment_date": DAY,
        "amount": money("60.00"),
        "reference": "R1",
        "payer": "Bluegum",
        "payment_type": "EFT",
        "payment_group": "",
        "bank_account_code": "090",
        "case_number": "C1001",
        "journal_number": "41",
    }
    return PaymentCopy(**plain | fields)


def csv_rows(payments, layout):
    """The rows of the CSV file, headers first."""
    text = render_payments(payments, layout).decode("utf-8")
    assert text.startswith("\N{BYTE ORDER MARK}")
    return list(csv.reader(io.StringIO(text.removeprefix("\N{BYTE ORDER MARK}"), newline="")))


def test_csv_has_the_columns_in_their_order():
    """Headers and fields as the layout says; fixed words and empty columns too."""
    columns = (
        ("Amt", "amount"),
        ("Bank", "text:CBA"),
        ("Card", "text:"),
        ("Inv", "invoice_number"),
    )
    assert csv_rows([payment()], Layout(columns=columns)) == [
        ["Amt", "Bank", "Card", "Inv"],
        ["60.00", "CBA", "", "1001"],
    ]


@pytest.mark.parametrize(
    ("date_format", "written"),
    [("dd/mm/yyyy", "01/09/2026"), ("yyyy-mm-dd", "2026-09-01"), ("d mmm yyyy", "1 Sep 2026")],
)
def test_csv_dates_are_written_as_asked(date_format, written):
    """Day first unless told otherwise."""
    layout = Layout(columns=(("Date", "payment_date"),), date_format=date_format)
    assert csv_rows([payment()], layout)[1] == [written]


@pytest.mark.parametrize(
    ("reference", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+61 7", "'+61 7"),
        ("-x", "'-x"),
        ("@sum", "'@sum"),
        ("\tx", "'\tx"),
        ("\rx", "\nx"),
        ("\r=x", "'\n=x"),
        ("-12.50", "-12.50"),
        ("0042", "0042"),
        ('a "b", c', 'a "b", c'),
    ],
)
def test_csv_texts_are_never_formulas(reference, written):
    """An apostrophe stands in front of what Excel would reckon, unless it is a number."""
    layout = Layout(columns=(("Reference", "reference"),))
    assert csv_rows([payment(reference=reference)], layout)[1] == [written]


def test_excel_has_real_dates_and_numbers(tmp_path):
    """Texts stay texts, also those that begin like a formula."""
    file = tmp_path / "deep" / "p.xlsx"
    layout = Layout(file_format="xlsx")
    put_in_outbox(file, render_payments([payment(reference="=1+1")], layout))
    book = load_workbook(file)
    header, row = book.worksheets[0].iter_rows()
    book.close()
    assert [cell.value for cell in header] == [name for name, _ in DEFAULT_COLUMNS]
    assert [cell.value for cell in row[:3]] == ["1001", datetime(2026, 9, 1), 60]
    assert [cell.data_type for cell in row[:5]] == ["s", "d", "n", "s", "s"]
    assert row[4].value == "=1+1"


def test_excel_file_holds_no_time_of_day():
    """The same payments give the same bytes, whenever they are rendered."""
    layout = Layout(file_format="xlsx")
    content = render_payments([payment()], layout)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        properties = parts.read("docProps/core.xml").decode()
        assert {part.date_time for part in parts.infolist()} == {(2026, 1, 1, 0, 0, 0)}
    assert re.findall(r"<dcterms:\w+[^>]*>([^<]*)", properties) == ["2026-01-01T00:00:00Z"] * 2
    assert render_payments([payment()], layout) == content


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[outbox.columns]\n"A" = "amount"\n', "invoice_number, payment_date"),
        ('[outbox.columns]\n"A" = "amuont"\n', "'amuont' (column 'A') is no field"),
        ('[outbox]\nformat = "pdf"\n', "outbox.format"),
        ('[payments]\ndefault_type = "Bitcoin"\n', "payments.default_type"),
        ('[payments.types]\n"090" = "Gold"\n', "payments.types.090"),
    ],
)
def test_wrong_options_are_named(tmp_path, text, said):
    """The key, what is wrong, and what is allowed."""
    home = Home(tmp_path)
    home.config_file.parent.mkdir(parents=True)
    home.config_file.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as fault:
        load_settings(home)
    assert said in str(fault.value)


def test_page_describes_every_field():
    """Each field stands in the page's table with its default column and its meaning."""
    headers = {field: header for header, field in DEFAULT_COLUMNS}
    for field, meaning in FIELDS.items():
        assert f"\n| `{field}` | {headers.get(field, 'not in the file')} | {meaning} |\n" in PAGE


def test_shipped_options_name_every_field_and_default_column():
    """What the comments of cmxero.toml show is what counts without them."""
    root = Path(cmxero.casemanager.__file__).parents[2]
    text = (root / "data" / "config" / "cmxero.toml").read_text("utf-8")
    assert all(field in text for field in FIELDS)
    assert all(f'# "{header}" = "{field}"' in text for header, field in DEFAULT_COLUMNS)
