"""Files for Case Manager: the payments to import, and the list of what to do there by hand.

The same payments give the same bytes, whenever they are rendered, so that a file can be made again.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from cmxero.casemanager.template import without_time
from cmxero.core.payment_import import FIXED, Layout, PaymentCopy
from cmxero.core.wording import date_words
from cmxero.spreadsheets import csv_bytes, put_file, xlsx_bytes

PutFile = Callable[[Path, bytes], None]
TITLE = "Payments"
HAND_COLUMNS = (
    "Do", "Case", "Invoice", "Payer", "Delivered in file", "Date delivered", "Amount delivered",
    "Reference delivered", "Invoice it must be on", "Date it must have", "Amount it must have",
    "Reference it must have", "Why", "Status", "Key",
)  # fmt: skip


def render_payments(payments: Sequence[PaymentCopy], layout: Layout) -> bytes:
    """The payment import file: CSV as UTF-8 with a mark, or Excel with real dates and numbers."""
    headers = [header for header, _ in layout.columns]
    if layout.file_format == "xlsx":
        rows = [[_value(one, field) for _, field in layout.columns] for one in payments]
        return without_time(xlsx_bytes(TITLE, headers, rows))
    write_date = _DATES[layout.date_format]
    return csv_bytes(
        headers,
        [[_in_csv(_value(one, field), write_date) for _, field in layout.columns]
         for one in payments],
    )  # fmt: skip


def render_hand_list(rows: Sequence[Sequence[object]]) -> bytes:
    """The hand list as CSV; the columns are ``HAND_COLUMNS``."""
    return csv_bytes(HAND_COLUMNS, rows)


def put_in_outbox(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, so that it is on disk when this returns.

    Raises:
        SpreadsheetError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    put_file(path, content)
    with suppress(OSError):  # Windows opens no folders, and needs no such thing
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _value(payment: PaymentCopy, field: str) -> object:
    if field.startswith(FIXED):
        return field.removeprefix(FIXED)
    return getattr(payment, field)


def _in_csv(value: object, write_date: Callable[[date], str]) -> object:
    return write_date(value) if isinstance(value, date) else value


_DATES: dict[str, Callable[[date], str]] = {
    "dd/mm/yyyy": lambda day: f"{day:%d/%m/%Y}",
    "yyyy-mm-dd": date.isoformat,
    "d mmm yyyy": date_words,
}
