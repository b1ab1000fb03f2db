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
        is_recount_due: by the schedule of the options; a watch would recount now.
        reminder: that it is overdue, in a sentence; empty if it is not.
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
    with bench.database.attached_once():
        last = desk.last_full_pull_utc()
        return WatchState(
            last_pull_utc=bench.history.last_pull_utc(bench.organisation),
            last_recount_utc=last,
            is_recount_due=schedule.is_recount_due(last, bench.clock(), local),
            reminder=recount_reminder(bench, schedule, local),
            events=desk.state(),
            usage=usage(bench),
        )


def recount_reminder(bench: Bench, schedule: Schedule, local: LocalTime) -> str:
    """That a full recount is overdue, in a sentence; empty if it is not.

    The first pull reads everything, so before the first recount the time runs from there.
    """
    with bench.database.attached_once():
        last, now = WebhookDesk(bench).last_full_pull_utc(), bench.clock()
        since = last or bench.history.first_pull_utc(bench.organisation)
    if since is None or not schedule.is_recount_due(since, now, local):
        return ""
    return reminder(last, now)
