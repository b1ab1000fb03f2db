"""Webhook subscriptions and the events that wait for them (xero-api.md 4).

Pure but for the file behind ``keep``: the sending is in webhook_delivery.py.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
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
        seen: by tenant id; documents changed up to then have been looked at.
    """

    subscription: Subscription
    events: list[Event] = []
    done: list[int] = []
    removed: bool = False
    seen: dict[str, datetime] = {}


class Webhooks:
    """All subscriptions of the app, and their queues; one sequence for all organisations.

    Only what happens in organisations that the app is connected to is told.

    Args:
        organisations: by tenant id.
        keep: puts a line on disk; by default nothing is kept.
    """

    def __init__(
        self,
        organisations: Mapping[str, OrganisationState],
        keep: Callable[[Line], None] = lambda _: None,
    ) -> None:
        self.subscriptions: dict[str, Subscription] = {}
        self.tricks: list[Trick] = []
        self.wake: Callable[[], None] = lambda: None
        self._queues: dict[str, dict[int, Event]] = {}
        self._organisations, self._keep = organisations, keep
        self._observers: dict[str, Observer] = {}
        self._seen: dict[str, datetime] = {}

    def replay(self, lines: Iterable[Line], connected: Collection[str]) -> None:
        """Bring back what was kept, and collect what a kill left untold."""
        for line in lines:
            self._apply(line)
        if not self.subscriptions:
            return
        seen = self._seen
        self._start_observing()
        missed = [
            event
            for tenant_id, state in self._organisations.items()
            if tenant_id in seen and tenant_id in connected
            for event in missed_events(state, seen[tenant_id])
        ]
        self._collect(sorted(missed, key=lambda event: event.at_utc))

    def snapshot(self) -> list[Line]:
        """Everything, for a new and shorter file."""
        return [
            Line(subscription=s, events=self.waiting(s), seen=self._seen)
            for s in self.subscriptions.values()
        ]

    def put(self, subscription: Subscription) -> None:
        """Add a subscription, or change it."""
        if not self._observers:
            self._start_observing()
        self._tell(Line(subscription=subscription, seen=self._seen))

    def remove(self, subscription: Subscription) -> None:
        """Drop a subscription and its events."""
        self._tell(Line(subscription=subscription, removed=True))
        if not self.subscriptions:
            self._observers = {}

    def observe(
        self, changed: Mapping[str, Changes], connected: Collection[str], now_utc: datetime
    ) -> None:
        """Collect the events of one call; to be told before the call is answered.

        Args:
            changed: by tenant id.
            connected: tenant ids of the organisations that the app may reach.
        """
        told: list[Event] = []
        seen: dict[str, datetime] = {}
        for tenant_id, changes in changed.items():
            observer = self._observers.get(tenant_id)
            if observer is None or not any(getattr(changes, name) for name in TABLES):
                continue
            state = self._organisations[tenant_id]
            events = list(observer.events_of(changes, state.settings.switches, now_utc))
            seen[tenant_id] = state.stamp_utc
            told += events if tenant_id in connected else []
        if seen:
            self._seen = {**self._seen, **seen}
            self._collect(told)
        if told:
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

    def _start_observing(self) -> None:
        self._observers = {key: Observer(state) for key, state in self._organisations.items()}
        self._seen = {key: state.stamp_utc for key, state in self._organisations.items()}

    def _collect(self, events: list[Event]) -> None:
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
            self._tell(Line(subscription=counted, events=numbered, seen=self._seen))

    def _tell(self, line: Line) -> None:
        self._keep(line)
        self._apply(line)

    def _apply(self, line: Line) -> None:
        ident = line.subscription.subscription_id
        self._seen = {**self._seen, **line.seen}
        if line.removed:
            self.subscriptions.pop(ident, None)
            self._queues.pop(ident, None)
            return
        self.subscriptions[ident] = line.subscription
        queue = self._queues.setdefault(ident, {})
        queue.update({event.sequence: event for event in line.events})
        for sequence in line.done:
            queue.pop(sequence, None)
