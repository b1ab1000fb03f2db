-- recon.payment_pair: recon.payment_match with both payments' own ids, dates and amounts.
create or replace view recon.payment_pair as
select
    f.organisation, f.invoice_number as case_invoice_number,
    f.transaction_number as case_payment_number, f.transaction_date as case_payment_date,
    f.total as case_amount, p.xero_payment_id,
    case when q.how is not null then p.payment_date end as xero_payment_date,
    case when q.how is not null then p.amount end as xero_amount, q.how, q.twin_was_deleted,
    q.was_redated
from recon.payment_match q
inner join known.case_transaction f on f.rowid = q.case_row
left join known.xero_payment p on p.rowid = q.xero_row;
