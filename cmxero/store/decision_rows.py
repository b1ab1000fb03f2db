"""Stored decisions, read back."""

from collections.abc import Sequence
from typing import Any

from cmxero.core.resolutions import Decision, ResolutionAction
from cmxero.store.database import Connection

COLUMNS = (
    "finding_key version organisation action status reason note decided_by decided_utc facts "
    "stands assigned_to approved_by approved_utc cap expires_on snoozed_until group_id"
).split()
"""Of ``recon.resolution``, in the order of the fields of ``Decision``."""


def read_decisions(
    con: Connection, condition: str, values: Sequence[object]
) -> tuple[Decision, ...]:
    """Decisions under a condition of ours, which may order and limit them."""
    rows = con.execute(
        f"select {', '.join(COLUMNS)} from workbench.recon.resolution where {condition}",
        list(values),
    ).fetchall()
    return tuple(map(_decision, rows))


def _decision(row: tuple[Any, ...]) -> Decision:
    values = dict(zip(COLUMNS, row, strict=True))
    values["action"] = ResolutionAction(values["action"])
    return Decision(**values)
