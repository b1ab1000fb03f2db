"""Landing credits with their allocations, batch payments and contacts, as ``xero_landing`` does."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain

from cmxero.core.credits import CreditKind, XeroBatchPayment, XeroContactVersion, XeroCredit
from cmxero.core.numbering import find_case_number
from cmxero.store.bulk import Row
from cmxero.store.database import Connection
from cmxero.store.landing_versions import LandingKind, land_new, land_parts, sha256

CREDIT_COLUMNS = (
    "organisation xero_credit_id kind credit_number type status contact_id contact_name "
    "credit_date reference currency_code line_amount_types sub_total total_tax total remaining "
    "updated_utc body_sha256 body run_id received_utc"
).split()
ALLOCATION_COLUMNS = (
    "organisation xero_credit_id body_sha256 place xero_allocation_id amount allocation_date "
    "xero_invoice_id invoice_number case_invoice_number is_deleted"
).split()
BATCH_COLUMNS = (
    "organisation xero_batch_payment_id type status payment_date reference total_amount "
    "is_reconciled payment_count updated_utc body_sha256 body run_id received_utc"
).split()
CONTACT_COLUMNS = (
    "organisation xero_contact_id contact_name status contact_number merged_into updated_utc "
    "body_sha256 body run_id received_utc"
).split()


def land_credits(
    con: Connection,
    organisation: str,
    pages: Sequence[Sequence[XeroCredit]],
    *,
    run_id: str,
    now_utc: datetime,
) -> int:
    """Store the credits whose content is new, with what they were used for; how many they were."""
    rows: list[Row] = []
    uses: dict[tuple[str, str], list[Row]] = {}  # a page may hold one document twice
    for credit in chain(*pages):
        digest = sha256(credit.body)
        rows.append(_credit_row(organisation, credit, digest, run_id, now_utc))
        uses[(credit.xero_credit_id, digest)] = _allocation_rows(organisation, credit, digest)
    stored = land_new(con, "credit", CREDIT_COLUMNS, rows)
    if stored:
        parts = [row for found in uses.values() for row in found]
        land_parts(con, "xero_allocation", "xero_credit_id", ALLOCATION_COLUMNS, parts)
    return stored


def _credit_row(
    organisation: str, credit: XeroCredit, digest: str, run_id: str, now_utc: datetime
) -> Row:
    return (
        organisation,
        credit.xero_credit_id,
        credit.kind.value,
        credit.number,
        credit.type,
        credit.status,
        credit.contact_id,
        credit.contact_name,
        credit.credit_date,
        credit.reference,
        credit.currency_code,
        credit.line_amount_types,
        credit.sub_total,
        credit.total_tax,
        credit.total,
        credit.remaining,
        credit.updated_utc,
        digest,
        credit.body.decode(),
        run_id,
        now_utc,
    )


def _allocation_rows(organisation: str, credit: XeroCredit, digest: str) -> list[Row]:
    return [
        (
            organisation,
            credit.xero_credit_id,
            digest,
            place,
            use.xero_allocation_id,
            use.amount,
            use.allocation_date,
            use.xero_invoice_id,
            use.invoice_number,
            find_case_number(use.invoice_number),
            use.is_deleted,
        )
        for place, use in enumerate(credit.allocations, start=1)
    ]


def land_batch_payments(
    con: Connection,
    organisation: str,
    pages: Sequence[Sequence[XeroBatchPayment]],
    *,
    run_id: str,
    now_utc: datetime,
) -> int:
    """Store the batch payments whose content is new; how many they were."""
    rows: list[Row] = [
        (
            organisation,
            batch.xero_batch_payment_id,
            batch.type,
            batch.status,
            batch.payment_date,
            batch.reference,
            batch.total_amount,
            batch.is_reconciled,
            batch.payment_count,
            batch.updated_utc,
            sha256(batch.body),
            batch.body.decode(),
            run_id,
            now_utc,
        )
        for batch in chain(*pages)
    ]
    return land_new(con, "batch_payment", BATCH_COLUMNS, rows)


def land_contacts(
    con: Connection,
    organisation: str,
    pages: Sequence[Sequence[XeroContactVersion]],
    *,
    run_id: str,
    now_utc: datetime,
) -> int:
    """Store the contacts whose content is new; how many they were."""
    rows: list[Row] = [
        (
            organisation,
            held.contact.contact_id,
            held.contact.name,
            held.contact.status,
            held.contact.contact_number,
            held.contact.merged_into,
            held.updated_utc,
            sha256(held.body),
            held.body.decode(),
            run_id,
            now_utc,
        )
        for held in chain(*pages)
    ]
    return land_new(con, "contact", CONTACT_COLUMNS, rows)


CREDIT_NOTES = LandingKind("credit notes", "credit", land_credits, CreditKind.CREDIT_NOTE.value)
OVERPAYMENTS = LandingKind("overpayments", "credit", land_credits, CreditKind.OVERPAYMENT.value)
PREPAYMENTS = LandingKind("prepayments", "credit", land_credits, CreditKind.PREPAYMENT.value)
BATCH_PAYMENTS = LandingKind("batch payments", "batch_payment", land_batch_payments)
CONTACTS = LandingKind("contacts", "contact", land_contacts)
