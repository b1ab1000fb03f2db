"""A book of any size, put straight into the landing tables.

Two years of it; payments come from Xero from 2026 on, those before are journaled. One invoice
in 200 has another total in Xero, one payment in 500 is not journaled, one in 700 not in Xero.
"""

from decimal import Decimal

SPREAD_DAYS = 700
_ID = "printf('{mark}%07x-5f3c-4a1e-9d2b-%012x', ({place})::integer, ({place})::integer)"


def ids(invoices: int) -> dict[str, str]:
    """Expressions that make ids as long as Xero's."""
    return {
        "invoice_id": _ID.format(mark="a", place="i"),
        "paid_invoice_id": _ID.format(mark="a", place=f"1 + i % {invoices}"),
        "intent_id": "'20260901T000000-' || lpad(i::varchar, 9, '0') || '-01'",
        "payment_id": _ID.format(mark="b", place="i"),
    }


CASE_FILE = """
insert into workbench.landing.case_file by name
select 'main' as organisation, 1 as file_number, 'big.csv' as file_name,
    'sha' as file_sha256,
    1 as size_bytes,
    0 as row_count, 0 as rows_used, 0 as rows_held, 'run' as run_id,
    timestamp '2026-10-01 00:00:00' as received_utc
"""
CASE_INVOICES = """
insert into workbench.landing.case_transaction by name
select
    'main' as organisation, 'invoice' as kind, i::varchar as transaction_number, 1 as version,
    i::varchar as invoice_number, (i // 5000)::varchar as journal_number,
    date '2024-09-01' + (i % {days})::integer as journal_date,
    date '2024-09-01' + (i % {days})::integer as transaction_date, '14 days' as terms,
    date '2024-09-15' + (i % {days})::integer as due_date, 'C' || (i % 90000) as case_number,
    '' as claim_number, '' as client_name, '' as contact_title, '' as contact_first_name,
    '' as contact_last_name, 'Company ' || (i % 4000) as company_name, 'Main' as office,
    'icare' as category, '' as payment_type, '' as reference, '' as payment_group, '' as reason,
    '' as refers_to, (100 + i % 900)::decimal(18, 2) as sub_total, 0.00 as tax,
    (100 + i % 900)::decimal(18, 2) as total, 'f' || i as fingerprint, i as row_number,
    1 as file_number, 'run' as run_id
from range(1, {n} + 1) t(i)
"""
CASE_PAYMENTS = """
insert into workbench.landing.case_transaction by name
select
    'main' as organisation, 'payment' as kind, 'P' || i as transaction_number, 1 as version,
    (1 + i % {n})::varchar as invoice_number, '9' as journal_number,
    date '2026-08-01' as journal_date,
    date '2024-09-20' + (i % {days})::integer as transaction_date, '' as terms,
    null as due_date, '' as case_number, '' as claim_number, '' as client_name,
    '' as contact_title, '' as contact_first_name, '' as contact_last_name,
    '' as company_name, '' as office, '' as category, 'EFT' as payment_type, '' as reference,
    '' as payment_group, '' as reason, '' as refers_to, 0.00 as sub_total, 0.00 as tax,
    (10 + i % 50)::decimal(18, 2) as total, 'g' || i as fingerprint, i as row_number,
    1 as file_number, 'run' as run_id
from range(1, {n} * 3 // 2 + 1) t(i)
where i % {days} < 467 and i % 500 <> 3
"""
XERO_INVOICES = """
insert into workbench.landing.xero_invoice by name
select
    'main' as organisation, {invoice_id} as xero_invoice_id, 1 as version,
    'CM-' || i as invoice_number, i::varchar as case_invoice_number, 'ACCREC' as type,
    'AUTHORISED' as status, 'k' || (i % 4000) as contact_id,
    'Company ' || (i % 4000) as contact_name,
    date '2024-09-01' + (i % {days})::integer as invoice_date,
    date '2024-09-15' + (i % {days})::integer as due_date, '' as reference,
    'AUD' as currency_code, 'Exclusive' as line_amount_types, total as sub_total,
    0.00 as total_tax, total,
    total - coalesce(paid, 0.00) as amount_due, coalesce(paid, 0.00) as amount_paid,
    0.00 as amount_credited, timestamp '2026-09-01 00:00:00' as updated_utc, 'h' as body_sha256,
    '' as body, 'run' as run_id, timestamp '2026-10-01 00:00:00' as received_utc
from (
    select i, (100 + i % 900 + case when i % 200 = 0 then 1 else 0 end)::decimal(18, 2) as total
    from range(1, {n} + 1) t(i)
)
left join (
    select (1 + i % {n}) as i, sum(10 + i % 50)::decimal(18, 2) as paid
    from range(1, {n} * 3 // 2 + 1) t(i) where i % 700 <> 7 group by 1
) using (i)
"""
XERO_PAYMENTS = """
insert into workbench.landing.xero_payment by name
select
    'main' as organisation, {payment_id} as xero_payment_id, 1 as version,
    'ACCRECPAYMENT' as payment_type, 'AUTHORISED' as status,
    date '2024-09-20' + (i % {days})::integer as payment_date,
    (10 + i % 50)::decimal(18, 2) as amount, 'EFT ' || i as reference,
    {paid_invoice_id} as xero_invoice_id, 'CM-' || (1 + i % {n}) as invoice_number,
    (1 + i % {n})::varchar as case_invoice_number, '' as xero_batch_payment_id,
    '090' as bank_account_code, false as is_reconciled, '' as xero_credit_id,
    timestamp '2026-09-01 00:00:00' as updated_utc, null as body, null as page_number,
    null as place, 'run' as run_id, timestamp '2026-10-01 00:00:00' as received_utc
from range(1, {n} * 3 // 2 + 1) t(i) where i % 700 <> 7
"""
LINKS = """
insert into workbench.sync.link by name
select 'main' as organisation, i::varchar as case_invoice_number, {invoice_id} as xero_invoice_id,
    {intent_id} as intent_id, 'created' as how, 'run' as run_id,
    timestamp '2026-09-01 00:00:00' as linked_utc
from range(1, {n} + 1) t(i)
"""
INTENTS = """
insert into workbench.sync.intent by name
select {intent_id} as intent_id, 'b' || (i // 50) as batch_id, 'main' as organisation,
    i::varchar as case_invoice_number, 'CM-' || i as invoice_number,
    (i // 5000)::varchar as journal_number, 'f' as fingerprint,
    'Company ' || (i % 4000) as contact_name,
    date '2024-09-01' + (i % {days})::integer as invoice_date,
    date '2024-09-15' + (i % {days})::integer as due_date, 'AUD' as currency_code,
    (100 + i % 900)::decimal(18, 2) as total, 0.00 as total_tax,
    (100 + i % 900)::decimal(18, 2) as case_total
from range(1, {n} + 1) t(i)
"""
OUTCOMES = """
insert into workbench.sync.outcome by name
select 'main' as organisation, i::varchar as case_invoice_number, {intent_id} as intent_id,
    'run' as run_id, 'CREATED' as state, {invoice_id} as xero_invoice_id,
    (100 + i % 900)::decimal(18, 2) as xero_total, '[]' as messages,
    timestamp '2026-09-01 00:00:00' as at_utc, i as sequence
from range(1, {n} + 1) t(i)
"""
STEPS = (
    CASE_FILE,
    CASE_INVOICES,
    CASE_PAYMENTS,
    XERO_INVOICES,
    XERO_PAYMENTS,
    LINKS,
    INTENTS,
    OUTCOMES,
)
RAW = """
with case_side as (
    select organisation, invoice_number, sum(total) filter (kind = 'invoice') as total,
        sum(case when kind = 'payment' then -total else total end) as owed,
        max(due_date) as due_date
    from workbench.landing.case_transaction
    group by organisation, invoice_number
), paid as (
    select p.organisation, p.xero_invoice_id, sum(p.amount) as paid, count(j.total) as journaled
    from workbench.landing.xero_payment p
    left join workbench.landing.case_transaction j
        on j.organisation = p.organisation and j.kind = 'payment'
        and j.invoice_number = p.case_invoice_number and j.total = p.amount
        and j.transaction_date = p.payment_date
    group by p.organisation, p.xero_invoice_id
)
select
    count(*), sum(c.owed), sum(x.total - p.paid), sum(p.journaled),
    count(*) filter (c.total <> x.total or x.due_date <> c.due_date or t.total <> x.total
        or t.contact_name <> x.contact_name or o.state <> 'CREATED')
from case_side c
left join workbench.sync.link l
    on l.organisation = c.organisation and l.case_invoice_number = c.invoice_number
left join workbench.sync.intent t on t.intent_id = l.intent_id
left join workbench.sync.outcome o
    on o.organisation = c.organisation and o.case_invoice_number = c.invoice_number
left join workbench.landing.xero_invoice x
    on x.organisation = l.organisation and x.xero_invoice_id = l.xero_invoice_id
left join paid p
    on p.organisation = x.organisation and p.xero_invoice_id = x.xero_invoice_id
"""
"""The same tables joined once by their keys and added up: no versions, no states, no reasons."""


def fill(database, invoices: int) -> None:
    """Put ``invoices`` invoices and half as many again of payments into an empty book."""
    for step in STEPS:
        with database.write_many() as con:
            con.execute(step.format(n=invoices, days=SPREAD_DAYS, **ids(invoices)))


def raw_join(database) -> tuple[int, Decimal, Decimal, int, int]:
    """The raw join and aggregation of the same tables."""
    with database.read() as con:
        return con.execute(RAW).fetchall()[0]
