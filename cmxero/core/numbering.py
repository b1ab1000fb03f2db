"""Invoice numbers on both sides: Case Manager's ``1001`` is ``CM-1001`` in Xero.

case-manager.md 2.4 (prefix) and 3.2 (matching); xero-api.md 1.7 (length) and 2.6 (no commas).
"""

PREFIX = "CM-"
MAX_LENGTH = 255


def xero_number(case_invoice_number: str) -> str:
    """The number a Case Manager invoice carries in Xero."""
    return PREFIX + case_invoice_number


def number_when_sent_again(case_invoice_number: str, times: int) -> str:
    """The number of an invoice that is sent again, ``CM-1001-2`` for the first time.

    Whether Xero gives the number of a voided or deleted invoice free is not documented
    (xero-api.md 1.7), so another one is the safe rule.
    """
    return (
        f"{xero_number(case_invoice_number)}-{times + 1}"
        if times
        else xero_number(case_invoice_number)
    )


def find_case_number(invoice_number: str | None) -> str | None:
    """The Case Manager number in a Xero invoice number, or None if it is not one of ours."""
    if not invoice_number or invoice_number[: len(PREFIX)].upper() != PREFIX:
        return None
    return invoice_number[len(PREFIX) :].strip() or None


def number_fault(case_invoice_number: str) -> str | None:
    """Why Xero could not carry this number, in words, or None if it can."""
    number = xero_number(case_invoice_number)
    if len(number) > MAX_LENGTH:
        return f"it is longer than {MAX_LENGTH} characters"
    if "," in number:
        return "it holds a comma, and Xero's number filter cannot look such a number up"
    if not number.isascii() or not number.isprintable():
        return "it holds characters that Xero does not accept in a number"
    return None
