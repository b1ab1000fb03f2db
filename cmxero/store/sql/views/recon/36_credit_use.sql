-- recon.credit_use: one row a use of a live credit for an invoice of a pair.
create or replace table memory.recon.credit_use as
select
    p.organisation, p.xero_credit_id, p.place, p.kind, p.credit_number, k.reference,
    k.credit_date, p.amount, p.allocation_date, p.xero_invoice_id, p.invoice_number,
    c.case_invoice_number, c.is_counted
from stage.xero_allocation p
inner join stage.xero_credit k
    on k.organisation = p.organisation and k.xero_credit_id = p.xero_credit_id
inner join recon.invoice_pair c
    on c.organisation = p.organisation and c.xero_invoice_id = p.xero_invoice_id
where p.is_live;
