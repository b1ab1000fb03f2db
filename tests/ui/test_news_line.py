"""The line that says what came: quiet, cheap, and gone with the page."""

import asyncio

import pytest
from fake_history import FakeHistory
from fake_overview_bench import FakeOverviewBench
from fake_workbench import NOW, FakeWorkbench, finding

from cmxero.core.errors import StoreBusyError
from cmxero.core.resolutions import ACCEPTED, OPEN, ResolutionAction
from cmxero.ui import news_line
from cmxero.ui.history import HistoryPage
from cmxero.ui.mismatches import MismatchesPage
from cmxero.ui.news_line import QUIET_AFTER_S
from cmxero.ui.overview import OverviewPage


class Counting(FakeWorkbench):
    """Knows how often it was asked."""

    asked = 0

    def standing(self):
        self.asked += 1
        return super().standing()


class Hours:
    """A clock a test moves."""

    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def bench():
    return Counting(14)


@pytest.fixture
def page(bench):
    made = MismatchesPage(bench)
    made.news._seconds = Hours()
    made.news._acted_at = made.news._seconds()
    return made


def visible(widget):
    return "cmx-off" not in widget._dom_classes


def test_another_persons_decision_and_a_pull_appear_and_nothing_moves_until_asked(page, bench):
    """Filter, cursor and rows stay; the button shows what came."""
    page.grid.current = finding(3).key
    rows = dict(page.grid.data)
    page.news.ask()
    assert not visible(page.news.box)
    bench.decided_by_tom(finding(0).key, ACCEPTED)
    bench.pulled = 2
    page.news.ask()
    assert visible(page.news.box)
    assert "3 new items since 08:14" in page.news.text.value
    assert "1 decision, 2 changes in Xero" in page.news.text.value
    assert (page.grid.data, page.grid.current) == (rows, finding(3).key)
    page.news.show_them.button.click()
    assert not visible(page.news.box)
    assert finding(0).key not in page.grid.data["id"]
    assert (page.queue.status, page.grid.current) == (OPEN, finding(3).key)
    assert "Came meanwhile: 1 decision, 2 changes in Xero." in page.notice.text.value
    page.news.ask()
    assert not visible(page.news.box)


def test_what_a_person_did_here_is_no_news(page, bench):
    """Only what others did; and Refresh has shown it all."""
    page.decisions.buttons[ResolutionAction.DID_IN_XERO].button.click()
    page.news.ask()
    assert not visible(page.news.box)
    bench.decided_by_tom(finding(1).key, ACCEPTED)
    page.refresh_action.button.click()
    page.news.ask()
    assert not visible(page.news.box)


def test_a_page_nobody_uses_asks_no_more_until_somebody_does(page, bench):
    """Whatever a kernel sends keeps it from being culled, so an abandoned page sends nothing."""
    asked = bench.asked
    page.news._seconds.now += QUIET_AFTER_S + 1
    bench.pulled = 1
    page.news.ask()
    assert (bench.asked, visible(page.news.box)) == (asked, False)
    page.grid.current = finding(2).key
    page.news.ask()
    assert (bench.asked, visible(page.news.box)) == (asked + 1, True)


def test_nothing_is_asked_while_a_job_runs():
    """A pull of the page's own is no news; what came during the job is told after it."""
    bench = FakeOverviewBench(14)
    page = OverviewPage(bench)
    page.jobs.busy, bench.pulled = "pull from Xero", 1
    page.news.ask()
    assert not visible(page.news.box)
    page.jobs.busy = ""
    page.news.ask()
    assert "1 new item since 08:14" in page.news.text.value
    page.news.show_them.button.click()
    assert not visible(page.news.box)
    assert page.notice.fault is None


def test_a_store_that_is_busy_is_no_card(page, bench):
    """The page itself is none the worse, and the next look may find it free."""
    bench.broken = StoreBusyError("Bea", 30)
    page.news.ask()
    assert page.notice.text.value == ""
    bench.broken, bench.pulled = None, 1
    page.news.ask()
    assert "1 new item since 08:14" in page.news.text.value


def test_in_a_kernel_it_asks_by_itself_beside_the_page_and_wakes_with_the_person(
    bench, monkeypatch
):
    """From when the browser shows the page; asleep after a while, awake with the next act."""
    monkeypatch.setattr(news_line, "EVERY_S", 0)

    async def until(condition):
        for _ in range(500):
            if condition():
                return
            await asyncio.sleep(0.01)
        raise AssertionError("it never came")

    async def visit():
        page = MismatchesPage(bench)
        clock = page.news._seconds = Hours()
        page.news._acted_at = clock()
        page.grid._received(page.grid, {"type": "shown"}, [])
        bench.pulled = 1
        await until(lambda: visible(page.news.box))
        clock.now += QUIET_AFTER_S + 1
        await until(lambda: page.news._timer is None and not page.news._is_asking)
        asked = bench.asked
        page.notice.guard("look", lambda: None)
        await until(lambda: bench.asked > asked)

    asyncio.run(visit())


def test_the_history_has_the_same_line():
    """The part is shared."""
    bench = FakeHistory(12)
    page = HistoryPage(bench)
    bench.pulled, bench.now = 1, NOW.replace(day=23)
    page.news.ask()
    assert "1 new item since 22 Nov 2026 08:14" in page.news.text.value
    page.news.show_them.button.click()
    assert page.notice.fault is None
    assert not visible(page.news.box)
