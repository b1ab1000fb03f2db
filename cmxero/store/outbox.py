"""The record of what was delivered to Case Manager, and of what people did there by hand.

Everything that is decided is decided in one transaction: which payments replace delivered ones,
which go into the next file. The key of ``sync.outbox_payment`` makes a second time impossible.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from cmxero.core.errors import NothingToDoError
from cmxero.core.money import ZERO
from cmxero.core.payment_import import Layout, PaymentCopy
from cmxero.store.bulk import append_rows
from cmxero.store.database import Connection, Database, Parameters
from cmxero.store.outbox_items import (
    ENTRIES,
    FACTS,
    FILES,
    NEXT,
    TO_DO,
    HandItem,
    OutboxFile,
    hand_items,
    outbox_file,
    work_out,
)

PAYMENT_COLUMNS = (
    "organisation xero_payment_id how entry_payment_id file_number place case_invoice_number "
    "payment_date amount reference payer payment_type payment_group bank_account_code "
    "case_number journal_number run_id made_utc"
).split()
_COPY = (
    "xero_payment_id, case_invoice_number, payment_date, amount, reference, payer, payment_type, "
    "payment_group, bank_account_code, case_number, journal_number"
)
_COPY_OF_C = ", ".join(f"c.{column}" for column in _COPY.split(", "))
Render = Callable[[Sequence[PaymentCopy]], bytes]


class Outbox:
    """What goes on to Case Manager."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def choose(
        self,
        parameters: Parameters,
        layout: Layout,
        render: Render,
        *,
        run_id: str,
        person: str,
        now_utc: datetime,
    ) -> tuple[OutboxFile | None, int]:
        """Record the next import file, and which payments replace delivered ones.

        Returns:
            The file, None where nothing is to be delivered, and how many replacements were new.
        """
        organisation = parameters.organisation
        with self._database.write([parameters]) as con:
            replaced = _claim(con, organisation, run_id, now_utc)
            work_out(con, NEXT)
            found = con.execute(
                f"select {_COPY} from outbox_next where organisation = ? "
                "order by case_invoice_number, payment_date, xero_payment_id",
                [organisation],
            ).fetchall()
            payments = [PaymentCopy(*row) for row in found]
            if not payments:
                return None, replaced
            number = _next_number(con, organisation)
            file = OutboxFile(
                number,
                f"payments-{number:04}-{parameters.today.isoformat()}.{layout.file_format}",
                layout,
                person,
                now_utc,
                len(payments),
                sum((payment.amount for payment in payments), ZERO),
                hashlib.sha256(render(payments)).hexdigest(),
                None,
            )
            _record(con, organisation, file, found, run_id)
        return file, replaced

    def acknowledge(
        self, organisation: str, number: int, *, run_id: str, now_utc: datetime
    ) -> None:
        """Record that a file lies on disk."""
        with self._database.write() as con:
            con.execute(
                "insert into workbench.sync.outbox_written values (?, ?, ?, ?)",
                [organisation, number, run_id, now_utc],
            )

    def files(self, organisation: str) -> tuple[OutboxFile, ...]:
        """Every import file ever recorded, in order."""
        with self._database.read() as con:
            rows = con.execute(FILES, [organisation]).fetchall()
        return tuple(outbox_file(row) for row in rows)

    def payments(self, organisation: str, number: int) -> tuple[PaymentCopy, ...]:
        """The payments of a file as they were delivered, in the order of its rows."""
        with self._database.read() as con:
            rows = con.execute(
                f"select {_COPY} from workbench.sync.outbox_payment "
                "where organisation = ? and file_number = ? order by place",
                [organisation, number],
            ).fetchall()
        return tuple(PaymentCopy(*row) for row in rows)

    def changes(self, parameters: Parameters) -> tuple[HandItem, ...]:
        """What is to be done by hand, or was."""
        with self._database.read([parameters]) as con:
            work_out(con, *FACTS, *ENTRIES)
            return hand_items(con, parameters.organisation)

    def waiting(self, parameters: Parameters) -> tuple[int, Decimal, int]:
        """Payments for the next file with their dollars, and things to do by hand."""
        with self._database.read([parameters]) as con:
            work_out(con, *FACTS, *ENTRIES, NEXT)
            rows = con.execute(
                "select count(*), coalesce(sum(amount), 0)::decimal(18, 2) from outbox_next "
                "where organisation = ?",
                [parameters.organisation],
            ).fetchall()
            items = hand_items(con, parameters.organisation)
        return int(rows[0][0]), rows[0][1], sum(item.status == TO_DO for item in items)

    def say_done(
        self,
        parameters: Parameters,
        keys: Sequence[str],
        *,
        run_id: str,
        person: str,
        note: str,
        now_utc: datetime,
    ) -> int:
        """Record a person's word that items are done as they stand now, all or none.

        Raises:
            NothingToDoError: a key is not on the list.
        """
        with self._database.write([parameters]) as con:
            _claim(con, parameters.organisation, run_id, now_utc)
            listed = {item.key: item for item in hand_items(con, parameters.organisation)}
            if strangers := [key for key in keys if key not in listed]:
                raise NothingToDoError(
                    f"Nothing on the hand list has the key {', '.join(strangers)}. Nothing was "
                    "stored. `cmxero outbox --list` shows the keys."
                )
            for key in dict.fromkeys(keys):
                con.execute(
                    "insert into workbench.sync.outbox_done values (?, ?, ?, ?, ?, ?)",
                    [parameters.organisation, key, listed[key].facts, person, note, now_utc],
                )
        return len(set(keys))


def _claim(con: Connection, organisation: str, run_id: str, now_utc: datetime) -> int:
    """Record which payments replace delivered ones, so that they never go into a file."""
    work_out(con, *FACTS, *ENTRIES)
    rows = con.execute(
        f"select s.entry_payment_id, {_COPY_OF_C} from outbox_successor s "
        "inner join outbox_copied c "
        "on c.organisation = s.organisation and c.xero_payment_id = s.xero_payment_id "
        "where s.organisation = ? order by s.entry_payment_id",
        [organisation],
    ).fetchall()
    append_rows(
        con,
        "sync.outbox_payment",
        PAYMENT_COLUMNS,
        [
            (organisation, copy[0], "change", entry, None, place, *copy[1:], run_id, now_utc)
            for place, (entry, *copy) in enumerate(rows, start=1)
        ],
    )
    if rows:
        work_out(con, *ENTRIES)
    return len(rows)


def _record(
    con: Connection,
    organisation: str,
    file: OutboxFile,
    found: Sequence[tuple[Any, ...]],
    run_id: str,
) -> None:
    con.execute(
        "insert into workbench.sync.outbox_file values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            organisation,
            file.number,
            file.name,
            file.layout.file_format,
            json.dumps({"columns": file.layout.columns, "date_format": file.layout.date_format}),
            run_id,
            file.person,
            file.made_utc,
            file.rows,
            file.total,
            file.sha256,
        ],
    )
    append_rows(
        con,
        "sync.outbox_payment",
        PAYMENT_COLUMNS,
        [
            (organisation, row[0], "file", row[0], file.number, place, *row[1:], run_id,
             file.made_utc)
            for place, row in enumerate(found, start=1)
        ],
    )  # fmt: skip


def _next_number(con: Connection, organisation: str) -> int:
    rows = con.execute(
        "select coalesce(max(file_number), 0) + 1 from workbench.sync.outbox_file "
        "where organisation = ?",
        [organisation],
    ).fetchall()
    return int(rows[0][0])
