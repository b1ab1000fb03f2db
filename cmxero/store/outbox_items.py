"""What the outbox holds: files made, things to do by hand; and the rules that work them out.

The rules are the files of ``sql/outbox``, worked out step by step in temporary tables: as views
upon views they were planned dozens of times over, two seconds a look at the smallest book.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from cmxero.core.payment_import import HandAction, Layout
from cmxero.store.database import Connection

FACTS, ENTRIES = ("10_copied", "11_life"), ("20_copy", "30_entry", "40_successor")
NEXT, CHANGES = "50_next", "60_change"
TO_DO, SAID_DONE, PROVEN = "to do", "said done", "proven"
"""How far a thing to do by hand is; the words of ``outbox_change``."""
FILES = (
    "select f.file_number, f.file_name, f.layout, f.person, f.made_utc, f.row_count, f.total, "
    "f.content_sha256, min(w.written_utc) from workbench.sync.outbox_file f "
    "left join workbench.sync.outbox_written w "
    "on w.organisation = f.organisation and w.file_number = f.file_number "
    "where f.organisation = ? group by all order by f.file_number"
)
_CHANGES = (
    "select item_key, action, status, file_number, case_invoice_number, payment_date, amount, "
    "reference, payer, case_number, target_case_invoice_number, target_date, target_amount, "
    "target_reference, why, said_by, note, done_utc, facts, coalesce(target_payment_id, '') "
    "from outbox_change "
    "where organisation = ? order by case_invoice_number, payment_date, item_key"
)


@dataclass(frozen=True, slots=True)
class OutboxFile:
    """One import file as it was recorded.

    Attributes:
        total: dollars of all its payments.
        written_utc: when it was known to lie on disk (naive UTC); None before.
    """

    number: int
    name: str
    layout: Layout
    person: str
    made_utc: datetime
    rows: int
    total: Decimal
    sha256: str
    written_utc: datetime | None


@dataclass(frozen=True, slots=True)
class HandItem:
    """One thing a person must do in Case Manager.

    Attributes:
        key: the delivered payment's Xero id, or that of the payment to enter.
        status: ``to do``, ``said done`` or ``proven``.
        file_number: the import file it was delivered in; None if it came by hand.
        payment_date: as delivered, like the three after it; the targets are what it must be.
        amount: dollars.
        target_payment_id: Xero's id of the payment it must be; empty where it must be none.
    """

    key: str
    action: HandAction
    status: str
    file_number: int | None
    invoice_number: str
    payment_date: date | None
    amount: Decimal | None
    reference: str
    payer: str
    case_number: str
    target_invoice_number: str | None
    target_date: date | None
    target_amount: Decimal | None
    target_reference: str | None
    why: str
    said_by: str
    note: str
    done_utc: datetime | None
    facts: str
    target_payment_id: str = ""


def work_out(con: Connection, *steps: str) -> None:
    """Fill the temporary tables of these steps, in order, by today's facts."""
    for step in steps:
        con.execute(_step(step))


@cache
def _step(name: str) -> str:
    return (Path(__file__).parent / "sql" / "outbox" / f"{name}.sql").read_text("utf-8")


def hand_items(con: Connection, organisation: str) -> tuple[HandItem, ...]:
    """What is to be done by hand, or was, once the entries are worked out."""
    work_out(con, CHANGES)
    rows = con.execute(_CHANGES, [organisation]).fetchall()
    return tuple(HandItem(row[0], HandAction(row[1]), *row[2:]) for row in rows)


def outbox_file(row: tuple[Any, ...]) -> OutboxFile:
    """A file from a row of ``FILES``."""
    number, name, layout, *rest = row
    stored = json.loads(layout)
    columns = tuple((str(header), str(field)) for header, field in stored["columns"])
    ending = name.rsplit(".", 1)[1]
    return OutboxFile(number, name, Layout(ending, columns, stored["date_format"]), *rest)
