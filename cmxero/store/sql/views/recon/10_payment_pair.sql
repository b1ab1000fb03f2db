-- recon.payment_pair: one row a payment known to either side. A journaled payment is paired with
-- a live Xero payment on the same invoice of the same amount, first on the same date, then on
-- another; equal candidates are taken in the order of their numbers. What is left of the
-- journaled ones is held against deleted Xero payments. was_redated: the Xero payment of the
-- journaled day was deleted, and the one of another day stands in its place. Payments on invoices
-- that Xero does not count as owed in our currency are nobody's pair.
create or replace view recon.payment_pair as
with journaled as (
    select
        organisation, invoice_number as case_invoice_number, transaction_number,
        transaction_date, total,
        row_number() over (
            partition by organisation, invoice_number, total, transaction_date
            order by transaction_number
        ) as n
    from stage.case_follower
    where kind = 'payment' and not is_orphan
), received as (
    select
        p.organisation, p.case_invoice_number, p.xero_payment_id, p.payment_date, p.amount,
        p.status,
        row_number() over (
            partition by p.organisation, p.case_invoice_number, p.amount, p.payment_date, p.status
            order by p.reference, p.xero_payment_id
        ) as n
    from stage.xero_payment p
    left join stage.xero_invoice x
        on x.organisation = p.organisation and x.xero_invoice_id = p.xero_invoice_id
    left join stage.parameter m on m.organisation = p.organisation
    where p.payment_type = 'ACCRECPAYMENT'
        and p.case_invoice_number is not null
        and (p.status <> 'AUTHORISED'
            or x.is_receivable and x.currency_code = m.currency_code)
), same_day as (
    select
        j.organisation, j.case_invoice_number, j.transaction_number, r.xero_payment_id
    from journaled j
    inner join received r
        on r.organisation = j.organisation
        and r.case_invoice_number = j.case_invoice_number
        and r.amount = j.total
        and r.payment_date = j.transaction_date
        and r.status = 'AUTHORISED'
        and r.n = j.n
), left_journaled as (
    select
        j.organisation, j.case_invoice_number, j.transaction_number, j.total,
        row_number() over (
            partition by j.organisation, j.case_invoice_number, j.total
            order by j.transaction_date, j.transaction_number
        ) as n
    from journaled j
    anti join same_day s
        on s.organisation = j.organisation and s.transaction_number = j.transaction_number
), left_received as (
    select
        r.organisation, r.case_invoice_number, r.xero_payment_id, r.amount, r.status,
        row_number() over (
            partition by r.organisation, r.case_invoice_number, r.amount, r.status
            order by r.payment_date, r.xero_payment_id
        ) as n
    from received r
    anti join same_day s
        on s.organisation = r.organisation and s.xero_payment_id = r.xero_payment_id
), other_day as (
    select
        j.organisation, j.transaction_number, r.xero_payment_id
    from left_journaled j
    inner join left_received r
        on r.organisation = j.organisation
        and r.case_invoice_number = j.case_invoice_number
        and r.amount = j.total
        and r.status = 'AUTHORISED'
        and r.n = j.n
), redated as (
    select distinct o.organisation, o.transaction_number
    from other_day o
    inner join journaled j
        on j.organisation = o.organisation and j.transaction_number = o.transaction_number
    inner join received r
        on r.organisation = j.organisation
        and r.case_invoice_number = j.case_invoice_number
        and r.amount = j.total
        and r.payment_date = j.transaction_date
        and r.status = 'DELETED'
), deleted_twin as (
    select
        j.organisation, j.transaction_number, min(r.xero_payment_id) as xero_payment_id
    from left_journaled j
    inner join left_received r
        on r.organisation = j.organisation
        and r.case_invoice_number = j.case_invoice_number
        and r.amount = j.total
        and r.status = 'DELETED'
    anti join other_day o
        on o.organisation = j.organisation and o.transaction_number = j.transaction_number
    group by j.organisation, j.transaction_number
), paired as (
    select organisation, transaction_number, xero_payment_id, 'same day' as how from same_day
    union all
    select organisation, transaction_number, xero_payment_id, 'another day' from other_day
)
select
    coalesce(j.organisation, r.organisation) as organisation,
    coalesce(j.case_invoice_number, r.case_invoice_number) as case_invoice_number,
    j.transaction_number as case_payment_number,
    j.transaction_date as case_payment_date,
    j.total as case_amount,
    coalesce(r.xero_payment_id, d.xero_payment_id) as xero_payment_id,
    r.payment_date as xero_payment_date,
    r.amount as xero_amount,
    p.how,
    d.xero_payment_id is not null as twin_was_deleted,
    w.transaction_number is not null as was_redated
from journaled j
left join paired p
    on p.organisation = j.organisation and p.transaction_number = j.transaction_number
left join deleted_twin d
    on d.organisation = j.organisation and d.transaction_number = j.transaction_number
left join redated w
    on w.organisation = j.organisation and w.transaction_number = j.transaction_number
full join (select * from received where status = 'AUTHORISED') r
    on r.organisation = p.organisation and r.xero_payment_id = p.xero_payment_id;
