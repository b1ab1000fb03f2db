"""What stands on top of the Payments page."""

from cmxero.core.payment_board import PaymentState
from cmxero.ui.formats import amount_text, counted
from cmxero.ui.html import Html, element
from cmxero.ui.masthead import figure_list, page_top
from cmxero.ui.pages import PAYMENTS
from cmxero.ui.payment_list import PaymentList

_SAID = (
    (PaymentState.WAITING, "waits for the next import file", "wait for the next import file"),
    (PaymentState.HELD, "is held until its day", "are held until their day"),
    (PaymentState.CHANGED, "was changed in Xero", "were changed in Xero"),
    (PaymentState.DELETED, "was deleted in Xero", "were deleted in Xero"),
    (PaymentState.UNMATCHED, "cannot be matched", "cannot be matched"),
)


def payments_top(payments: PaymentList) -> Html:
    """Title, one sentence that says which payments reached Case Manager, figures."""
    return element(
        "header",
        page_top(payments.header, PAYMENTS),
        element("p", headline(payments), class_="cmx-headline"),
        figure_list(_figures(payments)),
        class_="cmx-masthead",
    )


def headline(payments: PaymentList) -> str:
    """Which of Xero's payments reached Case Manager."""
    total = len(payments.board.rows)
    if not total:
        return "Xero has no payment on a CM- invoice yet."
    arrived = payments.count_of(PaymentState.ARRIVED)
    if arrived == total:
        return f"{_all(total)} on CM- invoices in Xero reached Case Manager."
    said = [
        f"{count:,} {one if count == 1 else many}"
        for state, one, many in _SAID
        if (count := payments.count_of(state))
    ]
    return (
        f"Of {counted(total, 'payment')} on CM- invoices in Xero {arrived:,} reached Case Manager; "
        f"{', '.join(said)}."
    )


def _all(total: int) -> str:
    return "The only payment" if total == 1 else f"All {total:,} payments"


def _figures(payments: PaymentList) -> tuple[tuple[str, str, str], ...]:
    board = payments.board
    by_hand = sum(item.status == "to do" for item in board.items)
    unmatched = payments.count_of(PaymentState.UNMATCHED)
    waiting = f"{board.next_count:,} · {amount_text(board.next_total)}"
    return (
        ("Arrived", f"{payments.count_of(PaymentState.ARRIVED):,}", ""),
        ("For the next import file", waiting, "cmx-strong" if board.next_count else ""),
        ("Held until their day", f"{payments.count_of(PaymentState.HELD):,}", ""),
        ("To change in Case Manager", f"{by_hand:,}", "cmx-amber" if by_hand else ""),
        ("Cannot be matched", f"{unmatched:,}", "cmx-amber" if unmatched else ""),
    )
