-- checks.xero_invoice_adds_up: must be empty. A receivable Xero invoice whose amount due is not
-- its total less credits less the payments we hold: the next pull has to bring the rest.
create or replace view checks.xero_invoice_adds_up as
with paid as (
    select organisation, xero_invoice_id, sum(amount) as amount
    from stage.xero_payment
    where payment_type = 'ACCRECPAYMENT' and status = 'AUTHORISED'
    group by organisation, xero_invoice_id
)
select
    x.organisation, x.invoice_number, x.total, x.amount_credited, x.amount_due,
    coalesce(p.amount, 0) as paid
from stage.xero_invoice x
left join paid p
    on p.organisation = x.organisation and p.xero_invoice_id = x.xero_invoice_id
where x.is_receivable
    and x.amount_due <> x.total - x.amount_credited - coalesce(p.amount, 0);
