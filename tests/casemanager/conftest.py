"""Shared by the tests of the journal export reader."""

import textwrap

import pytest

from cmxero.casemanager.headers import HeaderRules
from cmxero.casemanager.reader import read_journal_file

INVOICES = "Journal,Journal Date,Type,Invoice,Date,Cost,Qty,Rate,Net,GST,Line Total,Total"
PAYMENTS = "Journal,Journal Date,Type,Trans No,Invoice,Date,Total,Reason,Refers To"


@pytest.fixture
def read(tmp_path):
    """Read bytes, or text as UTF-8, as a journal export."""

    def read_content(content, *, name="journal.csv", rules=None):
        path = tmp_path / name
        data = textwrap.dedent(content).encode() if isinstance(content, str) else content
        path.write_bytes(data)
        return read_journal_file(path, headers=rules or HeaderRules())

    return read_content


@pytest.fixture
def read_invoices(read):
    """Read rows under the headers of ``INVOICES``."""
    return lambda rows: read(INVOICES + "\n" + textwrap.dedent(rows))


@pytest.fixture
def read_payments(read):
    """Read rows under the headers of ``PAYMENTS``."""
    return lambda rows: read(PAYMENTS + "\n" + textwrap.dedent(rows))


@pytest.fixture
def codes():
    """The problems of a file as (row, code), in order."""
    return lambda journal_file: [(found.row, found.code) for found in journal_file.problems]
