"""What the kernel of every page does first, done before anybody asks for a page."""

from collections.abc import Callable
from importlib import import_module
from typing import Protocol

from cmxero.core.errors import CmxeroError
from cmxero.ui.mismatch_rows import oldest_first, rows_of
from cmxero.ui.pages import PAGES
from cmxero.ui.source import MismatchSource


class Warmable(MismatchSource, Protocol):
    """A workbench that can be kept ready."""

    def keep_ready(self) -> None:
        """Hand its engine to the next workbench of this home in this process."""


def warm_up(open_bench: Callable[[], Warmable]) -> None:
    """Load the pages, work out pairs and findings, and read what most pages show.

    What goes wrong here goes wrong again on the page, which says so to a person.
    """
    for page in PAGES:
        import_module(page.module)
    try:
        bench = open_bench()
        findings = bench.findings()
        rows_of(findings, bench.page_header().today)
        oldest_first(findings)
        bench.keep_ready()
    except CmxeroError:
        return
