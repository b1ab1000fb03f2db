"""Spoils the rows of an invoice as real exports are spoilt, each in one way only."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from cmxero.core.money import money
from cmxero.sample.roles import Role
from cmxero.sample.rows import Row

NO_SUCH_DAY = "31/02/2026"
NO_SUCH_TYPE = "credit"
MISSING_CENTS = money("10.00")
ODD_CENTS = money("1.00")


@dataclass(frozen=True, slots=True)
class Damage:
    """What was done to the rows.

    Attributes:
        subject: the transaction as a reader still knows it; empty if it cannot.
        how: in words, for the answer key.
    """

    subject: str
    how: str


def spoil(role: Role, rows: list[Row], turn: int) -> Damage:
    """Spoil rows in the way a role says; they are changed in place.

    Args:
        turn: how often this role was played before, for those that alternate.
    """
    return _SPOILERS[role](rows, turn)


def _subject(rows: list[Row]) -> str:
    return f"invoice {rows[0]['invoice_number']}"


def _amount(row: Row, field: str) -> Decimal:
    return money(str(row[field]))


def _bad_date(rows: list[Row], _turn: int) -> Damage:
    rows[0]["transaction_date"] = NO_SUCH_DAY
    return Damage(_subject(rows), f"Its date was written as {NO_SUCH_DAY}.")


def _bad_amount(rows: list[Row], _turn: int) -> Damage:
    written = with_letter_o(_amount(rows[0], "transaction_total"))
    rows[0]["transaction_total"] = written
    return Damage(_subject(rows), f"Its total was written as {written}, with the letter O.")


def with_letter_o(amount: Decimal) -> str:
    """An amount with the letter O for its first zero, or for its last digit."""
    text = f"{amount:,.2f}"
    return text.replace("0", "O", 1) if "0" in text else text[:-1] + "O"


def _missing_value(rows: list[Row], turn: int) -> Damage:
    subject = _subject(rows)
    if turn % 2 == 0:
        rows[0]["transaction_total"] = ""
        return Damage(subject, "Its total was left out.")
    rows[0]["invoice_number"] = ""
    return Damage("", f"The number of {subject} was left out.")


def _totals(rows: list[Row], _turn: int) -> Damage:
    for row in rows:
        row["transaction_total"] = _amount(row, "transaction_total") + MISSING_CENTS
    return Damage(
        _subject(rows), f"Its total was raised by {MISSING_CENTS}, as if a line were missing."
    )


def _line(rows: list[Row], _turn: int) -> Damage:
    rows[0]["line_tax"] = _amount(rows[0], "line_tax") + ODD_CENTS
    return Damage(_subject(rows), f"The GST of its line was raised by {ODD_CENTS}.")


def _unknown_type(rows: list[Row], _turn: int) -> Damage:
    subject = _subject(rows)
    rows[0]["transaction_type"] = NO_SUCH_TYPE
    return Damage("", f"The type of {subject} was written as '{NO_SUCH_TYPE}'.")


_SPOILERS: dict[Role, Callable[[list[Row], int], Damage]] = {
    Role.BAD_DATE: _bad_date,
    Role.BAD_AMOUNT: _bad_amount,
    Role.MISSING_VALUE: _missing_value,
    Role.TOTALS_DO_NOT_ADD_UP: _totals,
    Role.LINE_DOES_NOT_ADD_UP: _line,
    Role.UNKNOWN_TYPE: _unknown_type,
}
