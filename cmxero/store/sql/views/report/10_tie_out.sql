-- report.tie_out: one row an organisation: what each ledger says is owed, the difference, how
-- much of it findings and later dates explain, and the rest, which must be 0.00. What Xero still
-- owes Case Manager's customers (credits not used yet) is taken off what they owe. As of a day
-- (variable as_of) the documents dated later are taken out of both; as_of is empty otherwise.
create or replace view report.tie_out as
with case_side as (
    select organisation, sum(case_net + case_paid) as receivables
    from recon.invoice_pair
    group by organisation
), mirrored as (
    select organisation, sum(amount) as amount
    from recon.payment_standing
    where state = 'mirrored'
    group by organisation
), xero_side as (
    select organisation, sum(xero_owed) as receivables
    from recon.invoice_pair
    group by organisation
), credited as (
    select organisation, sum(remaining) as amount
    from recon.credit
    where is_counted
    group by organisation
), later as (
    select
        organisation,
        sum(amount) filter (side = 'Case Manager') as case_amount,
        sum(amount) filter (side = 'Xero') as xero_amount
    from report.later
    group by organisation
), explained as (
    select organisation, sum(effect) as effect
    from report.position
    group by organisation
), figures as (
    select
        m.organisation, m.currency_code,
        nullif(getvariable('as_of'), date 'infinity') as as_of,
        (coalesce(c.receivables, 0) - coalesce(p.amount, 0) - coalesce(l.case_amount, 0))::decimal(18, 2) as case_receivables,
        (coalesce(x.receivables, 0) - coalesce(k.amount, 0) - coalesce(l.xero_amount, 0))
            ::decimal(18, 2) as xero_receivables,
        coalesce(e.effect, 0)::decimal(18, 2) as explained
    from stage.parameter m
    left join case_side c on c.organisation = m.organisation
    left join mirrored p on p.organisation = m.organisation
    left join xero_side x on x.organisation = m.organisation
    left join credited k on k.organisation = m.organisation
    left join later l on l.organisation = m.organisation
    left join explained e on e.organisation = m.organisation
)
select
    organisation, currency_code, as_of, case_receivables, xero_receivables,
    (case_receivables - xero_receivables)::decimal(18, 2) as difference, explained,
    (case_receivables - xero_receivables - explained)::decimal(18, 2) as unexplained
from figures;
