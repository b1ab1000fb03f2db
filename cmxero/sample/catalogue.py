"""What the sample's provider charges for, and what its staff write in the notes."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from cmxero.core.money import CENT
from cmxero.sample.names import CTP, NDIS, PRIVATE, WORKERS

GST, FRE, BLANK, UNKNOWN_TAX = "GST", "FRE", "", "TFX"
UNKNOWN_TERMS = "by arrangement"
PRIVATE_TERMS = ("14 days", "COD", "30 days")
BLANK_ONE_IN = 45
"""One line in so many has lost its tax code, as happens in real exports (case-manager.md 2.5)."""
ODD_NOTE_EVERY = 23


def _figures(*texts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(text) for text in texts)


HOURS = tuple((step * Decimal("0.05")).quantize(CENT) for step in range(2, 71))
"""0.10 to 3.50 in steps of three minutes; 0.35 times 193.27 is 67.6445."""
ONCE = _figures("1")
KILOMETRES = tuple(Decimal(km) for km in (12, 18, 23, 37, 46, 64, 88, 96, 104, 131, 187))


@dataclass(frozen=True, slots=True)
class Activity:
    """Something chargeable (case-manager.md 1.4); rates are dollars a unit without GST."""

    name: str
    code: str
    unit: str
    tax_code: str
    rates: tuple[Decimal, ...]
    quantities: tuple[Decimal, ...]


_SENIOR = _figures("193.27", "201.95", "187.43")
_JUNIOR = _figures("164.89", "158.35")
_CARE = _figures("193.99", "172.61")
_KM = _figures("0.99", "0.8825")

_REHABILITATION = (
    Activity("Initial rehabilitation assessment", "IRA01", "hours", GST, _SENIOR, HOURS[20:]),
    Activity("Case conference", "CCF02", "hours", GST, _SENIOR, HOURS[:30]),
    Activity("Workplace assessment", "WPA03", "hours", GST, _SENIOR, HOURS[10:]),
    Activity("Return to work monitoring", "RTW04", "hours", GST, _JUNIOR, HOURS),
    Activity("Phone call to treating doctor", "PHC05", "hours", GST, _JUNIOR, HOURS[:12]),
    Activity("Progress report", "RPT06", "each", GST, _figures("385.00", "412.55"), ONCE),
    Activity("Travel by car", "TRV07", "km", GST, _KM, KILOMETRES),
    Activity("Interpreter, as invoiced", "INT08", "each", FRE, _figures("148.15"), ONCE),
)
_SUPPORTS = (
    Activity("Functional capacity assessment", "FCA11", "hours", FRE, _CARE, HOURS[10:]),
    Activity("Therapy session", "THS12", "hours", FRE, _CARE, HOURS[10:40]),
    Activity("Provider travel", "PTR13", "km", FRE, _KM, KILOMETRES),
    Activity("Home modification report", "HMR14", "each", FRE, _figures("610.25"), ONCE),
    Activity("Equipment trial, hire", "EQT15", "each", GST, _figures("88.35", "47.15"), ONCE),
)
_COUNTER = (
    Activity("Physiotherapy consultation", "PHY21", "hours", FRE, _JUNIOR, HOURS[5:25]),
    Activity("Exercise programme", "EXP22", "hours", FRE, _JUNIOR, HOURS[5:30]),
    Activity("Report for solicitor", "LEG23", "hours", GST, _SENIOR, HOURS[15:]),
    Activity("Resistance band", "", "each", GST, _figures("23.95", "17.35"), ONCE),
)
ACTIVITIES: dict[str, tuple[Activity, ...]] = {
    WORKERS: _REHABILITATION,
    CTP: _REHABILITATION,
    NDIS: _SUPPORTS,
    PRIVATE: _COUNTER,
}

_PLAIN_NOTES = (
    "", "", "", "", "As agreed with the case manager.", "Worker attended, good progress.",
    "Suitable duties discussed.", "Report sent to claims@insurer.example.com.au.",
    "Client cancelled late; half an hour charged.", "Three site photos on file.",
)  # fmt: skip
_ODD_NOTES = (
    'Doctor said "light duties only", review in June.',
    "Call 1: no answer.\nCall 2: spoke to the supervisor.",
    "<b>URGENT</b> resend to intake@rehab.example.com.au",
    "=SUM(A1:A9) pasted from the timesheet",
    "Café visit with client \N{EN DASH} O'Connell's lunchroom, 30 °C & no shade",
    "+61 number given; call after 3 pm; see e-mail, page 2",
    "Tab\there, and a backslash \\ there",
)


def note(rng: Random, serial: int) -> str:
    """A note; at fixed places one that breaks careless programs."""
    turn, rest = divmod(serial, ODD_NOTE_EVERY)
    if rest == 0:
        return _ODD_NOTES[turn % len(_ODD_NOTES)]
    return rng.choice(_PLAIN_NOTES)
