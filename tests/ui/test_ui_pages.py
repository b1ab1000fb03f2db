from pathlib import Path

import pytest

from cmxero.ui.html import element
from cmxero.ui.pages import EXPORT, PAGES, addresses, navigation
from cmxero.ui.voila_server import HOME_PAGE

DASHBOARDS = Path(__file__).parents[2] / "dashboards"


def test_every_page_has_its_notebook_and_every_notebook_its_page():
    """A page that is not in the list could not be reached."""
    assert {page.notebook for page in PAGES} == {path.name for path in DASHBOARDS.glob("*.ipynb")}
    assert PAGES[0].notebook == HOME_PAGE


def test_navigation_links_to_all_and_marks_where_one_is():
    """One list for every page."""
    shown = navigation(EXPORT)
    assert '<a href="mismatches.ipynb">Mismatches</a>' in shown
    assert shown.index("Overview") < shown.index("Export batches") < shown.index("Mismatches")
    assert '<a href="export.ipynb" aria-current="page">Export batches</a>' in shown


def test_addresses_are_what_a_person_can_type():
    """The launcher prints them."""
    assert addresses("http://127.0.0.1:9/")[1] == (
        "Export batches",
        "http://127.0.0.1:9/voila/render/export.ipynb",
    )


@pytest.mark.parametrize("address", ["../x.ipynb", "javascript:x.ipynb", "x.ipynb?y", "/x.ipynb"])
def test_only_plain_names_of_pages_become_links(address):
    """A name from outside must not lead anywhere else."""
    with pytest.raises(ValueError, match="not a web address"):
        element("a", "x", href=address)
