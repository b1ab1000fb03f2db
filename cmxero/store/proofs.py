"""What a reconcile saw of decisions that wait for proof: gone, and perhaps back again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cmxero.core.finding_keys import kind_and_subject
from cmxero.store.database import Connection, Database, Parameters

GONE, BACK = "gone", "back"
_WAITING = """
select d.finding_key, d.stands, d.organisation
from recon.waiting d
inner join stage.parameter m on m.organisation = d.organisation
left join recon.finding f on f.finding_key = d.finding_key
left join stage.proof p on p.finding_key = d.finding_key and p.version = d.stands
where f.finding_key is null and p.finding_key is null
order by d.finding_key
"""
_CAME_BACK = """
select f.finding_key, f.stands, f.organisation
from recon.finding f
inner join stage.parameter m on m.organisation = f.organisation
where f.lapsed = 'came back' and f.back_utc is null
order by f.finding_key
"""
_PROVEN = """
select
    p.finding_key, d.action, d.decided_by, d.decided_utc, d.reason, d.note, p.run_id, p.gone_utc,
    p.back_utc
from stage.proof p
inner join workbench.recon.resolution d
    on d.finding_key = p.finding_key and d.version = p.version
where p.organisation = $1 and ($2::varchar = '' or p.run_id = $2)
order by p.gone_utc desc, p.finding_key limit $3
"""


@dataclass(frozen=True, slots=True)
class Proven:
    """A decision whose finding a reconcile saw gone; instants are naive UTC.

    Attributes:
        kind, subject: of the finding, e.g. ``totals differ``, ``CM-1001``.
        run_id: the reconcile.
        came_back_utc: when a reconcile first saw it again; None if none did.
    """

    finding_key: str
    kind: str
    subject: str
    action: str
    decided_by: str
    decided_utc: datetime
    reason: str
    note: str
    run_id: str
    proven_utc: datetime
    came_back_utc: datetime | None


class Proofs:
    """The ``recon.proof`` table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self, parameters: Sequence[Parameters], *, run_id: str, now_utc: datetime
    ) -> tuple[int, int]:
        """Record which waiting findings are gone, and which proven ones are back; how many each.

        One transaction, judged in itself; what is recorded already is not recorded again.
        """
        with self._database.write(parameters) as con:
            return (
                _record(con, _WAITING, GONE, run_id, now_utc),
                _record(con, _CAME_BACK, BACK, run_id, now_utc),
            )

    def newest(self, organisation: str, newest: int, run_id: str = "") -> tuple[Proven, ...]:
        """What was proven lately, newest first.

        Args:
            run_id: only what this reconcile proved; empty for all.
        """
        with self._database.read() as con:
            rows = con.execute(_PROVEN, [organisation, run_id, newest]).fetchall()
        return tuple(
            Proven(key, *kind_and_subject(key, organisation), *rest) for key, *rest in rows
        )

    def count_since(self, organisation: str, since_utc: datetime | None) -> int:
        """How many decisions were proven at or after an instant (naive UTC); None for ever."""
        with self._database.read() as con:
            ((count,),) = con.execute(
                "select count(*) from stage.proof where organisation = $1 "
                "and ($2::timestamp is null or gone_utc >= $2)",
                [organisation, since_utc],
            ).fetchall()
        return int(count)


def _record(con: Connection, question: str, what: str, run_id: str, now_utc: datetime) -> int:
    found = con.execute(question).fetchall()
    con.execute(
        "insert into workbench.recon.proof (finding_key, version, organisation, what, run_id, "
        f"at_utc) select finding_key, stands, organisation, ?, ?, ? from ({question})",
        [what, run_id, now_utc],
    )
    return len(found)
