"""One cell: from the text in the file to an exact value.

An export repeats most of its cells, so each reader is a dictionary from text to value that works
out only what it has not met before. A text that cannot be read raises ``CellError`` and is not
remembered.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from cmxero.core.casejournal import CaseKind
from cmxero.core.errors import InexactAmountError
from cmxero.core.money import money, unit_price

SHORT_TEXT = 255
LONG_TEXT = 32_767
"""Excel's own limit of a cell."""
BILLION = Decimal(10) ** 9
EARLIEST_YEAR, LATEST_YEAR = 1990, 2099
LONGEST_FIGURE = 60

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]+")
_SPREADSHEET_ERRORS = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
)
_FIGURE = re.compile(
    r"(\()?\s*([-+]?)\s*\$?\s*([-+]?)\s*((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]*)?)\s*(\))?"
)
_TIME = r"(?:[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[APap]\.?[Mm]\.?)?)?"
_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})" + _TIME)
_YEAR_FIRST = re.compile(r"([0-9]{4})([/-])([0-9]{1,2})\2([0-9]{1,2})" + _TIME)
_NAMED = re.compile(r"([0-9]{1,2})[ -]([A-Za-z]{3,9})\.?,?[ -]([0-9]{4})" + _TIME)
_MONTHS = (
    "january february march april may june july august september october november december"
).split()
MONTH_OF = {
    **{name: number for number, name in enumerate(_MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(_MONTHS, 1)},
    "sept": 9,
}
_KINDS = {
    **{kind.value: kind for kind in CaseKind},
    **{f"{kind.value}s": kind for kind in CaseKind},
}


class CellError(Exception):
    """A cell that cannot be read.

    Attributes:
        code: a code of ``faults.FAULTS``; ``missing-value`` for white space alone.
        facts: what that fault's texts ask for beside row, column and value.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Texts(dict[str, str]):
    """Texts as they stand, without white space at the ends; of line breaks, only the feed stays."""

    def __init__(self, limit: int) -> None:
        super().__init__({"": ""})
        self.limit = limit

    def __missing__(self, cell: str) -> str:
        """Read a text not met before."""
        text = _stripped(cell)
        if len(text) > self.limit:
            raise CellError("text-too-long", length=len(text), limit=self.limit)
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if _CONTROL.search(text):
            raise CellError("control-character")
        if "E+" in text and _SCIENTIFIC.fullmatch(text):
            raise CellError("lost-digits")
        self[cell] = text
        return text


class Dates(dict[str, date | None]):
    """Dates, day first as Australians write them; an empty cell is None.

    Attributes:
        day_first: dates that can only be day first, such as 13/02/2026.
        month_first: texts that could only be month first, such as 2/13/2026.
    """

    def __init__(self) -> None:
        super().__init__({"": None})
        self.day_first: set[str] = set()
        self.month_first: set[str] = set()

    def __missing__(self, cell: str) -> date:
        """Read a date not met before; a time of day behind it is not looked at."""
        text = _stripped(cell)
        year, month, day = self._parts(text)
        if not EARLIEST_YEAR <= year <= LATEST_YEAR:
            raise CellError("bad-date")
        try:
            self[cell] = found = date(year, month, day)
        except ValueError as fault:
            raise CellError("bad-date") from fault
        return found

    def _parts(self, text: str) -> tuple[int, int, int]:
        if len(text) > LONGEST_FIGURE:
            raise CellError("bad-date")
        if found := _DAY_FIRST.fullmatch(text):
            day, month, year = int(found[1]), int(found[3]), int(found[4])
            self._remember_order(text, day, month)
            return year, month, day
        if found := _YEAR_FIRST.fullmatch(text):
            return int(found[1]), int(found[3]), int(found[4])
        if (found := _NAMED.fullmatch(text)) and found[2].lower() in MONTH_OF:
            return int(found[3]), MONTH_OF[found[2].lower()], int(found[1])
        raise CellError("bad-date")

    def _remember_order(self, text: str, first: int, second: int) -> None:
        months = range(1, 13)
        if first not in months and second in months:
            self.day_first.add(text)
        elif first in months and second not in months:
            self.month_first.add(text)


class Figures(dict[str, Decimal | None]):
    """Exact figures; an empty cell is None."""

    def __init__(self, exact: Callable[[str], Decimal], *, places: int, code: str) -> None:
        super().__init__({"": None})
        self._exact, self._places, self._code = exact, places, code

    def __missing__(self, cell: str) -> Decimal:
        """Read a figure not met before."""
        text = _stripped(cell).replace("\N{MINUS SIGN}", "-")
        found = _FIGURE.fullmatch(text) if len(text) <= LONGEST_FIGURE else None
        if found is None or bool(found[1]) is not bool(found[5]) or found[4] in ("", "."):
            raise CellError(self._code)
        signs = found[2] + found[3] + ("-" if found[1] else "")
        if len(signs) > 1:
            raise CellError(self._code)
        digits = signs + found[4].replace(",", "")
        if abs(Decimal(digits)) >= BILLION:
            raise CellError("amount-too-large")
        try:
            self[cell] = figure = self._exact(digits)
        except InexactAmountError as fault:
            raise CellError("too-many-decimals", places=self._places) from fault
        return figure


class Kinds(dict[str, CaseKind]):
    """Transaction types, in any case, singular or plural."""

    def __missing__(self, cell: str) -> CaseKind:
        """Read a type not met before."""
        kind = _KINDS.get(" ".join(_stripped(cell).casefold().split()))
        if kind is None:
            raise CellError("unknown-type")
        self[cell] = kind
        return kind


def amounts() -> Figures:
    """A reader of dollars with two places."""
    return Figures(money, places=2, code="bad-amount")


def numbers() -> Figures:
    """A reader of quantities and rates with four places."""
    return Figures(unit_price, places=4, code="bad-number")


def _stripped(cell: str) -> str:
    text = cell.strip()
    if not text:
        raise CellError("missing-value")
    if text[0] == "#" and (text in _SPREADSHEET_ERRORS or (text[1:2] and not text.strip("#"))):
        raise CellError("spreadsheet-error")
    return text
