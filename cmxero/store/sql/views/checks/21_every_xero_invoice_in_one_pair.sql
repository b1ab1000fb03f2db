-- checks.every_xero_invoice_in_one_pair: must be empty. A CM- invoice in Xero that no pair holds,
-- or two hold.
create or replace view checks.every_xero_invoice_in_one_pair as
select x.organisation, x.xero_invoice_id, count(p.xero_invoice_id) as pairs
from stage.xero_invoice x
left join recon.invoice_pair p
    on p.organisation = x.organisation and p.xero_invoice_id = x.xero_invoice_id
where x.case_invoice_number is not null
group by x.organisation, x.xero_invoice_id
having count(p.xero_invoice_id) <> 1;
