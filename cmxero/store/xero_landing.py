"""Landing what came from Xero: every version of every document, with the body as received."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from cmxero.core.documents import XeroInvoice, XeroPayment
from cmxero.core.numbering import find_case_number
from cmxero.store.bulk import Row, append_rows, stage_rows
from cmxero.store.database import Connection, Database

INVOICE_COLUMNS = (
    "organisation xero_invoice_id invoice_number case_invoice_number type status contact_id "
    "contact_name invoice_date due_date reference currency_code line_amount_types sub_total "
    "total_tax total amount_due amount_paid amount_credited updated_utc body_sha256 body run_id "
    "received_utc"
).split()
LINE_COLUMNS = (
    "organisation xero_invoice_id body_sha256 line_number line_item_id description quantity "
    "unit_amount line_amount tax_amount tax_type account_code item_code"
).split()
PAYMENT_COLUMNS = (
    "organisation xero_payment_id payment_type status payment_date amount reference "
    "xero_invoice_id invoice_number case_invoice_number xero_batch_payment_id "
    "bank_account_code is_reconciled updated_utc body_sha256 body run_id received_utc"
).split()


class XeroLanding:
    """What Xero's answers brought. Landing the same page twice changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def land_invoices(
        self,
        organisation: str,
        invoices: Sequence[XeroInvoice],
        *,
        run_id: str,
        now_utc: datetime,
    ) -> int:
        """Store the invoices whose content is new; how many that were."""
        with self._database.write() as con:
            return land_invoices(con, organisation, invoices, run_id=run_id, now_utc=now_utc)

    def land_payments(
        self,
        organisation: str,
        payments: Sequence[XeroPayment],
        *,
        run_id: str,
        now_utc: datetime,
    ) -> int:
        """Store the payments whose content is new; how many that were."""
        rows: list[Row] = [
            (
                organisation,
                p.xero_payment_id,
                p.payment_type,
                p.status,
                p.payment_date,
                p.amount,
                p.reference,
                p.xero_invoice_id,
                p.invoice_number,
                find_case_number(p.invoice_number),
                p.xero_batch_payment_id,
                p.bank_account_code,
                p.is_reconciled,
                p.updated_utc,
                _sha256(p.body),
                p.body.decode(),
                run_id,
                now_utc,
            )
            for p in payments
        ]
        with self._database.write() as con:
            return _land_new(con, "xero_payment", "payment", PAYMENT_COLUMNS, rows)

    def note_absent(
        self, organisation: str, document: str, seen: Sequence[str], *, run_id: str
    ) -> int:
        """After a full recount: what we hold and Xero no longer showed; how many that were.

        What we know as voided or deleted is left alone: a list may leave it out (xero-api.md 2.2).
        """
        id_column = f"xero_{document}_id"
        with self._database.write() as con:
            ids: list[Row] = [(xero_id,) for xero_id in seen]
            stage_rows(con, "seen_ids", "sync.absence", ("xero_id",), ids)
            rows = con.execute(
                f"select organisation, {id_column}, version from stage.xero_{document} x "
                f"anti join seen_ids s on s.xero_id = x.{id_column} "
                "where organisation = ? and status not in ('VOIDED', 'DELETED')",
                [organisation],
            ).fetchall()
            con.unregister("seen_ids")
            append_rows(
                con,
                "sync.absence",
                ("organisation", "document", "xero_id", "version", "run_id"),
                [(org, document, xero_id, version, run_id) for org, xero_id, version in rows],
            )
        return len(rows)


def land_invoices(
    con: Connection,
    organisation: str,
    invoices: Sequence[XeroInvoice],
    *,
    run_id: str,
    now_utc: datetime,
) -> int:
    """Store invoices inside a transaction that is already open; see ``XeroLanding``."""
    rows: list[Row] = []
    lines: dict[tuple[str, str], list[Row]] = {}  # a page may hold one document twice
    for x in invoices:
        digest = _sha256(x.body)
        rows.append(
            (
                organisation,
                x.xero_invoice_id,
                x.number,
                find_case_number(x.number),
                x.type,
                x.status,
                x.contact_id,
                x.contact_name,
                x.invoice_date,
                x.due_date,
                x.reference,
                x.currency_code,
                x.line_amount_types,
                x.sub_total,
                x.total_tax,
                x.total,
                x.amount_due,
                x.amount_paid,
                x.amount_credited,
                x.updated_utc,
                digest,
                x.body.decode(),
                run_id,
                now_utc,
            )
        )
        lines[(x.xero_invoice_id, digest)] = [
            (
                organisation,
                x.xero_invoice_id,
                digest,
                place,
                line.line_item_id,
                line.description,
                line.quantity,
                line.unit_amount,
                line.line_amount,
                line.tax_amount,
                line.tax_type,
                line.account_code,
                line.item_code,
            )
            for place, line in enumerate(x.lines, start=1)
        ]
    stored = _land_new(con, "xero_invoice", "invoice", INVOICE_COLUMNS, rows)
    if stored:
        _land_lines(con, [row for found in lines.values() for row in found])
    return stored


def _land_new(
    con: Connection, table: str, document: str, columns: Sequence[str], rows: list[Row]
) -> int:
    """Append the rows whose content differs from the newest version held, as the next version.

    A row older than what we hold is left out: pages of one pull can overlap in either order.
    """
    if not rows:
        return 0
    key = f"xero_{document}_id"
    stage_rows(con, "landed_rows", f"landing.{table}", columns, rows)
    names = ", ".join(columns)
    picked = ", ".join(f"s.{column}" for column in columns)
    before = _count(con, table)
    con.execute(f"""
        insert into workbench.landing.{table} ({names}, version)
        with newest as (
            select {names} from landed_rows
            qualify row_number() over (
                partition by organisation, {key} order by updated_utc desc, body_sha256
            ) = 1
        ), held as (
            select organisation, {key}, max(version) as version
            from workbench.landing.{table}
            group by organisation, {key}
        )
        select {picked}, coalesce(h.version, 0) + 1
        from newest s
        left join held h on h.organisation = s.organisation and h.{key} = s.{key}
        left join stage.{table} c on c.organisation = s.organisation and c.{key} = s.{key}
        where c.{key} is null
            or (c.body_sha256 <> s.body_sha256 and s.updated_utc >= c.updated_utc)
    """)
    con.unregister("landed_rows")
    return _count(con, table) - before


def _land_lines(con: Connection, rows: list[Row]) -> None:
    if not rows:
        return
    stage_rows(con, "landed_lines", "landing.xero_invoice_line", LINE_COLUMNS, rows)
    names = ", ".join(LINE_COLUMNS)
    con.execute(f"""
        insert into workbench.landing.xero_invoice_line ({names})
        select {names} from landed_lines s
        anti join workbench.landing.xero_invoice_line h
            on h.organisation = s.organisation
            and h.xero_invoice_id = s.xero_invoice_id
            and h.body_sha256 = s.body_sha256
    """)
    con.unregister("landed_lines")


def _count(con: Connection, table: str) -> int:
    rows = con.execute(f"select count(*) from workbench.landing.{table}").fetchall()
    return int(rows[0][0])


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
