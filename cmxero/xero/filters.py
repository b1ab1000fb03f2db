"""What we ask Xero's lists for."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

SALES_ONLY = 'Type=="ACCREC"'
"""An optimised filter (xero-api.md 2.6); bills never concern us."""
CHUNK = 40
LONGEST_FILTER = 1800
"""Characters as they stand in the address; Xero's bound is the address's length."""


def number_chunks(numbers: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Distinct invoice numbers in groups that fit one address, 40 at most, in order.

    Raises:
        ValueError: a number is empty or holds a comma, which Xero's filter cannot express.
    """
    chunk: list[str] = []
    length = 0
    for number in dict.fromkeys(numbers):
        if not number or "," in number:
            message = f"Xero cannot look up the invoice number {number!r}; it allows no comma."
            raise ValueError(message)
        size = len(quote(number, safe="")) + len(quote(",", safe=""))
        if chunk and (len(chunk) == CHUNK or length + size > LONGEST_FILTER):
            yield tuple(chunk)
            chunk, length = [], 0
        chunk.append(number)
        length += size
    if chunk:
        yield tuple(chunk)
