"""A call and its answer, apart from HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

import msgspec

from cmxero.sandbox.dates import instant_ms
from cmxero.sandbox.fault_kinds import Fault
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.refusals import BadRequestError, bad_query

_encoder = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class Call:
    """One request.

    Attributes:
        headers: names in lower case.
        now_utc: naive UTC; the only time an operation knows.
        client_id: the app that calls.
        fault: what is to go wrong while it is carried out.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    now_utc: datetime
    client_id: str = ""
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json; charset=utf-8"


def encode(value: object) -> bytes:
    """JSON with exact decimals as numbers."""
    return _encoder.encode(value)


def json_answer(value: object, status: int = 200) -> Answer:
    """An answer of plain JSON."""
    return Answer(status, encode(value))


def enveloped(
    state: OrganisationState, call: Call, name: str, rows: object, **more: JsonObject | None
) -> Answer:
    """An answer in Xero's envelope; ``more`` holds e.g. the pagination, if any."""
    return json_answer(
        {
            "Id": str(uuid5(NAMESPACE_URL, f"{state.tenant_id}/{call.now_utc.isoformat()}")),
            "Status": "OK",
            "ProviderName": "cmxero sandbox",
            "DateTimeUTC": instant_ms(call.now_utc).replace("+0000", ""),
            **{key: value for key, value in more.items() if value is not None},
            name: rows,
        }
    )


def bad_request(fault: BadRequestError) -> Answer:
    """Xero's 400 for a request it cannot understand."""
    body = {"ErrorNumber": fault.number, "Type": fault.kind, "Message": str(fault)}
    return json_answer(body, 400)


def not_found() -> Answer:
    """Xero's 404, which is no JSON."""
    return Answer(404, b"The resource you're looking for cannot be found", media_type="text/html")


def flag(call: Call, name: str, *, default: bool = False) -> bool:
    """A boolean query parameter; Xero takes ``True`` and ``true`` alike (7.2)."""
    text = call.query.get(name)
    if text is None or not text:
        return default
    if text.lower() not in {"true", "false"}:
        raise bad_query(f"{name} must be true or false")
    return text.lower() == "true"


def whole_number(call: Call, name: str) -> int | None:
    """A whole query parameter, or None if absent."""
    text = call.query.get(name)
    if text is None or not text:
        return None
    try:
        return int(text)
    except ValueError as fault:
        raise bad_query(f"{name} must be a whole number") from fault


def unit_places(call: Call) -> int:
    """Decimal places of unit prices: 2, or 4 with ``unitdp=4`` (1.4)."""
    places = whole_number(call, "unitdp")
    if places not in {None, 2, 4}:
        raise bad_query("unitdp must be 2 or 4")
    return places or 2


def words(call: Call, name: str) -> frozenset[str] | None:
    """A comma-separated query parameter, or None if absent."""
    text = call.query.get(name)
    return frozenset(word.strip() for word in text.split(",") if word.strip()) if text else None


def is_found(call: Call, *texts: str) -> bool:
    """Whether ``searchTerm`` stands in one of the texts, whatever its case; true without one."""
    term = call.query.get("searchTerm", "").casefold()
    return any(term in text.casefold() for text in texts)
