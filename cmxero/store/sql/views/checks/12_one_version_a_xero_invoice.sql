-- checks.one_version_a_xero_invoice: must be empty. A Xero invoice staged more than once.
create or replace view checks.one_version_a_xero_invoice as
select organisation, xero_invoice_id, count(*) as staged
from stage.xero_invoice
group by organisation, xero_invoice_id
having count(*) > 1;
