-- outbox_copy: one row a delivered payment that a journal of Case Manager shows, with the
-- journaled payment that is it: on the same invoice, of the amount and date it was delivered with
-- or changed to by hand; what it must read now before what it read earlier. Case Manager keeps no
-- id of Xero's, so equal ones are taken in order: those never changed first, then the older.
-- is_withdrawn: the journal's newest file no longer has it. is_refunded: wholly refunded.
create or replace temp table outbox_copy as
with claim as (
    select
        organisation, entry_payment_id, xero_payment_id, how, case_invoice_number, payment_date,
        amount, made_utc,
        row_number() over (
            partition by organisation, entry_payment_id
            order by made_utc desc, how, xero_payment_id
        ) as age
    from workbench.sync.outbox_payment
), journaled as (
    select
        organisation, transaction_number, invoice_number, transaction_date, total,
        row_number() over (
            partition by organisation, invoice_number, total, transaction_date
            order by transaction_number
        ) as n
    from stage.case_follower
    where kind = 'payment' and not is_orphan
), now_reads as (
    select
        organisation, entry_payment_id, xero_payment_id, case_invoice_number, payment_date,
        amount,
        row_number() over (
            partition by organisation, case_invoice_number, amount, payment_date
            order by how desc, made_utc, entry_payment_id
        ) as n
    from claim
    where age = 1
), as_now as (
    select
        c.organisation, c.entry_payment_id, c.xero_payment_id, j.transaction_number
    from now_reads c
    inner join journaled j
        on j.organisation = c.organisation
        and j.invoice_number = c.case_invoice_number
        and j.total = c.amount
        and j.transaction_date = c.payment_date
        and j.n = c.n
), left_journaled as (
    select
        j.organisation, j.transaction_number, j.invoice_number, j.transaction_date, j.total,
        row_number() over (
            partition by j.organisation, j.invoice_number, j.total, j.transaction_date
            order by j.transaction_number
        ) as n
    from journaled j
    anti join as_now s
        on s.organisation = j.organisation and s.transaction_number = j.transaction_number
), left_claim as (
    select
        c.organisation, c.entry_payment_id, c.xero_payment_id, c.case_invoice_number,
        c.payment_date, c.amount, c.age,
        row_number() over (
            partition by c.organisation, c.case_invoice_number, c.amount, c.payment_date
            order by c.age, c.entry_payment_id
        ) as n
    from claim c
    anti join as_now s
        on s.organisation = c.organisation and s.entry_payment_id = c.entry_payment_id
    where c.age > 1
), as_before as (
    select
        c.organisation, c.entry_payment_id, c.xero_payment_id, j.transaction_number
    from left_claim c
    inner join left_journaled j
        on j.organisation = c.organisation
        and j.invoice_number = c.case_invoice_number
        and j.total = c.amount
        and j.transaction_date = c.payment_date
        and j.n = c.n
    qualify row_number() over (
        partition by c.organisation, c.entry_payment_id order by c.age
    ) = 1
), found as (
    select organisation, entry_payment_id, xero_payment_id, transaction_number from as_now
    union all
    select organisation, entry_payment_id, xero_payment_id, transaction_number from as_before
), newest_file as (
    select organisation, journal_number, max(file_number) as file_number
    from workbench.landing.case_file_journal
    group by organisation, journal_number
), withdrawn as (
    select distinct d.organisation, d.transaction_number
    from workbench.landing.case_difference d
    inner join newest_file n
        on n.organisation = d.organisation
        and n.journal_number = d.journal_number
        and n.file_number = d.file_number
    where d.kind = 'payment' and d.field = 'transaction'
), refunded as (
    select organisation, refers_to, invoice_number, sum(total) as total
    from stage.case_follower
    where kind = 'refund' and not is_orphan
    group by organisation, refers_to, invoice_number
)
select
    f.organisation, f.entry_payment_id, f.xero_payment_id,
    f.transaction_number as case_payment_number, t.journal_number,
    w.transaction_number is not null as is_withdrawn,
    coalesce(r.total = t.total, false) as is_refunded
from found f
inner join stage.case_follower t
    on t.organisation = f.organisation and t.kind = 'payment'
    and t.transaction_number = f.transaction_number
left join withdrawn w
    on w.organisation = f.organisation and w.transaction_number = f.transaction_number
left join refunded r
    on r.organisation = f.organisation and r.refers_to = f.transaction_number
    and r.invoice_number = t.invoice_number;
