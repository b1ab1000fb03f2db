"""Faults on demand: what can go wrong between an app and Xero (DESIGN 8)."""

from enum import StrEnum
from typing import Any

import msgspec

from cmxero.core.errors import SettingsError


class FaultKind(StrEnum):
    """What happens to a request that a fault catches."""

    LOST_ANSWER = "lost answer"
    """It is carried out; the connection is cut before a byte of the answer."""

    CUT_BEFORE = "cut before"
    """The connection is cut; nothing is carried out."""

    CUT_HALFWAY = "cut halfway"
    """It is carried out; the connection is cut in the middle of the answer's body."""

    STATUS = "status"
    """It is not carried out, unless ``processed``; the given status is answered."""

    SLOW = "slow"
    """It is carried out; the answer comes ``delay_s`` seconds later."""

    BAD_JSON = "bad json"
    """It is carried out; the answer's body breaks off."""


class Match(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which requests: empty fields match all; ``path`` matches anywhere in the path."""

    method: str = ""
    path: str = ""


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One fault to come.

    Attributes:
        times: how many requests it catches.
        skip: how many matching requests it lets pass first.
        status: of the answer, for kind ``status``.
        body: of the answer, for kind ``status``.
        processed: for kind ``status``: the request is carried out all the same.
        delay_s: seconds, for kind ``slow``.
    """

    kind: FaultKind
    match: Match = Match()
    times: int = 1
    skip: int = 0
    status: int = 503
    headers: dict[str, str] = {}
    body: str = ""
    processed: bool = False
    delay_s: int = 5


class Faults:
    """The faults to come, in the order they were asked for."""

    def __init__(self) -> None:
        self.coming: list[Fault] = []

    def add(self, wanted: dict[str, Any]) -> Fault:
        """Ask for a fault.

        Raises:
            SettingsError: an unknown kind or field.
        """
        try:
            fault = msgspec.convert(wanted, Fault)
        except msgspec.ValidationError as wrong:
            kinds = ", ".join(FaultKind)
            raise SettingsError("fault", f"{wrong}.", f"Kinds are {kinds}.") from wrong
        self.coming.append(fault)
        return fault

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that catches this request, if any; it is used up once."""
        for place, fault in enumerate(self.coming):
            if fault.match.method.upper() not in {"", method} or fault.match.path not in path:
                continue
            if fault.skip:
                self.coming[place] = msgspec.structs.replace(fault, skip=fault.skip - 1)
                continue
            if fault.times > 1:
                self.coming[place] = msgspec.structs.replace(fault, times=fault.times - 1)
            else:
                del self.coming[place]
            return fault
        return None
