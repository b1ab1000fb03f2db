"""Undocumented traits of answers, each behind a switch (xero-api.md 9)."""

from typing import Any

from cmxero.sandbox.calls import Answer, Call, encode
from cmxero.sandbox.fields import JsonObject, decode
from cmxero.sandbox.records import NO_ID
from cmxero.sandbox.switches import Switches

_OK, _NOT_MODIFIED = 200, 304


def with_quirks(answer: Answer, call: Call, switches: Switches) -> Answer:
    """The answer as Xero might give it instead; the same one unless a switch is on."""
    if answer.status != _OK or not answer.body.startswith(b"{"):
        return answer
    if call.method == "GET":
        return _not_modified(answer, call) if switches.not_modified_304 else answer
    if not (switches.failed_elements_first or switches.failed_elements_without_id):
        return answer
    body = decode(answer.body)
    for name, rows in body.items():
        if isinstance(rows, list):
            body[name] = _changed_rows(rows, switches)
    return Answer(answer.status, encode(body), answer.headers, answer.media_type)


def _not_modified(answer: Answer, call: Call) -> Answer:
    if "if-modified-since" not in call.headers:
        return answer
    is_empty = any(value == [] for value in decode(answer.body).values())
    return Answer(_NOT_MODIFIED, headers=answer.headers) if is_empty else answer


def _changed_rows(rows: list[Any], switches: Switches) -> list[Any]:
    if switches.failed_elements_first:
        rows = sorted(rows, key=lambda row: not _has_failed(row))
    if switches.failed_elements_without_id:
        rows = [_without_zero_id(row) if _has_failed(row) else row for row in rows]
    return rows


def _has_failed(row: JsonObject) -> bool:
    return row.get("StatusAttributeString") == "ERROR"


def _without_zero_id(row: JsonObject) -> JsonObject:
    return {name: value for name, value in row.items() if value != NO_ID}
