"""How the sandbox says no. The texts are Xero's own where they are known (xero-api.md 1.3)."""

from collections.abc import Sequence

from cmxero.core.errors import CmxeroError

NUMBER_TAKEN = "Invoice # must be unique."
WRONG_STATUS = "Invoice not of valid status for modification"
HAS_PAYMENTS = "This document cannot be edited as it has a payment or credit note allocated to it."
VOID_HAS_PAYMENTS = (
    "The status VOIDED cannot be applied to the invoice because it has payments or credit notes "
    "allocated to it."
)
NOTE_NUMBER_TAKEN = "Credit Note # must be unique."
NOTE_WRONG_STATUS = "Credit note not of valid status for modification"
NOT_AUTHORISED = "Payments can only be made against authorised documents."
TOO_MUCH = "The payment amount exceeds the amount outstanding on this document."
ALLOCATED_TO_A_BILL = "A sales credit can only be allocated to a sales invoice."
ALLOCATED_TOO_MUCH_OF_CREDIT = "The allocation amount exceeds the remaining credit."
ALLOCATED_TOO_MUCH_TO_INVOICE = (
    "The allocation amount exceeds the amount outstanding on the invoice."
)
ALLOCATED_TO_OTHER_CONTACT = "A credit can only be allocated to an invoice of the same contact."
ALLOCATE_NOT_AUTHORISED = "Allocations can only be made between authorised documents."
RECONCILED = "This payment is reconciled and cannot be deleted."
PAID_BY_BATCH = (
    "This payment was made through a batch payment and cannot be deleted on its own. "
    "Delete the batch payment."
)


class RefusedError(CmxeroError):
    """One element of a request breaks Xero's rules.

    Attributes:
        messages: every validation message of the element.
        element_id: the id of the document that was to be changed, empty for a new one.
    """

    def __init__(self, messages: Sequence[str], element_id: str = "") -> None:
        super().__init__("; ".join(messages))
        self.messages = tuple(messages)
        self.element_id = element_id


class BadRequestError(CmxeroError):
    """The request as a whole cannot be understood; HTTP 400.

    Attributes:
        number: Xero's ErrorNumber.
        kind: Xero's Type of exception.
    """

    def __init__(self, message: str, *, number: int, kind: str) -> None:
        super().__init__(message)
        self.number = number
        self.kind = kind


class NotHereError(CmxeroError):
    """No such document or address; HTTP 404."""


def bad_json(message: str) -> BadRequestError:
    """The body is not what the operation takes."""
    return BadRequestError(message, number=14, kind="PostDataInvalidException")


def bad_query(message: str) -> BadRequestError:
    """A query parameter or header cannot be understood."""
    return BadRequestError(message, number=16, kind="QueryParseException")
