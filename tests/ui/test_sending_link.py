"""From a finding on the Mismatches page to where cmxero can create what settles it."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest

from cmxero.core.money import money
from cmxero.core.resolutions import ResolutionAction
from cmxero.core.roles import Role
from cmxero.ui.adjustments_page import AdjustmentsPage
from cmxero.ui.deep_link import read_link
from cmxero.ui.mismatches import MismatchesPage


@pytest.fixture
def book(scene):
    """An adjustment that Xero lacks, an invoice lowered in Xero, one not exported."""
    scene.journal(
        "41",
        "invoice 1001 100.00 2026-08-01",
        "invoice 1002 50.00 2026-08-02",
        "adjustment A7 1001 -20.05 2026-09-05",
    )
    scene.cycle("41")
    scene.journal("42", "invoice 1004 10.00 2026-09-01")
    scene.xero.change("CM-1002", total=money("30.00"), amount_due=money("30.00"))
    scene.bench.pull()
    return scene


def visible(widget):
    return "cmx-off" not in widget._dom_classes


def offered(page, subject):
    """What stands beside the finding's playbook."""
    page.grid.current = next(each.key for each in page.queue.findings if each.subject == subject)
    return page.send.value


def test_the_link_leads_to_the_same_finding_where_it_can_be_previewed(book):
    """Only where cmxero can send it; the other page opens at it and offers the preview."""
    page = MismatchesPage(book.bench)
    made = offered(page, "adjustment A7")
    assert ">Let cmxero create it…<" in made
    assert offered(page, "CM-1004") == ""
    address = urlsplit(unescape(re.search(r'href="([^"]+)"', made)[1]))
    assert address.path == "adjustments.ipynb"
    opened = AdjustmentsPage(book.bench, read_link(address.query))
    assert opened.queue.targets()[0].subject == "adjustment A7"
    assert "1001" in opened.panel.head.value
    assert visible(opened.panel.settle.look.button)
    assert visible(opened.panel.settle.box)
    assert opened.view_bar.views.value == ""
    assert page.notice.fault is opened.notice.fault is None


def test_nothing_is_offered_once_it_is_done_or_to_who_may_only_look(book):
    """Waiting for proof, and the role view."""
    page = MismatchesPage(book.bench)
    offered(page, "adjustment A7")
    page.decisions.buttons[ResolutionAction.DID_IN_XERO].button.click()
    assert page.send.value == ""
    book.bench.undo([page.queue.targets()[0].key])
    book.bench.role = Role.VIEW
    assert offered(MismatchesPage(book.bench), "adjustment A7") == ""


def test_a_way_that_is_not_the_suggested_one_is_named_and_opened(book):
    """An unknown one leaves the suggested."""
    opened = AdjustmentsPage(book.bench, {"finding": _key(book, "adjustment A7"), "way": "2"})
    assert opened.panel.entries.place == 2
    opened = AdjustmentsPage(book.bench, {"finding": _key(book, "adjustment A7"), "way": "200"})
    assert opened.panel.entries.place == 1


def _key(book, subject):
    return next(each.key for each in book.bench.findings() if each.subject == subject)
