-- checks.xero_invoice_credits_add_up: must be empty. A receivable Xero invoice whose credited
-- amount is not what the credits we hold say was used for it. Says nothing until credits have been
-- pulled once.
create or replace view checks.xero_invoice_credits_add_up as
with used as (
    select organisation, xero_invoice_id, sum(amount) as amount
    from stage.xero_allocation
    where is_live
    group by organisation, xero_invoice_id
), pulled as (
    select r.organisation
    from stage.run r
    where r.kind = 'pull'
        and r.outcome = 'done'
        and json_extract_string(r.summary, '$."credit notes"') is not null
    group by r.organisation
)
select
    x.organisation, x.invoice_number, x.amount_credited, coalesce(u.amount, 0) as used
from stage.xero_invoice x
inner join pulled p on p.organisation = x.organisation
left join used u
    on u.organisation = x.organisation and u.xero_invoice_id = x.xero_invoice_id
where x.is_receivable and x.amount_credited <> coalesce(u.amount, 0);
