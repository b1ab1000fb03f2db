import asyncio
import threading

import pytest
from fake_export_bench import FakeExportBench

from cmxero.ui.export_page import ExportPage
from cmxero.ui.jobs import Background


async def until(condition):
    """Let the loop run until something is so; a bound keeps a fault from hanging the suite."""
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came")


def test_work_runs_beside_the_loop_and_its_result_comes_in_the_loops_thread():
    """The page stays free, and only its own thread touches widgets."""

    async def visit():
        background, seen = Background(), []
        background.is_shown()
        background.begin(
            threading.get_ident,
            lambda worker: seen.append((worker, threading.get_ident())),
            seen.append,
        )
        assert seen == []
        await until(lambda: seen)
        return seen[0]

    worker, shower = asyncio.run(visit())
    assert shower == threading.get_ident()
    assert worker != shower


def test_result_waits_until_the_browser_shows_the_page():
    """Whatever is sent while the browser still builds the page would be lost."""

    async def visit():
        background, seen = Background(), []
        background.begin(lambda: "plan", seen.append, seen.append)
        await until(lambda: background._early)
        assert seen == []
        background.is_shown()
        return seen

    assert asyncio.run(visit()) == ["plan"]


def test_fault_of_the_work_is_handed_over():
    """A thread's exception would vanish."""

    async def visit():
        background, seen = Background(), []
        background.is_shown()
        background.begin(lambda: 1 / 0, seen.append, seen.append)
        await until(lambda: seen)
        return seen[0]

    assert isinstance(asyncio.run(visit()), ZeroDivisionError)


def test_work_goes_on_when_the_page_and_its_loop_are_gone():
    """An export is not cut off by a closed page: telling nobody is no fault of the work."""
    background, go_on, done = Background(), threading.Event(), threading.Event()

    def work():
        go_on.wait(10)
        background.tell(lambda: pytest.fail("there is no page any more"))
        done.set()

    async def visit():
        background.begin(work, print, print)

    asyncio.run(visit())
    go_on.set()
    assert done.wait(10)


def test_export_shows_progress_and_cancel_finishes_what_is_under_way():
    """The bar moves while the page answers; the rest stays ready for the next export."""
    sent, go_on = threading.Semaphore(0), threading.Semaphore(0)

    class Gated(FakeExportBench):
        def _send(self, journal, one):
            sent.release()
            assert go_on.acquire(timeout=10)
            return super()._send(journal, one)

    async def visit():
        bench = Gated(14)
        page = ExportPage(bench)
        page.plan.grid._received(page.plan.grid, {"type": "shown"}, [])
        await until(lambda: page.desk.plan)
        page.bar.press.button.click()
        page.bar.sure.button.click()
        assert page.bar.press.button.description == "Exporting…"
        assert page.journal.disabled
        go_on.release(4)
        await until(lambda: "3 of 10 invoices, about" in page.bar.progress.value)
        page.plan.grid.current = "1012"
        assert "CM-1012" in page.plan.head.value
        page.bar.cancel.button.click()
        assert "what is under way is finished first" in page.bar.progress.value
        go_on.release(20)
        await until(lambda: page.desk.plan and not page.jobs.busy)
        return bench, page

    bench, page = asyncio.run(visit())
    assert "Stopped by you: 4 not sent yet." in page.result.value
    assert len(bench.in_xero["42"]) == 2 + 6
    assert page.bar.press.button.description == "Export 4 invoices (667.50 AUD)"
    assert page.notice.fault is None
