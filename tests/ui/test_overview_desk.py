from datetime import date, timedelta
from decimal import Decimal

import pytest
from fake_overview_bench import BRACKETS, MORNING, FakeOverviewBench
from fake_workbench import NOW, finding

from cmxero.core.findings import FindingKind
from cmxero.core.resolutions import ACCEPTED, WAITING
from cmxero.ui.grid import Column
from cmxero.ui.overview_charts import (
    MOST_CAUSES,
    OTHERS,
    ageing_groups,
    ageing_table,
    cause_groups,
    run_marks,
    runs_words,
)
from cmxero.ui.overview_choice import DEFAULT, MONTH_END, TILES
from cmxero.ui.overview_desk import OverviewDesk
from cmxero.ui.overview_rows import MOST_SHOWN, owed_behind
from cmxero.ui.overview_statement import statement
from cmxero.ui.overview_tiles import FINDING_TILES, tiles
from cmxero.workflows.overview import OwedRow


@pytest.fixture
def bench():
    return FakeOverviewBench()


@pytest.fixture
def desk(bench):
    return read(OverviewDesk(bench))


def read(desk):
    """As after the page has read both ledgers."""
    source = desk.source
    desk.figures = source.overview_figures()
    desk.report = source.tie_out_report(desk.as_of, desk.known_utc)
    return desk


def tile(desk, name):
    (made,) = tiles([name], desk.counted)
    return made


def amounts(rows, name):
    """The exact amounts a file of the rows would hold in a column."""
    at = rows.heads.index(name)
    return [cells[at] for cells in rows.cells()]


def test_tiles_count_what_their_words_say(desk, bench):
    """Open, old, to book; a decision moves a finding from one tile to another."""
    assert tile(desk, "open").value == "14"
    assert tile(desk, "to_book").value == "2"
    assert tile(desk, "to_book").note == "net −408.20 AUD"  # noqa: RUF001
    assert tile(desk, "proof").note == "nothing to do"
    bench.decided_by_tom(finding(2).key, WAITING)
    bench.decided_by_tom(finding(0).key, ACCEPTED)
    desk.reload()
    assert [tile(desk, each).value for each in ("open", "to_book", "proof", "decided")] == [
        "12", "1", "1", "1",
    ]  # fmt: skip


def test_older_than_60_days_begins_with_the_61st(bench):
    """The words are what is counted."""
    today = bench.page_header().today
    bench.found = {
        str(days): finding(days, key=str(days), since=today - timedelta(days=days))
        for days in (59, 60, 61, 62)
    }
    rows = OverviewDesk(bench).rows("tile:old")
    assert rows.data["id"] == ["62", "61"]
    assert rows.said == "2 findings, net 75.55 AUD."


@pytest.mark.parametrize("name", FINDING_TILES)
def test_a_tile_of_findings_opens_as_many_rows_as_it_says(desk, name):
    """No number whose origin cannot be clicked."""
    rows = desk.rows(f"tile:{name}")
    assert f"{len(rows.data['id']):,}" == tile(desk, name).value
    assert rows.title == TILES[name]
    where = "adjustments.ipynb" if name == "to_book" else "mismatches.ipynb?status="
    assert rows.address.startswith(where)


def test_other_tiles_open_payments_runs_and_failures(desk):
    """Held payments are told from unmatched ones; runs come newest first."""
    assert tile(desk, "payments").note == "1 held, 1 not matched"
    assert desk.rows("tile:payments").data["state"] == ["held", "unknown invoice"]
    assert tile(desk, "last_export").value == "1 hour ago"
    assert tile(desk, "last_export").note == "needs a person"
    assert desk.rows("tile:last_pull").data["id"] == ["pull-1", "pull-3"]
    assert tile(desk, "failed").note == "every invoice sent is in Xero"
    assert desk.rows("tile:failed").address == "export.ipynb"


def test_every_line_of_the_statement_opens_rows_that_add_up_to_it(desk):
    """To the cent, for both ledgers, the difference, and each kind of the bridge."""
    for line in statement(desk.report):
        rows = desk.rows(line.id)
        if line.id.startswith("bridge:") or line.id == "explained:":
            found = sum(amounts(rows, "Case Manager less Xero"), Decimal("0.00"))
            assert line.value == f"{found:,.2f}".replace("-", "−"), line  # noqa: RUF001
        if line.note.endswith(("row", "rows")):
            assert line.note.split()[0] == str(len(rows.cells())), line


def test_every_bar_of_the_ageing_opens_rows_that_add_up_to_it(desk):
    """A bar's length is the figure in cents; one below zero is drawn as such."""
    bars = [bar for group in ageing_groups(desk.report) for bar in group.bars]
    assert [bar.side for bar in bars] == ["Case Mgr", "Xero"] * 3
    for bar in bars:
        owed = amounts(desk.rows(bar.id), "Owed")
        assert sum(owed).scaleb(2) == bar.length
        assert bar.name.endswith(f"{len(owed)} invoices")
    table = ageing_table(desk.report)
    assert all(bar.text in table for bar in bars)


