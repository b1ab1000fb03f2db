"""What must hold for every file."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from cmxero.casemanager.columns import BY_FIELD, COLUMNS, Cell
from cmxero.casemanager.headers import HeaderRules
from cmxero.casemanager.reader import read_journal_file
from cmxero.core.casejournal import CaseInvoice, kind_of
from cmxero.core.errors import ExportFileError

FIELDS = [column.field for column in COLUMNS]
days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
cents = st.integers(-10_000_00, 10_000_00).map(lambda n: Decimal(n).scaleb(-2))
texts = (
    st.text(st.characters(categories=("L", "N", "P", "S", "Zs"), codec="utf-8"), max_size=12)
    .map(str.strip)
    .filter(lambda t: not t.startswith("#") and "E+" not in t and "_x" not in t)
)
names = texts.filter(bool)


@st.composite
def lines(draw):
    """A line that adds up."""
    net, tax = draw(cents), draw(cents)
    return {
        "cost_name": draw(names), "cost_date": draw(st.none() | days), "cost_notes": draw(texts),
        "charge_code": draw(texts), "unit": draw(texts), "tax_code": draw(texts),
        "quantity": Decimal(draw(st.integers(0, 10_000_000))).scaleb(-4),
        "rate": Decimal(draw(st.integers(0, 10_000_000))).scaleb(-4),
        "line_sub_total": net, "line_tax": tax, "line_total": net + tax, "employee": draw(texts),
    }  # fmt: skip


@st.composite
def transactions(draw, number, journal_dates):
    """The rows of one good transaction."""
    kind = draw(st.sampled_from(["invoice", "adjustment", "payment", "refund"]))
    journal = draw(st.sampled_from(sorted(journal_dates)))
    header = {field: draw(texts) for field in FIELDS if BY_FIELD[field].cell is Cell.TEXT}
    header |= {
        "transaction_type": kind, "transaction_number": number, "journal_number": journal,
        "journal_date": journal_dates[journal], "transaction_date": draw(days),
        "invoice_number": number, "reason": draw(names), "refers_to": draw(names),
    }  # fmt: skip
    if kind in ("payment", "refund"):
        return [header | {"transaction_total": abs(draw(cents)) + Decimal("0.01")}]
    rows = draw(st.lists(lines(), min_size=1, max_size=3))
    total = sum(row["line_total"] for row in rows)
    if kind == "invoice" and total < 0:
        lift = {"line_sub_total": -total, "line_tax": Decimal(0), "line_total": -total}
        rows.append(rows[0] | lift)
        total = Decimal("0.00")
    return [header | row | {"transaction_total": total} for row in rows]


@st.composite
def journals(draw):
    """The rows of a good file, as field to value."""
    journal_dates = {"1": draw(days), "2": draw(days)}
    count = draw(st.integers(1, 5))
    return [
        row for n in range(count) for row in draw(transactions(f"N{n}", journal_dates))
    ]  # fmt: skip


def as_csv(rows):
    """A file of text cells."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(BY_FIELD[field].header for field in FIELDS)
    for row in rows:
        values = [row.get(field) for field in FIELDS]
        writer.writerow(f"{v:%d/%m/%Y}" if isinstance(v, date) else v for v in values)
    return target.getvalue().encode()


def as_excel(rows):
    """A workbook of date, number and text cells."""
    book = Workbook()
    book.active.append([BY_FIELD[field].header for field in FIELDS])
    for number, row in enumerate(rows, 2):
        for place, field in enumerate(FIELDS, 1):
            cell = book.active.cell(number, place, row.get(field))
            if isinstance(row.get(field), str):
                cell.data_type = "s"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.fixture(scope="module")
def read_bytes(tmp_path_factory):
    """Read bytes as a journal export."""
    path = tmp_path_factory.mktemp("journal") / "journal.csv"

    def read(data):
        path.write_bytes(data)
        return read_journal_file(path, headers=HeaderRules())

    return read


slowly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)


