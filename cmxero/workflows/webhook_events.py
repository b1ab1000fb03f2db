"""Take in what Xero's webhooks told: a body → its events, each once (xero-api.md 4).

An event is a doorbell and nothing more: what it is about is read by the pull that follows. Xero
promises neither once nor in order, and adds categories without notice.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from cmxero.store.webhook_events import DeliveryRow, EventRow, EventsState, WebhookEvents
from cmxero.workflows.bench import Bench

XERO_KEEPS = timedelta(days=31)
"""Events older than this never come any more."""
LARGEST = 2**62


@dataclass(frozen=True, slots=True)
class Delivery:
    """A body as it came, its signature already proven.

    Attributes:
        received_utc: naive UTC.
        signed_with: names the key without telling it.
    """

    body: bytes
    received_utc: datetime
    signed_with: str


@dataclass(frozen=True, slots=True)
class TakenEvents:
    """What was new in some deliveries.

    Attributes:
        ours: new events of the connected organisation; a pull should follow.
        others: new events of other organisations of the same app.
        unreadable: new deliveries whose body was not what Xero documents; a pull should follow.
    """

    ours: int
    others: int
    unreadable: int


class WebhookDesk:
    """Where deliveries are taken in and looked at, for one organisation."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._store = WebhookEvents(bench.database)

    def take(self, deliveries: Sequence[Delivery]) -> TakenEvents:
        """Store deliveries and their events; one that was stored before counts as nothing.

        Raises:
            StoreBusyError: nothing was stored; hand them in again.
        """
        bench = self._bench
        rows = [read_delivery(delivery) for delivery in deliveries]
        known = bench.history.find_organisation(bench.organisation)
        tenant_id = known.tenant_id.lower() if known else ""
        new = self._store.land(bench.organisation, rows, now_utc=bench.clock())
        events = [event for delivery in new for event in delivery.events]
        ours = sum(event.tenant_id.lower() == tenant_id for event in events)
        return TakenEvents(ours, len(events) - ours, sum(bool(d.problem) for d in new))

    def state(self) -> EventsState:
        """Events expected and seen in the time for which Xero keeps them."""
        since = self._bench.clock() - XERO_KEEPS
        return self._store.state(self._bench.organisation, since)

    def last_full_pull_utc(self) -> datetime | None:
        """When everything was last recounted (naive UTC), or None."""
        return self._store.last_full_pull_utc(self._bench.organisation)


def read_delivery(delivery: Delivery) -> DeliveryRow:
    """The events of a body; what cannot be read is kept as a delivery with a problem."""
    problem = ""
    events: tuple[EventRow, ...] = ()
    try:
        sent = json.loads(delivery.body)
        first = _whole(sent.get("firstEventSequence"))
        events = tuple(
            _event(event, place, first + place if first else None)
            for place, event in enumerate(sent.get("events") or ())
        )
    except (ValueError, AttributeError, TypeError, RecursionError) as fault:
        problem = f"The body is not what Xero documents: {type(fault).__name__}."
    return DeliveryRow(
        body_sha256=sha256(delivery.body).hexdigest(),
        received_utc=delivery.received_utc,
        signed_with=delivery.signed_with,
        problem=problem,
        events=events,
    )


def _event(sent: dict[str, Any], place: int, sequence: int | None) -> EventRow:
    return EventRow(
        tenant_id=_text(sent.get("tenantId")),
        category=_text(sent.get("eventCategory")),
        type=_text(sent.get("eventType")),
        resource_id=_text(sent.get("resourceId")),
        event_utc=_instant(sent.get("eventDateUtc")),
        sequence=sequence,
        place=place,
    )


def _text(value: object) -> str:
    # A lone surrogate is valid JSON and no valid text for the database.
    return "" if value is None else str(value).encode("utf-8", "replace").decode()


def _whole(value: object) -> int:
    """A sequence; 0, as in a proof of intent, where there is none."""
    return value if isinstance(value, int) and 0 < value < LARGEST else 0


def _instant(value: object) -> datetime | None:
    """Naive UTC; Xero's samples carry no zone."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    if found.tzinfo is None:
        return found
    try:
        return found.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        return None
