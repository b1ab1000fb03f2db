"""Reading the fields of a request's JSON; numbers are exact, null means absent."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from cmxero.sandbox.dates import read_day
from cmxero.sandbox.refusals import bad_json

JsonObject = dict[str, Any]
"""A decoded JSON object."""

_ABSURD = Decimal(10) ** 20
_decoder = msgspec.json.Decoder(float_hook=Decimal)
LARGEST = Decimal("9999999999.99")
"""Xero's largest amount (xero-api.md 1.4)."""


def decode(body: bytes) -> JsonObject:
    """The object in a request body.

    Raises:
        BadRequestError: not JSON, or not an object.
    """
    try:
        value = _decoder.decode(body)
    except (msgspec.DecodeError, InvalidOperation) as fault:
        raise bad_json(f"JSON for post data was invalid, {fault}") from fault
    if not isinstance(value, dict):
        raise bad_json("JSON for post data was invalid, an object is expected")
    return value


def elements(body: JsonObject, name: str) -> list[JsonObject]:
    """The elements of a request: a list under its name, or the one object that the body is.

    Raises:
        BadRequestError: the list holds something else.
    """
    found = body.get(name, body)
    listed = found if isinstance(found, list) else [found]
    if not all(isinstance(element, dict) for element in listed):
        raise bad_json(f"{name} must hold objects")
    return listed


def find_object(element: JsonObject, key: str) -> JsonObject | None:
    """A nested object, or None if absent."""
    value = element.get(key)
    if value is not None and not isinstance(value, dict):
        raise bad_json(f"{key} must be an object")
    return value


def find_list(element: JsonObject, key: str) -> list[JsonObject] | None:
    """A nested list of objects, or None if absent."""
    if element.get(key) is None:
        return None
    return elements({key: element[key]}, key)


def find_text(element: JsonObject, key: str) -> str | None:
    """A text, or None if absent."""
    value = element.get(key)
    if value is not None and not isinstance(value, str):
        raise bad_json(f"{key} must be a string")
    return value


def find_flag(element: JsonObject, key: str) -> bool | None:
    """A boolean, or None if absent."""
    value = element.get(key)
    if value is not None and not isinstance(value, bool):
        raise bad_json(f"{key} must be true or false")
    return value


def find_number(element: JsonObject, key: str) -> Decimal | None:
    """An exact number, sent as a number or as text, or None if absent."""
    value = element.get(key)
    if value is None:
        return None
    try:
        number = Decimal(value) if not isinstance(value, bool) else None
    except (InvalidOperation, TypeError, ValueError):
        number = None
    if number is None or not number.is_finite() or abs(number) >= _ABSURD:
        raise bad_json(f"{key} must be a number")
    return number


def find_day(element: JsonObject, key: str) -> date | None:
    """A date, or None if absent."""
    text = find_text(element, key)
    if not text:
        return None
    try:
        return read_day(text)
    except (ValueError, OverflowError) as fault:
        raise bad_json(f"{key} must be a date, e.g. 2026-06-30") from fault
