"""Webhook subscriptions and the events that wait for them (xero-api.md 4).

Pure but for the file behind ``keep``: the sending is in webhook_delivery.py.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import TABLES, Changes
from cmxero.sandbox.webhook_events import Event, Observer, missed_events

RETRY_EVERY = timedelta(minutes=15)
GIVE_UP = timedelta(hours=24)
EVENTS_KEPT = timedelta(days=31)


class Status(StrEnum):
    """How a subscription stands."""

    INTENT_FAILED = "INTENT_FAILED"
    """It has not answered the intent to receive right; nothing is collected for it."""

    OK = "OK"
    DISABLED = "DISABLED"
    """Every delivery failed for 24 hours; events wait 31 days for it to be enabled again."""


class Trick(StrEnum):
    """What may happen to a coming delivery, since Xero promises neither once nor in order."""

    DUPLICATE = "duplicate"
    """It is sent twice."""

    REORDER = "reorder"
    """Its events are sent one by one, the last first; it waits until there are two."""

    DROP = "drop"
    """It is never sent."""


class Subscription(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who wants to hear of what.

    Attributes:
        origin: of this sandbox, as the subscriber reaches it.
        last_sequence: of the newest event collected.
        first_failed_utc: since when deliveries fail; None if the last one was good.
        next_try_utc: when a failed delivery is tried again.
        said: what was wrong with the last answer.
    """

    subscription_id: str
    url: str
    key: str
    origin: str
    categories: frozenset[str]
    status: Status = Status.INTENT_FAILED
    last_sequence: int = 0
    first_failed_utc: datetime | None = None
    next_try_utc: datetime | None = None
    said: str = ""


class Line(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One line of the webhook file: what became of one subscription.

    Attributes:
        subscription: as it is now.
        events: collected for it.
        done: sequences that were delivered, dropped or have become too old.
        removed: it is no more.
        seen_utc: documents changed up to then have been looked at.
    """

    subscription: Subscription
    events: list[Event] = []
    done: list[int] = []
    removed: bool = False
    seen_utc: datetime | None = None


class Webhooks:
    """All subscriptions of the app, and their queues.

    Args:
        keep: puts a line on disk; by default nothing is kept.
    """

    def __init__(self, keep: Callable[[Line], None] = lambda _: None) -> None:
        self.subscriptions: dict[str, Subscription] = {}
        self.tricks: list[Trick] = []
        self.wake: Callable[[], None] = lambda: None
        self._queues: dict[str, dict[int, Event]] = {}
        self._keep = keep
        self._observer: Observer | None = None
        self._seen_utc: datetime | None = None

    def replay(self, lines: Iterable[Line], state: OrganisationState) -> None:
        """Bring back what was kept, and collect what a kill left untold."""
        for line in lines:
            self._apply(line)
        if self.subscriptions:
            self._observer = Observer(state)
            if self._seen_utc is not None:
                self._collect(
                    missed_events(state, self._seen_utc, state.settings.switches), state.stamp_utc
                )

    def snapshot(self) -> list[Line]:
        """Everything, for a new and shorter file."""
        return [
            Line(subscription=s, events=self.waiting(s), seen_utc=self._seen_utc)
            for s in self.subscriptions.values()
        ]

    def put(self, subscription: Subscription, state: OrganisationState) -> None:
        """Add a subscription, or change it."""
        if self._observer is None:
            self._observer, self._seen_utc = Observer(state), state.stamp_utc
        self._tell(Line(subscription=subscription, seen_utc=self._seen_utc))

    def remove(self, subscription: Subscription) -> None:
        """Drop a subscription and its events."""
        self._tell(Line(subscription=subscription, removed=True))
        if not self.subscriptions:
            self._observer = None

    def observe(self, changes: Changes | None, state: OrganisationState, now_utc: datetime) -> None:
        """Collect the events of one call; to be told before the call is answered."""
        if changes is None or self._observer is None:
            return
        if not any(getattr(changes, name) for name in TABLES):
            return
        events = list(self._observer.events_of(changes, state.settings.switches, now_utc))
        self._collect(events, state.stamp_utc)
        if events:
            self.wake()

    def waiting(self, subscription: Subscription) -> list[Event]:
        """The events that a subscription has not got yet, oldest first."""
        return list(self._queues.get(subscription.subscription_id, {}).values())

    def done(self, subscription: Subscription, events: Iterable[Event]) -> None:
        """Events that need not be sent any more."""
        current = self.subscriptions.get(subscription.subscription_id)
        if current:
            self._tell(Line(subscription=current, done=[event.sequence for event in events]))

    def forget_old(self, now_utc: datetime) -> None:
        """Drop events of more than 31 days ago."""
        for subscription in list(self.subscriptions.values()):
            old = [e for e in self.waiting(subscription) if now_utc - e.at_utc > EVENTS_KEPT]
            if old:
                self.done(subscription, old)

    def due(self, now_utc: datetime) -> list[Subscription]:
        """The subscriptions that something has to be sent to now."""
        return [
            s
            for s in self.subscriptions.values()
            if s.status is Status.OK
            and self._queues.get(s.subscription_id)
            and (s.next_try_utc is None or s.next_try_utc <= now_utc)
        ]

    @property
    def has_retries(self) -> bool:
        """Whether a failed delivery waits for its time."""
        return any(s.next_try_utc for s in self.subscriptions.values() if s.status is Status.OK)

    def _collect(self, events: list[Event], seen_utc: datetime) -> None:
        self._seen_utc = seen_utc
        for subscription in list(self.subscriptions.values()):
            if subscription.status is Status.INTENT_FAILED:
                continue
            wanted = [e for e in events if e.category in subscription.categories]
            last = subscription.last_sequence
            numbered = [
                msgspec.structs.replace(event, sequence=last + place)
                for place, event in enumerate(wanted, start=1)
            ]
            counted = msgspec.structs.replace(subscription, last_sequence=last + len(wanted))
            self._tell(Line(subscription=counted, events=numbered, seen_utc=seen_utc))

    def _tell(self, line: Line) -> None:
        self._keep(line)
        self._apply(line)

    def _apply(self, line: Line) -> None:
        ident = line.subscription.subscription_id
        self._seen_utc = line.seen_utc or self._seen_utc
        if line.removed:
            self.subscriptions.pop(ident, None)
            self._queues.pop(ident, None)
            return
        self.subscriptions[ident] = line.subscription
        queue = self._queues.setdefault(ident, {})
        queue.update({event.sequence: event for event in line.events})
        for sequence in line.done:
            queue.pop(sequence, None)
