"""Numbers of the credit notes that cmxero creates: ``CN-1001-A7``, invoice 1001, adjustment A7.

Xero keeps a customer's credit notes unique by number (contract: "Unique alpha numeric code
identifying credit note"), so the number is what a credit note is looked up by, as an invoice by its
``CM-`` number. It does not begin with ``CM-``: everything that does counts as an invoice of Case
Manager's (case-manager.md 3.2), and ``CM-1001-2`` is an invoice that was sent again.
"""

import re
from collections.abc import Collection

PREFIX = "CN-"
DIFFERENCE = "D"
"""Stands for a reduction that follows from no adjustment or refund of its own."""
LONGEST = 255
_ODD = re.compile(r"[^A-Za-z0-9._/-]+")


def credit_number(case_invoice_number: str, part: str, taken: Collection[str] = ()) -> str:
    """The first free number for a credit of an invoice: ``CN-1001-A7``, then ``CN-1001-A7-2``.

    Args:
        part: what the credit is the counterpart of: an adjustment's or refund's number.
        taken: numbers in use, casefolded; whether Xero frees that of a voided note is not
            documented (xero-api.md 1.7).
    """
    base = f"{PREFIX}{_tidy(case_invoice_number)}-{_tidy(part)}"
    number, times = base, 1
    while number.casefold() in taken:
        times += 1
        number = f"{base}-{times}"
    return number


def _tidy(text: str) -> str:
    """Letters that Xero takes and that can stand in a filter, in no more than half the length."""
    return _ODD.sub("-", text.strip())[: LONGEST // 2 - 10]
