"""What a person does on Xero's screens, done over the public API with a token of their own.

Every action looks first and does nothing where it was done before, so that a demo may be played
again. Only for the sandbox: it never talks to another address than loopback.
"""

from cmxero.sandbox.hands_credits import CreditHands
from cmxero.sandbox.hands_invoices import InvoiceHands
from cmxero.sandbox.hands_office import OfficeHands
from cmxero.sandbox.hands_payments import DEFAULT_ACCOUNT, PaymentHands, PaymentWish
from cmxero.sandbox.hands_session import AGENT, Played

__all__ = ["AGENT", "DEFAULT_ACCOUNT", "PaymentWish", "Played", "XeroUser"]


class XeroUser(InvoiceHands, PaymentHands, CreditHands, OfficeHands):
    """A person signed in to the sandbox's organisation; a context manager."""
