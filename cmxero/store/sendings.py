"""What people let cmxero create in Xero and is not there yet; ``settlements`` has what was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cmxero.core.decidable import BEING_SENT
from cmxero.core.resolutions import FOR_APPROVAL, TO_SEND
from cmxero.store.database import Database, Parameters

_TO_SEND = f"""
select
    f.finding_key, f.stands, f.organisation, f.decided_by, f.decided_utc, f.approved_by,
    f.approved_utc, f.status = '{FOR_APPROVAL}', f.sending = '{BEING_SENT}', f.note
from recon.finding f
where f.action = 'let cmxero create it in Xero' and f.status in ('{TO_SEND}', '{FOR_APPROVAL}')
order by f.decided_utc, f.finding_key
"""


@dataclass(frozen=True, slots=True)
class ToSend:
    """A finding that a person lets cmxero settle in Xero; instants are naive UTC.

    Attributes:
        version: of the decision; a settlement that carries it out names it.
        approved_by: the second person; empty where none was needed, or has not approved yet.
        needs_approval: a second person has not approved yet: do not send.
        is_begun: a run began to send it and did not bring it to its end.
    """

    finding_key: str
    version: int
    organisation: str
    decided_by: str
    decided_utc: datetime
    approved_by: str
    approved_utc: datetime | None
    needs_approval: bool
    is_begun: bool
    note: str


class Sendings:
    """Decisions that wait to be sent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, parameters: Sequence[Parameters]) -> tuple[ToSend, ...]:
        """What is to be sent, oldest decision first; facts that changed take a finding out."""
        with self._database.read(parameters) as con:
            rows = con.execute(_TO_SEND).fetchall()
        return tuple(ToSend(*row) for row in rows)