def test_rows_are_asked_for_the_day_and_instant_of_the_page(desk, bench):
    """Figures of June are not explained by rows of today."""
    desk.as_of, desk.known_utc = date(2026, 6, 30), MORNING
    desk.rows(f"owed:Xero|{BRACKETS[1]}")
    desk.rows("bridge:totals differ")
    assert bench.asked[-2:] == [
        ("owed", "Xero", BRACKETS[1], date(2026, 6, 30), MORNING),
        ("rows", "totals differ", date(2026, 6, 30), MORNING),
    ]


def test_unexplained_has_no_rows_and_says_what_that_means(desk, bench):
    """Nothing left is good; a cent left says what to do."""
    assert desk.rows("unexplained:").said.startswith("Every cent of the difference is explained")
    bench.unexplained = Decimal("0.01")
    read(desk)
    assert "No finding explains 0.01 AUD. Press Refresh" in desk.rows("unexplained:").said
    assert [line.tone for line in statement(desk.report) if line.tone] == ["alarm"]


def test_kinds_that_change_nothing_stand_in_one_line(desk):
    """What the line says is what it opens."""
    (line,) = [line for line in statement(desk.report) if line.id == "quiet:"]
    assert (line.name, line.note) == ("1 kind that changes nothing owed", "2 rows")
    assert desk.rows("quiet:").data["kind"] == [FindingKind.EDITED_IN_XERO.value] * 2


def test_causes_beyond_the_first_share_a_bar(bench):
    """Every open finding is in exactly one bar, and each bar opens its own."""
    kinds = list(FindingKind)[: MOST_CAUSES + 4]
    bench.found = {
        f"{kind}{n}": finding(n, key=f"{kind}{n}", kind=kind)
        for at, kind in enumerate(kinds)
        for n in range(len(kinds) - at)
    }
    desk = OverviewDesk(bench)
    bars = [group.bars[0] for group in cause_groups(desk.findings)]
    assert len(bars) == MOST_CAUSES + 1
    assert bars[-1].id == f"cause:{OTHERS}"
    opened = [desk.rows(bar.id).data["id"] for bar in bars]
    assert [len(ids) for ids in opened] == [bar.length for bar in bars]
    assert sorted(key for ids in opened for key in ids) == sorted(bench.found)


def test_runs_stand_oldest_first_with_a_sign_and_in_words(bench):
    """A failed one has another sign, not only another colour."""
    marks = run_marks(bench.runs, NOW)
    assert [mark.sign for mark in marks] == ["…", "×", "!", "✓"]  # noqa: RUF001
    assert marks[-1].name == "pull, 22 Nov 2026 07:14 UTC, 1 hour ago: done"
    assert runs_words(bench.runs, NOW) == (
        "Last: pull, 1 hour ago, done. Of 4: 1 done, 1 failed, 1 needs a person, 1 not ended."
    )
    assert "Import a journal first" in runs_words((), NOW)


def test_a_view_is_kept_and_opens_the_same_way_the_next_time(bench):
    """Tiles, their order, charts, and the day."""
    desk = OverviewDesk(bench)
    desk.choose(tiles=("proof", "open"))
    desk.choose(charts=("runs",))
    desk.choose(opens=MONTH_END)
    again = OverviewDesk(bench)
    assert again.choice == desk.choice
    assert again.as_of == date(2026, 10, 31)
    again.reset()
    assert OverviewDesk(bench).choice == DEFAULT
    assert bench.kept == {"overview": ""}


def test_beyond_what_travels_the_count_and_the_file_are_whole():
    """The page says how many are listed; the sum is that of all."""
    row = OwedRow("Xero", "x", "CM-1", "", None, None, Decimal("0.01"), "AUD")
    rows = owed_behind("Owed", [row] * (MOST_SHOWN + 1))
    assert len(rows.data["id"]) == MOST_SHOWN
    assert rows.said == "5,001 rows, 50.01 AUD. The first 5,000 are listed; a file holds all."
    assert len(rows.cells()) == MOST_SHOWN + 1


def test_amounts_of_two_currencies_are_never_one_figure():
    """They stand beside each other."""
    rows = [
        OwedRow("Xero", "x", "CM-1", "", None, None, Decimal("1.00"), unit)
        for unit in ("AUD", "NZD")
    ]
    assert owed_behind("Owed", rows).said == "2 rows, 1.00 AUD, 1.00 NZD."


def test_money_columns_bring_their_cents_and_their_currency(desk):
    """The grid adds up a selection from whole cents, per currency."""
    rows = desk.rows("owed:Xero|")
    (owed,) = [column for column in rows.columns if column.title == "Owed"]
    assert isinstance(owed, Column)
    assert (owed.key, owed.total) == ("owed_key", "unit")
    assert rows.data["owed_key"][0] == 10005
    assert set(rows.data["unit"]) == {"AUD"}


def test_an_unknown_figure_is_a_fault(desk):
    """Only what the page itself drew can be pressed."""
    with pytest.raises(KeyError):
        desk.rows("nothing:")
