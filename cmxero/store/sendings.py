"""What people let cmxero create in Xero: what waits, and how far sending it got.

The row ``begun`` is committed before the call, and from then on nobody can take the decision back;
what became of it is committed after.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cmxero.core.decidable import BEING_SENT, REFUSED, SENT
from cmxero.core.errors import DecisionRefusedError
from cmxero.core.resolutions import FOR_APPROVAL, TO_SEND
from cmxero.store.bulk import Row, append_rows
from cmxero.store.database import Database, Parameters

_COLUMNS = "finding_key version organisation state words xero_id run_id at_utc".split()
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
        version: of the decision; what is recorded about sending carries it.
        approved_by: the second person; empty where none was needed, or has not approved yet.
        needs_approval: a second person has not approved yet: do not send.
        is_begun: a run began to send it and did not say what became of it: look in Xero first.
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
    """The ``recon.sending`` table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, parameters: Sequence[Parameters]) -> tuple[ToSend, ...]:
        """What is to be sent, oldest decision first; facts that changed take a finding out."""
        with self._database.read(parameters) as con:
            rows = con.execute(_TO_SEND).fetchall()
        return tuple(ToSend(*row) for row in rows)

    def begin(
        self,
        parameters: Sequence[Parameters],
        chosen: Sequence[ToSend],
        *,
        run_id: str,
        now_utc: datetime,
    ) -> None:
        """Record, before the call, that these are sent now: all of them or none.

        Raises:
            DecisionRefusedError: one was taken back, decided otherwise, is not approved, was begun
                already, or its figures changed meanwhile.
        """
        with self._database.write(parameters) as con:
            ready = {
                (each.finding_key, each.version)
                for each in (ToSend(*row) for row in con.execute(_TO_SEND).fetchall())
                if not each.needs_approval and not each.is_begun
            }
            for each in chosen:
                if (each.finding_key, each.version) not in ready:
                    raise DecisionRefusedError(
                        f"'{each.finding_key}' is not to be sent any more: the decision was taken "
                        "back, is not approved, is being sent already, or what it is about "
                        "changed. Nothing was sent. Look at the list again."
                    )
            rows: list[Row] = [
                (each.finding_key, each.version, each.organisation, BEING_SENT,
                 "", "", run_id, now_utc)
                for each in chosen
            ]  # fmt: skip
            append_rows(con, "recon.sending", _COLUMNS, rows)

    def end(
        self,
        each: ToSend,
        *,
        xero_id: str,
        words: str = "",
        run_id: str,
        now_utc: datetime,
    ) -> None:
        """Record what became of one that was begun; recording the same again changes nothing.

        Args:
            xero_id: id of what was created in Xero; empty if Xero refused.
            words: what Xero said.
        """
        state = SENT if xero_id else REFUSED
        with self._database.write() as con:
            con.execute(
                "insert into workbench.recon.sending select finding_key, version, organisation, "
                "?, ?, ?, ?, ? from stage.sending where finding_key = ? and version = ? "
                f"and state = '{BEING_SENT}'",
                [state, words, xero_id, run_id, now_utc, each.finding_key, each.version],
            )
