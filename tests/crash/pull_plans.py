"""What a crash trial of the pull does: all of it drawn from the trial's number."""

import random
from dataclasses import dataclass

from xero_deeds import DEEDS, Deed

BLIND = {"rename", "renumber", "edit due date", "mark sent", "bill"}
"""What moves no stamp waits for a full recount anyhow (test_blind_spots.py)."""

TOLD = sorted(set(DEEDS) - BLIND)
PATHS = ("/Invoices", "/Payments", "/CreditNotes", "/Contacts", "/BatchPayments", "")
FAULTS = (
    {"kind": "status", "status": 503},
    {"kind": "lost answer"},
    {"kind": "cut before"},
    {"kind": "cut halfway"},
    {"kind": "bad json"},
    {"kind": "rate limited", "retry_after": 7},
    {"kind": "rate limited", "problem": "concurrent", "retry_after": None},
    {"kind": "expired token"},
    {"kind": "status", "status": 503, "times": 7},  # more than any call is patient
)


@dataclass(frozen=True)
class PullPlan:
    """What one trial does, all of it drawn from its number."""

    number: int
    is_first: bool
    full: bool
    pullers: int
    page_size: int
    before: tuple[tuple[int, Deed], ...]
    meanwhile: tuple[tuple[int, Deed], ...]
    faults: tuple[dict, ...]
    boundary: int | None
    after_ms: int | None

    @classmethod
    def of(cls, number: int) -> "PullPlan":
        """The trial of a number."""
        draw = random.Random(number)  # noqa: S311  (chance that can be repeated)
        at_boundary = draw.random() < 0.7
        return cls(
            number=number,
            is_first=draw.random() < 0.3,
            full=draw.random() < 0.3,
            pullers=2 if draw.random() < 0.25 else 1,
            page_size=draw.choice((2, 2, 3, 1000)),
            before=_deeds(draw, draw.randint(1, 4)),
            meanwhile=_deeds(draw, draw.choice((0, 0, 1, 2))),
            faults=tuple(_fault(draw) for _ in range(draw.choice((0, 0, 1, 2)))),
            boundary=draw.randint(0, 60) if at_boundary else None,
            after_ms=None if at_boundary else draw.randint(0, 400),
        )


def _deeds(draw: random.Random, count: int) -> tuple[tuple[int, Deed], ...]:
    """Seconds that pass, and what is done then."""
    return tuple(
        (
            draw.choice((0, 1, 400)),
            Deed(draw.choice(TOLD), draw.randint(0, 9), draw.randint(0, 9), draw.randint(1, 4000)),
        )
        for _ in range(count)
    )


def _fault(draw: random.Random) -> dict:
    match = {"method": "GET", "path": draw.choice(PATHS)}
    return {**draw.choice(FAULTS), "skip": draw.randint(0, 2), "match": match}
