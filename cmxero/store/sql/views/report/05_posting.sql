-- report.posting: one row an entry in either receivables ledger: a document's amount as it moves what
-- customers owe, on the document's own date. pair_key names the documents that belong together; a
-- pair whose postings do not cancel out is a finding, unless only dates keep them apart
-- (report.position). A credit of Xero's is posted in parts, each with what it was used for; applied_date
-- is when the part reached the document it is held against (applied_to, empty while it reached none).
create or replace view report.posting as
with alone as (
    select organisation, pair_key
    from recon.finding
    where kind = 'adjustment without counterpart in Xero'
), counted as (
    select
        organisation, coalesce(case_invoice_number, '') as case_invoice_number, xero_invoice_id,
        xero_invoice_date, xero_total,
        'invoice ' || coalesce(case_invoice_number, xero_invoice_id) as pair_key
    from recon.invoice_pair
    where is_counted
)
select
    i.organisation, 'Case Manager' as side, 'invoice' as document,
    i.case_invoice_number as document_id, i.case_invoice_number, i.invoice_date as posting_date,
    i.case_total as amount, 'invoice ' || i.case_invoice_number as pair_key,
    i.case_invoice_number as applied_to, i.invoice_date as applied_date
from recon.invoice_pair i
where i.case_invoice_number is not null
union all
select
    f.organisation, 'Case Manager', f.kind, f.transaction_number, f.invoice_number,
    f.transaction_date, f.effect,
    case
        when f.kind = 'adjustment' and a.pair_key is null then 'invoice ' || f.invoice_number
        else f.kind || ' ' || f.transaction_number
    end, f.invoice_number, f.transaction_date
from stage.case_follower f
left join alone a
    on a.organisation = f.organisation
    and a.pair_key = 'adjustment ' || f.transaction_number
    and f.kind = 'adjustment'
where not f.is_orphan
union all
select
    organisation, 'Case Manager', 'mirrored payment', xero_payment_id, case_invoice_number,
    payment_date, -amount, 'received ' || xero_payment_id, case_invoice_number, payment_date
from recon.payment_state
where state = 'mirrored'
union all
select
    organisation, 'Xero', 'invoice', xero_invoice_id, case_invoice_number, xero_invoice_date,
    xero_total, pair_key, xero_invoice_id, xero_invoice_date
from counted
union all
select
    organisation, 'Xero', 'payment', xero_payment_id, case_invoice_number, payment_date, -effect,
    case when state = 'journaled' then 'payment ' || case_payment_number
        else 'received ' || xero_payment_id end, xero_invoice_id, payment_date
from recon.payment_state
where effect <> 0
union all
select
    p.organisation, 'Xero', p.kind, p.xero_credit_id || ' ' || p.place::varchar,
    c.case_invoice_number, k.credit_date, -p.amount,
    case when p.kind = 'credit note' then c.pair_key
        else 'applied ' || p.xero_credit_id || ' ' || p.place::varchar end,
    p.xero_invoice_id, greatest(k.credit_date, coalesce(p.allocation_date, k.credit_date))
from stage.xero_allocation p
inner join stage.xero_credit k
    on k.organisation = p.organisation and k.xero_credit_id = p.xero_credit_id
inner join counted c
    on c.organisation = p.organisation and c.xero_invoice_id = p.xero_invoice_id
where p.is_live
union all
select
    organisation, 'Xero', kind, xero_credit_id, coalesce(case_invoice_number, ''), credit_date,
    -(refunded + remaining)::decimal(18, 2),
    case when kind = 'credit note' and case_invoice_number is not null
        then 'invoice ' || case_invoice_number
        else 'credit ' || xero_credit_id end, '', credit_date
from recon.credit
where is_counted and refunded + remaining <> 0
union all
select
    r.organisation, 'Xero', 'refund', r.xero_payment_id, coalesce(r.case_invoice_number, ''),
    r.xero_refund_date, r.xero_amount,
    case
        when r.credit_kind <> 'credit note' then 'credit ' || r.xero_credit_id
        when r.case_refund_number is not null then 'refund ' || r.case_refund_number
        else 'refunded ' || r.xero_payment_id
    end, '', r.xero_refund_date
from recon.refund_pair r
inner join recon.credit c
    on c.organisation = r.organisation and c.xero_credit_id = r.xero_credit_id
where c.is_counted;
