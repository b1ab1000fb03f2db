-- checks.xero_batch_adds_up: must be empty. A live deposit whose total is not the sum of the live
-- payments we hold of it.
create or replace view checks.xero_batch_adds_up as
with parts as (
    select organisation, xero_batch_payment_id, sum(amount) as amount
    from stage.xero_payment
    where status = 'AUTHORISED'
    group by organisation, xero_batch_payment_id
)
select
    x.organisation, x.xero_batch_payment_id, x.reference, x.total_amount,
    coalesce(p.amount, 0) as paid
from stage.xero_batch_payment x
left join parts p
    on p.organisation = x.organisation
    and p.xero_batch_payment_id = x.xero_batch_payment_id
where x.status = 'AUTHORISED' and x.total_amount <> coalesce(p.amount, 0);
