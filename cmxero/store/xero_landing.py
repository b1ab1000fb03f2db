"""Landing what came from Xero: every version of every document, with the body as received."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from cmxero.core.documents import XeroInvoice
from cmxero.core.fingerprint import lines_mark
from cmxero.core.numbering import find_case_number
from cmxero.store.bulk import Row, append_rows, stage_rows
from cmxero.store.database import Connection, Database
from cmxero.store.history import move_watermark
from cmxero.store.landing_versions import (
    Document,
    LandingKind,
    land_new,
    land_parts,
    sha256,
)

INVOICE_COLUMNS = (
    "organisation xero_invoice_id invoice_number case_invoice_number type status contact_id "
    "contact_name invoice_date due_date reference currency_code line_amount_types sub_total "
    "total_tax total amount_due amount_paid amount_credited updated_utc body_sha256 body run_id "
    "received_utc lines_mark"
).split()
LINE_COLUMNS = (
    "organisation xero_invoice_id body_sha256 line_number line_item_id description quantity "
    "unit_amount line_amount tax_amount tax_type account_code item_code"
).split()

BULK = 10
"""From so many pages on the settings of a bulk load are worth their while."""


class XeroLanding:
    """What Xero's answers brought. Landing the same page twice changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def land(
        self,
        kind: LandingKind[Document],
        organisation: str,
        documents: Sequence[Document],
        *,
        run_id: str,
        now_utc: datetime,
        watermark_utc: datetime | None = None,
    ) -> int:
        """Store the documents of one page whose content is new; how many that were."""
        return self.land_pages(
            kind,
            organisation,
            [documents],
            run_id=run_id,
            now_utc=now_utc,
            watermark_utc=watermark_utc,
        )

    def land_pages(
        self,
        kind: LandingKind[Document],
        organisation: str,
        pages: Sequence[Any],
        *,
        run_id: str,
        now_utc: datetime,
        watermark_utc: datetime | None = None,
    ) -> int:
        """Store the documents of some pages whose content is new; how many that were.

        Args:
            pages: each a sequence of documents, or what ``kind.stage`` made of it; no document
                stands on two of them.
            watermark_utc: how far these, the last ones, bring us (naive UTC); moved in the same
                transaction, so that a watermark never stands beyond what is stored.
        """
        write = self._database.write_many if len(pages) >= BULK else self._database.write
        with write() as con:
            stored = kind.land(con, organisation, pages, run_id=run_id, now_utc=now_utc)
            if watermark_utc is not None:
                move_watermark(con, organisation, kind.endpoint, watermark_utc, run_id)
        return stored

    def note_absent(
        self, kind: LandingKind[Document], organisation: str, seen: Sequence[str], *, run_id: str
    ) -> int:
        """After a full recount: what we hold and Xero no longer showed; how many that were.

        What we know as voided or deleted is left alone: a list may leave it out (xero-api.md 2.2).
        """
        document, id_column = kind.document, f"xero_{kind.document}_id"
        of_kind = "and x.kind = ?" if kind.credit_kind else ""
        with self._database.write() as con:
            ids: list[Row] = [(xero_id,) for xero_id in seen]
            stage_rows(con, "seen_ids", "sync.absence", ("xero_id",), ids)
            rows = con.execute(
                f"select organisation, {id_column}, version from stage.xero_{document} x "
                f"anti join seen_ids s on s.xero_id = x.{id_column} "
                f"where organisation = ? and status not in ('VOIDED', 'DELETED') {of_kind}",
                [organisation, kind.credit_kind] if kind.credit_kind else [organisation],
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
    pages: Sequence[Sequence[XeroInvoice]],
    *,
    run_id: str,
    now_utc: datetime,
) -> int:
    """Store the invoices whose content is new, with their lines; how many they were."""
    rows: list[Row] = []
    lines: dict[tuple[str, str], list[Row]] = {}  # a page may hold one document twice
    for x in chain(*pages):
        digest = sha256(x.body)
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
                lines_mark(x.lines),
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
    stored = land_new(con, "invoice", INVOICE_COLUMNS, rows)
    if stored:
        parts = [row for found in lines.values() for row in found]
        land_parts(con, "xero_invoice_line", "xero_invoice_id", LINE_COLUMNS, parts)
    return stored


INVOICES = LandingKind("invoices", "invoice", land_invoices)
