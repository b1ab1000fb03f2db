"""Every setting of the sandbox's switches that the cycle is run under.

Made from the fields of ``Switches``: a boolean is run the other way round than by default; a number
or text needs its alternatives listed here, and a test fails for one that has none.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

import msgspec

from cmxero.sandbox.switches import Switches

ALTERNATIVES: dict[str, tuple[object, ...]] = {
    "payment_reference_limit": (12,),
    "batch_reference_limit": (0,),
    "batch_details_limit": (0,),
    "minute_limit": (1,),
    "day_limit": (320,),
    "concurrent_limit": (0,),
    "app_minute_limit": (5,),
    "concurrent_problem": ("",),
    "app_minute_problem": ("",),
    "payload_limit": (3_670_016, 1_000),
}
"""For numbers and texts: another value or two that could tell."""

TOGETHER: dict[str, dict[str, object]] = {
    "limits": {"minute_limit": 5},
    "minute_limit": {"limits": True},
    "day_limit": {"limits": True},
    "concurrent_limit": {"limits": True},
    "concurrent_problem": {"limits": True, "concurrent_limit": 0},
    "concurrent_retry_after": {"limits": True, "concurrent_limit": 0},
    "app_minute_limit": {"limits": True},
    "app_minute_problem": {"limits": True, "app_minute_limit": 5},
    "app_minute_retry_after": {"limits": True, "app_minute_limit": 5},
    "deleted_payment_moves_invoice": {"deleted_payment_moves": False},
}
"""What else has to be switched for a switch to show at all."""


SHARING = 5
"""Settings in one cycle; make it 1 to find out which of them a failure is of."""


@dataclass(frozen=True)
class Setting:
    """One switch set otherwise than by default, or none of them."""

    name: str = ""
    value: object = None
    also: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name}={self.value}" if self.name else "as by default"

    @property
    def wanted(self) -> dict[str, object]:
        """What the sandbox is told."""
        return {**self.also, self.name: self.value} if self.name else {}


def every_setting() -> list[Setting]:
    """The default, then each switch on its own with each of its alternatives."""
    found = [Setting()]
    for each in msgspec.structs.fields(Switches):
        values = ALTERNATIVES.get(each.name, ())
        if isinstance(each.default, bool):
            values = (not each.default,)
        found += [Setting(each.name, value, TOGETHER.get(each.name, {})) for value in values]
    return found


def in_trials(settings: list[Setting], telling: Collection[str]) -> list[list[Setting]]:
    """The settings that are set together in one cycle.

    Args:
        telling: those that leave their mark on the cycle: each is alone in its own, or with those
            of the same limit. The others share theirs, as nothing may come of them anyhow.
    """
    marked: dict[str, list[Setting]] = {}
    quiet: list[Setting] = []
    for setting in settings:
        if setting.name and str(setting) not in telling:
            quiet.append(setting)
        else:
            limit = set(setting.also) - {"limits"} if "limits" in setting.also else ()
            marked.setdefault(" ".join(limit) or str(setting), []).append(setting)
    shared = [quiet[start : start + SHARING] for start in range(0, len(quiet), SHARING)]
    return [*marked.values(), *shared]


def not_listed() -> list[str]:
    """Switches that are run under no other setting than their default."""
    covered = {setting.name for setting in every_setting()}
    return sorted({each.name for each in msgspec.structs.fields(Switches)} - covered)


def not_there() -> list[str]:
    """What is listed here although no such switch, or no such alternative, exists."""
    defaults = {each.name: each.default for each in msgspec.structs.fields(Switches)}
    unknown = (set(ALTERNATIVES) | set(TOGETHER)) - set(defaults)
    same = {name for name, values in ALTERNATIVES.items() if defaults.get(name) in values}
    return sorted(unknown | same)
