-- report.receivable: one row an invoice with what each side says is still owed on it.
create or replace view report.receivable as
with followed as (
    select organisation, invoice_number as case_invoice_number, sum(effect) as effect
    from stage.case_follower
    where kind in ('payment', 'refund') and not is_orphan
    group by organisation, invoice_number
), mirrored as (
    select organisation, case_invoice_number, sum(amount) as amount
    from recon.received_payment
    where state = 'mirrored'
    group by organisation, case_invoice_number
)
select
    p.organisation, coalesce(p.case_invoice_number, '') as case_invoice_number,
    coalesce(p.invoice_number, '') as invoice_number, p.customer, p.case_number,
    p.journal_number, p.currency_code, p.invoice_date, p.case_due_date as due_date,
    coalesce(p.xero_status, '') as xero_status,
    (p.case_net + coalesce(f.effect, 0) - coalesce(m.amount, 0))::decimal(18, 2) as case_owed,
    p.xero_owed,
    (p.case_net + coalesce(f.effect, 0) - coalesce(m.amount, 0) - p.xero_owed)
        ::decimal(18, 2) as difference
from recon.invoice_pair p
left join followed f
    on f.organisation = p.organisation and f.case_invoice_number = p.case_invoice_number
left join mirrored m
    on m.organisation = p.organisation and m.case_invoice_number = p.case_invoice_number;
