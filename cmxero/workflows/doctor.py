"""What is wrong with a workbench, and what to do about it, in sentences."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from cmxero.core.wording import instant_words
from cmxero.store.webhook_events import EventsState
from cmxero.workflows.bench import Bench
from cmxero.workflows.webhook_events import WebhookDesk

ENOUGH_BYTES = 500_000_000
"""A full disk stops the database in the middle of a pull; said before it happens."""


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at."""

    is_fine: bool
    text: str


def examine(bench: Bench, home: Path) -> tuple[Examined, ...]:
    """Look at checks, open intents, interrupted runs, the connection and the disk."""
    failing = bench.reports.failing_checks(bench.parameters)
    waiting = bench.exports.open_intents(bench.organisation)
    killed = [run for run in bench.reports.runs(50) if run.outcome == "not ended"]
    known = bench.history.find_organisation(bench.organisation)
    free = shutil.disk_usage(home).free
    return (
        Examined(
            known is not None,
            f"Connected to {known.name} ({known.mode})."
            if known
            else "Not connected to an organisation. Run `cmxero connect`.",
        ),
        Examined(
            not failing,
            "Every check is empty."
            if not failing
            else f"Checks that are not empty: {failing}. Pull again; if they stay, ask for help.",
        ),
        Examined(
            not waiting,
            "No export is waiting for an answer."
            if not waiting
            else f"{len(waiting)} invoices were sent without a known outcome. Run the export of "
            "their journal again: it looks them up before it sends anything.",
        ),
        Examined(
            not killed,
            "No run is unfinished."
            if not killed
            else f"{len(killed)} runs have no end: they are running now, or were killed. "
            "Run the same command again.",
        ),
        Examined(is_fine=True, text=events_text(WebhookDesk(bench).state())),
        Examined(
            free > ENOUGH_BYTES,
            f"{free // 1_000_000:,} MB of disk are free."
            if free > ENOUGH_BYTES
            else f"Only {free // 1_000_000:,} MB of disk are free. Make room before the next pull.",
        ),
    )


def events_text(state: EventsState) -> str:
    """Webhooks in words; a gap is never a fault, since the sweep brings what was not told."""
    if state.last_event_utc is None:
        return "Webhooks: no event has come in 31 days; `cmxero watch` pulls by the clock alone."
    text = (
        f"Webhooks: {state.seen} of {state.expected} events expected in 31 days were seen, the "
        f"last at {instant_words(state.last_event_utc)}."
    )
    if state.missing:
        gaps = ", ".join(f"{a}" if a == b else f"{a} to {b}" for a, b in state.missing)
        text += f" Sequences that did not come: {gaps}; the sweep brings what they told."
    if state.unreadable:
        text += f" {state.unreadable} deliveries could not be understood; see data/log."
    return text
