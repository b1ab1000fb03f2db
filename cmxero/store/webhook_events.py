"""What Xero's webhooks told, and which of it never came (xero-api.md 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cmxero.store.bulk import append_rows
from cmxero.store.database import Connection, Database

EVENT_COLUMNS = (
    "organisation tenant_id category type resource_id event_utc sequence received_utc "
    "body_sha256 place".split()
)
GAPS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event of a delivery.

    Attributes:
        event_utc: when it happened, naive UTC; None if Xero's text could not be read.
        sequence: counts the events of one subscription; None where the delivery had no number.
        place: within its delivery, from 0.
    """

    tenant_id: str
    category: str
    type: str
    resource_id: str
    event_utc: datetime | None
    sequence: int | None
    place: int


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One rightly signed body.

    Attributes:
        signed_with: the first letters of the key's own hash; sequences count a key.
        problem: why its events could not be read; empty if they could.
    """

    body_sha256: str
    received_utc: datetime
    signed_with: str
    problem: str
    events: tuple[EventRow, ...]


@dataclass(frozen=True, slots=True)
class EventsState:
    """What came in a stretch of time, against what the sequences say should have come.

    Attributes:
        deliveries: bodies that were rightly signed, proofs of intent without events included.
        expected: numbers between the lowest and the highest sequence, both counted.
        seen: different sequences that came.
        missing: the first gaps, each from its first to its last sequence.
        unreadable: deliveries whose body was not what Xero documents.
        last_event_utc: when the newest event was received (naive UTC), or None.
    """

    deliveries: int
    expected: int
    seen: int
    missing: tuple[tuple[int, int], ...]
    unreadable: int
    last_event_utc: datetime | None


class WebhookEvents:
    """Deliveries and their events; each delivery once, however often it is handed in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def land(
        self, organisation: str, deliveries: Sequence[DeliveryRow], *, now_utc: datetime
    ) -> tuple[DeliveryRow, ...]:
        """Store deliveries with their events in one transaction; those that were new."""
        with self._database.write() as con:
            new = [d for d in deliveries if _land_delivery(con, organisation, d, now_utc)]
            rows: list[tuple[object, ...]] = [
                (
                    organisation,
                    event.tenant_id,
                    event.category,
                    event.type,
                    event.resource_id,
                    event.event_utc,
                    event.sequence,
                    delivery.received_utc,
                    delivery.body_sha256,
                    event.place,
                )
                for delivery in new
                for event in delivery.events
            ]
            append_rows(con, "sync.webhook_event", EVENT_COLUMNS, rows)
        return tuple(new)

    def state(self, organisation: str, since_utc: datetime) -> EventsState:
        """What came since an instant (naive UTC), and which sequences did not."""
        with self._database.read() as con:
            (counted,) = con.execute(_DELIVERIES, [organisation, since_utc]).fetchall()
            (events,) = con.execute(_EVENTS, [organisation, since_utc]).fetchall()
            gaps = con.execute(_GAPS, [organisation, since_utc, GAPS_SHOWN]).fetchall()
        return EventsState(
            deliveries=int(counted[0]),
            expected=int(events[0]),
            seen=int(events[1]),
            missing=tuple((int(first), int(last)) for first, last in gaps),
            unreadable=int(counted[1]),
            last_event_utc=events[2],
        )

    def last_full_pull_utc(self, organisation: str) -> datetime | None:
        """When the newest full recount that ended well began (naive UTC), or None."""
        with self._database.read() as con:
            rows = con.execute(
                "select max(started_utc) from stage.run where organisation = ? and kind = 'pull' "
                "and outcome in ('done', 'needs a person') "
                "and json_extract_string(parameters, '$.full') = 'true'",
                [organisation],
            ).fetchall()
        found: datetime | None = rows[0][0]
        return found


def _land_delivery(
    con: Connection, organisation: str, delivery: DeliveryRow, now_utc: datetime
) -> bool:
    added = con.execute(
        "insert into workbench.sync.webhook_delivery values (?, ?, ?, ?, ?, ?, ?) "
        "on conflict do nothing returning body_sha256",
        [
            organisation,
            delivery.body_sha256,
            delivery.received_utc,
            now_utc,
            delivery.signed_with,
            len(delivery.events),
            delivery.problem,
        ],
    ).fetchall()
    return bool(added)


_DELIVERIES = """
select count(*), count(*) filter (where problem <> '')
from workbench.sync.webhook_delivery where organisation = ? and received_utc >= ?
"""
_NUMBERED = """
with numbered as (
    select distinct d.signed_with, e.sequence
    from workbench.sync.webhook_event e
    inner join workbench.sync.webhook_delivery d
        on d.organisation = e.organisation and d.body_sha256 = e.body_sha256
    where e.organisation = $1 and e.received_utc >= $2 and e.sequence > 0
)
"""
_EVENTS = f"""
{_NUMBERED}, counted as (
    select max(sequence) - min(sequence) + 1 as expected, count(*) as seen
    from numbered group by signed_with
)
select
    coalesce((select sum(expected) from counted), 0), coalesce((select sum(seen) from counted), 0),
    (select max(received_utc) from workbench.sync.webhook_event
     where organisation = $1 and received_utc >= $2)
"""
_GAPS = f"""
{_NUMBERED}, followed as (
    select
        sequence, lead(sequence) over (partition by signed_with order by sequence) as next_sequence
    from numbered
)
select sequence + 1, next_sequence - 1 from followed
where next_sequence > sequence + 1 order by sequence limit $3
"""
