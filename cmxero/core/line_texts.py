"""What descriptions, References and tracking options are made of (case-manager.md 2.3, 2.4)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from cmxero.core.casejournal import CaseInvoice, CaseLine
from cmxero.core.rounding import in_words

T = TypeVar("T")
LITERAL = "text:"
"""Begins a part that is sent as it stands."""


def _quantity_and_rate(line: CaseLine) -> str:
    unit = f" {line.unit}" if line.unit else ""
    return f"{in_words(line.quantity)}{unit} at {in_words(line.rate)}"


def _employees(invoice: CaseInvoice) -> str:
    return ", ".join(dict.fromkeys(filter(None, (line.employee for line in invoice.lines))))


_OF_A_LINE: Mapping[str, Callable[[CaseLine], object]] = {
    "cost_name": lambda line: line.cost_name,
    "cost_date": lambda line: line.cost_date,
    "notes": lambda line: line.notes,
    "charge_code": lambda line: line.charge_code,
    "employee": lambda line: line.employee,
    "quantity_and_rate": _quantity_and_rate,
    "unit": lambda line: line.unit,
}
_OF_AN_INVOICE: Mapping[str, Callable[[CaseInvoice], object]] = {
    "case_number": lambda invoice: invoice.case_number,
    "claim_number": lambda invoice: invoice.claim_number,
    "client_name": lambda invoice: invoice.client_name,
    "journal_number": lambda invoice: invoice.journal_number,
    "office": lambda invoice: invoice.office,
    "category": lambda invoice: invoice.category,
    "invoice_number": lambda invoice: invoice.number,
    "terms": lambda invoice: invoice.terms,
    "employees": _employees,
}
DESCRIPTION_PARTS = tuple(_OF_A_LINE)
REFERENCE_PARTS = tuple(_OF_AN_INVOICE)
TRACKING_PARTS = ("office", "category", "employee", "charge_code", "case_number", "unit")
"""Parts with few enough values to be options; none that names a client."""


def find_part_fault(part: str, known: Iterable[str]) -> str | None:
    """Why this is no part, in words, or None if it is one."""
    if part in known or (part.startswith(LITERAL) and part != LITERAL):
        return None
    return (
        f"'{part}' is not a part; possible are {', '.join(known)}, or '{LITERAL}' with words of "
        "your own behind it"
    )


def description(line: CaseLine, parts: Iterable[str], separator: str) -> str:
    """The text of a line without what pricing adds; the cost's name where all parts are empty."""
    return _joined((_part(line, _OF_A_LINE, part) for part in parts), separator) or line.cost_name


def reference(invoice: CaseInvoice, parts: Iterable[str], separator: str) -> str:
    """Xero's Reference of an invoice."""
    return _joined((_part(invoice, _OF_AN_INVOICE, part) for part in parts), separator)


def tracking(
    invoice: CaseInvoice,
    line: CaseLine,
    categories: Mapping[str, str],
    options: Mapping[str, str],
) -> tuple[tuple[str, str], ...]:
    """(category, option) of a line; a category without a value is left out."""
    found = []
    for category, part in categories.items():
        read = _OF_A_LINE.get(part)
        value = _text(read(line) if read else _OF_AN_INVOICE[part](invoice))
        if value:
            found.append((category, options.get(value, value)))
    return tuple(found)


def tidy(text: str) -> str:
    """A text without characters that JSON or Xero's XML cannot carry; line breaks stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(each if _is_sendable(each) else " " for each in text)


def _is_sendable(character: str) -> bool:
    if character in "\n\t" or character.isprintable():
        return True
    code = ord(character)
    is_control = code < 0x20 or 0x7F <= code < 0xA0  # noqa: PLR2004
    return not (is_control or 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE)  # noqa: PLR2004


def _part(of: T, known: Mapping[str, Callable[[T], object]], part: str) -> str:
    if part.startswith(LITERAL):
        return part.removeprefix(LITERAL).strip()
    return _text(known[part](of))


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, Decimal):
        return in_words(value)
    return str(value or "").strip()


def _joined(values: Iterable[str], separator: str) -> str:
    return separator.join(value for value in values if value)
