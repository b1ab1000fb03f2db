"""The views everybody has on the Payments page, and which make sense there."""

from cmxero.core.payment_board import PaymentState
from cmxero.ui.grid import DESCENDING
from cmxero.ui.payment_rows import COLUMNS
from cmxero.ui.saved_views import View, view_rule


def is_any(_value: str) -> bool:
    """Reasons and batches come and go; what there is none of any more finds nothing."""
    return True


VIEWS = (
    View("All payments"),
    View("Largest first", sort=("amount", DESCENDING)),
    View("For the next import file", {"state": PaymentState.WAITING}),
    View("Cannot be matched", {"state": PaymentState.UNMATCHED}),
    View("Held until their day", {"state": PaymentState.HELD}),
)
is_valid = view_rule(
    {
        "state": {state.value for state in PaymentState}.__contains__,
        "reason": is_any,
        "batch": is_any,
    },
    COLUMNS,
)
