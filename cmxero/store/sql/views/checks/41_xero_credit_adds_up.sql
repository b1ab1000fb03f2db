-- checks.xero_credit_adds_up: must be empty. A live credit whose remaining amount is not its total
-- less what it was used for, less the refunds we hold: the next pull has to bring the rest.
create or replace view checks.xero_credit_adds_up as
with used as (
    select organisation, xero_credit_id, sum(amount) as amount
    from stage.xero_allocation
    group by organisation, xero_credit_id
), refunded as (
    select organisation, xero_credit_id, sum(amount) as amount
    from stage.xero_payment
    where xero_credit_id <> '' and status = 'AUTHORISED'
    group by organisation, xero_credit_id
)
select
    x.organisation, x.xero_credit_id, x.kind, x.credit_number, x.total,
    coalesce(u.amount, 0) as used, coalesce(r.amount, 0) as refunded, x.remaining
from stage.xero_credit x
left join used u
    on u.organisation = x.organisation and u.xero_credit_id = x.xero_credit_id
left join refunded r
    on r.organisation = x.organisation and r.xero_credit_id = x.xero_credit_id
where x.is_live
    and x.remaining <> x.total - coalesce(u.amount, 0) - coalesce(r.amount, 0);
