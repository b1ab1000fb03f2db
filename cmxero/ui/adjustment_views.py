"""The views everybody has on the Adjustments & refunds page, and which make sense there."""

from cmxero.core.playbook_entries import System
from cmxero.core.resolutions import OPEN, WAITING
from cmxero.ui.adjustment_desk import PROVEN
from cmxero.ui.adjustment_rows import COLUMNS, PROVEN_COLUMNS
from cmxero.ui.queue_views import FILTERS
from cmxero.ui.saved_views import View, view_rule

VIEWS = (
    View("All that is to do", {"status": OPEN}),
    View("Mine", {"status": OPEN, "part": "mine"}),
    View("Unassigned", {"status": OPEN, "part": "unassigned"}),
    View("To enter in Xero", {"status": OPEN, "system": System.XERO}),
    View("To enter in Case Manager", {"status": OPEN, "system": System.CASE_MANAGER}),
    View("Over 60 days", {"status": OPEN, "part": "over 60 days"}),
    View("Waiting for proof", {"status": WAITING}),
)
is_valid = view_rule(
    {
        **FILTERS,
        "status": lambda value: value == PROVEN or FILTERS["status"](value),
        "system": {system.value for system in System}.__contains__,
    },
    COLUMNS,
    also_sorted=PROVEN_COLUMNS,
)
