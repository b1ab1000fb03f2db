"""Excel exports as rows of text."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice, zip_longest
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from cmxero.casemanager.table import Table
from cmxero.core.errors import ExportFileError

SHEET = "journal"
LARGEST_UNPACKED = 4 * 2**30
_CHUNK = 2**20
_ROWS_AT_ONCE = 500
_FORMULA = (b"<f>", b"<f ", b"<f/")
_UNREADABLE = (
    ArithmeticError, AttributeError, EOFError, InvalidFileException, LookupError,
    NotImplementedError, OSError, ParseError, RuntimeError, TypeError, ValueError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip

Cells = tuple[object, ...]


def read_excel(data: bytes, file_name: str) -> Table:
    """Read the header of an Excel workbook and make its rows ready to be read.

    The sheet named ``Journal`` counts, else the first. Of formulas the stored values are taken.

    Args:
        data: the whole file.
        file_name: for the messages.

    Raises:
        ExportFileError: not a workbook of today's Excel, or empty (this, too, while the rows
            are read).
    """
    try:
        has_formulas = _look_inside(data, file_name)
        values = _sheet_rows(data, formulas=False)
        formulas = _sheet_rows(data, formulas=True) if has_formulas else None
    except _UNREADABLE as fault:
        raise _unreadable(file_name, fault) from fault
    broken: dict[int, str] = {}
    rows = _rows(values, formulas, file_name, broken)
    for _number, cells in rows:
        if any(cell.strip() for cell in cells):
            return Table(cells, rows, broken)
    raise ExportFileError(file_name, "its sheet is empty.", "Export the journal again.")


def _rows(
    values: Iterator[Cells], formulas: Iterator[Cells] | None, file_name: str,
    broken: dict[int, str],
) -> Iterator[tuple[int, list[str]]]:  # fmt: skip
    try:
        if formulas is None:
            for number, cells in enumerate(values, 1):
                yield number, _texts(cells)
            return
        pairs = zip_longest(values, formulas, fillvalue=())
        for number, (cells, written) in enumerate(pairs, 1):
            both = tuple(zip_longest(cells, written))
            if any(value is None and formula is not None for value, formula in both):
                broken[number] = "formula-without-value"
            yield number, _texts(tuple(f if v is None else v for v, f in both))
    except _UNREADABLE as fault:
        raise _unreadable(file_name, fault) from fault


def _sheet_rows(data: bytes, *, formulas: bool) -> Iterator[Cells]:
    with warnings.catch_warnings():
        # openpyxl warns of styles and validations it leaves out; none of them is a value.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=not formulas)
    return _rows_of(book)


def _rows_of(book: Workbook) -> Iterator[Cells]:
    sheets = book.worksheets
    sheet = next((s for s in sheets if s.title.strip().casefold() == SHEET), sheets[0])
    # Some report writers state a size that is too small, and openpyxl would believe it.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    try:
        while some := _some(rows):
            yield from some
    finally:
        book.close()


def _some(rows: Iterator[Cells]) -> list[Cells]:
    """The next rows, read in silence: a generator must not change the filters of its caller."""
    with warnings.catch_warnings():
        # An impossible date becomes #VALUE!, which is a problem of its row.
        warnings.simplefilter("ignore")
        return list(islice(rows, _ROWS_AT_ONCE))


def _texts(cells: Cells) -> list[str]:
    return [cell if type(cell) is str and "_x000D_" not in cell else _text(cell) for cell in cells]


def _text(cell: object) -> str:
    writer = _WRITERS.get(type(cell))
    return writer(cell) if writer else str(cell)


def _from_text(cell: object) -> str:
    return str(cell).replace("_x000D_", "\r")


def _from_number(cell: object) -> str:
    """The shortest decimal that means this number: what a person sees in the cell."""
    text = format(Decimal(repr(cell)), "f")
    return text.removesuffix(".0")


def _from_instant(cell: object) -> str:
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    return str(cell)


_WRITERS: dict[type, Callable[[object], str]] = {
    type(None): lambda _: "",
    str: _from_text,
    bool: lambda cell: "TRUE" if cell else "FALSE",
    int: str,
    float: _from_number,
    datetime: _from_instant,
    date: str,
}


def _look_inside(data: bytes, file_name: str) -> bool:
    """Whether the workbook holds formulas.

    Raises:
        ExportFileError: another kind of file in the same wrapping, or far too large.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        names = parts.namelist()
        if "xl/workbook.xml" not in names:
            raise ExportFileError(
                file_name,
                "it is not an .xlsx workbook, though it is packed like one.",
                "Open it in Excel, save it as 'Excel Workbook (.xlsx)' and import that.",
            )
        if sum(part.file_size for part in parts.infolist()) > LARGEST_UNPACKED:
            raise ExportFileError(
                file_name,
                "it unpacks to more than 4 GB.",
                "Export the journal in parts, or as CSV.",
            )
        sheets = [name for name in names if name.startswith("xl/worksheets/")]
        return any(_holds_formula(parts, name) for name in sheets)


def _holds_formula(parts: zipfile.ZipFile, name: str) -> bool:
    with parts.open(name) as sheet:
        tail = b""
        while chunk := sheet.read(_CHUNK):
            window = tail + chunk
            if any(mark in window for mark in _FORMULA):
                return True
            tail = window[-2:]
    return False


def _unreadable(file_name: str, fault: BaseException) -> ExportFileError:
    return ExportFileError(
        file_name,
        f"it is damaged, or not an Excel workbook ({type(fault).__name__}).",
        "Open it in Excel, save it as 'Excel Workbook (.xlsx)' and import that.",
    )
