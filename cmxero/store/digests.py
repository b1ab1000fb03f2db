"""What a digest needs that no page does: the digest before, held payments by day, pulls by end."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cmxero.core.digest import HeldLine, Marks
from cmxero.store.database import Database, Parameters

KIND = "digest"
_GOOD = "outcome in ('done', 'needs a person')"


@dataclass(frozen=True, slots=True)
class EarlierDigest:
    """A digest that was made.

    Attributes:
        day: the practice's day.
        made_utc: when it began, naive UTC.
        marks: which findings there were.
    """

    day: date
    made_utc: datetime
    marks: Marks


class Digests:
    """Read-only questions about digests, and for them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last_day(self, organisation: str) -> date | None:
        """The practice's day of the newest digest, or None before the first."""
        with self._database.read() as con:
            rows = con.execute(
                "select max((parameters ->> '$.day')::date) from stage.run "
                f"where organisation = ? and kind = ? and {_GOOD}",
                [organisation, KIND],
            ).fetchall()
        found: date | None = rows[0][0]
        return found

    def find_before(self, organisation: str, day: date) -> EarlierDigest | None:
        """The newest digest of an earlier day, or None."""
        with self._database.read() as con:
            rows = con.execute(
                "select (parameters ->> '$.day')::date as day, started_utc, summary "
                f"from stage.run where organisation = ? and kind = ? and {_GOOD} "
                "and try_cast(parameters ->> '$.day' as date) < ? "
                "order by day desc, started_utc desc limit 1",
                [organisation, KIND, day],
            ).fetchall()
        if not rows:
            return None
        marks = json.loads(rows[0][2]).get("findings", {})
        return EarlierDigest(
            rows[0][0], rows[0][1], {kind: frozenset(found) for kind, found in marks.items()}
        )

    def held(self, parameters: Sequence[Parameters]) -> tuple[HeldLine, ...]:
        """Payments that are held, by the day on which Case Manager takes them."""
        with self._database.read(parameters) as con:
            rows = con.execute(
                "select r.payment_date - m.forward_days as taken_on, count(*), "
                "sum(r.amount)::decimal(18, 2) from recon.received_payment r "
                "inner join stage.parameter m on m.organisation = r.organisation "
                "where r.state = 'held' group by all order by taken_on"
            ).fetchall()
        return tuple(HeldLine(*row) for row in rows)

    def pulls_since(self, organisation: str, since_utc: datetime | None) -> tuple[int, int]:
        """How many pulls that began at or after an instant (naive UTC) went well, and did not.

        One that still runs is neither; one that was killed did not go well, but cannot be told
        from it.
        """
        with self._database.read() as con:
            ((good, failed),) = con.execute(
                f"select count(*) filter (where {_GOOD}), "
                "count(*) filter (where outcome = 'failed') "
                "from stage.run where organisation = $1 and kind = 'pull' "
                "and ($2::timestamp is null or started_utc >= $2)",
                [organisation, since_utc],
            ).fetchall()
        return int(good), int(failed)
