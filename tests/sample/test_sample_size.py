"""Sizes: journals, limits, and the command."""

import tracemalloc
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmxero.core.errors import SettingsError
from cmxero.sample import write_sample
from cmxero.sample.__main__ import main
from cmxero.sample.damage import with_letter_o
from cmxero.sample.journal_files import CsvJournal
from cmxero.sample.periods import FIRST_DAY, LAST_DAY, Calendar
from cmxero.sample.rows import FIELDS


@given(st.integers(min_value=4, max_value=3_000_000))
def test_journals_cover_the_six_months_and_every_invoice(invoices):
    """Journals follow each other without gap or overlap, in days and in invoices."""
    periods = Calendar(invoices).periods
    assert len(periods) >= 4
    assert (periods[0].start, periods[-1].end) == (FIRST_DAY, LAST_DAY)
    assert (periods[0].first, periods[-1].stop) == (0, invoices)
    for before, after in pairwise(periods):
        assert after.start == before.end + timedelta(days=1)
        assert after.first == before.stop
        assert after.number == before.number + 1


@given(st.integers(min_value=150, max_value=2_000_000), st.data())
def test_a_place_a_day_and_a_journal_agree(invoices, data):
    """An invoice's day lies in its journal, and days never fall."""
    calendar = Calendar(invoices)
    place = data.draw(st.integers(min_value=0, max_value=invoices - 2))
    period = calendar.period_at(place)
    assert period.first <= place < period.stop
    assert period.start <= calendar.day_of(place) <= period.end
    assert calendar.period_on(calendar.day_of(place)) is period
    assert calendar.day_of(place) <= calendar.day_of(place + 1)
    start, stop = calendar.places(calendar.day_of(place), calendar.day_of(place))
    assert start <= place < stop


def test_a_million_invoices_go_into_forty_journals():
    """Large samples have more journals, none over 25,000 invoices."""
    periods = Calendar(1_000_000).periods
    assert len(periods) == 40
    assert max(period.stop - period.first for period in periods) == 25_000
    assert len(Calendar(100_000).periods) == 4


def test_large_samples_are_csv_only(tmp_path):
    """Beyond 5,000 invoices no journal is Excel."""
    summary = write_sample(tmp_path, invoices=5001)
    assert summary.files == tuple(f"journal-{number}.csv" for number in (41, 42, 43, 44))


def test_memory_does_not_grow_with_the_rows(tmp_path):
    """Half as many invoices again need little more memory: rows are not kept."""
    peaks = []
    for invoices in (5001, 7501):
        tracemalloc.start()
        write_sample(tmp_path, invoices=invoices)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    a_row_kept = 2000
    assert peaks[1] - peaks[0] < 2500 * a_row_kept


@pytest.mark.parametrize(
    ("invoices", "faults"), [(149, 1), (0, 0), (400, -1), (150, 5), (1000, 40)]
)
def test_impossible_wishes_are_refused(tmp_path, invoices, faults):
    """Too few invoices for the faults is said before anything is written."""
    with pytest.raises(SettingsError, match="at least 150"):
        write_sample(tmp_path, invoices=invoices, faults_per_kind=faults)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("faults", [1, 2, 5])
def test_enough_is_enough_whatever_the_seed(tmp_path, faults):
    """The size that the message names does carry the faults."""
    for seed in range(3):
        summary = write_sample(tmp_path, invoices=150 * faults, seed=seed, faults_per_kind=faults)
        assert summary.faults > 30 * faults


def test_command_writes_and_tells(tmp_path, capsys):
    """``python -m cmxero.sample FOLDER`` says what it wrote and what to expect."""
    assert main([str(tmp_path / "new"), "--invoices", "200", "--seed", "5"]) == 0
    told = capsys.readouterr().out
    assert "200 invoices" in told
    assert "planted faults" in told
    assert (tmp_path / "new" / "answer_key.json").exists()


def test_command_explains_what_it_cannot_do(tmp_path, capsys):
    """Wrong use ends with 2 and says what to do."""
    assert main([str(tmp_path), "--invoices", "10"]) == 2
    assert "Ask for at least 150 invoices" in capsys.readouterr().err


def test_a_file_that_fails_keeps_its_old_content(tmp_path):
    """A journal gets its name only when it is whole."""
    path = tmp_path / "journal-41.csv"
    path.write_text("as it was", "utf-8")

    def half(target: Path) -> None:
        with CsvJournal(target) as file:
            file.write({FIELDS[0]: "41", FIELDS[1]: date(2026, 6, 15)})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half(path)
    assert path.read_text("utf-8") == "as it was"


@pytest.mark.parametrize(
    ("amount", "written"), [("1205.00", "1,2O5.00"), ("164.89", "164.8O"), ("90.10", "9O.10")]
)
def test_the_letter_o(amount, written):
    """The first zero becomes the letter O; without a zero, the last digit does."""
    assert with_letter_o(Decimal(amount)) == written
