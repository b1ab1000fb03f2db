"""axe-core finds nothing against WCAG 2.2 A and AA on any page, wide and narrow (ui.md 9).

The sign-in page stands where its server is: ``test_sign_in``.
"""

from datetime import date

import pytest
from barriers import barriers
from playwright.sync_api import expect
from served_pages import ROOT, launched

from cmxero import open_workbench
from cmxero.config import Home
from cmxero.rehearsal import rehearsal_sandbox
from cmxero.sandbox.hands import XeroUser
from cmxero.ui.pages import PAGES

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The launcher on a home that has something of everything: sent, paid, refused, decided."""
    home = tmp_path_factory.mktemp("whole-home")
    with rehearsal_sandbox(Home(home)) as url:
        bench = open_workbench(home)
        bench.connect()
        bench.import_(ROOT / "data" / "sample" / "journal-41.csv")
        bench.export("41", dry_run=False)
        user = XeroUser(url)
        numbers = sorted(row["InvoiceNumber"] for row in user.list_invoices())
        user.approve(numbers[3:])
        user.void(numbers[4])
        user.pay(numbers[5], "1.00", date(2026, 10, 5), "EFT 1")
        user.edit_line(numbers[6], 0, "1.00")
        user.close()
        bench.pull()
        bench.reconcile()
        bench.close()
        with launched(home, ROOT / "dashboards") as served:
            yield served


@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.title)
def test_page_has_no_barrier(page, address, shown):
    """What a person needs who cannot see, point or tell colours; wide and narrow."""
    page.goto(f"{address}voila/render/{shown.notebook}")
    expect(page.get_by_role("heading", name=shown.title, level=1)).to_be_visible()
    expect(page.get_by_role("gridcell").or_(page.locator("td")).first).to_be_attached()
    assert barriers(page) == []
