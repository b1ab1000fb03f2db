"""Writes journal exports, CSV or Excel, the same bytes every time."""

import csv
import io
import re
import zipfile
from abc import ABC, abstractmethod
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from cmxero.casemanager.columns import HEADERS
from cmxero.sample.places import part_of
from cmxero.sample.rows import FIELDS, Cell, Row

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every part of a workbook; the earliest a ZIP file can hold."""
SHEET = "Journal"
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


class JournalFile(ABC):
    """A journal export that is being written; it has its name only once it is whole.

    Attributes:
        name: of the file, without folders.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        self._part = part_of(path)
        self._rows = 1
        self._add(list(HEADERS))

    def write(self, row: Row) -> int:
        """Write a row; its number as Excel counts, the header being row 1."""
        self._add([row.get(field, "") for field in FIELDS])
        self._rows += 1
        return self._rows

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._finish()
        if fault is None:
            self._part.replace(self._path)

    @abstractmethod
    def _add(self, cells: list[Cell]) -> None: ...

    @abstractmethod
    def _finish(self) -> None: ...


class CsvJournal(JournalFile):
    """A CSV export as Excel writes it: UTF-8 with a mark at its start, dates day first."""

    def __init__(self, path: Path) -> None:
        self._stream: TextIO = part_of(path).open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._stream)
        self._days: dict[date, str] = {}
        super().__init__(path)

    def _add(self, cells: list[Cell]) -> None:
        self._writer.writerow([c if type(c) is str else self._text(c) for c in cells])

    def _text(self, cell: Cell) -> str:
        if not isinstance(cell, date):
            return str(cell)
        if cell not in self._days:
            self._days[cell] = f"{cell:%d/%m/%Y}"
        return self._days[cell]

    def _finish(self) -> None:
        self._stream.close()


class ExcelJournal(JournalFile):
    """An Excel export with true dates and numbers."""

    def __init__(self, path: Path) -> None:
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet(SHEET)
        super().__init__(path)

    def _add(self, cells: list[Cell]) -> None:
        self._sheet.append([self._cell(cell) for cell in cells])

    def _cell(self, cell: Cell) -> object:
        if isinstance(cell, date):
            dated = WriteOnlyCell(self._sheet, datetime.combine(cell, time.min))
            dated.number_format = "dd/mm/yyyy"
            return dated
        if isinstance(cell, Decimal):
            return cell
        if cell.startswith("="):
            # openpyxl would take it for a formula.
            text = WriteOnlyCell(self._sheet, cell)
            text.data_type = "s"
            return text
        return cell or None

    def _finish(self) -> None:
        written = io.BytesIO()
        self._book.save(written)
        self._part.write_bytes(without_clock(written.getvalue()))


def without_clock(workbook: bytes) -> bytes:
    """A workbook whose parts carry no time of writing, stored so that no zlib changes them."""
    wanted = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(wanted, "w", zipfile.ZIP_STORED) as new,
    ):
        for name in sorted(old.namelist()):
            content = _STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z\g<3>", old.read(name))
            part = zipfile.ZipInfo(name, LONG_AGO)
            part.create_system = 3
            part.external_attr = 0o600 << 16
            new.writestr(part, content)
    return wanted.getvalue()
