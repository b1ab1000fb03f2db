-- checks.one_version_a_xero_payment: must be empty. A Xero payment staged more than once.
create or replace view checks.one_version_a_xero_payment as
select organisation, xero_payment_id, count(*) as staged
from stage.xero_payment
group by organisation, xero_payment_id
having count(*) > 1;
