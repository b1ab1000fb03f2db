"""How fresh everything is: pulls, recounts, webhooks, and what the calls amounted to."""

from dataclasses import dataclass
from datetime import datetime

from cmxero.core.schedule import LocalTime, Schedule, reminder
from cmxero.core.usage import Usage
from cmxero.store.webhook_events import EventsState
from cmxero.workflows.bench import Bench
from cmxero.workflows.usage import usage
from cmxero.workflows.webhook_events import WebhookDesk


@dataclass(frozen=True, slots=True)
class WatchState:
    """Where the unattended work stands.

    Attributes:
        last_pull_utc: end of the newest good pull, naive UTC; None before the first.
        last_recount_utc: beginning of the newest good full recount, naive UTC.
        is_recount_due: by the schedule of the options.
        reminder: that it is due, in a sentence; empty if it is not.
        events: webhooks expected and seen in the time for which Xero keeps them.
    """

    last_pull_utc: datetime | None
    last_recount_utc: datetime | None
    is_recount_due: bool
    reminder: str
    events: EventsState
    usage: Usage


def watch_state(bench: Bench, schedule: Schedule, local: LocalTime) -> WatchState:
    """Look at everything that tells how fresh the figures are."""
    desk = WebhookDesk(bench)
    last = desk.last_full_pull_utc()
    said = recount_reminder(bench, schedule, local)
    return WatchState(
        last_pull_utc=bench.history.last_pull_utc(bench.organisation),
        last_recount_utc=last,
        is_recount_due=bool(said),
        reminder=said,
        events=desk.state(),
        usage=usage(bench),
    )


def recount_reminder(bench: Bench, schedule: Schedule, local: LocalTime) -> str:
    """That a full recount is due, in a sentence; empty if it is not."""
    last, now = WebhookDesk(bench).last_full_pull_utc(), bench.clock()
    return reminder(last, now) if schedule.is_recount_due(last, now, local) else ""
