"""Which payment, credit, refund or row a finding is about, found again by what it says of it.

Of documents that say the same, all but the first carry their id in the finding's subject
(``recon.payment_finding``, ``recon.credit_finding``).
"""

import re
from typing import Any

from cmxero.core.credits import CreditKind
from cmxero.core.finding_kinds import FindingKind
from cmxero.core.findings import Finding
from cmxero.core.playbook_facts import RowFact, UseFact, XeroPaymentFact, XeroRefundFact
from cmxero.store.database import Connection

_ID = re.compile(r" \(([^()\s]+)(?: (\d+))?\)$")
_RECEIVED = (
    "select xero_payment_id, payment_date, amount, reference, xero_invoice_id, invoice_number, "
    "bank_account_code, xero_batch_payment_id <> '', is_reconciled, state from ("
    "  select r.*, p.is_reconciled from recon.received_payment r "
    "  inner join stage.xero_payment p "
    "    on p.organisation = r.organisation and p.xero_payment_id = r.xero_payment_id"
    ") where organisation = ? "
)
CREDIT_KINDS = frozenset(
    {
        FindingKind.CREDIT_NOT_ALLOCATED,
        FindingKind.CREDIT_NAMES_NO_INVOICE,
        FindingKind.OVERPAYMENT,
        FindingKind.PREPAYMENT,
    }
)


def payments_on(
    con: Connection, organisation: str, xero_invoice_id: str
) -> tuple[XeroPaymentFact, ...]:
    """Live payments on one Xero invoice, the oldest first."""
    rows = con.execute(
        _RECEIVED + "and xero_invoice_id = ? order by payment_date, xero_payment_id",
        [organisation, xero_invoice_id],
    ).fetchall()
    return tuple(XeroPaymentFact(*row) for row in rows)


def find_payment(con: Connection, finding: Finding) -> XeroPaymentFact | None:
    """The Xero payment of a finding about one that Case Manager lacks."""
    if not finding.kind.startswith("payment") or finding.case_amount is not None:
        return None
    rows = con.execute(
        _RECEIVED + "and xero_invoice_id = ? and amount = ? and payment_date = ? "
        "and state not in ('mirrored', 'journaled') order by xero_payment_id",
        [finding.organisation, finding.xero_invoice_id, finding.xero_amount, finding.since],
    ).fetchall()
    named = [row for row in rows if _says(finding.subject, row)] or rows
    found = _by_id(finding.subject, named)
    return XeroPaymentFact(*found) if found else None


def find_credit_id(con: Connection, finding: Finding) -> str:
    """Id of the credit that a finding is about; empty if it is about none."""
    if finding.kind not in CREDIT_KINDS:
        return ""
    rows = con.execute(
        "select xero_credit_id from recon.credit "
        "where organisation = ? and remaining = ? and credit_date = ? "
        "and starts_with(?, kind || ' ' || coalesce(nullif(credit_number, ''), "
        "  nullif(trim(reference), ''), xero_credit_id)) order by xero_credit_id",
        [finding.organisation, finding.xero_amount, finding.since, finding.subject],
    ).fetchall()
    found = _by_id(finding.subject, rows)
    return str(found[0]) if found else ""


def uses_of(con: Connection, organisation: str, xero_invoice_id: str) -> tuple[UseFact, ...]:
    """Money that was used for a Xero invoice."""
    rows = con.execute(
        "select a.xero_credit_id, a.kind, coalesce(nullif(a.credit_number, ''), "
        "  nullif(trim(c.reference), ''), a.xero_credit_id), a.place, a.amount, "
        "  coalesce(a.allocation_date, c.credit_date), a.xero_invoice_id, a.invoice_number "
        "from stage.xero_allocation a inner join stage.xero_credit c "
        "  on c.organisation = a.organisation and c.xero_credit_id = a.xero_credit_id "
        "where a.organisation = ? and a.xero_invoice_id = ? and a.is_live "
        "  and a.kind <> 'credit note' order by a.xero_credit_id, a.place",
        [organisation, xero_invoice_id],
    ).fetchall()
    return tuple(UseFact(row[0], CreditKind(row[1]), *row[2:]) for row in rows)


def find_use(con: Connection, finding: Finding) -> UseFact | None:
    """The use of money that a finding is about."""
    if finding.kind is not FindingKind.MONEY_APPLIED:
        return None
    uses = [
        one
        for one in uses_of(con, finding.organisation, finding.xero_invoice_id)
        if one.amount == finding.xero_amount
        and finding.subject.startswith(f"{one.kind} {one.credit} on {one.invoice_number}")
    ]
    marked = _ID.search(finding.subject)
    if marked and marked[2]:
        wanted = (marked[1], int(marked[2]))
        return next((one for one in uses if (one.xero_credit_id, one.place) == wanted), None)
    return uses[0] if uses else None


def find_refund(con: Connection, finding: Finding) -> XeroRefundFact | None:
    """The refund in Xero that a finding is about."""
    if finding.kind is not FindingKind.REFUND_ONLY_IN_XERO:
        return None
    rows = con.execute(
        "select xero_payment_id, xero_refund_date, xero_amount, reference, "
        "  credit_kind || coalesce(' ' || nullif(credit_number, ''), ''), "
        "  coalesce(undone_payment, '') from recon.refund_pair "
        "where organisation = ? and case_refund_number is null and credit_kind = 'credit note' "
        "  and xero_amount = ? and xero_refund_date = ? order by xero_payment_id",
        [finding.organisation, finding.xero_amount, finding.since],
    ).fetchall()
    named = [
        row
        for row in rows
        if finding.subject.startswith(f"refund {str(row[3]).strip() or row[0]} of {row[4]}")
    ]
    found = _by_id(finding.subject, named)
    return XeroRefundFact(*found) if found else None


def find_row(con: Connection, finding: Finding) -> RowFact | None:
    """The row of a journal export that a finding is about."""
    if finding.kind is not FindingKind.IMPORT_PROBLEM:
        return None
    code, _, said = finding.subject.partition(": ")
    rows = con.execute(
        "select code, subject, file_name, row_number, column_name, value, remedy "
        "from stage.case_problem where organisation = ? and journal_number = ? and code = ? "
        "and severity = 'blocks' order by row_number",
        [finding.organisation, finding.journal_number, code],
    ).fetchall()
    marked = re.search(r" \(row (\d+)\)$", said)
    if marked:
        rows = [row for row in rows if row[3] == int(marked[1])]
    named = (row for row in rows if said.startswith(row[1] or f"{row[2]} row {row[3] or '-'}"))
    found = next(named, None)
    return RowFact(*found) if found else None


def _says(subject: str, row: tuple[Any, ...]) -> bool:
    reference, number = str(row[3]).strip(), row[5]
    return subject.startswith(f"payment {reference + ' ' if reference else ''}on {number}")


def _by_id(subject: str, rows: list[tuple[Any, ...]]) -> tuple[Any, ...] | None:
    """The row whose id stands in the subject, else the first."""
    marked = _ID.search(subject)
    if marked:
        same = next((row for row in rows if str(row[0]) == marked[1]), None)
        if same:
            return same
    return rows[0] if rows else None
