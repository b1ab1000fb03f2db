"""The views everybody has on the Mismatches page (ui.md 8.3), and which make sense there."""

from cmxero.core.findings import FindingKind
from cmxero.core.resolutions import OPEN, STATUSES
from cmxero.ui.finding_list import ALL, SLICES
from cmxero.ui.mismatch_rows import COLUMNS
from cmxero.ui.saved_views import View

VIEWS = (
    View("All that is open", OPEN),
    View("Mine", OPEN, part="mine"),
    View("Unassigned", OPEN, part="unassigned"),
    View("Over 60 days", OPEN, part="over 60 days"),
    View("Cents only", OPEN, part="cents only"),
    View("Missing in Xero", OPEN, FindingKind.MISSING_IN_XERO.value),
    View("Paid in Xero, open in Case Manager", OPEN, FindingKind.PAYMENT_ONLY_IN_XERO.value),
)
_KINDS = {ALL, *(kind.value for kind in FindingKind)}
_FIELDS = {column.field for column in COLUMNS}
_DIRECTIONS = {"ascending", "descending"}


def is_valid(view: View) -> bool:
    """Whether the page can show it: its words are statuses, kinds, parts and columns of today."""
    return (
        view.status in {ALL, *STATUSES}
        and view.kind in _KINDS
        and view.part in SLICES
        and _FIELDS.issuperset(view.columns)
        and (
            not view.sort
            or (len(view.sort) == 2 and view.sort[0] in _FIELDS and view.sort[1] in _DIRECTIONS)  # noqa: PLR2004
        )
    )
