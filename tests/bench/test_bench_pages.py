"""The Mismatches page with 20,000 findings, in a real browser: opened, looked at, decided."""

import csv
import shutil
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import expect, sync_playwright
from served_pages import FLAGS, ROOT, launched

from cmxero import open_workbench
from cmxero.casemanager.columns import HEADERS

FINDINGS = 20_000
VISITORS = 10
BETWEEN_VISITS_S = 15
READING_S = 2
"""Nobody decides on a finding before having looked at it."""
SEEN = """((selector, words) => new Promise(done => {
  const look = () => document.querySelector(selector)?.textContent.includes(words)
    ? done() : requestAnimationFrame(look);
  look();
}))"""
EVERY_FRAME = f"([selector, words]) => {SEEN}(selector, words)"
FROM_EVENT = f"""([event, selector, words]) => {{ window.cmxTook = new Promise(done =>
  addEventListener(event, begun => {SEEN}(selector, words)
    .then(() => done(performance.now() - begun.timeStamp)), {{capture: true, once: true}}));
}}"""
"""Milliseconds from a person's act to the frame that shows what came of it; the tool that plays the
person takes half as long again to tell the page and to look."""


def test_twenty_thousand_findings(benchmark, tmp_path):
    """Usable cold and again, click to detail, decision to the row that shows it.

    Once right after the start of the server; then as people come to one that runs, some seconds
    apart: with an empty cache in the browser (cold), with a full one in a tab of its own (again),
    and in the tab that is open already.
    """
    took, home = {}, home_of(tmp_path)
    with launched(home, ROOT / "dashboards", kernel_ready=True) as address, browser() as chromium:

        def work():
            for name in ("just started", "cold", "again", "same tab"):
                if name in {"just started", "cold"}:
                    visitor = chromium.new_context(viewport={"width": 1440, "height": 900})
                if name != "same tab":
                    page = visitor.new_page()
                took[name] = timed(lambda page=page: open_page(page, address))
                time.sleep(BETWEEN_VISITS_S)
                if name in {"just started", "cold"}:
                    page.close()
            for name, place in (("click to detail", 5), ("click again", 7)):
                row = page.locator(f"[role=row][aria-rowindex='{place}']")
                subject = row.locator("[role=gridcell]").nth(1).inner_text()
                row.hover()
                took[name] = from_event(page, "click", row.click, ".cmx-panel-head", subject)
                expect(page.get_by_text("What to enter")).to_be_visible()
            for name, place in (("decision to row", 7), ("next decision", 9)):
                row = f"[role=row][aria-rowindex='{place}']"
                page.locator(row).click()
                time.sleep(READING_S)
                took[name] = from_event(
                    page, "keydown", lambda: page.keyboard.press("x"), row, "waiting for proof"
                )

        benchmark.pedantic(work, rounds=1)
    print(f"\n{FINDINGS:,} findings: " + ", ".join(f"{k} {v:.2f} s" for k, v in took.items()))


def test_ten_visitors(benchmark, tmp_path):
    """At the same moment, each with a kernel; memory of kernels and server."""
    home = tmp_path / "home"
    bench = open_workbench(home)
    bench.import_(ROOT / "data" / "sample" / "journal-41.csv")
    bench.close()
    with launched(home, ROOT / "dashboards", kernel_ready=True) as address, browser() as chromium:
        pages = [chromium.new_context().new_page() for _ in range(VISITORS)]

        def work():
            for page in pages:
                page.goto(f"{address}voila/render/mismatches.ipynb", wait_until="commit")
            for page in pages:
                expect(page.get_by_role("grid")).to_be_visible(timeout=120_000)

        waited = benchmark.pedantic(lambda: timed(work), rounds=1)
        kernels = [megabytes(path) for path in processes("ipykernel_launcher")]
        (server,) = [megabytes(path) for path in processes("cmxero.ui.serve")]
    print(
        f"\n{VISITORS} visitors: the last usable after {waited:.1f} s; kernels of "
        f"{min(kernels)} to {max(kernels)} MB, server {server} MB"
    )
    assert len(kernels) >= VISITORS


def home_of(folder):
    """A home with a journal of invoices that nobody exported: a finding each."""
    file, home = folder / "journal.csv", folder / "home"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, HEADERS, restval="")
        writer.writeheader()
        for number in range(FINDINGS):
            amount = str(Decimal(5000 + number % 40_000) / 100)
            day = date(2025, 10, 1) + timedelta(days=number % 350)
            writer.writerow({
                "Journal Number": "41", "Journal Date": "30/09/2026",
                "Transaction Type": "invoice", "Invoice Number": str(100_000 + number),
                "Transaction Date": day.isoformat(), "Terms": "14 days",
                "Company": f"Bluegum {number % 37}", "Case Number": f"C{number % 900}",
                "Cost Name": "Assessment", "Quantity": "1", "Unit": "each", "Rate": amount,
                "Tax Code": "FRE", "Line Amount": amount, "Line Tax": "0.00",
                "Line Total": amount, "Transaction Total": amount,
            })  # fmt: skip
    bench = open_workbench(home)
    bench.import_(file)
    bench.close()
    return home


def browser():
    """Chromium, as the browser tests start it."""
    return _Browser()


class _Browser:
    def __enter__(self):
        self._playwright = sync_playwright().start()
        found = shutil.which("chromium") or shutil.which("google-chrome")
        self._chromium = self._playwright.chromium.launch(executable_path=found, args=FLAGS)
        return self._chromium

    def __exit__(self, *_):
        self._chromium.close()
        self._playwright.stop()


def open_page(page, address):
    page.goto(f"{address}voila/render/mismatches.ipynb", wait_until="commit")
    until(page, f"[role=grid][aria-rowcount='{FINDINGS + 1}']")


def until(page, selector, words=""):
    """Wait until something is seen, frame by frame; Playwright itself looks once a second."""
    page.evaluate(EVERY_FRAME, [selector, words])


def from_event(page, event, act, selector, words):
    """Seconds from the event that an act sets off to the frame in which something is seen."""
    page.evaluate(FROM_EVENT, [event, selector, words])
    act()
    return page.evaluate("() => window.cmxTook") / 1000


def timed(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def processes(words):
    """Folders under /proc of the processes whose command line has these words."""
    for path in Path("/proc").glob("[0-9]*"):
        try:
            command = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if words in command:
            yield path


def megabytes(path):
    """Memory of one's own, in MB."""
    rows = (path / "smaps_rollup").read_text("utf-8").splitlines()
    own = sum(int(row.split()[1]) for row in rows if row.startswith("Private_"))
    return own // 1024
