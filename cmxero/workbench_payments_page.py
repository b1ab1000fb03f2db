"""What the Payments page asks besides the use cases."""

from cmxero.core.payment_board import PaymentRow
from cmxero.wiring import Wiring
from cmxero.workflows.payment_board import PaymentBoard, PaymentStory, payment_board, payment_story


class PaymentsPaging(Wiring):
    """For the Payments page."""

    def payment_board(self) -> PaymentBoard:
        """Every payment of Xero's on a CM- invoice with its state, newest first."""
        return payment_board(self.bench)

    def payment_story(self, row: PaymentRow) -> PaymentStory:
        """What happened to one payment, and the invoice it is on, both sides."""
        return payment_story(self.bench, row)
