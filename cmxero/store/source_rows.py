"""Where the facts of one finding were read: rows of journal exports, versions from Xero.

Asked for one finding at a time, when a person opens it; no list and no figure waits for it.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cmxero.core.finding_keys import kind_and_subject
from cmxero.core.finding_kinds import FindingKind
from cmxero.store.database import Connection

_TRANSACTION = re.compile(
    r"(?:[a-z-]+: )?(invoice|adjustment|payment|refund) (.+?)(?: of journal .*)?"
)
_XERO_ID = re.compile(r"(?:received|credit|applied|refunded) (\S+)(?: \d+)?")
_CASE = """
select
    t.kind || ' ' || t.transaction_number, t.total, f.file_name, t.row_number,
    coalesce((
        select max(l.row_number) from known.case_line l
        where l.organisation = t.organisation and l.kind = t.kind
            and l.transaction_number = t.transaction_number and l.version = t.version
    ), t.row_number),
    t.version, f.received_utc, t.run_id
from known.case_transaction t
inner join known.case_file f
    on f.organisation = t.organisation and f.file_number = t.file_number
where t.organisation = $1 and (
    $2 <> '' and (t.kind = 'invoice' and t.transaction_number = $2 or t.invoice_number = $2)
    or t.kind = $3 and t.transaction_number = $4)
qualify $5 or row_number() over (
    partition by t.kind, t.transaction_number order by t.version desc) = 1
order by t.kind <> 'invoice', t.kind, t.transaction_number, t.version
"""
_XERO = """
with found as (
    select
        'invoice' as document, 'invoice ' || invoice_number as name, xero_invoice_id as xero_id,
        version, total as amount, updated_utc, run_id, received_utc
    from known.xero_invoice
    where organisation = $1 and xero_invoice_id = $2 and $2 <> ''
    union all
    select
        'payment', 'payment ' || coalesce(nullif(trim(reference), '') || ' ', '') || 'on '
            || invoice_number, xero_payment_id, version, amount, updated_utc, run_id, received_utc
    from known.xero_payment
    where organisation = $1 and ($2 <> '' and xero_invoice_id = $2 or xero_payment_id = $4)
    union all
    select
        'credit', kind || ' ' || coalesce(nullif(credit_number, ''), nullif(trim(reference), ''),
            xero_credit_id), xero_credit_id, version, total, updated_utc, run_id, received_utc
    from known.xero_credit
    where organisation = $1 and (xero_credit_id = $4 or xero_credit_id in (
        select xero_credit_id from recon.credit
        where organisation = $1 and case_invoice_number = $3 and $3 <> ''))
), newest as (
    select * from found
    qualify row_number() over (partition by document, xero_id order by version desc) = 1
)
select
    n.name, n.amount, n.version, n.updated_utc, n.received_utc, n.run_id, coalesce(r.kind, ''),
    a.xero_id is not null
from newest n
left join stage.run r on r.run_id = n.run_id
left join known.absence a
    on a.organisation = $1 and a.document = n.document and a.xero_id = n.xero_id
    and a.version = n.version
order by n.document <> 'invoice', n.document, n.name
"""


@dataclass(frozen=True, slots=True)
class CaseSource:
    """A transaction of Case Manager's as it was imported; dollars, naive UTC.

    Attributes:
        name: e.g. ``invoice 1001``.
        first_row, last_row: of the file, counted as a spreadsheet does.
        version: 1 for the first import, and one more whenever an import changed it.
    """

    name: str
    total: Decimal
    file_name: str
    first_row: int
    last_row: int
    version: int
    imported_utc: datetime
    run_id: str


@dataclass(frozen=True, slots=True)
class XeroSource:
    """A document of Xero's as it was read last; dollars, naive UTC.

    Attributes:
        name: e.g. ``invoice CM-1001``.
        version: how many different states of it were read so far.
        updated_utc: Xero's own UpdatedDateUTC of that state.
        run_kind, run_id: of the run that read it.
        is_gone: a later full recount did not find it any more.
    """

    name: str
    amount: Decimal
    version: int
    updated_utc: datetime
    read_utc: datetime
    run_id: str
    run_kind: str
    is_gone: bool


def sources_of(
    con: Connection, organisation: str, finding_key: str, case_invoice_number: str, xero_id: str
) -> tuple[tuple[CaseSource, ...], tuple[XeroSource, ...]]:
    """The rows and versions behind a finding: its documents on both sides, and what hangs on them.

    Args:
        xero_id: Xero's id of the invoice; empty for none.
    """
    kind, subject = kind_and_subject(finding_key, organisation)
    found = con.execute(
        "select pair_key from recon.finding where finding_key = ?", [finding_key]
    ).fetchall()
    pair = str(found[0][0]) if found and found[0][0] else subject
    named = _TRANSACTION.fullmatch(pair)
    case = con.execute(
        _CASE,
        [
            organisation,
            case_invoice_number,
            *(named.groups() if named else ("", "")),
            kind == FindingKind.JOURNAL_CHANGED,
        ],
    ).fetchall()
    other = _XERO_ID.fullmatch(pair)
    xero = con.execute(
        _XERO, [organisation, xero_id, case_invoice_number, other[1] if other else ""]
    ).fetchall()
    return tuple(CaseSource(*row) for row in case), tuple(XeroSource(*row) for row in xero)
