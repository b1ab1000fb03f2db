from urllib.parse import urlsplit

import pytest
from fake_workbench import FakeWorkbench, finding

from cmxero.core.findings import FindingKind
from cmxero.core.resolutions import ACCEPTED, OPEN
from cmxero.ui import show_mismatches
from cmxero.ui.deep_link import follow, read_link
from cmxero.ui.html import element
from cmxero.ui.mismatch_queue import MismatchQueue
from cmxero.ui.mismatches import MismatchesPage
from cmxero.ui.overview_desk import finding_link
from cmxero.ui.pages import MISMATCHES, deep_link


@pytest.fixture
def queue(bench):
    return MismatchQueue(bench)


def opened(queue, **wanted):
    """The queue after following a link made by ``deep_link`` itself."""
    follow(queue, read_link(urlsplit(deep_link(MISMATCHES, **wanted)).query))
    return queue


@pytest.mark.parametrize("kind", FindingKind)
def test_every_kind_can_be_linked_to(queue, kind):
    """Spaces, brackets and hyphens survive the way, and the link may stand in a page."""
    assert opened(queue, kind=kind).kind == kind.value
    assert "href" in element("a", "x", href=deep_link(MISMATCHES, kind=kind))


def test_status_kind_and_words_are_followed_together(queue, bench):
    """The queue lists exactly these, and the cursor is on the first that is shown."""
    bench.decided_by_tom(finding(0).key, ACCEPTED)
    queue.reload()
    opened(queue, status="all", kind=FindingKind.TOTALS_DIFFER, query="CM-1008")
    assert [one.subject for one in queue.listed()] == ["CM-1001", "CM-1008"]
    assert queue.current == finding(7).key
    opened(queue, status=ACCEPTED)
    assert [one.subject for one in queue.listed()] == ["CM-1001"]


def test_link_to_one_finding_opens_its_status_and_puts_the_cursor_on_it(queue, bench):
    """Also where it is no longer open."""
    key = finding(3).key
    bench.decided_by_tom(key, ACCEPTED)
    queue.reload()
    follow(queue, read_link(urlsplit(finding_link(key)).query))
    assert (queue.status, queue.current) == (ACCEPTED, key)


@pytest.mark.parametrize(
    "address",
    ["", "status=closed&kind=nonsense", "finding=main/gone", "kind=" + "x" * 400, "%&=&&x", "kind"],
)
def test_what_an_address_names_and_does_not_exist_is_ignored(queue, address):
    """The page opens as ever."""
    before = queue.current
    follow(queue, read_link(address))
    assert (queue.status, queue.kind, queue.query, queue.current) == (OPEN, "", "", before)


def test_page_opens_at_what_its_address_asks_for(monkeypatch, bench):
    """Voila hands the address over in the environment; chips and search box show it."""
    monkeypatch.setenv("QUERY_STRING", "kind=totals+differ&query=CM-1008&page=x")
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    show_mismatches(bench)
    assert shown
    page = MismatchesPage(FakeWorkbench(14), {"kind": "totals differ", "query": "CM-1008"})
    assert page.kinds.value == "totals differ"
    assert page.grid.query == "CM-1008"
    assert page.grid.current == finding(7).key
    assert "CM-1008" in page.head.value


@pytest.mark.parametrize("query", ["kind=<script>", "kind=a b", "x", "kind=x#y", 'kind="', "=x"])
def test_an_address_with_anything_unsafe_in_it_is_no_link(query):
    """Only what ``urlencode`` writes."""
    with pytest.raises(ValueError, match="not a web address"):
        element("a", "x", href=f"mismatches.ipynb?{query}")