@slowly
@given(rows=journals())
def test_csv_and_excel_give_the_same(read_bytes, rows):
    """A good file is used to the last row, whichever way it is written."""
    from_csv, from_excel = read_bytes(as_csv(rows)), read_bytes(as_excel(rows))
    assert from_csv.journals == from_excel.journals
    assert from_csv.problems == from_excel.problems
    assert from_csv.rows_used == from_csv.rows == len(rows)
    read_total = sum(
        line.total
        for journal in from_csv.journals
        for one in (*journal.invoices, *journal.adjustments)
        for line in one.lines
    )
    assert read_total == sum(row.get("line_total", 0) for row in rows)


junk = st.one_of(
    st.sampled_from(["", " ", "x", "-1", "0", "1.005", "31/02/2026", "invoice", "refund", "N0",
                     "N1", '"', ",", "\x00", "#REF!", "9" * 99]),
    st.text(max_size=5),
)  # fmt: skip


@slowly
@given(rows=journals(), data=st.data())
def test_no_row_vanishes(read_bytes, rows, data):
    """Whatever is spoilt, each row is either used or held with its reason and its content."""
    rows = [row.copy() for row in rows]
    for _ in range(data.draw(st.integers(1, 4))):
        row = data.draw(st.sampled_from(rows))
        row[data.draw(st.sampled_from(FIELDS))] = data.draw(junk)
    rows += data.draw(st.lists(st.sampled_from(rows), max_size=2))
    assert_all_accounted_for(read_bytes(as_csv(rows)))


def assert_all_accounted_for(found):
    """Rows used and rows held are all rows, without overlap; only whole transactions are used."""
    blocked = {problem.row for problem in found.problems if problem.blocks}
    used = set()
    for journal in found.journals:
        for one in journal.transactions:
            lines_of_it = getattr(one, "lines", ())
            rows = {line.row for line in lines_of_it} or {one.row}
            assert not rows & used
            used |= rows
            assert not lines_of_it or sum(line.total for line in lines_of_it) == one.total
    assert not blocked & used
    assert (len(used), len(blocked)) == (found.rows_used, found.rows_held)
    assert found.rows == found.rows_used + found.rows_held
    for problem in found.problems:
        if problem.blocks:
            assert json.loads(problem.raw)
            assert problem.message
            assert problem.remedy


@slowly
@given(rows=journals())
def test_reading_again_gives_the_same(read_bytes, rows):
    """The reader keeps nothing from one file to the next."""
    data = as_csv(rows)
    assert read_bytes(data) == read_bytes(data)


@slowly
@given(rows=journals(), data=st.data())
def test_order_of_rows_changes_no_amount(read_bytes, rows, data):
    """Sorted any way, the same transactions come out."""
    shuffled = data.draw(st.permutations(rows))
    assert totals(read_bytes(as_csv(rows))) == totals(read_bytes(as_csv(shuffled)))


def totals(found):
    """Kind, number and amounts of every transaction."""
    return sorted(
        (kind_of(one).value, one.number, one.total,
         len(one.lines) if isinstance(one, CaseInvoice) else 0)
        for journal in found.journals for one in journal.transactions
    )  # fmt: skip


@slowly
@given(data=st.binary(max_size=300) | st.binary(max_size=60).map(lambda tail: b"PK\x03\x04" + tail))
def test_any_bytes_are_read_or_refused(read_bytes, data):
    """There is no third way out."""
    with pytest.raises(ExportFileError):
        read_bytes(data)


@slowly
@given(table=st.lists(st.lists(st.text(max_size=6), max_size=9), min_size=1, max_size=6))
def test_any_table_under_good_headers_is_accounted_for(read_bytes, table):
    """Ragged, blank and senseless rows are all rows."""
    target = io.StringIO(newline="")
    csv.writer(target).writerows(
        [["Journal", "Journal Date", "Type", "Trans No", "Invoice", "Date", "Total"], *table]
    )
    try:
        found = read_bytes(target.getvalue().encode("utf-8", "replace"))
    except ExportFileError:
        return
    assert_all_accounted_for(found)
    assert found.rows_used == 0
