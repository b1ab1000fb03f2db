"""Tables as files for Excel: .xlsx and CSV, exact to the cent and safe to open.

A text is never a formula, whatever it begins with (ui.md 4.6): in .xlsx it is stored as text, in
CSV an apostrophe stands before it. A file appears whole or not at all.
"""

import csv
import io
import os
import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from cmxero.core.errors import CmxeroError

Sheet = Any
"""openpyxl's write-only sheet, whose stubs know half of it."""
MOST_ROWS = 1_048_575
"""Rows an Excel sheet holds below its header."""
LONGEST_CELL = 32_767
MOST_DIGITS = 15
"""Significant digits Excel keeps of a number; longer ones are stored as text, exactly."""
DAY_FORMAT, INSTANT_FORMAT = "d mmm yyyy", "d mmm yyyy hh:mm:ss"
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_NARROWEST, _WIDEST = 8, 60
_LONGEST_TITLE = 31
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


class SpreadsheetError(CmxeroError):
    """A file for Excel that could not be written."""


def write_table(
    path: Path, title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> Path:
    """Write a table as the file's ending says: ``.xlsx`` or ``.csv``.

    Raises:
        SpreadsheetError: another ending, too many rows, or the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending == ".xlsx":
        return write_xlsx(path, title, columns, rows)
    if ending == ".csv":
        return write_csv(path, columns, rows)
    raise SpreadsheetError(f"{path.name}: the name must end in .xlsx or .csv. Nothing was written.")


def write_xlsx(
    path: Path, title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> Path:
    """Write an Excel file; see ``xlsx_bytes``.

    Raises:
        SpreadsheetError: too many rows, or the file cannot be written.
    """
    return put_file(path, xlsx_bytes(title, columns, rows))


def write_csv(path: Path, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    """Write a CSV file; see ``csv_bytes``.

    Raises:
        SpreadsheetError: the file cannot be written.
    """
    return put_file(path, csv_bytes(columns, rows))


def xlsx_bytes(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """One sheet with a frozen header, a filter, and cells of their own kind.

    Decimals become numbers with as many places as they have, dates and instants (naive UTC, to
    the second) real ones. Characters that no file of Excel can hold become U+FFFD.

    Raises:
        SpreadsheetError: more rows than a sheet holds.
    """
    if len(rows) > MOST_ROWS:
        raise SpreadsheetError(
            f"{len(rows):,} rows are more than the {MOST_ROWS:,} an Excel sheet holds. "
            "Narrow the search, or take CSV. Nothing was written."
        )
    book = Workbook(write_only=True)
    sheet: Sheet = book.create_sheet(_sheet_title(title))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(columns)))}{len(rows) + 1}"
    for place, column in enumerate(columns):
        letter = get_column_letter(place + 1)
        sheet.column_dimensions[letter].width = _width(column, (row[place] for row in rows))
    sheet.append([_header_cell(sheet, column) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a mark that Excel knows it by; amounts plain, dates as 2026-11-22.

    A text that Excel would take for a formula gets an apostrophe in front, unless it is a number.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([_csv_text(column) for column in columns])
    writer.writerows([_csv_text(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _cell(sheet: Sheet, value: object) -> Cell | None:
    if value is None or value == "":
        return None
    for kind, make in _CELLS.items():
        if isinstance(value, kind):
            return make(sheet, value)
    return _text_cell(sheet, _clean(str(value)))


def _text_cell(sheet: Sheet, text: str) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.value = _LOOKS_ESCAPED.sub("_x005F_", _shortened(text))
    cell.data_type = "s"  # openpyxl takes a leading = for a formula
    if _FORMULA.match(text):
        cell.quotePrefix = True  # stays text when a person edits the cell in Excel
    if "\n" in text or len(text) > _WIDEST:
        cell.alignment = _WRAPPED
    return cell


def _number_cell(sheet: Sheet, value: Decimal | int) -> Cell:
    """A number cell from its digits: openpyxl would take a Decimal through a binary fraction."""
    exact = Decimal(value)
    digits, exponent = exact.as_tuple().digits, exact.as_tuple().exponent
    if not isinstance(exponent, int) or len(digits) > MOST_DIGITS:
        return _text_cell(sheet, f"{exact:f}")
    cell = WriteOnlyCell(sheet)
    cell.value = f"{exact:f}"
    cell.data_type = "n"
    if exponent < 0:
        cell.number_format = "#,##0." + "0" * min(2, -exponent) + "#" * max(0, -exponent - 2)
    return cell


def _instant_cell(sheet: Sheet, value: datetime) -> Cell:
    cell = WriteOnlyCell(sheet, value.replace(microsecond=0))
    cell.number_format = INSTANT_FORMAT
    return cell


def _day_cell(sheet: Sheet, value: date) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.value = value
    cell.number_format = DAY_FORMAT
    return cell


def _flag_cell(sheet: Sheet, value: object) -> Cell:
    return _text_cell(sheet, _flag(value))


_CELLS: Mapping[type, Callable[[Sheet, Any], Cell]] = {
    bool: _flag_cell,  # before int, which it is one of, as datetime is a date
    int: _number_cell,
    Decimal: _number_cell,
    datetime: _instant_cell,
    date: _day_cell,
}


def _header_cell(sheet: Sheet, column: str) -> Cell:
    cell = _text_cell(sheet, _clean(column))
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="E8EDF2")
    cell.alignment = _WRAPPED
    return cell


def _csv_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _flag(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, (date, int)):
        return str(value)
    text = _clean(str(value))
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _flag(value: object) -> str:
    return "yes" if value else "no"


def _clean(text: str) -> str:
    """A text with one kind of line end and no character that XML, and so Excel, cannot hold."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", re.sub(r"\r\n?", "\n", text))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _sheet_title(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", _clean(title)).strip("' ")[:_LONGEST_TITLE] or "Table"


def _width(column: str, values: Iterable[object]) -> int:
    longest = max((_line_length(value) for value in values), default=0)
    return min(_WIDEST, max(_NARROWEST, longest, len(column)) + 2)


def _line_length(value: object) -> int:
    if isinstance(value, datetime):
        return len("22 Nov 2026 08:14:00")
    if isinstance(value, Decimal):
        return len(f"{value:,f}")
    return max(map(len, str(value).splitlines()), default=0) if value is not None else 0


def put_file(path: Path, content: bytes) -> Path:
    """Write beside the file, then rename: whoever looks sees the old file or the whole new one.

    Raises:
        SpreadsheetError: the file cannot be written.
    """
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as fault:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise SpreadsheetError(
            f"{path} could not be written: {fault.strerror}. The file that was there, if any, is "
            "as it was. Close it in Excel, or choose another folder."
        ) from fault
    return path
