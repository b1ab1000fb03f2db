"""What a person chose for the Overview page: tiles, charts, their order, how it opens."""

import json
from dataclasses import dataclass, replace

NOW, MONTH_END = "now", "end of last month"
TILES = {
    "open": "Open findings",
    "old": "Older than 60 days",
    "failed": "Failed exports",
    "to_book": "Adjustments & refunds to book",
    "payments": "Payments held or not matched",
    "proof": "Waiting for proof",
    "last_pull": "Last pull",
    "last_export": "Last export",
    "pressing": "Open and pressing",
    "mine": "Assigned to me",
    "approval": "Waiting for approval",
    "decided": "Accepted, linked or snoozed",
}
"""Every tile there is: id and words, in the order they are offered."""
CHARTS = {
    "ageing": "Both ledgers by days overdue",
    "causes": "Open findings by cause",
    "runs": "Last runs",
}
OPENINGS = {NOW: "As both systems stand", MONTH_END: "At the end of last month"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One person's view.

    Attributes:
        tiles, charts: ids of what is shown, in this order.
        opens: the day the tie-out opens at: ``now`` or ``end of last month``.
        rows: id of the tile whose rows are open at the start; empty for none.
    """

    tiles: tuple[str, ...]
    charts: tuple[str, ...]
    opens: str = NOW
    rows: str = ""

    def as_text(self) -> str:
        """To be kept as a preference."""
        return json.dumps(
            {"tiles": self.tiles, "charts": self.charts, "opens": self.opens, "rows": self.rows}
        )


DEFAULT = Choice(
    tiles=("open", "old", "failed", "to_book", "payments", "proof", "last_pull", "last_export"),
    charts=("ageing", "causes"),
)


def read_choice(kept: str) -> Choice:
    """What was kept; whatever this version does not know is left out, nothing at all is usual."""
    try:
        found = json.loads(kept) if kept else {}
    except ValueError:
        return DEFAULT
    if not isinstance(found, dict):
        return DEFAULT
    choice = replace(
        DEFAULT,
        tiles=_known(found.get("tiles"), TILES, DEFAULT.tiles),
        charts=_known(found.get("charts"), CHARTS, DEFAULT.charts),
    )
    opens, rows = str(found.get("opens")), str(found.get("rows"))
    return replace(
        choice,
        opens=opens if opens in OPENINGS else DEFAULT.opens,
        rows=rows if rows in TILES else DEFAULT.rows,
    )


def _known(ids: object, known: dict[str, str], usual: tuple[str, ...]) -> tuple[str, ...]:
    if not isinstance(ids, list):
        return usual
    texts = (each for each in ids if isinstance(each, str) and each in known)
    return tuple(dict.fromkeys(texts))
