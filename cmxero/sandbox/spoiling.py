"""Answers that break Xero's own contract, made out of good ones (fault_kinds.py)."""

from decimal import Decimal
from typing import Any

import msgspec

from cmxero.sandbox.calls import encode
from cmxero.sandbox.fault_kinds import NullField, UnknownStatus

_decoder = msgspec.json.Decoder(float_hook=Decimal)


def spoiled(body: bytes, fault: NullField | UnknownStatus) -> bytes:
    """The body of an answer with one field changed; one that is no JSON stays as it is."""
    try:
        answer = _decoder.decode(body)
    except msgspec.DecodeError:
        return body
    path = fault.field.split(".")
    value = None if isinstance(fault, NullField) else fault.word
    _put(_where(answer, path[0]), path, value, every=fault.every)
    return encode(answer)


def _where(answer: Any, name: str) -> Any:  # noqa: ANN401 - any JSON
    """What a path starts from: the list of elements, or the answer itself.

    An envelope has a Status of its own, so the elements come first.
    """
    if not isinstance(answer, dict):
        return answer
    rows = next((value for value in answer.values() if isinstance(value, list)), None)
    if rows is None or (name in answer and not any(_has(row, name) for row in rows)):
        return answer
    return rows


def _has(row: Any, name: str) -> bool:  # noqa: ANN401
    return isinstance(row, dict) and name in row


def _put(target: Any, path: list[str], value: str | None, *, every: bool) -> None:  # noqa: ANN401
    name, *rest = path
    if isinstance(target, list):
        for row in target if every else target[:1]:
            _put(row, path, value, every=every)
    elif isinstance(target, dict):
        if rest:
            _put(target.get(name), rest, value, every=every)
        else:
            target[name] = value
