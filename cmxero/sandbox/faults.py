"""Faults on demand: those still to come, in the order they were asked for (DESIGN 8)."""

from typing import Any

import msgspec

from cmxero.core.errors import SettingsError
from cmxero.sandbox.fault_kinds import KINDS, AnyFault, Fault


class Faults:
    """The faults to come, in the order they were asked for."""

    def __init__(self) -> None:
        self.coming: list[Fault] = []

    def add(self, wanted: dict[str, Any]) -> Fault:
        """Ask for a fault: its ``kind`` and the options of that kind (fault_kinds.py).

        Raises:
            SettingsError: an unknown kind, an option that the kind does not have, a wrong value.
        """
        try:
            fault: Fault = msgspec.convert(wanted, AnyFault)
        except msgspec.ValidationError as wrong:
            raise SettingsError("fault", f"{wrong}.", _remedy(wanted.get("kind"))) from wrong
        self.coming.append(fault)
        return fault

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that catches this request, if any; it is used up once."""
        for place, fault in enumerate(self.coming):
            if not fault.catches(method, path):
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


def _remedy(kind: object) -> str:
    known = KINDS.get(kind) if isinstance(kind, str) else None
    if known is None:
        return f"Kinds are {', '.join(KINDS)}."
    options = ", ".join(field.name for field in msgspec.structs.fields(known))
    return f"Options of '{kind}' are {options}."
