"""The template of the contract, as CSV and Excel: headers, invented rows, and what they mean."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cmxero.casemanager.columns import COLUMNS, Cell
from cmxero.casemanager.contract import HEADINGS, columns_table
from cmxero.casemanager.example_rows import EXAMPLE_ROWS, Value
from cmxero.casemanager.shown import shown

NAME = "journal-export-template"
_STAMP = datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed stamp, so that the file never changes
_ZIP_STAMP = (2026, 1, 1, 0, 0, 0)
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_FORMATS = {Cell.TEXT: "@", Cell.DATE: "d/mm/yyyy", Cell.MONEY: "#,##0.00", Cell.NUMBER: "0.00##"}
_WIDTHS = (24, 28, 30, 70, 60)


def write_template(folder: Path) -> tuple[Path, Path]:
    """Write the template as CSV and Excel; the same bytes every time.

    Args:
        folder: where to; must exist. Files of the same name are replaced.

    Returns:
        The CSV file and the Excel file.
    """
    csv_file, excel_file = folder / f"{NAME}.csv", folder / f"{NAME}.xlsx"
    csv_file.write_bytes(_csv_bytes())
    excel_file.write_bytes(_excel_bytes())
    return csv_file, excel_file


def _rows() -> Iterator[list[Value]]:
    for row in EXAMPLE_ROWS:
        yield [row.get(column.field, "") for column in COLUMNS]


def _csv_bytes() -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.header for column in COLUMNS)
    writer.writerows([shown(value) for value in row] for row in _rows())
    # The mark at the start makes Excel read it as UTF-8.
    return text.getvalue().encode("utf-8-sig")


def _excel_bytes() -> bytes:
    book = Workbook()
    book.properties.created = _STAMP
    book.properties.creator = "cmxero"
    journal: Worksheet = book.worksheets[0]
    journal.title = "Journal"
    _fill_journal(journal)
    _fill_columns(book.create_sheet("Columns"))
    written = io.BytesIO()
    book.save(written)
    return without_time(written.getvalue())


def _fill_journal(sheet: Worksheet) -> None:
    sheet.append([column.header for column in COLUMNS])
    for row in _rows():
        sheet.append([value if value != "" else None for value in row])
    for place, column in enumerate(COLUMNS, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(14, len(column.header) + 3)
        # Below the examples, too: typed numbers and dates then stay what they are.
        sheet.column_dimensions[letter].number_format = _FORMATS[column.cell]
        for cell in sheet[letter][1:]:
            cell.number_format = _FORMATS[column.cell]
    _freeze_header(sheet)


def _fill_columns(sheet: Worksheet) -> None:
    sheet.append(HEADINGS)
    for row in columns_table():
        sheet.append(row)
    for place, width in enumerate(_WIDTHS, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = width
        for cell in sheet[letter][1:]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    _freeze_header(sheet)


def _freeze_header(sheet: Worksheet) -> None:
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"


def without_time(book: bytes) -> bytes:
    """The same workbook, stamped with a fixed time and packed the same way everywhere."""
    packed = io.BytesIO()
    stamp = rb"\g<1>" + _STAMP.isoformat().encode() + b"Z"
    with (
        zipfile.ZipFile(io.BytesIO(book)) as parts,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as target,
    ):
        for part in parts.infolist():
            content = _TIMES.sub(stamp, parts.read(part))
            target.writestr(zipfile.ZipInfo(part.filename, _ZIP_STAMP), content)
    return packed.getvalue()
