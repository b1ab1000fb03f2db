"""The files as such: the same bytes each time, the contract's columns, sums that add up."""

import csv
import re
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from cmxero.casemanager.columns import HEADERS
from cmxero.core.casejournal import CaseInvoice
from cmxero.core.money import ZERO, half_up
from cmxero.core.tax import line_tax
from cmxero.core.terms import find_due_date
from cmxero.sample import write_sample

SHIPPED = Path(__file__).parents[2] / "data" / "sample"
NAMES = [
    "answer_key.json",
    "journal-41.csv",
    "journal-42.csv",
    "journal-43.csv",
    "journal-44.xlsx",
    "xero_user.json",
]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def usable_invoices(sample) -> list[CaseInvoice]:
    return list(sample.replayed.invoices.values())


def test_same_seed_gives_same_bytes(sample, tmp_path):
    """Writing the sample again gives every file again, byte for byte, and nothing else."""
    write_sample(tmp_path)
    assert list(contents(tmp_path)) == NAMES
    assert contents(tmp_path) == contents(sample.folder)


def test_shipped_files_are_what_the_generator_writes(sample):
    """``data/sample`` is up to date; if not, run ``python -m cmxero.sample data/sample``."""
    shipped = {name: (SHIPPED / name).read_bytes() for name in NAMES}
    assert shipped == contents(sample.folder)


def test_another_seed_gives_another_story(sample, tmp_path):
    """The seed decides about every file."""
    write_sample(tmp_path, seed=1)
    other = contents(tmp_path)
    assert all(other[name] != data for name, data in contents(sample.folder).items())


def test_every_file_carries_the_contract(sample):
    """All columns under their own headers, in the contract's order."""
    for name, rows in sample.rows.items():
        assert tuple(rows[0]) == HEADERS, name


def test_csv_is_what_excel_expects(sample):
    """A mark for UTF-8, CRLF, dates day first, and no cell lost or added."""
    for name in NAMES[1:4]:
        data = (sample.folder / name).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        table = list(csv.reader(data.decode("utf-8-sig").splitlines(keepends=True)))
        assert {len(cells) for cells in table} == {len(HEADERS)}
        assert re.fullmatch(r"\d{2}/\d{2}/2026", table[1][HEADERS.index("Journal Date")])


def test_excel_keeps_a_note_that_looks_like_a_formula(sample):
    """A note with a leading equals sign is text in the workbook."""
    notes = [row["Cost Notes"] for row in sample.rows["journal-44.xlsx"]]
    assert any(str(note).startswith("=SUM(") for note in notes)


def test_every_usable_line_is_hours_times_rate(sample):
    """Amounts are rounded half up, GST is ten per cent on GST lines and nothing on others."""
    for invoice in usable_invoices(sample):
        for line in invoice.lines:
            assert line.sub_total == half_up(line.quantity * line.rate)
            rate = Decimal(10) if line.tax_code == "GST" else ZERO
            assert line.tax == line_tax(line.sub_total, rate, inclusive=False)
            assert line.total == line.sub_total + line.tax
        assert invoice.total == sum((line.total for line in invoice.lines), ZERO)


def test_due_dates_follow_the_terms(sample):
    """Every due date is the one its terms give, but for the planted exceptions."""
    odd = [
        invoice.number
        for invoice in usable_invoices(sample)
        if invoice.due_date != find_due_date(invoice.terms, invoice.transaction_date)
    ]
    planted = [
        fault["subject"].removeprefix("invoice ")
        for fault in sample.faults
        if fault["kind"] == "due date before invoice date"
    ]
    assert odd == planted


def test_tax_codes_and_awkward_quantities_occur(sample):
    """GST, GST free and blank lines, steps of three minutes, prices with four places."""
    lines = [line for invoice in usable_invoices(sample) for line in invoice.lines]
    codes = Counter(line.tax_code for line in lines)
    assert {"GST", "FRE", "", "TFX"} == set(codes)
    assert codes["GST"] > codes["FRE"] > codes[""] > codes["TFX"]
    assert any(line.quantity % Decimal("0.1") for line in lines if line.unit == "hours")
    assert Decimal("0.8825") in {line.rate for line in lines}
    assert max(line.quantity for line in lines) > 100


def test_payers_are_mixed(sample):
    """About seven in ten invoices go to insurers, one to employers, two to private clients."""
    invoices = usable_invoices(sample)
    private = [i for i in invoices if not i.contact.company_name]
    insured = [i for i in invoices if i.claim_number]
    assert 0.12 < len(private) / len(invoices) < 0.28
    assert 0.60 < len(insured) / len(invoices) < 0.80
    assert all(i.contact.first_name and i.contact.last_name for i in invoices)


def test_hostile_text_occurs(sample):
    """Apostrophe, ampersand, comma, quotes, line break, markup, formula, accents."""
    text = "\n".join(
        str(cell) for rows in sample.rows.values() for r in rows for cell in r.values()
    )
    names = ("O'Brien", "Ironbark & Daughters", "Claims, Care", "Café", "\N{EN DASH}")
    notes = ('"light duties only"', "no answer.\nCall 2", "<b>URGENT</b>", "=SUM(")
    for piece in (*names, *notes):
        assert piece in text, piece


def test_no_address_leads_anywhere(sample):
    """Every e-mail address ends in example.com.au; there is no telephone number or link."""
    text = "\n".join(data.decode("utf-8", "replace") for data in contents(sample.folder).values())
    domains = set(re.findall(r"[\w.+-]+@([\w.-]*\w)", text))
    assert domains
    assert all(domain.endswith(".example.com.au") for domain in domains)
    journals = "\n".join(str(c) for rows in sample.rows.values() for r in rows for c in r.values())
    assert "http" not in journals
    assert not re.search(r"\b0[2-478]\d{2}[ \d]{6,}", journals)


def test_invoice_dates_rise_within_their_journal(sample):
    """Numbers and dates go up together, and each journal is dated by its last day."""
    invoices = usable_invoices(sample)
    assert all(a.transaction_date <= b.transaction_date for a, b in pairwise(invoices))
    for one in sample.replayed.transactions:
        assert one.transaction_date <= one.journal_date


@pytest.mark.parametrize("leftover", [".journal-41.csv.part", ".answer_key.json.part"])
def test_leftovers_of_a_killed_run_do_no_harm(sample, tmp_path, leftover):
    """A half-written file of a killed run is written over by the next one."""
    (tmp_path / leftover).write_bytes(b"half a f")
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    write_sample(tmp_path)
    found = contents(tmp_path)
    assert found.pop("notes.txt") == b"mine"
    assert found == contents(sample.folder)


def test_an_older_sample_leaves_nothing_behind(sample, tmp_path):
    """A sample with other journals is removed before this one is written."""
    write_sample(tmp_path, invoices=5001)
    assert (tmp_path / "journal-44.csv").exists()
    write_sample(tmp_path)
    assert contents(tmp_path) == contents(sample.folder)


def test_journals_of_others_stay(tmp_path):
    """Where no answer key lies, a journal is not ours to remove."""
    (tmp_path / "journal-7.csv").write_text("real work", "utf-8")
    write_sample(tmp_path, invoices=150)
    assert (tmp_path / "journal-7.csv").read_text("utf-8") == "real work"


def test_a_killed_run_leaves_no_key(tmp_path, monkeypatch):
    """The key is the sign that the sample is whole, so a torn one has none."""
    write_sample(tmp_path)

    def torn(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cmxero.sample.script.XeroScript.write", torn)
    with pytest.raises(KeyboardInterrupt):
        write_sample(tmp_path, seed=1)
    assert not (tmp_path / "answer_key.json").exists()
