import asyncio
import io
import re
import threading
from datetime import date

import openpyxl
import pytest
from fake_overview_bench import BRACKETS, MORNING, FakeOverviewBench
from fake_workbench import finding
from test_ui_jobs import until

from cmxero.core.errors import StoreBusyError
from cmxero.core.resolutions import WAITING
from cmxero.ui import show_overview
from cmxero.ui.overview import OverviewPage
from cmxero.ui.overview_choice import DEFAULT, MONTH_END

JUNE = date(2026, 6, 30)
XERO_BAR = f"owed:Xero|{BRACKETS[1]}"


@pytest.fixture
def bench():
    return FakeOverviewBench()


@pytest.fixture
def page(bench):
    return OverviewPage(bench)


def visible(widget):
    return "cmx-off" not in widget._dom_classes


def press(part, figure):
    """What the browser sends when a person presses a figure, a bar or a mark."""
    part._received(part, {"type": "choose", "id": figure}, [])


def shown(part):
    return [item["id"] for item in part.items]


def received(button):
    """What pressing a download button hands to the browser."""
    sent = []
    button.send = lambda content, buffers=None: sent.append((content["name"], buffers[0]))
    button._pressed(button, {"type": "make"}, [])
    return sent[0]


def test_page_opens_with_headline_tiles_statement_and_charts(page, bench):
    """Everything is there without a click, and no rows are open."""
    assert "agree except for" in page.headline.value
    assert shown(page.tiles) == [f"tile:{each}" for each in DEFAULT.tiles]
    assert page.tiles.items[0]["value"] == "14"
    assert shown(page.lines)[:3] == ["owed:Case Manager|", "owed:Xero|", "bridge:"]
    assert "As both systems stand" in page.said.value
    assert len(page.ageing.parts) == len(BRACKETS)
    assert page.charts.children == (page.cards["ageing"], page.cards["causes"])
    assert not visible(page.drawer.box)
    assert not visible(page.custom.box)
    assert page.day.value is None
    assert bench.kept == {}
    assert page.notice.fault is None


def test_pressing_a_figure_opens_its_rows_and_pressing_it_again_closes_them(page):
    """The figure is marked, the keyboard goes into the rows, and back to the figure."""
    focused, sent = [], []
    page.drawer.grid.send = lambda content, **_: sent.append(content["type"])
    page.ageing.send = lambda content, **_: focused.append(content["id"])
    press(page.ageing, XERO_BAR)
    assert visible(page.drawer.box)
    assert page.drawer.grid.data["side"] == ["Xero"] * 3
    assert "Owed in Xero, 1 to 30 days overdue" in page.drawer.head.value
    assert page.ageing.chosen == page.tiles.chosen == XERO_BAR
    assert sent == ["focus", "say"]
    press(page.ageing, XERO_BAR)
    assert not visible(page.drawer.box)
    assert page.ageing.chosen == ""
    assert focused == [XERO_BAR]


def test_rows_of_findings_lead_to_the_mismatches_page(page):
    """All of them by status and kind, and the one under the cursor by its key."""
    press(page.causes, "cause:totals differ")
    assert 'href="mismatches.ipynb?status=open&amp;kind=totals+differ"' in page.drawer.head.value
    page.drawer.grid.current = finding(7).key
    assert "finding=demo%7CTOTALS_DIFFER%7CCM-1008" in page.drawer.one.value
    press(page.lines, "owed:Xero|")
    assert page.drawer.one.value == ""


def test_rows_come_as_a_file_with_exact_amounts_and_no_formula(page):
    """What a customer is called stays a text; a cent stays a cent."""
    press(page.lines, "owed:Xero|")
    name, content = received(page.drawer.excel)
    assert re.fullmatch(r"owed-in-xero-Harbour-Rehab-[A-Za-z0-9-]+-2026-11-22\.xlsx", name)
    head, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    assert head[-2:] == ("Owed", "Cur")
    assert min(str(row[-2]) for row in rows) == "-105.05"
    name, content = received(page.drawer.csv)
    assert name.endswith("2026-11-22.csv")
    assert b"'=HYPERLINK" in content


def test_another_day_is_read_and_open_rows_follow(page, bench):
    """Statement, ageing and the rows in the drawer are all of that day."""
    press(page.lines, "bridge:totals differ")
    page.day.value = JUNE
    assert "As of 30 Jun 2026" in page.said.value
    assert bench.asked[-1] == ("rows", "totals differ", JUNE, None)
    page.fold.button.click()
    assert visible(page.known)
    page.known.value = "2026-07-05T09:00"
    assert ("report", JUNE, MORNING) in bench.asked
    page.now.button.click()
    assert "As both systems stand" in page.said.value
    assert bench.asked[-1] == ("rows", "totals differ", None, None)
    page.month_end.button.click()
    assert page.day.value == date(2026, 10, 31)


def test_a_year_that_is_being_typed_is_not_read(page, bench):
    """The browser tells 0002, 0020 and 0202 on the way to 2026."""
    before = len(bench.asked)
    for year in (2, 20, 202):
        page.day.value = date(year, 6, 30)
    assert len(bench.asked) == before
    page.day.value = JUNE
    assert page.desk.report.as_of == JUNE


def test_an_instant_that_is_none_says_how_to_write_it(page):
    """Nothing is read, and what stands on the page stays."""
    page.known.value = "yesterday"
    assert "Write it like 2026-07-05T09:00" in page.notice.text.value
    assert page.desk.known_utc is None


