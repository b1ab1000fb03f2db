-- recon.payment_pair: one row a journaled payment and what it is in Xero: a live payment on the same
-- invoice of the same amount, first on the same date, then on another; equal candidates are
-- taken in the order of their numbers. What is left is held against deleted Xero payments.
-- was_redated: the Xero payment of the journaled day was deleted, and the one of another day stands
-- in its place. Payments on invoices that Xero does not count as owed in our currency are
-- nobody's pair. Equal marks only say who may be alike; what they stand for decides.
create or replace table memory.recon.payment_pair as
with paid as (
    select
        organisation, invoice_number as case_invoice_number, transaction_number,
        transaction_date, total
    from stage.case_follower
    where kind = 'payment' and not is_orphan
), took as (
    select
        p.organisation, a.case_invoice_number, p.xero_payment_id, p.payment_date, p.amount,
        p.status, p.reference
    from stage.xero_payment p
    inner join recon.invoice_pair a
        on a.organisation = p.organisation and a.xero_invoice_id = p.xero_invoice_id
    semi join paid j
        on hash(j.case_invoice_number, j.total) = hash(a.case_invoice_number, p.amount)
    where p.payment_type = 'ACCRECPAYMENT' and (p.status <> 'AUTHORISED' or a.is_counted)
), either as (
    select
        'case' as side, organisation, case_invoice_number, total as amount,
        transaction_date as day, '' as reference, transaction_number as id,
        hash('case', organisation, case_invoice_number, total, transaction_date) as mark
    from paid
    union all
    select
        'xero', organisation, case_invoice_number, amount, payment_date, reference,
        xero_payment_id, hash('xero', organisation, case_invoice_number, amount, payment_date)
    from took
    where status = 'AUTHORISED'
), alike as (
    select mark
    from either
    group by mark
    having count(*) > 1
), placed as (
    select e.side, e.organisation, e.case_invoice_number, e.amount, e.day, e.id, 1 as n
    from either e
    anti join alike a on a.mark = e.mark
    union all
    select
        e.side, e.organisation, e.case_invoice_number, e.amount, e.day, e.id,
        row_number() over (
            partition by e.side, e.organisation, e.case_invoice_number, e.amount, e.day
            order by e.reference, e.id
        )
    from either e
    semi join alike a on a.mark = e.mark
), same_day as (
    select
        j.organisation, j.case_invoice_number, j.id as transaction_number,
        j.day as transaction_date, j.amount as total, r.id as xero_payment_id
    from (select * from placed where side = 'case') j
    left join (select * from placed where side = 'xero') r
        on r.organisation = j.organisation
        and r.case_invoice_number = j.case_invoice_number
        and r.amount = j.amount
        and r.day = j.day
        and r.n = j.n
), left_journaled as (
    select
        organisation, case_invoice_number, transaction_number, transaction_date, total,
        row_number() over (
            partition by organisation, case_invoice_number, total
            order by transaction_date, transaction_number
        ) as n
    from same_day
    where xero_payment_id is null
), left_amount as (
    select distinct organisation, case_invoice_number, total
    from left_journaled
), left_received as (
    select
        r.organisation, r.case_invoice_number, r.xero_payment_id, r.payment_date, r.amount,
        r.status,
        row_number() over (
            partition by r.organisation, r.case_invoice_number, r.amount, r.status
            order by r.payment_date, r.xero_payment_id
        ) as n
    from took r
    semi join left_amount j
        on j.organisation = r.organisation
        and j.case_invoice_number = r.case_invoice_number
        and j.total = r.amount
    anti join same_day s
        on s.organisation = r.organisation and s.xero_payment_id = r.xero_payment_id
), other_day as (
    select
        j.organisation, j.case_invoice_number, j.transaction_number, j.transaction_date, j.total,
        r.xero_payment_id, r.payment_date
    from left_journaled j
    left join left_received r
        on r.organisation = j.organisation
        and r.case_invoice_number = j.case_invoice_number
        and r.amount = j.total
        and r.status = 'AUTHORISED'
        and r.n = j.n
), deleted as (
    select
        o.organisation, o.transaction_number, min(r.xero_payment_id) as xero_payment_id,
        bool_or(r.payment_date = o.transaction_date) as is_same_day
    from other_day o
    inner join left_received r
        on r.organisation = o.organisation
        and r.case_invoice_number = o.case_invoice_number
        and r.amount = o.total
        and r.status = 'DELETED'
    group by o.organisation, o.transaction_number
)
select
    organisation, case_invoice_number, transaction_number as case_payment_number,
    transaction_date as case_payment_date, total as case_amount, xero_payment_id,
    transaction_date as xero_payment_date, total as xero_amount, 'same day' as how,
    false as twin_was_deleted, false as was_redated
from same_day
where xero_payment_id is not null
union all
select
    o.organisation, o.case_invoice_number, o.transaction_number, o.transaction_date, o.total,
    coalesce(o.xero_payment_id, d.xero_payment_id), o.payment_date,
    case when o.xero_payment_id is not null then o.total end,
    case when o.xero_payment_id is not null then 'another day' end,
    o.xero_payment_id is null and d.xero_payment_id is not null,
    o.xero_payment_id is not null and coalesce(d.is_same_day, false)
from other_day o
left join deleted d
    on d.organisation = o.organisation and d.transaction_number = o.transaction_number;
