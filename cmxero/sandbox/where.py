"""The part of Xero's ``where`` and ``order`` that the sandbox understands (xero-api.md 2.6).

Conditions joined by ``&&``; anything else is refused with a 400, never guessed at.
"""

import operator
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cmxero.sandbox.dates import read_instant
from cmxero.sandbox.refusals import bad_query

Getter = Callable[[Any], Any]
Predicate = Callable[[Any], bool]

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "=": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_CONDITION = re.compile(
    r"""\s*(?P<field>[A-Za-z.]+)\s*(?P<op>==|=|!=|>=|<=|>|<)\s*
        (?: "(?P<text>[^"]*)"
          | Guid\(\s*"(?P<guid>[0-9a-fA-F-]{36})"\s*\)
          | DateTime\.Parse\(\s*"(?P<parsed>[^"]{8,40})"\s*\)
          | DateTime\(\s*(?P<parts>\d{4}\s*(?:,\s*\d{1,2}\s*){2,5})\)
          | (?P<number>-?\d{1,15}(?:\.\d{1,6})?)
          | (?P<flag>true|false)
        )\s*(?P<and>&&|AND\s|$)""",
    re.VERBOSE | re.IGNORECASE,
)


def read_where(text: str, fields: Mapping[str, Getter]) -> list[Predicate]:
    """The conditions of a ``where``, all of which must hold.

    Args:
        text: as sent, e.g. ``Status=="PAID" && Date >= DateTime(2026, 07, 01)``.
        fields: what each field, in lower case, is of a record.

    Raises:
        BadRequestError: beyond the subset.
    """
    conditions = []
    position = 0
    while True:
        found = _CONDITION.match(text, position)
        if found is None:
            raise bad_query(f"The where filter is not understood at: {text[position:][:40]}")
        conditions.append(_condition(found, fields))
        position = found.end()
        if not found["and"]:
            return conditions


def read_order(text: str, fields: Mapping[str, Getter]) -> tuple[Getter, bool]:
    """The sort key an ``order`` means, and whether it is descending.

    Raises:
        BadRequestError: an unknown field or direction.
    """
    field, _, direction = text.strip().partition(" ")
    getter = fields.get(field.lower())
    if getter is None or direction.strip().upper() not in {"", "ASC", "DESC"}:
        raise bad_query(f"No property or field '{field}' exists to order by")
    return getter, direction.strip().upper() == "DESC"


def _condition(found: re.Match[str], fields: Mapping[str, Getter]) -> Predicate:
    field = found["field"]
    getter = fields.get(field.lower())
    if getter is None:
        raise bad_query(f"No property or field '{field}' exists to filter by")
    compare, wanted = _OPERATORS[found["op"]], _literal(found)
    usual = type(wanted)

    def holds(record: object) -> bool:
        value = getter(record)
        if type(value) is usual:  # asked of each of 100,000 rows
            return compare(value, wanted)
        if value is None:
            return found["op"] == "!="
        if type(value) is date and isinstance(wanted, datetime):
            return compare(value, wanted.date())
        if not isinstance(value, usual):
            raise bad_query(f"'{field}' cannot be compared with {wanted!r}")
        return compare(value, wanted)

    return holds


def _literal(found: re.Match[str]) -> str | datetime | Decimal | bool:
    if found["text"] is not None:
        return found["text"]
    if found["guid"]:
        return found["guid"].lower()
    if found["number"]:
        return Decimal(found["number"])
    if found["flag"]:
        return found["flag"].lower() == "true"
    try:
        if found["parsed"]:
            return read_instant(found["parsed"])
        year, month, day, *rest = (int(part) for part in found["parts"].split(","))
        hour, minute, second = (*rest, 0, 0, 0)[:3]
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - naive UTC
    except (ValueError, TypeError) as fault:
        raise bad_query("The where filter holds a date that does not exist") from fault
