-- checks.received_payment_once: must be empty. A live Xero payment counted more than once.
create or replace view checks.received_payment_once as
select organisation, xero_payment_id, count(*) as counted
from recon.payment_state
group by organisation, xero_payment_id
having count(*) > 1;