def test_day_asked_for_while_another_is_read_wins():
    """The page answers meanwhile, and shows no figures under the wrong day."""
    entered, go_on = threading.Semaphore(0), threading.Semaphore(0)
    bench = FakeOverviewBench()

    def gate():
        entered.release()
        assert go_on.acquire(timeout=10)

    async def visit():
        bench.gate = gate
        page = OverviewPage(bench)
        page.drawer.grid._received(page.drawer.grid, {"type": "shown"}, [])
        assert page.refresh.button.description == "Reading…"
        assert page.tiles.items[0]["value"] == "14"
        assert page.tiles.items[4]["value"] == "…"
        await until(lambda: entered.acquire(blocking=False))
        page.day.value = date(2026, 5, 31)
        page.day.value = JUNE
        press(page.tiles, "tile:open")
        await until(lambda: page.drawer.rows)
        go_on.release(5)
        await until(lambda: not page.jobs.busy)
        return page

    page = asyncio.run(visit())
    assert "As of 30 Jun 2026" in page.said.value
    days = [question[1] for question in bench.asked if question[0] == "report"]
    assert days == [None, JUNE]
    assert page.tiles.items[4]["value"] == "2"
    assert page.refresh.button.description == "Refresh"
    assert page.notice.fault is None


def test_the_figure_pressed_last_is_the_one_whose_rows_are_shown():
    """Two quick presses: rows that come late do not stand under another heading."""
    go_on = threading.Semaphore(0)

    class Slow(FakeOverviewBench):
        def owed_rows(self, side, bracket="", as_of=None, known_on=None):
            if not bracket:
                assert go_on.acquire(timeout=10)
            return super().owed_rows(side, bracket, as_of, known_on)

    async def visit():
        page = OverviewPage(Slow())
        page.drawer.grid._received(page.drawer.grid, {"type": "shown"}, [])
        await until(lambda: page.desk.report)
        press(page.lines, "owed:Xero|")
        press(page.tiles, "tile:open")
        assert page.drawer.rows is None
        go_on.release()
        await until(lambda: page.drawer.rows)
        return page

    page = asyncio.run(visit())
    assert page.drawer.rows.title == "Open findings"
    assert page.tiles.chosen == "tile:open"


def test_person_makes_the_page_their_own_and_finds_it_so_again(page, bench):
    """Tiles and charts in the chosen order; each change is kept at once."""
    page.customise.button.click()
    assert visible(page.custom.box)
    page.custom.tiles.value = ["proof", "open"]
    page.custom.charts.value = ["runs", "causes"]
    page.custom.opens.value = MONTH_END
    page.custom.rows.value = "open"
    assert shown(page.tiles) == ["tile:proof", "tile:open"]
    assert page.charts.children == (page.cards["runs"], page.cards["causes"])
    again = OverviewPage(bench)
    assert shown(again.tiles) == ["tile:proof", "tile:open"]
    assert [each for each, _words in again.custom.tiles.options][:2] == ["proof", "open"]
    assert again.day.value == date(2026, 10, 31)
    assert "As of 31 Oct 2026" in again.said.value
    assert again.drawer.rows.title == "Open findings"
    again.custom.reset.button.click()
    assert shown(again.tiles) == [f"tile:{each}" for each in DEFAULT.tiles]
    assert again.custom.tiles.value == list(DEFAULT.tiles)
    assert bench.kept == {"overview": ""}


def test_one_persons_view_is_not_anothers(bench):
    """The workbench keeps it by name; the page never mixes them."""
    OverviewPage(bench).custom.tiles.value = ["open"]
    assert shown(OverviewPage(FakeOverviewBench()).tiles) != ["tile:open"]


def test_refresh_reads_everything_again(page, bench):
    """A decision made elsewhere shows in tiles, causes and open rows."""
    press(page.tiles, "tile:proof")
    assert page.drawer.rows.said == "0 findings."
    bench.decided_by_tom(finding(0).key, WAITING)
    page.refresh.button.click()
    assert page.tiles.items[5]["value"] == "1"
    assert page.drawer.rows.data["id"] == [finding(0).key]
    assert "Read again. Last pull from Xero 3 min ago." in page.notice.text.value


def test_fault_while_reading_is_a_card_and_the_page_stays(page, bench):
    """Busy now, fine later: nothing is lost and Refresh works."""
    bench.broken = StoreBusyError("another process", 30)
    press(page.lines, "owed:Xero|")
    assert "Not done: open the rows" in page.notice.text.value
    assert page.lines.chosen == ""
    page.day.value = JUNE
    assert "Not done: read both ledgers" in page.notice.text.value
    assert "As both systems stand" in page.said.value
    bench.broken = None
    page.refresh.button.click()
    assert "As of 30 Jun 2026" in page.said.value


def test_page_that_cannot_be_opened_is_a_card(monkeypatch):
    """Never a traceback."""
    shown_things = []
    monkeypatch.setattr("IPython.display.display", shown_things.append)
    show_overview(FakeOverviewBench(broken=RuntimeError("the answer is forty-two")))
    assert "Not done: open the Overview page" in shown_things[0].value
    assert "forty-two" not in shown_things[0].value


def test_an_empty_workbench_says_so():
    """Before the first import: agreed, nothing to do, nothing run."""
    bench = FakeOverviewBench(0)
    bench.runs, bench.waiting = [], []
    page = OverviewPage(bench)
    assert "agree to the cent" in page.headline.value
    assert {item["tone"] for item in page.tiles.items[:6]} == {"good"}
    assert page.tiles.items[7]["value"] == "never"
    assert page.causes.parts == []
    press(page.tiles, "tile:open")
    assert page.drawer.grid.empty == "There is no row behind this figure."
