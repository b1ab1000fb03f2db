-- checks.one_version_a_xero_credit: must be empty. A credit, deposit or contact staged twice.
create or replace view checks.one_version_a_xero_credit as
with staged as (
    select organisation, xero_credit_id as xero_id from stage.xero_credit
    union all
    select organisation, xero_batch_payment_id from stage.xero_batch_payment
    union all
    select organisation, xero_contact_id from stage.xero_contact
)
select organisation, xero_id, count(*) as staged
from staged
group by organisation, xero_id
having count(*) > 1;
