"""The views everybody has on the Mismatches page (ui.md 8.3), and which make sense there."""

from cmxero.core.findings import FindingKind
from cmxero.core.resolutions import OPEN
from cmxero.ui.mismatch_rows import COLUMNS
from cmxero.ui.queue_views import FILTERS
from cmxero.ui.saved_views import View, view_rule

VIEWS = (
    View("All that is open", {"status": OPEN}),
    View("Mine", {"status": OPEN, "part": "mine"}),
    View("Unassigned", {"status": OPEN, "part": "unassigned"}),
    View("Over 60 days", {"status": OPEN, "part": "over 60 days"}),
    View("Cents only", {"status": OPEN, "part": "cents only"}),
    View("Missing in Xero", {"status": OPEN, "kind": FindingKind.MISSING_IN_XERO}),
    View(
        "Paid in Xero, open in Case Manager",
        {"status": OPEN, "kind": FindingKind.PAYMENT_ONLY_IN_XERO},
    ),
)
is_valid = view_rule(FILTERS, COLUMNS)
