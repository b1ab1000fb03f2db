"""Any file a person may hand us, as rows of text or a clear refusal."""

from cmxero.casemanager.csv_table import read_csv
from cmxero.casemanager.headers import HeaderRules
from cmxero.casemanager.table import Table
from cmxero.core.errors import ExportFileError

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_START = 1_000


def open_table(data: bytes, file_name: str, rules: HeaderRules) -> Table:
    """The rows of a CSV file or Excel workbook; its content decides, not its name.

    Raises:
        ExportFileError: neither of them, password protected, damaged or empty.
    """
    if data.startswith(_ZIP):
        from cmxero.casemanager.excel_table import read_excel  # noqa: PLC0415 - loads openpyxl

        return read_excel(data, file_name)
    if data.startswith(_OLE):
        raise _old_or_locked(data, file_name)
    start = data[:_START].lstrip().lower()
    if start.startswith(b"%pdf"):
        raise ExportFileError(
            file_name, "it is a PDF.", "Export the journal as CSV or Excel instead."
        )
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise ExportFileError(
            file_name,
            "it is a web page, whatever its name says.",
            "Open it in Excel, save it as 'Excel Workbook (.xlsx)' and import that.",
        )
    return read_csv(data, file_name, lambda header: rules.find_field(header) is not None)


def _old_or_locked(data: bytes, file_name: str) -> ExportFileError:
    if _ENCRYPTED in data:
        return ExportFileError(
            file_name,
            "it is protected by a password.",
            "Open it in Excel, remove the password under File > Info, save and import it again.",
        )
    return ExportFileError(
        file_name,
        "it is a workbook of an Excel before 2007.",
        "Open it in Excel, save it as 'Excel Workbook (.xlsx)' and import that.",
    )
