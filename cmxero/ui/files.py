"""Files for Excel that a page hands to the browser."""

import re
from collections.abc import Sequence

from cmxero.core.pages import PageHeader
from cmxero.ui.handover import FileForBrowser

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv;charset=utf-8"
LONGEST_NAME = 120


def table_file(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    header: PageHeader,
    *,
    ending: str,
    scope: str = "",
) -> FileForBrowser:
    """A table as ``xlsx`` or ``csv``, named after what it is, the organisation and the day.

    Args:
        scope: what part of everything it holds, for the name.

    Raises:
        SpreadsheetError: more rows than a sheet of Excel holds.
    """
    from cmxero.spreadsheets import csv_bytes, xlsx_bytes  # noqa: PLC0415 - only where wanted

    words = re.sub(r"[^A-Za-z0-9]+", "-", f"{title.lower()}-{header.organisation}-{scope}")
    words = words[:LONGEST_NAME].strip("-")
    name = f"{words}-{header.today.isoformat()}.{ending}"
    if ending == "xlsx":
        return FileForBrowser(name, EXCEL, xlsx_bytes(title, columns, rows))
    return FileForBrowser(name, CSV, csv_bytes(columns, rows))
