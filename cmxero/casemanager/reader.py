"""Read a journal export; the contract is described in ``journal-export.md`` beside this file."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cmxero.casemanager.headers import HeaderRules
from cmxero.casemanager.layout import find_layout
from cmxero.casemanager.readrow import ReadRow
from cmxero.casemanager.rows import RowReader
from cmxero.casemanager.settle import settle_rows
from cmxero.casemanager.source import open_table
from cmxero.core.casejournal import (
    CaseAdjustment,
    CaseInvoice,
    CaseJournal,
    CasePayment,
    CaseRefund,
    CaseTransaction,
)
from cmxero.core.errors import ExportFileError
from cmxero.core.problems import Problem

_PROOFS_OF_MONTH_FIRST = 2


@dataclass(frozen=True, slots=True)
class JournalFile:
    """A journal export as read. ``rows == rows_used + rows_held``.

    Attributes:
        file_name: its name, without folders.
        sha256: of its bytes, as hexadecimal text; the same file has the same.
        size_bytes: its length.
        rows: rows below the header that are not blank.
        rows_used: rows that are part of a transaction in ``journals``.
        rows_held: all other rows; each has a blocking problem that holds the row as JSON.
        journals: whole transactions only, in file order.
        problems: in file order; warnings among them belong to rows that may be used.
        headers: field to the file's header for it.
        unknown_headers: headers that mean nothing to us.
    """

    file_name: str
    sha256: str
    size_bytes: int
    rows: int
    rows_used: int
    rows_held: int
    journals: tuple[CaseJournal, ...]
    problems: tuple[Problem, ...]
    headers: dict[str, str]
    unknown_headers: tuple[str, ...]


def read_journal_file(path: Path, *, headers: HeaderRules) -> JournalFile:
    """Read a journal export of Case Manager, CSV or Excel.

    Args:
        path: the file; it is only read.
        headers: header names a person has added; ``HeaderRules()`` for none.

    Raises:
        ExportFileError: the file as a whole cannot be read. A bad row is a problem instead.
    """
    data = _bytes_of(path)
    table = open_table(data, path.name, headers)
    layout = find_layout(table.headers, headers, path.name)
    reader = RowReader(layout, path.name)
    rows = [
        row
        for number, cells in table.rows
        if (row := reader.read(number, cells, table.broken.get(number)))
    ]
    _refuse_nothing(rows, path.name)
    _refuse_month_first(reader, path.name)
    settled = settle_rows(rows, layout, reader.raw)
    rows_used = sum(len(used) for _transaction, used in settled.whole)
    problems = sorted([*reader.problems, *settled.problems], key=lambda found: found.row or 0)
    return JournalFile(
        file_name=path.name,
        sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data),
        rows=len(rows),
        rows_used=rows_used,
        rows_held=len(rows) - rows_used,
        journals=_journals(transaction for transaction, _rows in settled.whole),
        problems=tuple(problems),
        headers=dict(layout.headers),
        unknown_headers=layout.unknown,
    )


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except PermissionError as fault:
        raise ExportFileError(
            path.name,
            "this computer does not let it be read.",
            "Close it in Excel, or ask for the right to read it, and try again.",
        ) from fault
    except OSError as fault:
        raise ExportFileError(
            path.name,
            f"there is no such file in {path.parent}.",
            "Look at the name and the folder, and try again.",
        ) from fault


def _refuse_nothing(rows: list[ReadRow], file_name: str) -> None:
    if not rows:
        raise ExportFileError(
            file_name,
            "it is empty: there are headers but no rows below them.",
            "See whether the journal has transactions in Case Manager, and export it again.",
        )


def _refuse_month_first(reader: RowReader, file_name: str) -> None:
    """Refuse American dates: those up to the 12th would be read wrongly and not be noticed."""
    proofs = sorted(reader.dates.month_first)
    if len(proofs) >= _PROOFS_OF_MONTH_FIRST and not reader.dates.day_first:
        raise ExportFileError(
            file_name,
            f"its dates seem to be written month first, e.g. {proofs[0]} and {proofs[1]}.",
            "Set the computer that exports to Australian dates, or export the journal as Excel.",
        )


def _journals(transactions: Iterable[CaseTransaction]) -> tuple[CaseJournal, ...]:
    by_number: dict[str, list[CaseTransaction]] = defaultdict(list)
    for transaction in transactions:
        by_number[transaction.journal_number].append(transaction)
    return tuple(
        CaseJournal(
            number=number,
            journal_date=found[0].journal_date,
            invoices=tuple(one for one in found if isinstance(one, CaseInvoice)),
            adjustments=tuple(one for one in found if isinstance(one, CaseAdjustment)),
            payments=tuple(one for one in found if isinstance(one, CasePayment)),
            refunds=tuple(one for one in found if isinstance(one, CaseRefund)),
        )
        for number, found in by_number.items()
    )
