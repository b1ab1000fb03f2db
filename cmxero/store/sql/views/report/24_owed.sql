-- report.owed: one row an invoice and side with what was owed on it on the day asked for, and one
-- for money and credits that reached no invoice by then (invoice_id is empty); rows of 0.00 left out.
create or replace view report.owed as
with now as (
    select
        organisation, 'Case Manager' as side, case_invoice_number as invoice_id,
        case_invoice_number, invoice_date, due_date, owed
    from report.case_owed
    union all
    select
        organisation, 'Xero', xero_invoice_id, coalesce(case_invoice_number, ''),
        xero_invoice_date, xero_due_date, xero_owed
    from recon.invoice_pair
    where is_counted
), taken_off as (
    select organisation, side, applied_to as invoice_id, sum(amount) as amount
    from report.posting
    where applied_to <> '' and greatest(applied_date, posting_date) > getvariable('as_of')
    group by organisation, side, applied_to
), then_owed as (
    select
        n.organisation, n.side, n.invoice_id, n.case_invoice_number,
        coalesce(n.due_date, n.invoice_date) as due_date,
        coalesce(n.invoice_date <= getvariable('as_of'), true) as is_there,
        (n.owed - coalesce(t.amount, 0.00))::decimal(18, 2) as owed
    from now n
    left join taken_off t
        on t.organisation = n.organisation and t.side = n.side and t.invoice_id = n.invoice_id
), not_applied as (
    select organisation, side, amount
    from report.credit_posting
    where coalesce(posting_date <= getvariable('as_of'), true)
        and (applied_to = '' or applied_date > getvariable('as_of'))
    union all
    select organisation, side, owed
    from then_owed
    where not is_there
)
select organisation, side, invoice_id, case_invoice_number, due_date, owed
from then_owed
where is_there and owed <> 0
union all
select organisation, side, '', '', null, sum(amount)::decimal(18, 2)
from not_applied
group by organisation, side
having sum(amount) <> 0;
