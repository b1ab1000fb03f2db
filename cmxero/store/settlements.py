"""The memory of what cmxero sends to settle findings (DESIGN 5, adapted).

Every method is one transaction. What is about to be sent is stored before, what came of it after;
a step without an outcome is one nobody knows the outcome of.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, fields, replace
from datetime import datetime

from cmxero.core.credits import XeroCredit
from cmxero.core.documents import XeroInvoice
from cmxero.core.errors import DecisionRefusedError
from cmxero.core.resolutions import TO_SEND
from cmxero.store.credit_landing import land_credits
from cmxero.store.database import Connection, Database
from cmxero.store.settlement_rows import SentStep, Settlement, Step, StepOutcome, StepState
from cmxero.store.xero_landing import land_invoices

_COLUMNS = ", ".join(each.name for each in fields(Settlement))
_DECIDED = f"""
select d.stands
from stage.resolution d
where d.finding_key = ? and d.status = '{TO_SEND}'
    and not exists (
        select 1 from workbench.sync.settlement s
        where s.finding_key = d.finding_key and not exists (
            select 1 from workbench.sync.settlement_outcome o
            where o.settlement_id = s.settlement_id and o.step = 'end'
        )
    )
"""
"""The decision that a settlement carries out: one is to be sent, and none is under way. Whether its
figures are still those is no question here: a document sent before it may have moved them."""


class Settlements:
    """Settlements, their steps and outcomes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, settlement: Settlement, first: SentStep) -> Settlement:
        """Commit a settlement with the step it begins with, as it is about to be sent.

        From then on nobody can take the decision back that it carries out.

        Raises:
            DecisionRefusedError: no decision to let cmxero create it stands (any more), it is not
                approved, or is being sent already.
        """
        marks = ", ".join("?" for _ in fields(Settlement))
        with self._database.write() as con:
            found = con.execute(_DECIDED, [settlement.finding_key]).fetchall()
            if not found:
                raise DecisionRefusedError(
                    f"'{settlement.finding_key}' is not to be sent any more: the decision was "
                    "taken back, is not approved, or is being sent already. Nothing was sent. "
                    "Look at the list again."
                )
            begun = replace(settlement, version=found[0][0])
            con.execute(
                f"insert into workbench.sync.settlement ({_COLUMNS}) values ({marks})",
                list(astuple(begun)),
            )
            _intend(con, begun.settlement_id, first, begun.run_id, begun.created_utc)
        return begun

    def intend(self, settlement_id: str, step: SentStep, *, run_id: str, now_utc: datetime) -> None:
        """Commit a further step as it is about to be sent."""
        with self._database.write() as con:
            _intend(con, settlement_id, step, run_id, now_utc)

    def attempt(self, settlement_id: str, step: Step, *, run_id: str, now_utc: datetime) -> None:
        """Commit that a step is about to be sent once more, byte for byte."""
        with self._database.write() as con:
            _attempt(con, settlement_id, step, run_id, now_utc)

    def settle(
        self,
        settlement: Settlement,
        outcome: StepOutcome,
        *,
        run_id: str,
        now_utc: datetime,
        credit_notes: Sequence[XeroCredit] = (),
        invoices: Sequence[XeroInvoice] = (),
    ) -> None:
        """Commit the outcome of a step, the link it makes and what Xero holds now."""
        organisation = settlement.organisation
        with self._database.write() as con:
            con.execute(
                "insert into workbench.sync.settlement_outcome values (?, ?, ?, ?, ?, ?, ?)",
                [
                    settlement.settlement_id,
                    outcome.step.value,
                    outcome.state.value,
                    outcome.xero_id,
                    json.dumps(outcome.messages),
                    run_id,
                    now_utc,
                ],
            )
            if outcome.step is Step.CREDIT_NOTE and outcome.state.is_good:
                con.execute(
                    "insert into workbench.sync.credit_link values (?, ?, ?, ?, ?, ?, ?)",
                    [
                        organisation,
                        settlement.document_number,
                        outcome.xero_id,
                        settlement.settlement_id,
                        outcome.state.value,
                        run_id,
                        now_utc,
                    ],
                )
            land_credits(con, organisation, [credit_notes], run_id=run_id, now_utc=now_utc)
            land_invoices(con, organisation, [invoices], run_id=run_id, now_utc=now_utc)

    def open(self, organisation: str) -> tuple[Settlement, ...]:
        """Settlements that were begun and not brought to their end, the oldest first."""
        with self._database.read() as con:
            rows = con.execute(
                f"select {_COLUMNS} from workbench.sync.settlement s where organisation = ? "
                "and not exists (select 1 from workbench.sync.settlement_outcome o "
                "  where o.settlement_id = s.settlement_id and o.step = 'end') "
                "order by created_utc, settlement_id",
                [organisation],
            ).fetchall()
        return tuple(Settlement(*row) for row in rows)

    def steps(self, settlement_id: str) -> dict[Step, SentStep]:
        """The steps of a settlement that were about to be sent."""
        with self._database.read() as con:
            rows = con.execute(
                "select step, amount, idempotency_key, body, used_before "
                "from workbench.sync.settlement_step "
                "where settlement_id = ?",
                [settlement_id],
            ).fetchall()
        return {
            Step(step): SentStep(Step(step), amount, key, body.encode(), before)
            for step, amount, key, body, before in rows
        }

    def outcomes(self, settlement_id: str) -> dict[Step, StepOutcome]:
        """What became of a settlement's steps, as far as it is known."""
        with self._database.read() as con:
            rows = con.execute(
                "select step, state, xero_id, messages from workbench.sync.settlement_outcome "
                "where settlement_id = ?",
                [settlement_id],
            ).fetchall()
        return {
            Step(s): StepOutcome(Step(s), StepState(state), xero_id, tuple(json.loads(messages)))
            for s, state, xero_id, messages in rows
        }

    def sent_numbers(self, organisation: str) -> frozenset[str]:
        """Numbers of the credit notes that are known to be in Xero, casefolded."""
        with self._database.read() as con:
            rows = con.execute(
                "select document_number from workbench.sync.credit_link where organisation = ?",
                [organisation],
            ).fetchall()
        return frozenset(str(row[0]).casefold() for row in rows)

    def seen_invoice(self, organisation: str, xero_invoice_id: str) -> tuple[object, ...] | None:
        """Status, total, due, paid, credited and contact of a Xero invoice as last seen."""
        with self._database.read() as con:
            rows = con.execute(
                "select status, total, amount_due, amount_paid, amount_credited, contact_id "
                "from stage.xero_invoice where organisation = ? and xero_invoice_id = ?",
                [organisation, xero_invoice_id],
            ).fetchall()
        return rows[0] if rows else None

    def find_done(self, organisation: str, finding_key: str, facts: str) -> Settlement | None:
        """The last settlement that was sent whole for a finding that said just this, or None.

        One whose credit note was voided or deleted in Xero since does not count: the finding came
        back because of that.
        """
        with self._database.read() as con:
            rows = con.execute(
                f"select {_COLUMNS} from workbench.sync.settlement s "
                "where organisation = ? and finding_key = ? and finding_facts = ? "
                "and exists (select 1 from workbench.sync.settlement_outcome o "
                "  where o.settlement_id = s.settlement_id and o.step = 'end' "
                "  and o.state = 'DONE') "
                "and not exists (select 1 from workbench.sync.credit_link l "
                "  inner join stage.xero_credit x on x.organisation = l.organisation "
                "    and x.xero_credit_id = l.xero_credit_id "
                "  where l.settlement_id = s.settlement_id "
                "  and x.status in ('VOIDED', 'DELETED')) order by created_utc desc limit 1",
                [organisation, finding_key, facts],
            ).fetchall()
        return Settlement(*rows[0]) if rows else None


def _intend(
    con: Connection, settlement_id: str, step: SentStep, run_id: str, now_utc: datetime
) -> None:
    con.execute(
        "insert into workbench.sync.settlement_step values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            settlement_id,
            step.step.value,
            step.amount,
            step.used_before,
            step.key,
            step.body.decode(),
            hashlib.sha256(step.body).hexdigest(),
            run_id,
            now_utc,
        ],
    )
    _attempt(con, settlement_id, step.step, run_id, now_utc)


def _attempt(
    con: Connection, settlement_id: str, step: Step, run_id: str, now_utc: datetime
) -> None:
    con.execute(
        "insert into workbench.sync.settlement_attempt values (?, ?, ?, ?)",
        [settlement_id, step.value, run_id, now_utc],
    )
