"""CSV exports as rows of text."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import TextIO

from cmxero.casemanager.table import KnownHeader, Table
from cmxero.core.errors import ExportFileError

DELIMITERS = ",;\t"
LARGEST_CELL = 2**31 - 1
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_SAMPLE = 2_000

Row = tuple[int, list[str]]


def read_csv(data: bytes, file_name: str, is_known: KnownHeader) -> Table:
    """Read the header of a CSV file and make its rows ready to be read.

    Rows are records: a quoted cell with a line break in it counts once, as in Excel.

    Args:
        data: the whole file.
        file_name: for the messages.
        is_known: whether a header means something to us; tells the delimiter.

    Raises:
        ExportFileError: wrong encoding, empty, or a quotation mark that is never closed (this
            one, too, while the rows are read).
    """
    stream = io.TextIOWrapper(io.BytesIO(data), _encoding(data, file_name), newline="")
    first = next((line for line in stream if line.strip()), "")
    stream.seek(0)
    told = first.strip().lower()
    if told.startswith("sep=") and len(told) == len("sep=,") and told[-1] in DELIMITERS:
        stream.readline()
        delimiter = told[-1]
    else:
        delimiter = _find_delimiter(first, is_known)
    broken: dict[int, str] = {}
    rows = _rows(stream, delimiter, file_name, broken)
    for number, cells in rows:
        if number in broken:
            raise ExportFileError(
                file_name,
                "the quotation marks in its header row do not match.",
                "Correct the first row, or export the journal as Excel.",
            )
        if any(cell.strip() for cell in cells):
            return Table(cells, rows, broken)
    raise ExportFileError(file_name, "it is empty.", "Export the journal again.")


def _encoding(data: bytes, file_name: str) -> str:
    """The encoding, tried on the whole file: BOM, UTF-16 by its zeros, UTF-8, else cp1252."""
    named = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    if named and not data.startswith(_UTF_32):
        candidates = [named]
    elif named is None and (wide := _wide(data[:_SAMPLE])):
        candidates = [wide]
    else:
        candidates = [] if data.startswith(_UTF_32) else ["utf-8", "cp1252"]
    for name in candidates:
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    raise ExportFileError(
        file_name,
        "its characters are in an encoding that is not UTF-8, UTF-16 or Windows-1252.",
        "In Excel, save it as 'CSV UTF-8' or as an Excel workbook, and import that.",
    )


def _wide(sample: bytes) -> str | None:
    if sample[1::2].count(0) * 2 > len(sample[1::2]) and not sample[0::2].count(0):
        return "utf-16-le"
    if sample[0::2].count(0) * 2 > len(sample[0::2]) and not sample[1::2].count(0):
        return "utf-16-be"
    return None


def _find_delimiter(header_line: str, is_known: KnownHeader) -> str:
    def merit(delimiter: str) -> tuple[int, int]:
        cells = header_line.rstrip("\r\n").split(delimiter)
        return sum(is_known(cell.strip().strip('"')) for cell in cells), len(cells)

    return max(DELIMITERS, key=merit)


def _rows(stream: TextIO, delimiter: str, file_name: str, broken: dict[int, str]) -> Iterator[Row]:
    lines: list[str] = []
    reader = csv.reader(_tapped(stream, lines), delimiter=delimiter, strict=True)
    number = 0
    # The csv module's limit is one for the whole process, and smaller than an honest long note.
    limit = csv.field_size_limit(LARGEST_CELL)
    try:
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as fault:
                cells = _leniently(lines, delimiter)
                if "end of data" in str(fault):
                    raise _never_closed(file_name, number) from fault
                broken[number] = "broken-quotes"
            yield number, cells
            lines.clear()
    finally:
        csv.field_size_limit(limit)


def _tapped(stream: TextIO, lines: list[str]) -> Iterator[str]:
    for line in stream:
        lines.append(line)
        yield line


def _leniently(lines: list[str], delimiter: str) -> list[str]:
    """A broken row as well as it can be cut, so that its transaction may be known."""
    return next(csv.reader(["".join(lines)], delimiter=delimiter), [])


def _never_closed(file_name: str, number: int) -> ExportFileError:
    return ExportFileError(
        file_name,
        f"a quotation mark opened in row {number} is never closed, so the rows after it cannot be "
        "told apart.",
        "Close it, or export the journal as Excel.",
    )
