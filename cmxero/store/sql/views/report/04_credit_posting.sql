-- report.credit_posting: report.posting of credits and refunds in Xero. A credit is posted in parts, each
-- with what it was used for. Only these may have reached no document, or one later than they
-- were posted.
create or replace view report.credit_posting as
select
    organisation, 'Xero' as side, kind as document,
    xero_credit_id || ' ' || place::varchar as document_id,
    coalesce(case_invoice_number, '') as case_invoice_number, credit_date as posting_date,
    -amount as amount,
    case when kind = 'credit note' then 'invoice ' || coalesce(case_invoice_number, xero_invoice_id)
        else 'applied ' || xero_credit_id || ' ' || place::varchar end as pair_key,
    xero_invoice_id as applied_to,
    greatest(credit_date, coalesce(allocation_date, credit_date)) as applied_date
from recon.credit_use
where is_counted
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
